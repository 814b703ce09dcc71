"""Whatever is typed is answered; a normal form means what it says and is its own normal form; the matcher agrees with the codes."""

from __future__ import annotations

from functools import lru_cache

from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.codes import Expansion, expand
from catalog.editions import sample_code_lists
from metadata.codes import SHAPES
from metadata.model.code_system import CodeLists

SIGNS = "ABCEFGHIJKLNOPQRUXÅ0123456789.,;|+-–*%=!\\^$()[]{}?†\n\t  \"'/"
ITEMS = st.sampled_from(["J44", "J44.1", "I10", "=I10", "F32-F33", "C50-C59", "C81-C96", "F90.0", "J45.0-J45.9", "J40-J47", "A41", "F20-F29", "H33"])


@lru_cache(maxsize=1)
def lists() -> CodeLists:
    return sample_code_lists()


def brute(expansion: Expansion) -> tuple[str, ...]:
    edition = lists().choose(expansion.system)
    assert edition is not None
    return tuple(code for code in edition.codes if expansion.matches(code))


@settings(max_examples=60, deadline=None)
@given(st.text(SIGNS, max_size=60), st.sampled_from(sorted(SHAPES)))
def test_any_text_is_answered(text: str, system: str) -> None:
    found = expand(text, system, lists())
    assert found.has_errors == (found.normal == "")


@settings(max_examples=60, deadline=None)
@given(st.lists(ITEMS, min_size=1, max_size=6), st.lists(ITEMS, max_size=3))
def test_a_normal_form_is_stable_and_means_the_same(includes: list[str], excludes: list[str]) -> None:
    text = ", ".join(includes) + (" exkl " + "; ".join(excludes) if excludes else "")
    found = expand(text, "ICD-10-SE", lists())
    if found.has_errors:
        assert found.codes == ()
        return
    again = expand(found.normal, "ICD-10-SE", lists())
    assert (again.normal, again.codes) == (found.normal, found.codes)
    assert "W_REDUNDANT" not in {message.code for message in again.messages}
    assert brute(found) == found.codes


@settings(max_examples=60, deadline=None)
@given(st.lists(ITEMS, min_size=2, max_size=6))
def test_the_order_of_items_does_not_matter(items: list[str]) -> None:
    first, second = (expand(" | ".join(order), "ICD-10-SE", lists()) for order in (items, items[::-1]))
    assert (first.normal, first.sha256) == (second.normal, second.sha256)

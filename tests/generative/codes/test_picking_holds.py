"""Whatever is ticked in whatever order: the list is exactly what was ticked, and the written expression means the same when read again."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.code_lists.picking import Picked
from assistant.code_lists.tree import tree_of
from assistant.codes import expand
from catalog.editions import sample_code_lists
from metadata.codes import get_shape

LISTS = sample_code_lists()
SYSTEMS = [system for system in ("ATC", "ICD-10-SE", "KVA", "LKF") if system in LISTS.editions]


@st.composite
def walks(draw: st.DrawFn) -> tuple[str, list[tuple[bool, str]]]:
    """A system, and nodes of one neighbourhood that are ticked or unticked one after the other."""
    system = draw(st.sampled_from(SYSTEMS))
    edition = LISTS.choose(system)
    assert edition is not None
    code = draw(st.sampled_from(edition.codes))
    near = [other for other in edition.codes if other.startswith(code[:2])][:60]
    tree = tree_of(edition, LISTS.systems.get(system))
    keys = [*near, *tree.path(code)]
    return system, draw(st.lists(st.tuples(st.booleans(), st.sampled_from(keys)), min_size=1, max_size=12))


@given(walks())
@settings(max_examples=150, deadline=None)
def test_what_is_ticked_is_in_and_nothing_else(walk: tuple[str, list[tuple[bool, str]]]) -> None:
    system, steps = walk
    edition, shape = LISTS.choose(system), get_shape(system)
    assert edition is not None
    tree = tree_of(edition, LISTS.systems.get(system))
    picked, wanted = Picked((), (), edition), 0
    for include, key in steps:
        item = tree.item(key)
        assert item is not None
        mask = item.mask(edition)
        picked = picked.include(item) if include else picked.exclude(item)
        wanted = wanted | mask if include else wanted & ~mask
        assert picked.selected == wanted
        text = picked.write(shape)
        if text:
            again = expand(text, system, LISTS)
            assert not again.has_errors and again.codes == edition.pick(wanted)
            picked = Picked.of(again, edition)
        else:
            assert wanted == 0

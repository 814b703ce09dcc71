"""Documents are read as text with places; bombs, duplicates and abysses are refused before anything is built."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from common.documents import read_document, write_yaml
from common.errors import InputRefused

BOMB = "a: &a [x, x]\n" + "\n".join(f"b{n}: &b{n} [*a, *a, *a]" for n in range(9))


def codes(text: str | bytes, **keywords: int) -> list[str]:
    with pytest.raises(InputRefused) as refused:
        read_document(text, "file.yaml", **keywords)
    return [finding.code for finding in refused.value.findings]


def test_every_scalar_stays_text() -> None:
    value = read_document("a: NO\nb: 0123\nc: 12:30\nd: 01\ne: 2024-01-01\nf: true\ng:\n").value
    assert value == {"a": "NO", "b": "0123", "c": "12:30", "d": "01", "e": "2024-01-01", "f": "true", "g": None}


def test_a_place_is_file_and_line() -> None:
    document = read_document("a:\n  - b: 1\n    c: 2\n", "order.yaml")
    assert document.place("/a/0/c") == "order.yaml:3"
    assert document.place("/a/0/unknown") == "order.yaml:2"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a: 1\na: 2\n", "document.error.duplicate_key"),
        ('{"a": 1, "a": 2}', "document.error.duplicate_key"),
        (BOMB, "document.error.alias"),
        ("a: [1, 2\nb: 3", "document.error.syntax"),
        ('{"a": ', "document.error.syntax"),
        ("[" * 200 + "]" * 200, "document.error.too_deep"),
        ("a: " + "[" * 200 + "]" * 200, "document.error.too_deep"),
        ("a: &x 1\n", "document.error.alias"),
        (b"a: \xff\n", "document.error.not_utf8"),
    ],
)
def test_bad_documents_are_refused_with_a_code(text: str | bytes, code: str) -> None:
    assert code in codes(text)


def test_every_duplicate_is_reported_not_only_the_first() -> None:
    assert codes("a: 1\na: 2\nb: 1\nb: 2\n") == ["document.error.duplicate_key"] * 2


def test_a_document_of_fifty_megabytes_is_refused_at_once() -> None:
    assert codes(b"a: " + b"x" * 50_000_000) == ["document.error.too_large"]


def test_a_tag_that_would_run_code_is_only_text() -> None:
    assert read_document("a: !!python/object/apply:os.system ['true']\n").value == {"a": ["true"]}


TEXT = st.text(st.characters(blacklist_categories=("Cs", "Cc"), blacklist_characters="\ufeff\u2028\u2029\x85"), min_size=1)
VALUE = st.recursive(TEXT, lambda child: st.lists(child, min_size=1, max_size=3) | st.dictionaries(TEXT, child, min_size=1, max_size=3), max_leaves=8)


@given(st.dictionaries(TEXT, VALUE, min_size=1, max_size=4))
@settings(max_examples=60, deadline=None)
def test_what_is_written_is_read_back_the_same(value: dict[str, object]) -> None:
    assert read_document(write_yaml(value)).value == value

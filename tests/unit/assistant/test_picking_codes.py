"""The picker edits the expression as codes.md 6 says: ticking adds a prefix, unticking below excludes, ticking below an exclude splits it."""

from __future__ import annotations

import pytest

from assistant.code_lists.badges import badge_of
from assistant.code_lists.fixing import first_columns, repairs
from assistant.code_lists.picking import Picked
from assistant.code_lists.tree import tree_of
from assistant.codes import expand
from assistant.codes.item import Item
from metadata.codes import get_shape
from metadata.model.code_system import Chapter, Code, CodeEdition, CodeLists, CodeSystem
from metadata.model.text import Text

CODES = ("C43", "C430", "C431", *(f"C44{digit}" for digit in range(10)), "C44", "C440A", "F32", "F320", "F321", "F323", "I10", "I109")
BOTH = Text(sv="x", en="x")
SYSTEM = CodeSystem(
    id="ICD-10-SE", label=BOTH, owner=BOTH, licence_note=BOTH, matching="prefix", example="C44", source="written for the test",
    chapters=(Chapter(code="02", first="C00", last="D48"), Chapter(code="05", first="F00", last="F99"), Chapter(code="09", first="I00", last="I99")),
)


def edition() -> CodeEdition:
    groups = (Code("02", "Tumörer", kind="chapter"), Code("C43-C44", "Hud", kind="block", parent="02"))
    parents = {code: next((code[:end] for end in (4, 3) if len(code) > end and code[:end] in CODES), None) for code in CODES}
    codes = tuple(Code(code, code, parent=parents[code] or ("C43-C44" if code[0] == "C" else None)) for code in CODES)
    return CodeEdition("ICD-10-SE", "test", (*groups, *codes))


LIST = edition()
LISTS = CodeLists({"ICD-10-SE": SYSTEM}, {"ICD-10-SE": (LIST,)})
TREE = tree_of(LIST, SYSTEM)


def picked(expr: str) -> Picked:
    found = expand(expr, "ICD-10-SE", LISTS)
    assert not found.has_errors, found.messages
    return Picked.of(found, LIST)


def item(key: str) -> Item:
    found = TREE.item(key)
    assert found is not None
    return found


@pytest.mark.parametrize(("expr", "act", "key", "result"), [
    ("I10", "include", "F32", "F32 | I10"),
    ("F32", "exclude", "F323", "F32 ! F32.3"),
    ("F32 ! F32.3", "include", "F323", "F32"),
    ("F32 ! F32.3", "exclude", "F32", ""),
    ("F32 | I10", "exclude", "F32", "I10"),
    ("C43-C44 ! C44", "include", "C449", "C43-C44 ! =C44 | C44.0-C44.8"),
    ("C43-C44 ! =C44 | C44.0-C44.8", "exclude", "C449", "C43-C44 ! C44"),
    ("C43-C44 ! C44", "include", "C440A", "C43-C44 ! =C44 | =C44.0 | C44.1-C44.9"),
    ("C44.0 | C44.1", "include", "C44", "C44"),
    ("C43", "include", "C43-C44", "C43-C44"),
    ("C43-C44", "exclude", "02", ""),
    ("I10", "exclude", "F32", "I10"),
    ("C43-C44 ! C43", "exclude", "C44", ""),
])
def test_ticking_and_unticking_write_the_expression(expr: str, act: str, key: str, result: str) -> None:
    assert getattr(picked(expr), act)(item(key)).write(get_shape("ICD-10-SE")) == result


@pytest.mark.parametrize(("expr", "key", "sign", "chosen", "count"), [
    ("F32", "F32", "+", 4, 4), ("F32", "F320", "(+)", 1, 1), ("F32 ! F32.3", "F32", "!", 3, 4), ("F32 ! F32.3", "F323", "−", 0, 1),
    ("C43-C44 ! C44", "C440", "(−)", 0, 2), ("F32", "I10", "?", 0, 2), ("F32", "02", "?", 0, 15), ("C44", "02", "!", 12, 15), ("C44.0", "C440A", "(+)", 1, 1),
])
def test_every_node_says_how_it_stands(expr: str, key: str, sign: str, chosen: int, count: int) -> None:
    badge = badge_of(item(key), picked(expr))
    assert (badge.sign, badge.chosen, badge.count) == (sign, chosen, count)


def test_the_tree_has_chapters_blocks_and_codes() -> None:
    assert TREE.children(None) == ("02", "F32", "I10")
    assert TREE.children("02") == ("C43-C44",) and TREE.children("C43-C44") == ("C43", "C44")
    assert TREE.path("C440A") == ("02", "C43-C44", "C44", "C440")
    assert item("C43-C44") == Item("range", "C43", "C44") and TREE.item("Z99") is None


def test_a_list_of_leaves_is_gathered_under_chapter_and_category() -> None:
    leaves = tuple(Code(f"F{number:03d}", "x") for number in range(400))
    tree = tree_of(CodeEdition("ICD-10-SE", "leaves", leaves), SYSTEM)
    assert tree.children(None) == ("05",) and tree.children("05")[:2] == ("F00", "F01") and tree.children("F00") == tuple(f"F00{digit}" for digit in range(10))


@pytest.mark.parametrize(("text", "kind", "result"), [
    ("F32.0-3 | I10", "replace", "F32.0-F32.3 | I10"),
    ("F32 exkl I10", "include", "F32 | I10"),
    ("F32 | F32.0", "tidy", "F32"),
    ("I10*", "replace", "I10"),
    ("F33 – F32", "replace", "F32-F33"),
])
def test_a_message_is_mended_by_one_click(text: str, kind: str, result: str) -> None:
    found = expand(text, "ICD-10-SE", LISTS)
    offered = [repair for message in found.messages for repair in repairs(text, found, message)]
    assert [repair.text for repair in offered if repair.kind == kind] == [result]


@pytest.mark.parametrize(("text", "result"), [
    ("F32\tDepressiv episod\r\nI10\tEssentiell hypertoni\r\n", "F32\nI10"), ("F32\nI10", None), ("F32\tF33", None), ("", None),
])
def test_pasted_titles_are_told_from_pasted_codes(text: str, result: str | None) -> None:
    assert first_columns(text) == result

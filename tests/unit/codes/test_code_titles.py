"""Titles follow the reader's language: a newer list in another language keeps the names of the older one."""

from __future__ import annotations

from exports.code_list import code_lines
from metadata.model.code_system import Code, CodeEdition, CodeLists

SWEDISH = CodeEdition("ATC", "2020", (Code("N06BA04", "Metylfenidat"),))
ENGLISH = CodeEdition("ATC", "2026", (Code("N06BA04", "", "methylphenidate"), Code("N06BA99", "", "novelamine")))
LISTS = CodeLists({}, {"ATC": (ENGLISH, SWEDISH)})


def test_a_title_is_that_of_the_newest_edition_with_one_in_the_language() -> None:
    assert [LISTS.title("ATC", "N06BA04", language) for language in ("sv", "en")] == ["Metylfenidat", "methylphenidate"]
    assert LISTS.title("ATC", "N06BA04", "en", SWEDISH) == "methylphenidate"
    assert [LISTS.title("ATC", code) for code in ("N06BA99", "X")] == ["novelamine", ""]


def test_an_exported_list_has_both_languages_where_any_edition_has_them() -> None:
    line = code_lines("ATC", ("N06BA04",), (ENGLISH, SWEDISH))[0]
    assert (line.title_sv, line.title_en) == ("Metylfenidat", "methylphenidate")

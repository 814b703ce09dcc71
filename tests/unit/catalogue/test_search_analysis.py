"""Words as the index sees them: Swedish forms meet, letters keep their marks in one place and lose them in another."""

from __future__ import annotations

import pytest

from catalog.search.analysis import beginnings_of, fold, parts_of, query_words, split_compound, stems_of, whole, words_of


@pytest.mark.parametrize(
    ("one", "other"),
    [("skelettet", "skelett"), ("hjärnan", "hjärna"), ("blodtrycket", "blodtryck"), ("frakturer", "fraktur"), ("tumörerna", "tumör"), ("lungans", "lunga")],
)
def test_forms_of_a_word_share_a_stem(one: str, other: str):
    assert stems_of(one) & stems_of(other)


@pytest.mark.parametrize(("one", "other"), [("hjärta", "hjärna"), ("lever", "levnad"), ("astma", "artros")])
def test_different_words_share_none(one: str, other: str):
    assert not stems_of(one) & stems_of(other)


def test_marks_fall_off_when_folded():
    assert fold("Åderbråck ÖGA café Ærø") == "aderbrack oga cafe aro"


def test_a_hyphenated_word_is_found_whole_in_parts_and_joined():
    assert words_of("COVID-19 p-piller") == ["covid-19", "covid", "19", "covid19", "p-piller", "p", "piller", "ppiller"]


def test_words_that_carry_nothing_are_left_out_of_a_question_unless_alone():
    assert query_words("borttagning av gallblåsa") == ["borttagning", "gallblåsa"]
    assert query_words("på") == ["på"]


def test_a_name_is_compared_without_case_punctuation_and_double_blanks():
    assert whole("  Akut  Hjärtinfarkt. ") == "akut hjärtinfarkt"


def test_a_compound_is_split_into_words_that_occur_with_its_linking_s():
    vocabulary = {"prostata", "cancer", "tjocktarm", "tarm"}
    assert split_compound("prostatacancer", vocabulary) == ("prostata", "cancer")
    assert split_compound("tjocktarmscancer", vocabulary) == ("tjocktarm", "cancer")
    assert split_compound("hjartflimmer", vocabulary) is None
    assert parts_of(["prostatacancer", "kort"], vocabulary) == stems_of("prostata") | stems_of("cancer")


def test_beginnings_start_at_two_letters_and_are_folded():
    assert list(beginnings_of("Öga")) == ["og", "oga"]

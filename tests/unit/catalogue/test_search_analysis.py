"""Words as the index sees them: Swedish forms meet, letters keep their marks in one place and lose them in another."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.search.analysis import beginnings_of, core_of, distance, fold, joined, query_words, segments_of, sound_of, stems_of, whole, words_of
from catalog.search.families import Families
from metadata.model.word_family import WordFamily


@pytest.mark.parametrize(
    ("one", "other"),
    [("skelettet", "skelett"), ("hjärnan", "hjärna"), ("blodtrycket", "blodtryck"), ("frakturer", "fraktur"), ("tumörerna", "tumör"), ("lungans", "lunga"), ("otitis", "otit"), ("pneumonia", "pneumoni")],
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


def test_a_compound_is_split_into_known_parts_without_linking_letters():
    known = {"prostata", "cancer", "tjocktarm", "tarm", "hand", "led", "fraktur"}
    assert segments_of("prostatacancer", known) == ("prostata", "cancer")
    assert segments_of("tjocktarmscancer", known) == ("tjocktarm", "cancer")
    assert segments_of("handledsfraktur", known) == ("hand", "led", "fraktur")
    assert segments_of("hjartflimmer", known) == segments_of("cancer", known) == ()


@pytest.mark.parametrize(
    ("written", "right"),
    [("gastroscopi", "gastroskopi"), ("penicilin", "penicillin"), ("oesophagus", "esofagus"), ("alzhaimer", "alzheimer"), ("rinit", "rhinitt"), ("difteri", "diphteri")],
)
def test_spellings_that_sound_alike_are_one(written: str, right: str):
    assert sound_of(written) == sound_of(right)


@pytest.mark.parametrize(("one", "other", "far"), [("astma", "astma", 0), ("asmta", "astma", 1), ("astm", "astma", 1), ("asstmaa", "astma", 2), ("asp", "astma", 3)])
def test_the_distance_counts_a_swap_of_neighbours_once_and_stops_early(one: str, other: str, far: int):
    assert distance(one, other, 2) == far


FAMILIES = Families((
    WordFamily(id="gallbladder", words=("gallblåsa",), beginnings=("kolecyst",)),
    WordFamily(id="removal", words=("borttagning",), phrases=("ta bort",), endings=("ektomi",)),
    WordFamily(id="inflammation", words=("inflammation",), endings=("it", "inflammation")),
    WordFamily(id="joint", words=("led",), beginnings=("led",)),
))


@pytest.mark.parametrize(
    ("word", "groups"),
    [
        ("gallblåsan", [{"gallbladder"}]), ("kolecystektomi", [{"gallbladder"}, {"removal"}]), ("kolecystit", [{"gallbladder"}, {"inflammation"}]),
        ("ledinflammation", [{"joint"}, {"inflammation"}]), ("ledstång", []), ("removal", [{"removal"}]), ("bit", []),
    ],
)
def test_a_word_means_its_beginning_and_its_ending(word: str, groups: list[set[str]]):
    assert list(map(set, FAMILIES.groups(word))) == groups


def test_a_phrase_means_one_thing():
    assert FAMILIES.phrase_at(["vill", "ta", "bort", "gallblåsan"], 1) == (2, {"removal"})
    assert FAMILIES.phrase_at(["ta"], 0) == (0, frozenset())


@pytest.mark.parametrize(
    ("word", "core"), [("sömnproblem", "sömn"), ("insulinbehandling", "insulin"), ("blodtrycksmedicin", "blodtryck"), ("medicin", None), ("astma", None)]
)
def test_an_ending_that_says_only_what_kind_of_thing_is_meant_can_fall_off(word: str, core: str | None):
    assert core_of(word) == core


def test_a_name_is_the_same_with_and_without_blanks_and_hyphens():
    assert joined("Grå starr") == joined("gråstarr") == joined("grå-starr") == "grastarr"


@given(st.text(max_size=60))
@settings(max_examples=60, deadline=None)
def test_no_text_breaks_the_analysis(text: str):
    for word in words_of(text) + query_words(text):
        assert stems_of(word) and all(fold(word).startswith(start) for start in beginnings_of(word))
        assert fold(fold(word)) == fold(word)


def test_beginnings_start_at_two_letters_and_are_folded():
    assert list(beginnings_of("Öga")) == ["og", "oga"]

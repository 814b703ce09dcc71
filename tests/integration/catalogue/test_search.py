"""People's words lead to codes, variables and measures; codes are recognised however they are written."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest

from catalog.load import examine_content
from catalog.lookup import Catalogue
from catalog.search.answer import answer
from catalog.search.index import CURRENT, build_parts, read_stamps
from catalog.search.query import Hit, search
from catalog.search.sources import PartSource, code_source, content_source, families_of
from common.errors import NotFound, SystemFailed
from common.settings import Settings
from metadata.model.code_system import Code, CodeEdition

ICD = CodeEdition(
    "ICD-10-SE", "prov", tuple(
        Code(code, title, title_en, level=len(code), marker=marker) for code, title, title_en, marker in (
            ("F90", "Hyperaktivitetsstörningar", "Hyperkinetic disorders", ""), ("F900", "Aktivitets- och uppmärksamhetsstörning", "", ""),
            ("G40", "Epilepsi", "Epilepsy", ""), ("G403", "Generaliserad epilepsi", "", ""), ("G409", "Epilepsi, ospecificerad", "", ""),
            ("H42", "Glaukom vid sjukdomar", "", "*"), ("H40", "Glaukom (grön starr)", "Glaucoma", ""), ("H409", "Glaukom, ospecificerat", "", ""),
            ("K35", "Akut appendicit", "Acute appendicitis", ""), ("K40", "Ljumskbråck", "Inguinal hernia", ""),
            ("K80", "Gallstenssjukdom", "Cholelithiasis", ""), ("K802", "Gallsten utan kolecystit", "", ""), ("K820", "Gallgångsstriktur", "", ""),
            ("S02", "Fraktur på skallben och ansiktsben", "", ""), ("Z876", "Gallsten i den egna sjukhistorien", "", ""),
            ("V010", "Fotgängare skadad", "", ""), ("V0100", "Fotgängare skadad, bostad", "", ""), ("C61", "Malign tumör i prostata", "", ""),
            ("M899", "Sjukdom i skelett", "", ""),
        )
    ), sha256="1",
)
ATC = CodeEdition(
    "ATC", "prov", (
        Code("N06BA", "Centralt verkande sympatomimetika", "Centrally acting sympathomimetics", 4), Code("N06BA04", "Metylfenidat", "methylphenidate", 5),
        Code("L04AA23", "Natalizumab", "natalizumab", 5, valid_to=date(2023, 12, 31)), Code("L04AG03", "Natalizumab", "natalizumab", 5),
        Code("H03AA01", "Levotyroxin", "levothyroxine sodium", 5), Code("C10", "Medel som påverkar serumlipidnivåerna", "", 2),
    ), valid_from=date(2024, 1, 1), sha256="2",
)
KVA = CodeEdition("KVA", "prov", (Code("JKA21", "Laparoskopisk kolecystektomi", part="KKÅ"), Code("JKA", "Operationer på gallblåsan", part="KKÅ")), sha256="3")
EDITIONS = (ICD, ATC, KVA)


def sources_of(catalogue: Catalogue, editions: tuple[CodeEdition, ...]) -> list[PartSource]:
    codes = [code_source(catalogue, one.system, [(one.label, one.sha256)], (), lambda one=one: ((one,), {})) for one in editions]  # type: ignore[misc]
    return [content_source(catalogue), *codes]


def build_index(place: Path, catalogue: Catalogue, editions: tuple[CodeEdition, ...]) -> int:
    return build_parts(place, sources_of(catalogue, editions), families_of(catalogue))


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return Catalogue("v1", examine_content(Settings().content)[0].content)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, catalogue: Catalogue) -> Path:
    place = tmp_path_factory.mktemp("index")
    build_index(place, catalogue, EDITIONS)
    return place


def stored(hits: list[Hit]) -> list[str]:
    return [hit.stored for hit in hits]


@pytest.mark.parametrize("written", ["G40.3", "g403", "G40,3", "G 40.3", "G403*", "g40.3-"])
def test_a_code_is_recognised_in_any_notation_and_stands_first(folder: Path, written: str):
    hit = search(folder, written)[0]
    assert (hit.stored, hit.code, hit.tier, hit.why) == ("G403", "G40.3", "code", "koden")


def test_the_beginning_of_a_code_gives_the_code_then_those_under_it(folder: Path):
    assert stored(search(folder, "g40", scope="codes")) == ["G40", "G403", "G409"]


def test_a_three_character_text_is_found_in_every_system_that_has_it(folder: Path):
    assert {hit.system for hit in search(folder, "C10")} == {"ATC"}
    assert [hit.stored for hit in search(folder, "V01.00")] == ["V0100"]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("epilepsi", "G40"), ("Epilepsier", "G40"), ("glaukom", "H40"), ("grön starr", "H40"), ("gallsten", "K80"), ("ljumskbrack", "K40"),
        ("brusten blindtarm", "K35"), ("appendicitis", "K35"), ("skelettet", "M899"), ("prostatacancer", "C61"), ("tumör prostata", "C61"),
        ("ADHD", "F90"), ("Levaxin", "H03AA01"), ("Concerta", "N06BA04"), ("methylphenidate", "N06BA04"), ("metylfenid", "N06BA04"), ("ADHD-läkemedel", "N06BA"),
        ("metyfenidat", "N06BA04"), ("grönstarr", "H40"), ("epilepsibesvär", "G40"), ("hyperaktivitetsproblem", "F90"), ("epilpsi", "G40"), ("borttagning av gallblåsa", "JKA21"), ("hyperaktiv", "F90"),
    ],
)
def test_words_lead_to_the_code(folder: Path, words: str, expected: str):
    assert stored(search(folder, words, scope="codes"))[0] == expected


def test_an_unspecified_asterisk_or_history_code_stands_behind(folder: Path):
    assert stored(search(folder, "glaukom", scope="codes")) == ["H40", "H42", "H409"]
    assert stored(search(folder, "gallsten", system="ICD-10-SE"))[-1] == "Z876"


def test_an_ended_code_stands_last_and_says_so(folder: Path):
    hits = search(folder, "natalizumab")
    assert stored(hits) == ["L04AG03", "L04AA23"]
    assert hits[1].why == "upphörd kod; hela namnet"
    assert search(folder, "natalizumab", language="en")[1].why == "ended code; the whole name"


def test_a_newest_list_in_english_takes_its_swedish_titles_from_the_older_one(tmp_path: Path, catalogue: Catalogue):
    english = CodeEdition("ATC", "2026", tuple(entry._replace(title_sv="") for entry in ATC.entries) + (Code("N06BA99", "", "novelamine", 5),), date(2026, 1, 1))
    part = code_source(catalogue, "ATC", [("2026", "4"), ("prov", "2")], (), lambda: ((english, ATC), {}))
    build_parts(tmp_path, [content_source(catalogue), part], families_of(catalogue))
    hit, in_english = search(tmp_path, "N06BA04")[0], search(tmp_path, "N06BA04", language="en")[0]
    assert (hit.title, hit.above) == ("Metylfenidat", "N06BA Centralt verkande sympatomimetika")
    assert (in_english.title, in_english.above) == ("methylphenidate", "N06BA Centrally acting sympathomimetics")
    assert search(tmp_path, "novelamine")[0].title == "novelamine"  # no list has a Swedish name


def test_a_hit_says_which_word_it_was_found_by(folder: Path):
    assert search(folder, "Levaxin")[0].why == "läkemedelsnamn: Levaxin"
    assert search(folder, "brusten blindtarm", language="en")[0].why == "everyday word: brusten blindtarm"
    assert search(folder, "epilpsi")[0].why == "liknande ord: epilepsi"


def test_the_search_can_be_limited_to_a_system_a_kind_and_a_number(folder: Path):
    assert {hit.system for hit in search(folder, "adhd", system="atc")} == {"ATC"}
    assert {hit.kind for hit in search(folder, "diagnos", scope="variables")} == {"variable"}
    assert len(search(folder, "diagnos", limit=2)) == 2
    assert search(folder, "adhd", system="KVA-finns-inte") == []


def test_variables_and_measures_are_found_by_column_label_and_keyword(folder: Path):
    assert (search(folder, "EDATUM")[0].kind, search(folder, "EDATUM")[0].code) == ("variable", "EDATUM")
    assert search(folder, "dispensing date", language="en")[0].title == "Dispensing date"
    assert "new_users_12m" in stored(search(folder, "nya läkemedelsanvändare", scope="measures"))
    assert stored(search(folder, "incident users", scope="measures"))[0].startswith("new_users")
    assert "PAR_SV/DIA1" in stored(search(folder, "bidiagnos", scope="variables")) and "PAR_SV/DIA2" not in stored(search(folder, "bidiagnos"))


def test_a_misspelled_whole_name_leads_to_what_bears_it(folder: Path):
    assert search(folder, "ljumskbrock")[0].stored == "K40"
    assert search(folder, "hyperaktivitetsstöningar")[0].stored == "F90"


@pytest.mark.parametrize(("asked", "column"), [
    ("expeditionsdatum", "EDATUM"), ("graviditetsvecka", "GRVBS"), ("vårdenhet", "SJUKHUS"), ("tumörstadium", "T"), ("cause of injury", "EKOD1"), ("dödsdag", "DODSDAT"),
])
def test_a_variable_is_found_by_the_words_of_its_concept(folder: Path, asked: str, column: str):
    assert column in {hit.code for hit in search(folder, asked, scope="variables")[:5]}


def test_what_no_register_holds_leads_to_the_help_that_says_so(folder: Path):
    assert search(folder, "hemtjänst")[0].stored == search(folder, "nursing home")[0].stored == "vad-registren-inte-har"


@pytest.mark.parametrize("nothing", ["", "   ", "...", "qqqqqqqqq", "%", "a" * 10_000, "\x00", "😀", "-"])
def test_senseless_questions_find_nothing_and_break_nothing(folder: Path, nothing: str):
    assert search(folder, nothing, scope="codes") == []


def test_only_the_part_that_changed_is_built_again(tmp_path: Path, catalogue: Catalogue):
    assert read_stamps(tmp_path) == {}
    assert build_index(tmp_path, catalogue, (KVA, ATC)) > len(KVA) + len(ATC)
    before = read_stamps(tmp_path)
    younger = CodeEdition("ATC", "younger", ATC.entries[:2], sha256="9")
    assert build_index(tmp_path, catalogue, (KVA, younger)) == 2
    assert {name for name, stamp in read_stamps(tmp_path).items() if before[name] != stamp} == {"ATC"}
    assert build_index(tmp_path, catalogue, (KVA, younger)) == 0
    assert build_index(tmp_path, Catalogue("v2", catalogue.content), (KVA, younger)) > 0
    assert stored(search(tmp_path, "kolecystektomi"))[0] == "JKA21"


def test_an_index_of_other_software_counts_as_none(tmp_path: Path, catalogue: Catalogue):
    build_index(tmp_path, catalogue, (KVA,))
    (tmp_path / CURRENT).write_text('{"content": "v1", "editions": [], "folder": "built-1", "format": "2"}', encoding="utf-8")
    assert read_stamps(tmp_path) == {}
    with pytest.raises(NotFound):
        search(tmp_path, "astma")


def test_a_new_index_takes_the_place_of_the_old_at_once_and_old_ones_go(tmp_path: Path, catalogue: Catalogue):
    build_index(tmp_path, catalogue, (KVA,))
    assert search(tmp_path, "natalizumab", scope="codes") == []
    for label in "abc":
        build_index(tmp_path, catalogue, (CodeEdition("ATC", label, ATC.entries, ATC.valid_from, sha256=label),))
        assert stored(search(tmp_path, "natalizumab"))[0] == "L04AG03"
    assert len(list(tmp_path.glob("built-*"))) == 3


def test_a_build_that_fails_leaves_the_old_index_in_use(tmp_path: Path, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch):
    build_index(tmp_path, catalogue, (ATC,))

    def refuse(*_arguments: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("catalog.search.index.os.replace", refuse)
    with pytest.raises(SystemFailed) as failed:
        build_index(tmp_path, catalogue, (KVA,))
    assert failed.value.code == "search.error.not_written"
    assert stored(search(tmp_path, "natalizumab"))[0] == "L04AG03"
    assert len(list(tmp_path.glob("built-*"))) == 2


def test_without_an_index_the_search_says_what_to_do(tmp_path: Path):
    with pytest.raises(NotFound) as missing:
        search(tmp_path, "astma")
    assert missing.value.code == "search.error.no_index"


def test_the_public_example_questions_hit_among_the_first_five(shared_data: Path, catalogue: Catalogue, tmp_path: Path):
    """The lists of three and four characters and the ATC index: the places where the examples' answers lie."""
    lists = shared_data / "codes"
    icd = [
        Code(*line.rstrip("\n").split("\t")[::2], marker=line.split("\t")[1])
        for length in (3, 4) for line in (lists / f"icd-10-se-2021-text/digit{length}.txt").read_text("utf-8-sig").splitlines()
    ]
    with (lists / "atc" / "who_atc_ddd_2026-04-25.csv").open(encoding="utf-8") as file:
        atc = {row["atc_code"]: Code(row["atc_code"], row["atc_name"], row["atc_name"]) for row in csv.DictReader(file)}
    kka = [line.split("\t") for line in (lists / "kva-2021-text/kka/level4.txt").read_text("utf-8-sig").splitlines() if line[:1] == "J"]
    build_index(tmp_path, catalogue, (
        CodeEdition("ICD-10-SE", "2021", tuple(icd)), CodeEdition("ATC", "2026", tuple(atc.values())),
        CodeEdition("KVA", "2021", tuple(Code(cells[0].strip(), cells[2].strip(), part="KKÅ") for cells in kka)),
    ))
    with (lists / "search_examples.tsv").open(encoding="utf-8") as file:
        examples = [row for row in csv.DictReader(file, delimiter="\t") if row["system"] != "NKOO"]
    missed = [
        row["query"] for row in examples
        if not {hit.code for hit in search(tmp_path, row["query"], scope="codes", system=row["system"], limit=5)} & set(row["expected"].split("|"))
    ]
    assert len(examples) >= 24 and missed == []


def test_an_answer_is_grouped_by_kind_and_system_with_counts(folder: Path):
    found = answer(folder, "adhd", per_group=1)
    assert ("code", "ICD-10-SE") in {(group.kind, group.system) for group in found.groups}
    assert all(len(group.hits) <= 1 <= group.total for group in found.groups)
    assert {(facet.kind, facet.system) for facet in found.facets} >= {("code", "ICD-10-SE"), ("code", "ATC")}
    assert found.hits[0] == search(folder, "adhd")[0]


def test_a_word_that_no_single_group_answers_brings_its_curated_set_with_a_caution(folder: Path):
    found = answer(folder, "blodtrycksmedicin")
    assert [(one.system, one.code) for one in found.sets] == [("ATC", "C02, C03, C07, C08, C09")]
    assert "hjärtsvikt" in found.sets[0].caution and "heart failure" in answer(folder, "Blodtrycksmedicin", language="en").sets[0].caution
    assert answer(folder, "epilepsi").sets == ()


@pytest.mark.parametrize(("asked", "suggested"), [("G40.3X", "G403"), ("gallsten zzzzz", "gallsten")])
def test_an_answer_without_hits_suggests_what_finds_something(folder: Path, asked: str, suggested: str):
    found = answer(folder, asked, system="ICD-10-SE")
    assert found.hits or suggested in found.suggestions


def test_an_unknown_code_leads_to_the_code_above_it(folder: Path):
    assert answer(folder, "G40.3X", scope="codes").suggestions[0] == "G403"


def test_an_answer_without_hits_says_where_there_are_some(folder: Path):
    found = answer(folder, "epilepsi", system="KVA")
    assert (found.groups, found.facets) == ((), ())
    assert ("code", "ICD-10-SE") in {(facet.kind, facet.system) for facet in found.elsewhere}

"""Content files with errors: each error is said with file and line, and all of them at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from catalog.load import examine_content
from catalog.reading import kind_of, read_content
from common.errors import Finding
from common.translate import LANGUAGES, translate
from metadata.versions import CONTENT_FORMAT, lift

COUNTY = '- {code: "01", name: {sv: Stockholms län, en: Stockholm County}, region: {sv: R, en: R}, municipality_count: 1}\n'


def write(folder: Path, **files: str) -> list[Finding]:
    for name, text in files.items():
        path = folder / name.replace("__", "/")
        path = path.with_suffix(".yaml")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return examine_content(folder)[1]


def test_a_missing_folder_and_an_empty_one_are_said(tmp_path: Path):
    assert [finding.code for finding in read_content(tmp_path / "none").findings] == ["content.error.no_folder"]
    assert [finding.code for finding in read_content(tmp_path).findings] == ["content.error.no_content"]


@pytest.mark.parametrize(
    ("text", "code", "line", "params"),
    [
        ("id: old\nname: {sv: a, en: b}\n", "content.error.missing", 1, {"field": "definition", "model": "UnitType"}),
        ("id: old\nname: {sv: a, en: b}\ndefinition: {sv: a}\n", "content.error.missing", 3, {"field": "definition/en"}),
        ("id: old\nnamn: x\nname: {sv: a, en: b}\ndefinition: {sv: a, en: b}\n", "content.error.unknown_key", 2, {"near": "name"}),
        ("id: old\nname: {sv: a, en: b}\ndefinition: {sv: a, en: b}\nversion: one\n", "content.error.value", 4, {"field": "version"}),
        ("id: old\nname: {sv: a, en: ''}\ndefinition: {sv: a, en: b}\n", "content.error.empty", 2, {"field": "name/en"}),
        ("id: old\nname: {sv: a, en: b}\ndefinition: {sv: a, en: b}\nvalid_from: 19x\n", "content.error.date", 4, {"field": "valid_from"}),
        ("id: old\nname: {sv: a, en: b}\ndefinition: plain\n", "content.error.shape", 3, {"field": "definition"}),
        ("- only words\n", "content.error.not_a_mapping", 1, {}),
        ("id: a\nid: b\n", "document.error.duplicate_key", 2, {"key": "id"}),
        ("id: [a\n", "document.error.syntax", 2, {}),
    ],
)
def test_an_error_names_its_file_line_and_field(tmp_path: Path, text: str, code: str, line: int, params: dict[str, str]):
    (finding,) = write(tmp_path, unit_types__one=text)
    assert (finding.code, finding.path) == (code, f"unit_types/one.yaml:{line}")
    assert params.items() <= dict(finding.params).items()


def test_numbers_and_yes_or_no_have_sentences_of_their_own(tmp_path: Path):
    county = COUNTY.replace("municipality_count: 1", "municipality_count: many")
    findings = write(tmp_path, counties__all=county, breakdowns__b="- {id: x, label: {sv: a, en: b}, kind: sex, level: person, values_from: order, "
                     "total_label: {sv: a, en: b}, orderable: maybe}\n")
    assert [(finding.code, finding.path) for finding in findings] == [
        ("content.error.yes_no", "breakdowns/b.yaml:1"), ("content.error.number", "counties/all.yaml:1"),
    ]


def test_a_file_of_no_known_kind_is_said_with_the_nearest(tmp_path: Path):
    (finding,) = write(tmp_path, mesures__x="id: a\n")
    assert (finding.code, finding.path, finding.params["near"]) == ("content.error.unknown_file", "mesures/x.yaml:1", "measures")


def test_the_kind_of_a_file_is_its_folder_or_in_a_register_its_name():
    assert kind_of(Path("measures/a.yaml")) == "measures"
    assert kind_of(Path("registers/lmed/register.yaml")) == "registers"
    assert kind_of(Path("registers/lmed/bindings.yaml")) == "bindings"
    assert kind_of(Path("registers/lmed/varables.yaml")) is None
    assert kind_of(Path("loose.yaml")) is None


def test_the_second_of_two_equal_ids_is_told_where_the_first_stands(tmp_path: Path):
    (finding,) = write(tmp_path, unit_types__a="id: u\nname: {sv: a, en: b}\ndefinition: {sv: a, en: b}\n",
                       unit_types__b="- id: u\n  name: {sv: a, en: b}\n  definition: {sv: a, en: b}\n")
    assert (finding.code, finding.path, finding.params["first"]) == ("content.error.duplicate_id", "unit_types/b.yaml:1", "unit_types/a.yaml:1")


@pytest.mark.parametrize("text", ["format: 99\n", "format: one\n", "other: 1\n", "- 1\n"])
def test_content_made_for_another_software_is_refused_as_a_whole(tmp_path: Path, text: str):
    (tmp_path / "content.yaml").write_text(text, encoding="utf-8")
    assert [finding.code for finding in write(tmp_path, unit_types__a="id: u\n")] == ["content.error.format"]


@pytest.mark.parametrize("version", range(1, CONTENT_FORMAT + 1))
def test_content_of_every_format_ever_written_loads(version: int):
    sample = Path(__file__).parents[2] / "samples" / f"content-{version}"
    reading, findings = examine_content(sample)
    assert findings == [] and set(reading.content.by_kind) >= {"registers", "variables", "measures", "bindings"}


def test_an_old_entry_is_lifted_step_by_step():
    handlers = {1: lambda kind, entry: {**entry, "two": kind}, 2: lambda kind, entry: {**entry, "three": kind}}
    assert lift("k", {"one": "x"}, 1, newest=3, handlers=handlers) == {"one": "x", "two": "k", "three": "k"}
    assert lift("k", {"one": "x"}, 3, newest=3, handlers=handlers) == {"one": "x"}


def test_errors_of_reading_and_of_checking_come_together(tmp_path: Path):
    findings = write(
        tmp_path, unit_types__a="id: u\nname: {sv: a}\n", age_sets__s="- {id: s, label: {sv: a, en: b}, bands: [0-4, 6-9], certainty: assumed, source: x}\n",
        healthcare_regions__r='- id: r\n  name: {sv: a, en: b}\n  counties: ["99"]\n  source: {text: x}\n',
    )
    assert [(finding.code, finding.path) for finding in findings] == [
        ("content.error.age_gap", "age_sets/s.yaml:1"), ("content.error.unknown_reference", "healthcare_regions/r.yaml:3"),
        ("content.error.missing", "unit_types/a.yaml:1"), ("content.error.missing", "unit_types/a.yaml:2"),
    ]


def test_every_finding_reads_as_a_sentence_in_both_languages(tmp_path: Path):
    findings = write(tmp_path, unit_types__a="id: u\nname: {sv: a}\nextra: 1\nversion: x\n", wrong__b="a: b\n")
    assert len(findings) == 5
    for finding in findings:
        for language in LANGUAGES:
            sentence = translate(finding.key, language, **finding.params)
            assert sentence != finding.key and "{" not in sentence


def test_a_numbered_series_becomes_one_column_a_number_with_its_own_start(tmp_path: Path):
    text = (
        "- register: par_in\n  column: 'EKOD{n}'\n  data_resource: PAR_SV\n  represented_variable: r\n  name: {sv: 'Yttre orsak {n}', en: 'Cause {n}'}\n"
        "  numbers:\n    - {first: 1, last: 1, data_from: 1964}\n    - {first: 2, last: 3, data_from: 1997}\n"
    )
    (tmp_path / "registers" / "par_in").mkdir(parents=True)
    (tmp_path / "registers" / "par_in" / "variables.yaml").write_text(text, encoding="utf-8")
    found = read_content(tmp_path).content.instance_variables
    assert [(key, one.name.sv, one.data_from.year, one.series, one.number) for key, one in found.items()] == [
        ("PAR_SV/EKOD1", "Yttre orsak 1", 1964, "EKOD", 1), ("PAR_SV/EKOD2", "Yttre orsak 2", 1997, "EKOD", 2),
        ("PAR_SV/EKOD3", "Yttre orsak 3", 1997, "EKOD", 3),
    ]

"""Delivered tables and metadata as programs of others read them: PX, JSON-stat, PROV-O, DDI; nothing but released cells in any file."""

from __future__ import annotations

import json
import warnings
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from exports_factory import make_delivery, make_result
from lxml import etree
from rdflib import Graph
from rdflib.namespace import RDF

from catalog.importers.content import read_systems
from catalog.load import examine_content
from catalog.lookup import Catalogue
from exports.delivery import delivery_files
from exports.json_stat import write_json_stat
from exports.px import write_px
from exports.rdf import term
from exports.rut.describe import describe_delivery

ROOT = Path(__file__).resolve().parents[3]
SPEC = {
    "cohorts": [{"criteria": {"operator": "all", "members": [{"registers": ["lmed"], "match": [{"system": "ATC"}]}]}}],
    "tables": [{"shell": {"measure": "packages"}, "breakdowns": [{"id": "year"}, {"id": "sex"}]}],
}


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    read, _findings = examine_content(ROOT / "metadata" / "content")
    described = tuple(describe_delivery(Catalogue("x", read.content), SPEC))
    return delivery_files(make_delivery(described=described, code_systems=tuple(read_systems().values())))


def numbers(table) -> dict[frozenset[str], Decimal | None]:
    """Numbers of a table's first figure by the Swedish labels of their cell."""
    shell, found = table.shell, {}
    for cell in table.cells:
        labels = frozenset(breakdown.label_of(code, "sv") for breakdown, code in zip(shell.breakdowns, cell.key, strict=True))
        found[labels] = cell.values[shell.figures[0].id]
    return found


@pytest.mark.parametrize("at", [0, 2])
def test_px_is_read_by_another_program(at, tmp_path):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the reader's own libraries
        from pyaxis import pyaxis

        path = tmp_path / "t.px"
        path.write_bytes(write_px(make_result().tables[at], make_delivery()))
        frame = pyaxis.parse(str(path), encoding="utf-8", null_values=r"^\"X\"$", sd_values=r"^\"\.\"$")["DATA"]
    expected = numbers(make_result().tables[at])
    assert len(frame) == len(expected)
    for row in frame.to_dict("records"):
        value, labels = row.pop("DATA"), frozenset(str(each) for each in row.values())
        hidden = expected[labels] is None
        assert (str(value) in ("", "nan")) is hidden
        assert hidden or Decimal(str(value)) == expected[labels]


@pytest.mark.parametrize("at", [0, 2])
def test_json_stat_is_read_by_another_program(at):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the reader's own libraries
        from pyjstat import pyjstat

        frame = pyjstat.Dataset.read(write_json_stat(make_result().tables[at], make_delivery()).decode()).write("dataframe")
    expected = numbers(make_result().tables[at])
    assert len(frame) == len(expected)
    labels_of_cells = {label for labels in expected for label in labels}
    for row in frame.to_dict("records"):
        value = row.pop("value")
        labels = frozenset(str(each) for each in row.values()) & labels_of_cells
        hidden = expected[labels] is None
        assert (value != value) is hidden
        assert hidden or Decimal(str(value)) == expected[labels]


def test_provenance_says_the_same_in_turtle_as_a_bundle(files):
    graph = Graph().parse(data=files["metadata/provenance.ttl"], format="turtle")
    (bundle,) = graph.subjects(RDF.type, term("prov:Bundle"))
    named = {str(part).rpartition("#")[2] for part in graph.objects(bundle, term("dcterms:hasPart"))}
    listed = {node["@id"].lstrip("#") for node in json.loads(files["metadata/provenance.jsonld"])["@graph"]}
    assert named == listed
    assert set(graph.subject_objects(term("prov:wasGeneratedBy")))
    assert set(graph.subject_objects(term("prov:hadRole")))


def test_the_delivered_variables_are_valid_ddi_and_stand_in_the_list(files):
    ddi_l = pytest.importorskip("ddi_l")
    schema = etree.XMLSchema(etree.parse(str(Path(ddi_l.__file__).parent / "schemas" / "ddi" / "v3_3" / "instance_3_3.xsd")))
    root = etree.fromstring(files["metadata/ddi-lifecycle-3.3.xml"])
    schema.assertValid(root)
    columns = {one["columnName"] for one in json.loads(files["metadata/rut-gsim-se.json"])["objects"] if one["type"] == "InstanceVariable"}
    assert {"ATC", "EDATUM"} <= columns
    lines = files["metadata/variables.csv"].decode("utf-8-sig").splitlines()
    assert len(lines) == 1 + len([1 for one in json.loads(files["metadata/rut-gsim-se.json"])["objects"] if one["type"] == "InstanceVariable"])


def test_national_classifications_carry_their_own_names(files):
    atc = next(one for one in json.loads(files["metadata/rut-gsim-se.json"])["objects"] if one["localId"] == "ATC")
    assert atc["name"]["sv"] != "ATC"
    assert (atc["codes"], atc["labelsPublishable"]) == ([], False)


@pytest.mark.parametrize("language", ["sv", "en"])
def test_the_quality_declaration_has_every_heading_and_counts_what_is_shown(files, language):
    text = files[f"metadata/quality.{language}.txt"].decode()
    headings = {"sv": ("Relevans", "Tillförlitlighet", "Aktualitet", "Jämförbarhet", "Tillgänglighet"), "en": ("Relevance", "Accuracy", "Timeliness", "Comparability", "Accessibility")}
    assert [text.index(heading) for heading in headings[language]] == sorted(text.index(heading) for heading in headings[language])
    hidden = sum(bool(cell.mark) for cell in make_result().tables[0].cells)
    assert hidden > 0
    assert f" {hidden} " in text
    assert "syntetiska" in text or "synthetic" in text


def test_metadata_never_hold_a_cell_of_a_table(files):
    """Numbers of cells above a thousand would be seen in no metadata file, were they only there."""
    cells = {str(value) for table in make_result().tables for cell in table.cells for value in cell.values.values() if value is not None and value > 1000}
    assert cells
    for path, content in files.items():
        if path.startswith("metadata/") and path.endswith((".ttl", ".jsonld", ".csv", ".txt")):
            words = set(content.decode("utf-8-sig").replace(",", " ").split())
            assert not words & cells, path


def test_two_packages_of_one_release_are_equal(files):
    read, _findings = examine_content(ROOT / "metadata" / "content")
    described = tuple(describe_delivery(Catalogue("x", read.content), SPEC))
    again = delivery_files(make_delivery(described=described, code_systems=tuple(read_systems().values()), created=datetime(2026, 1, 12, 8, tzinfo=UTC)))
    assert again == files

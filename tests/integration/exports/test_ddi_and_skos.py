"""DDI and SKOS of the whole content against the official schemas and shapes, in all syntaxes, and read back."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from lxml import etree
from rdflib import Graph
from rdflib.compare import isomorphic

from catalog.exchange.ddi import read_ddi
from catalog.importers.content import read_systems
from catalog.load import examine_content
from catalog.lookup import Catalogue
from common.errors import InputRefused
from exports.ddi.codebook import write_codebook
from exports.ddi.lifecycle import write_lifecycle
from exports.described import Described
from exports.rdf import SYNTAXES, iri, write_graph
from exports.rut.describe import describe_registers
from exports.rut.document import rut_objects
from exports.skos import code_list_graph

ROOT = Path(__file__).resolve().parents[3]
AT = datetime(2026, 1, 12, 8, tzinfo=UTC)
BASE = "https://m.example.se/katalog"
FORMATS = {"ttl": "turtle", "rdf": "xml", "jsonld": "json-ld", "nt": "nt"}


@pytest.fixture(scope="module")
def described() -> Described:
    read, _findings = examine_content(ROOT / "metadata" / "content")
    return Described(tuple(rut_objects(describe_registers(Catalogue("x", read.content)), read_systems())), AT)


@pytest.fixture(scope="module")
def codebook(shared_data) -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(str(shared_data / "metadata" / "ddi-codebook-2.5" / "ddi_codebook_2_5.xsd")))


@pytest.fixture(scope="module")
def lifecycle() -> etree.XMLSchema:
    ddi_l = pytest.importorskip("ddi_l")
    return etree.XMLSchema(etree.parse(str(Path(ddi_l.__file__).parent / "schemas" / "ddi" / "v3_3" / "instance_3_3.xsd")))


def mandatory(profile: Path) -> list[str]:
    """XPaths of the fields that a CESSDA profile calls required."""
    text = profile.read_text(encoding="utf-8")
    return [re.search(r'xpath="([^"]+)"', used)[1] for used in re.findall(r"<pr:Used[^>]*>", text) if 'isRequired="true"' in used]


def test_every_register_is_a_valid_codebook_with_the_fields_cessda_demands(described, codebook, shared_data):
    paths = mandatory(shared_data / "metadata" / "cessda-profiles" / "cdc25_profile.xml")
    assert len(paths) > 5
    assert len(described.registers) >= 4
    for register in described.registers:
        root = etree.fromstring(write_codebook(described, register, BASE))
        codebook.assertValid(root)
        for path in paths:
            found = root.xpath(path, namespaces={"ddi": "ddi:codebook:2_5"})
            assert found, f"{register['localId']}: {path}"
        assert not root.findall(".//{*}catStat")
        for name in ("keyword", "topcClas", "nation", "anlyUnit", "restrctn", "abstract", "distrbtr"):
            assert all(one.get("{http://www.w3.org/XML/1998/namespace}lang") for one in root.iter(f"{{*}}{name}")), name


def test_the_schema_refuses_what_it_should(codebook, shared_data):
    bad = shared_data / "metadata" / "ddi-codebook-2.5" / "samples" / "sample_ddi_dataset.xml"
    assert not codebook.validate(etree.parse(str(bad)))


@pytest.mark.parametrize("field", ["titl", "IDNo", "holdings", "distrbtr", "abstract"])
def test_a_codebook_without_a_mandatory_field_is_caught(described, shared_data, field):
    root = etree.fromstring(write_codebook(described, described.get_register("lmed"), BASE))
    for one in list(root.iter(f"{{*}}{field}")):
        one.getparent().remove(one)
    paths = mandatory(shared_data / "metadata" / "cessda-profiles" / "cdc25_profile.xml")
    assert not all(root.xpath(path, namespaces={"ddi": "ddi:codebook:2_5"}) for path in paths)


def test_the_whole_catalogue_is_valid_lifecycle_and_reads_back_to_the_same_objects(described, lifecycle, shared_data):
    data = write_lifecycle(described)
    root = etree.fromstring(data)
    lifecycle.assertValid(root)
    paths = mandatory(shared_data / "metadata" / "cessda-profiles" / "cdc33_profile.xml")
    names = {prefix: address for prefix, address in root.nsmap.items() if prefix}
    assert [path for path in paths if not root.xpath(path, namespaces=names)] == []
    harvest = read_ddi(data, "a.xml")
    assert harvest.findings == ()
    assert list(harvest.objects) == list(described.objects)
    assert write_lifecycle(Described(harvest.objects, AT)) == data


@pytest.mark.parametrize("register", ["lmed", "par_in"])
def test_one_register_is_valid_lifecycle(described, lifecycle, register):
    lifecycle.assertValid(etree.fromstring(write_lifecycle(described.only([register]))))


def test_a_codebook_of_others_becomes_a_draft_register(shared_data):
    data = (shared_data / "metadata" / "samples" / "lmed-ddic25-cessda.xml").read_bytes()
    harvest = read_ddi(data, "studie.xml")
    assert harvest.errors == ()
    by_type = {one["type"]: one for one in harvest.objects}
    assert by_type["Register"]["name"] == {"sv": "Läkemedelsregistret", "en": "National Prescribed Drug Register"}
    assert {one["columnName"] for one in harvest.objects if one["type"] == "InstanceVariable"} == {"KON", "EDATUM"}
    assert [(one["code"], one["category"]["sv"]) for one in by_type["CodeList"]["codes"]] == [("1", "Man"), ("2", "Kvinna")]
    assert {one["administrativeStatus"] for one in harvest.objects} == {"draft"}


def test_our_own_codebook_reads_back_with_its_columns_and_signs(described):
    register = described.get_register("par_in")
    harvest = read_ddi(write_codebook(described, register, BASE), "a.xml")
    assert harvest.errors == ()
    columns = {one["columnName"] for resource in described.resources(register) for one in described.variables(resource)}
    assert {one["columnName"] for one in harvest.objects if one["type"] == "InstanceVariable"} == columns


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><codeBook xmlns="ddi:codebook:2_5">&b;</codeBook>', "xml_entity"),
        ('<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'.encode("utf-16"), "xml_entity"),
        (b"<codeBook", "xml_syntax"), (b"", "empty"), (b'<codeBook xmlns="ddi:codebook:2_6"/>', "other_namespace"), (b"<codeBook/>", "other_namespace"),
        (b'<codeBook xmlns="ddi:codebook:2_5"/>', "no_title"), (b'<DDIInstance xmlns="ddi:instance:3_3"/>', "not_our_ddi"),
        (b"<a>" * 5000, "xml_syntax"),
    ],
)
def test_xml_that_is_broken_or_bent_is_refused(data, code):
    with pytest.raises(InputRefused) as refused:
        read_ddi(data, "fil.xml")
    assert refused.value.findings[0].code == f"exchange.error.{code}"


def test_two_variables_of_one_name_in_one_file_are_an_error():
    data = (
        b'<codeBook xmlns="ddi:codebook:2_5"><stdyDscr><citation><titlStmt><titl>A</titl></titlStmt></citation></stdyDscr>'
        b'<dataDscr><var name="X"/><var name="X"/></dataDscr></codeBook>'
    )
    assert [one.code for one in read_ddi(data, "a.xml").errors] == ["exchange.error.variable_twice"]


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")  # the library's own JSON-LD reader
def test_code_lists_say_the_same_in_every_syntax_and_run_after_run(described):
    graph = code_list_graph(described, BASE).graph
    texts = {syntax: write_graph(graph, syntax) for syntax in SYNTAXES}
    read = {syntax: Graph().parse(data=text, format=FORMATS[syntax]) for syntax, text in texts.items()}
    assert all(isomorphic(graph, one) for one in read.values())
    assert texts == {syntax: write_graph(code_list_graph(described, BASE).graph, syntax) for syntax in SYNTAXES}


def test_code_lists_follow_the_best_practice_shapes(described, shared_data):
    pyshacl = pytest.importorskip("pyshacl")
    folder = shared_data / "metadata" / "xkos"
    shapes = Graph().parse(folder / "xkos-best-practices-conformance-shapes.ttl")
    data = code_list_graph(described, BASE).graph + Graph().parse(folder / "xkos.ttl")
    conforms, _graph, text = pyshacl.validate(data, shacl_graph=shapes, advanced=True)
    assert conforms, text[:3000]


def test_labels_that_may_not_be_published_are_in_no_format(described):
    listed = [dict(one) for one in described.objects]
    for one in listed:
        if one["type"] == "CodeList" and one["localId"] == "ATC":
            assert one["codes"] == []
            assert one["labelsPublishable"] is False
    assert any(one["localId"] == "ATC" for one in listed)


def test_an_address_is_always_absolute_and_encoded():
    assert str(iri("https://a.se/å b/c")) == "https://a.se/%C3%A5%20b/c"
    with pytest.raises(InputRefused):
        iri("id/register/1")


def _study(agency: str, *, period: str = "", files: str = "", variables: str = '<var ID="V1" name="x"/>') -> bytes:
    return (
        f'<codeBook xmlns="ddi:codebook:2_5"><stdyDscr><citation><titlStmt><titl>Study</titl><IDNo agency="{agency}">1</IDNo></titlStmt></citation>'
        f"<stdyInfo><sumDscr>{period}</sumDscr></stdyInfo></stdyDscr>{files}<dataDscr>{variables}</dataDscr></codeBook>"
    ).encode()


def test_two_studies_with_one_number_and_one_file_name_share_no_object_but_the_agent():
    one, other = ({each["id"] for each in read_ddi(_study(agency), "a.xml").objects if each["type"] != "Agent"} for agency in ("GESIS", "SND"))
    assert len(one) == len(other)
    assert not one & other


def test_files_of_one_name_are_told_apart():
    files = "".join(f'<fileDscr ID="F{n}"><fileTxt><fileName>a.sav</fileName></fileTxt></fileDscr>' for n in (1, 2))
    harvest = read_ddi(_study("X", files=files, variables='<var ID="V1" name="x" files="F1"/><var ID="V2" name="x" files="F2"/>'), "a.xml")
    assert harvest.errors == ()
    assert {one["localId"] for one in harvest.objects if one["type"] == "InstanceVariable"} == {"a.sav/x", "a.sav (F2)/x"}


@pytest.mark.parametrize(("said", "last"), [("2004", "2004-12-31"), ("2004-02", "2004-02-29"), ("2004-02-03", "2004-02-03"), ("2004-13", None), ("senare", None)])
def test_a_period_ends_on_the_last_day_of_what_it_names(said, last):
    harvest = read_ddi(_study("X", period=f'<timePrd event="start" date="1999"/><timePrd event="end" date="{said}"/>'), "a.xml")
    (register,) = [one for one in harvest.objects if one["type"] == "Register"]
    assert (register["dataFrom"], register["dataUntil"]) == ("1999-01-01", last)


def test_what_a_study_leaves_open_is_told():
    whats = {one.params.get("what") for one in read_ddi(_study("X"), "a.xml").findings if one.code == "exchange.info.assumed"}
    assert whats == {"distrbtr", "anlyUnit", "accessRights", "sensitivity"}

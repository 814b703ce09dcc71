"""Judgement of a description as it was written: always by reading it back under our own rules, and by official schemas and shapes where they are at hand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from catalog.exchange.ddi import read_ddi
from catalog.exchange.rut import read_rut
from catalog.exchange.workbook.reading import read_workbook
from common.errors import Finding, InputRefused, Severity
from exports.dcat.checks import check_graph
from exports.rdf import RDF, Graph, Literal, Node, term
from exports.shapes import judge_by
from exports.xml import schema_faults

_CODEBOOK = Path("ddi-codebook-2.5", "ddi_codebook_2_5.xsd")
_LIFECYCLE = Path("schemas", "ddi", "v3_3", "instance_3_3.xsd")
_SKOS_SHAPES = ("xkos/xkos-best-practices-conformance-shapes.ttl",)
_SKOS_VOCABULARY = "xkos/xkos.ttl"
_CODEBOOK_FIELDS = ("titl", "IDNo", "holdings", "distrbtr", "abstract", "nation", "anlyUnit", "restrctn")
"""Elements of a codebook that CESSDA's catalogue demands."""
_DATASET_FIELDS = ("@id", "name", "description", "identifier", "url", "publisher", "license", "distribution")
"""What schema.org readers, and ours, demand of a Dataset."""
_E = Severity.error


def check_profile(data: bytes, name: str) -> list[Finding]:
    """A document of rut-gsim-se/1.0, JSON or xlsx: its JSON Schema, and the rules between objects."""
    return _read_back(read_rut, data, name)


def check_workbook(data: bytes, name: str) -> list[Finding]:
    """A register workbook as the reader of workbooks sees it; what a template leaves open is told and is no error."""
    return _read_back(read_workbook, data, name)


def check_codebook(data: bytes, name: str, folder: Path | None) -> list[Finding]:
    """A DDI-Codebook 2.5: CESSDA's mandatory fields, errors of our own reader, and the XSD where a folder of schemas is configured."""
    found = [one for one in _read_back(read_ddi, data, name) if one.severity is _E]
    found += [Finding("exports.schema.missing", _E, name, {"member": each}) for each in _CODEBOOK_FIELDS if f"<{each}" not in data.decode()]
    return found + _by_schema(data, name, folder / _CODEBOOK if folder else None)


def check_lifecycle(data: bytes, name: str, folder: Path | None) -> list[Finding]:
    """A DDI-Lifecycle 3.3: read back under the rules of the profile, and its XSD where the folder or the extra `ddi` holds it."""
    package = find_spec("ddi_l")
    places = [*([folder / "ddi-lifecycle-3.3" / _LIFECYCLE.name] if folder else []), *([Path(package.origin).parent / _LIFECYCLE] if package and package.origin else [])]
    return _read_back(read_ddi, data, name) + _by_schema(data, name, next((one for one in places if one.is_file()), None))


def check_skos(graph: Graph, folder: Path | None) -> list[Finding]:
    """Schemes and concepts: our table of rules, broader concepts that exist and go in no circle, and the best-practice shapes where configured."""
    found = [*check_graph(graph, "skos"), *_hierarchy(graph)]
    if folder is not None and (folder / _SKOS_SHAPES[0]).is_file():
        vocabulary = folder / _SKOS_VOCABULARY
        data = graph + Graph().parse(vocabulary) if vocabulary.is_file() else graph
        found += judge_by(data, [folder / one for one in _SKOS_SHAPES])[0]
    return found


def check_schema_org(document: Mapping[str, Any]) -> list[Finding]:
    """Every Dataset of a DataCatalog has what readers demand, and an identity of its own."""
    datasets = document.get("dataset", ())
    found = [
        Finding("exports.schema.missing", _E, str(one.get("@id", f"/dataset/{at}")), {"member": each})
        for at, one in enumerate(datasets) for each in _DATASET_FIELDS if not one.get(each)
    ]
    twice = [key for key, count in Counter(str(one.get("@id")) for one in datasets).items() if count > 1]
    return found + [Finding("exports.schema.twice", _E, key, {"member": key}) for key in twice]


def _read_back(read: Any, data: bytes, name: str) -> list[Finding]:
    try:
        return list(read(data, name).findings)
    except InputRefused as refusal:
        return list(refusal.findings)


def _by_schema(data: bytes, name: str, schema: Path | None) -> list[Finding]:
    if schema is None or not schema.is_file():
        return []
    return [Finding("exports.schema.says", _E, f"{name}:{line}", {"schema": schema.name, "says": says}) for line, says in schema_faults(data, schema)]


def _hierarchy(graph: Graph) -> Iterator[Finding]:
    broader = term("skos:broader")
    concepts = set(graph.subjects(RDF.type, term("skos:Concept")))
    above: dict[Node, list[Node]] = {}
    for one, target in sorted(graph.subject_objects(broader), key=str):
        above.setdefault(one, []).append(target)
        if target not in concepts:
            yield Finding("exports.skos.broader_missing", _E, str(one), {"target": str(target)})
    for one in _in_circles(above):
        yield Finding("exports.skos.circle", _E, str(one))
    for scheme in sorted(set(graph.subjects(RDF.type, term("skos:ConceptScheme"))), key=str):
        english = [one for one in graph.objects(scheme, term("skos:prefLabel")) if isinstance(one, Literal) and one.language == "en"]
        if len(english) != 1:
            yield Finding("exports.skos.english_name", _E, str(scheme), {"count": len(english)})


def _in_circles(above: Mapping[Node, Iterable[Node]]) -> list[Node]:
    """Those that stand above themselves: what is left when everything with nothing above it is taken away, again and again."""
    left = {one: set(targets) for one, targets in above.items()}
    while tops := [one for one, targets in left.items() if not targets & left.keys()]:
        for one in tops:
            del left[one]
    return sorted(left, key=str)

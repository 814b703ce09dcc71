"""Our own judgement of a document, from a table per profile: runs without network and without shapes, and catches what shapes lose."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from common.documents import read_document
from common.errors import Finding, Severity
from exports.rdf import PREFIXES, RDF, BNode, Graph, Literal, Node, URIRef, term

FOLDER = Path(__file__).with_name("rules")
_ABSOLUTE = re.compile(r"[a-z][a-z0-9+.-]*:[^\s<>\"{}|\\^`]+")
_E = Severity.error


@lru_cache(maxsize=8)
def rules_of(profile: str) -> tuple[dict[str, Any], ...]:
    """The rows of a profile's table: class, path, min, max, kind (iri, literal, text), value, label."""
    path = FOLDER / f"{profile}.yaml"
    return tuple(read_document(path.read_bytes(), path.name).value)


def check_document(graph: Graph, profile: str) -> list[Finding]:
    """Every broken rule; `path` is the node at fault. The first rule is that there is a data set at all: without one, shapes have nothing to judge."""
    findings = check_graph(graph, profile)
    if not set(graph.subjects(RDF.type, term("dcat:Dataset"))):
        findings.append(Finding("exports.dcat.no_dataset", _E))
    return findings + list(_columns(graph)) + list(_contacts(graph))


def check_graph(graph: Graph, profile: str) -> list[Finding]:
    """The rules that hold for every graph of ours, and those of a table."""
    findings = list(_form(graph))
    for rule in rules_of(profile):
        targets = sorted(set(graph.subjects(RDF.type, term(rule["class"]))), key=str)
        for node in targets:
            findings += _check(graph, node, rule)
    return findings


def _form(graph: Graph) -> Iterator[Finding]:
    """No blank nodes, no empty texts, absolute addresses only."""
    blank: set[Node] = set()
    for subject, predicate, value in graph:
        blank |= {part for part in (subject, value) if isinstance(part, BNode)}
        if isinstance(value, Literal) and not str(value).strip():
            yield Finding("exports.dcat.empty_text", _E, str(subject), {"property": _short(str(predicate))})
        for part in (subject, value):
            if isinstance(part, URIRef) and not _ABSOLUTE.fullmatch(str(part)):
                yield Finding("exports.dcat.address", _E, str(subject), {"address": str(part)[:120]})
    if blank:
        yield Finding("exports.dcat.blank_nodes", _E, "", {"count": len(blank)})


def _check(graph: Graph, node: Node, rule: dict[str, Any]) -> Iterator[Finding]:
    when = rule.get("when")
    if when and not any(str(value) == when[1] for value in graph.objects(node, term(when[0]))):
        return
    values = sorted(graph.objects(node, term(rule["path"])), key=str)
    said = {"property": rule["path"], "label": rule["label"], "kind": rule["class"]}
    least, most = int(rule.get("min") or 0), int(rule["max"]) if rule.get("max") else None
    if len(values) < least:
        yield Finding("exports.dcat.missing", _E, str(node), said | {"min": least})
    if most is not None and len(values) > most:
        yield Finding("exports.dcat.too_many", _E, str(node), said | {"max": most, "count": len(values)})
    for value in values:
        if not _fits(value, rule.get("kind")):
            yield Finding("exports.dcat.kind", _E, str(node), said | {"value": str(value)[:120]})
        if rule.get("begins") and not str(value).startswith(rule["begins"]):
            yield Finding("exports.dcat.value", _E, str(node), said | {"value": str(value)[:120], "expected": rule["begins"]})
    if rule.get("value") and values and rule["value"] not in map(str, values):
        yield Finding("exports.dcat.value", _E, str(node), said | {"value": str(values[0])[:120], "expected": rule["value"]})


def _fits(value: Node, kind: str | None) -> bool:
    match kind:
        case "iri":
            return isinstance(value, URIRef)
        case "text":
            return isinstance(value, Literal) and bool(value.language)
        case "literal":
            return isinstance(value, Literal)
        case "boolean":
            return isinstance(value, Literal) and str(value.datatype).endswith("#boolean") and str(value) in ("true", "false")
        case _:
            return True


def _columns(graph: Graph) -> Iterator[Finding]:
    """Names are unique within a table; the official shapes do not look."""
    for table in sorted(set(graph.subjects(RDF.type, term("csvw:Table"))), key=str):
        seen: set[str] = set()
        for column in graph.objects(table, term("csvw:column")):
            for name in graph.objects(column, term("csvw:name")):
                if str(name) in seen:
                    yield Finding("exports.dcat.column_twice", _E, str(table), {"column": str(name)})
                seen.add(str(name))


def _contacts(graph: Graph) -> Iterator[Finding]:
    """A contact is another node than the publisher."""
    for dataset in sorted(set(graph.subjects(RDF.type, term("dcat:Dataset"))), key=str):
        same = set(graph.objects(dataset, term("dcat:contactPoint"))) & set(graph.objects(dataset, term("dcterms:publisher")))
        if same:
            yield Finding("exports.dcat.contact_is_publisher", _E, str(dataset))


def _short(address: str) -> str:
    return next((f"{prefix}:{address[len(namespace):]}" for prefix, namespace in PREFIXES.items() if address.startswith(namespace)), address)

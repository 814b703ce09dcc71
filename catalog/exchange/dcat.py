"""Reads DCAT of any catalogue at register level: each data set becomes a register in draft for a keeper to complete."""

from __future__ import annotations

import json
import re
import warnings
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from rdflib import Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCAT, DCTERMS, FOAF, RDF, SDO
from rdflib.term import Node

from catalog.exchange.harvest import Harvest, check_size, finding, refused, traced
from catalog.exchange.objects import make_object, reference, sort_key
from catalog.exchange.xml import parse_xml
from common.errors import Finding, Severity

_VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")
_ADMS = Namespace("http://www.w3.org/ns/adms#")
_OLD_SDO = Namespace("http://schema.org/")
_FREQUENCIES = {
    "MONTHLY": "MONTHLY", "QUARTERLY": "QUARTERLY", "ANNUAL": "ANNUAL", "ANNUAL_2": "ANNUAL", "DAILY": "IRREG", "WEEKLY": "IRREG", "IRREG": "IRREG",
    "CONT": "IRREG", "monthly": "MONTHLY", "quarterly": "QUARTERLY", "annual": "ANNUAL", "irregular": "IRREG",
}
"""Last part of an address of either frequency list, the Union's and the older one of Dublin Core, in our words."""
_RIGHTS = ("NON_PUBLIC", "RESTRICTED", "PUBLIC")
_UNKNOWN = {"sv": "Okänd utgivare"}


def read_dcat(data: bytes, name: str) -> Harvest:
    """The data sets of a document. Raises InputRefused `exchange.error.rdf_syntax`, `.remote_context`, `.no_dataset`, and those of parse_xml."""
    graph = _parse(data, name)
    nodes = sorted(set(graph.subjects(RDF.type, DCAT.Dataset)), key=str)
    if not nodes:
        raise refused("exchange.error.no_dataset", name)
    findings: list[Finding] = []
    made: dict[tuple[str, str], dict[str, Any]] = {}
    by_identity: dict[str, Node] = {}
    for node in nodes:
        title = _texts(graph, node, DCTERMS.title)
        if not title:
            findings.append(finding("exchange.error.no_title", Severity.error, str(node)))
            continue
        identity = _identity(graph, node)
        if identity and identity in by_identity:
            findings.append(finding("exchange.warning.dataset_twice", Severity.warning, str(node), identity=identity, other=str(by_identity[identity])))
            continue
        if identity:
            by_identity[identity] = node
        _register(graph, node, title, identity, made, findings)
    findings += _dangling(graph, nodes)
    return traced(Harvest("dcat", name, tuple(sorted(made.values(), key=sort_key)), tuple(findings)), data)


def _parse(data: bytes, name: str) -> Graph:
    check_size(data, name)
    head = data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    kind = "xml" if head == b"<" and b"RDF" in data[:5000] else "json-ld" if head in (b"{", b"[") else "turtle"
    if kind == "xml":
        parse_xml(data, name)
    if kind == "json-ld":
        _check_contexts(data, name)
    graph = Graph()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the library warns of its own past
            graph.parse(data=data, format=kind)
    except Exception:  # each parser raises what its grammar meets
        raise refused("exchange.error.rdf_syntax", name) from None
    return graph


def _check_contexts(data: bytes, name: str) -> None:
    """A context by address would be fetched from the network: refused."""
    try:
        waiting = [json.loads(data)]
    except (ValueError, RecursionError):
        raise refused("exchange.error.rdf_syntax", name) from None
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            context = value.get("@context")
            if any(isinstance(one, str) for one in (context if isinstance(context, list) else [context])) or "@import" in value:
                raise refused("exchange.error.remote_context", name)
            waiting += value.values()
        elif isinstance(value, list):
            waiting += value


def _texts(graph: Graph, node: Node, *names: Node) -> dict[str, str]:
    """First text by language; a text in no or another language stands as sv, since sv is mandatory."""
    found: dict[str, str] = {}
    for name in names:
        for value in sorted(graph.objects(node, name), key=str):
            if isinstance(value, Literal) and str(value).strip():
                language = str(value.language or "sv")[:2]
                found.setdefault(language if language in ("sv", "en") else "other", str(value).strip())
    if not found:
        return {}
    swedish = found.get("sv") or found.get("en") or found["other"]
    return {"sv": swedish} | ({"en": found["en"]} if "en" in found else {})


def _identity(graph: Graph, node: Node) -> str | None:
    """The identifier that is a UUID, ours or one moved aside by a catalogue that gave its own."""
    stated = [*graph.objects(node, DCTERMS.identifier), *graph.objects(node, _ADMS.identifier)]
    stated += [notation for other in graph.objects(node, _ADMS.identifier) for notation in graph.objects(other)]
    for value in sorted(map(str, stated)):
        try:
            return str(UUID(value.rpartition("/")[2]))
        except ValueError:
            continue
    return None


def _register(
    graph: Graph, node: Node, title: dict[str, str], identity: str | None, made: dict[tuple[str, str], dict[str, Any]], findings: list[Finding]
) -> None:
    def add(kind: str, key: str, names: dict[str, str], /, **own: Any) -> dict[str, Any]:
        return made.setdefault((kind, key), make_object(kind, key, names, **own))

    key = identity or (str(node).rstrip("/") if isinstance(node, URIRef) else _nameless(graph, node, title))
    place = str(node) if isinstance(node, URIRef) else key
    if ("Register", key) in made:
        findings.append(finding("exchange.warning.dataset_twice", Severity.warning, place, identity=key, other=key))
        return
    publisher = _texts(graph, _one(graph, node, DCTERMS.publisher), FOAF.name) or _UNKNOWN
    holder = add("Agent", re.sub(r"[^a-z0-9åäö]+", "", publisher["sv"].lower()) or "utgivare", publisher, kind="organisation")
    contact = _one(graph, node, DCAT.contactPoint)
    email = _one(graph, contact, _VCARD.hasEmail)
    if isinstance(email, URIRef) and (inner := graph.value(email, _VCARD.hasValue)):
        email = inner
    frequency = str(_one(graph, node, DCTERMS.accrualPeriodicity) or "").rpartition("/")[2]
    if frequency and frequency not in _FREQUENCIES:
        findings.append(finding("exchange.warning.word", Severity.warning, place, column="accrualPeriodicity", text=frequency[:60]))
    rights = str(_one(graph, node, DCTERMS.accessRights) or "").rpartition("/")[2]
    if rights not in _RIGHTS:
        findings.append(finding("exchange.info.assumed", Severity.info, place, what="accessRights", value="RESTRICTED"))
    if holder["name"] == _UNKNOWN:
        findings.append(finding("exchange.info.assumed", Severity.info, place, what="publisher", value=_UNKNOWN["sv"]))
    if title["sv"] == title.get("en"):
        findings.append(finding("exchange.warning.no_swedish", Severity.warning, place))
    distribution = _one(graph, node, DCAT.distribution)
    register = add(
        "Register", key, title, description=_texts(graph, node, DCTERMS.description) or None, holder=reference(holder),
        accessRights=rights if rights in _RIGHTS else "RESTRICTED", updateFrequency=_FREQUENCIES.get(frequency),
        contact=str(email).removeprefix("mailto:") if email else None, landingPage=_address(_one(graph, node, DCAT.landingPage)),
        accessPage=_address(_one(graph, distribution, DCAT.accessURL)), keywords=_keywords(graph, node),
        url=[str(node)] if isinstance(node, URIRef) else None, alias=None,
    )
    if identity:
        register["id"], register["uri"] = identity, f"id/register/{identity}"
    register["dataFrom"], register["dataUntil"] = _period(graph, node)
    register["lifeCycleStatus"] = "incomplete"
    if register["dataFrom"] is None:
        findings.append(finding("exchange.warning.no_start", Severity.warning, place))


def _nameless(graph: Graph, node: Node, title: dict[str, str]) -> str:
    """The key of a data set without an address: what it calls itself, the same whenever the document is read."""
    stated = sorted(str(one) for one in graph.objects(node, DCTERMS.identifier) if isinstance(one, Literal) and str(one).strip())
    return stated[0] if stated else re.sub(r"[^a-z0-9åäö]+", "-", title["sv"].lower()).strip("-")


def _one(graph: Graph, node: Node | None, name: Node) -> Node | None:
    return min(graph.objects(node, name), key=str, default=None) if node is not None else None


def _address(node: Node | None) -> str | None:
    return str(node) if node is not None and str(node).startswith("http") else None


def _keywords(graph: Graph, node: Node) -> list[dict[str, str]]:
    return [
        {"en" if isinstance(word, Literal) and str(word.language or "").startswith("en") else "sv": str(word)}
        for word in sorted(graph.objects(node, DCAT.keyword), key=str) if str(word).strip()
    ]


def _period(graph: Graph, node: Node) -> tuple[str | None, str | None]:
    """First and last day, in the newer words of DCAT or the older ones of schema.org."""
    period = _one(graph, node, DCTERMS.temporal)
    ends: list[str | None] = []
    for names in ((DCAT.startDate, SDO.startDate, _OLD_SDO.startDate), (DCAT.endDate, SDO.endDate, _OLD_SDO.endDate)):
        text = next((str(value) for name in names if (value := _one(graph, period, name)) is not None), "")
        match = re.match(r"\d{4}-\d{2}-\d{2}", text) or re.fullmatch(r"\d{4}", text)
        ends.append(None if match is None else match[0] if len(match[0]) == 10 else f"{match[0]}-{'01-01' if not ends else '12-31'}")
    return ends[0], ends[1]


def _dangling(graph: Graph, nodes: list[Node]) -> Iterator[Finding]:
    """Data sets of a catalogue, and publishers, contacts and distributions of a data set, that are named and never described."""
    wanted = [(one, (DCAT.dataset,)) for one in sorted(set(graph.subjects(DCAT.dataset)), key=str)]
    for node, names in [*wanted, *((one, (DCTERMS.publisher, DCAT.contactPoint, DCAT.distribution)) for one in nodes)]:
        for name in names:
            for target in sorted(graph.objects(node, name), key=str):
                if not any(graph.predicate_objects(target)):
                    yield finding("exchange.warning.dangling", Severity.warning, str(node), property=str(name).rpartition("#")[2].rpartition("/")[2], target=str(target)[:120])

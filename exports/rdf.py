"""RDF as a graph without blank nodes, and its four syntaxes: equal graphs, equal bytes; the syntaxes say the same triples."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import quote

from rdflib import BNode as BNode
from rdflib import Graph as Graph
from rdflib import Literal as Literal
from rdflib import Namespace
from rdflib import URIRef as URIRef
from rdflib.namespace import RDF as RDF
from rdflib.namespace import XSD
from rdflib.term import Node as Node

from common.errors import Finding, InputRefused, Severity
from exports.xml import LANG, element, write_xml

PREFIXES = {
    "adms": "http://www.w3.org/ns/adms#", "csvw": "http://www.w3.org/ns/csvw#", "cv": "http://data.europa.eu/m8g/", "dcat": "http://www.w3.org/ns/dcat#",
    "dcatap": "http://data.europa.eu/r5r/", "dcterms": "http://purl.org/dc/terms/", "dpv": "https://w3id.org/dpv#", "dqv": "http://www.w3.org/ns/dqv#",
    "eli": "http://data.europa.eu/eli/ontology#", "foaf": "http://xmlns.com/foaf/0.1/", "geodcatap": "http://data.europa.eu/930/",
    "healthdcatap": "http://healthdataportal.eu/ns/health#", "hydra": "http://www.w3.org/ns/hydra/core#", "oa": "http://www.w3.org/ns/oa#",
    "owl": "http://www.w3.org/2002/07/owl#", "prov": "http://www.w3.org/ns/prov#", "rdf": str(RDF), "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "schema": "http://schema.org/", "skos": "http://www.w3.org/2004/02/skos/core#", "vcard": "http://www.w3.org/2006/vcard/ns#",
    "void": "http://rdfs.org/ns/void#", "xkos": "http://rdf-vocabulary.ddialliance.org/xkos#", "xsd": str(XSD),
}
NS = {prefix: Namespace(address) for prefix, address in PREFIXES.items()}
SYNTAXES = {"ttl": "text/turtle", "rdf": "application/rdf+xml", "jsonld": "application/ld+json", "nt": "application/n-triples"}
"""Ending of an address or a file → media type."""
_NAME = re.compile(r"[A-Za-z_][\w.-]*")
_SAFE = "!#$%&'()*+,/:;=?@[]~-._"


class Triples:
    """A graph under construction. Names are prefixed (`dcterms:title`) or absolute addresses."""

    def __init__(self) -> None:
        self.graph = Graph(bind_namespaces="none")
        for prefix, address in PREFIXES.items():
            self.graph.bind(prefix, address)

    def node(self, address: str, *types: str) -> URIRef:
        """An address as a node, of these types."""
        made = iri(address)
        for name in types:
            self.graph.add((made, RDF.type, term(name)))
        return made

    def link(self, subject: Node, name: str, *targets: Node | str | None) -> None:
        """Subject → target by address; None and the empty text are left out."""
        for target in targets:
            if target:
                self.graph.add((subject, term(name), target if isinstance(target, URIRef) else iri(str(target))))

    def say(self, subject: Node, name: str, text: Any, kind: str | None = None) -> None:
        """A literal: a bilingual text in every language it has, or a value with a datatype; None and the empty text are left out."""
        if isinstance(text, Mapping):
            for language, each in text.items():
                if each:
                    self.graph.add((subject, term(name), Literal(str(each), lang=language)))
        elif text not in (None, ""):
            self.graph.add((subject, term(name), Literal(str(text), datatype=term(kind) if kind else None)))


def iri(address: str) -> URIRef:
    """An address with everything percent-encoded that an IRI may not hold. InputRefused `exports.error.address` when it is not absolute."""
    made = quote(address.strip(), safe=_SAFE)
    if not re.match(r"[a-z][a-z0-9+.-]*:.", made):
        raise InputRefused([Finding("exports.error.address", Severity.error, address[:120])])
    return URIRef(made)


def term(name: str) -> URIRef:
    """`dcterms:title` or an absolute address as a node."""
    prefix, colon, local = name.partition(":")
    return NS[prefix][local] if colon and prefix in NS and not local.startswith("//") else URIRef(name)


def write_graph(graph: Graph, syntax: str) -> bytes:
    """The graph in `ttl`, `rdf`, `jsonld` or `nt`; subjects, predicates and objects sorted."""
    triples = sorted(graph, key=_order)
    match syntax:
        case "rdf":
            return _rdf_xml(triples)
        case "jsonld":
            return _json_ld(triples)
        case "nt":
            return "".join(f"{' '.join(part.n3() for part in triple)} .\n" for triple in triples).encode()
        case _:
            ordered = Triples().graph
            for triple in triples:
                ordered.add(triple)
            text: str = ordered.serialize(format="turtle")
            return text.encode()


def _order(triple: tuple[Node, Node, Node]) -> tuple[str, bool, str, str, str, str]:
    subject, predicate, value = triple
    kind, language = (str(value.datatype or ""), str(value.language or "")) if isinstance(value, Literal) else ("", "")
    return str(subject), predicate != RDF.type, str(predicate), str(value), language, kind


def _grouped(triples: Iterable[tuple[Node, Node, Node]]) -> Iterator[tuple[Node, list[tuple[Node, Node]]]]:
    current: Node | None = None
    pairs: list[tuple[Node, Node]] = []
    for subject, predicate, value in triples:
        if subject != current:
            if current is not None:
                yield current, pairs
            current, pairs = subject, []
        pairs.append((predicate, value))
    if current is not None:
        yield current, pairs


def _split(address: str) -> tuple[str, str]:
    """Namespace and local name of an address, for an element of XML or a short name of JSON-LD."""
    for namespace in PREFIXES.values():
        if address.startswith(namespace) and _NAME.fullmatch(address[len(namespace):]):
            return namespace, address[len(namespace):]
    at = max(address.rfind("#"), address.rfind("/")) + 1
    return address[:at], address[at:]


def _tag(address: Node) -> str:
    namespace, local = _split(str(address))
    return f"{{{namespace}}}{local}"


def _rdf_xml(triples: list[tuple[Node, Node, Node]]) -> bytes:
    """One element per subject, named by its first type; every subject by rdf:about."""
    nsmap: dict[str | None, str] = dict(PREFIXES.items())
    root = element(f"{{{RDF}}}RDF", nsmap=nsmap)
    for subject, pairs in _grouped(triples):
        types = [value for predicate, value in pairs if predicate == RDF.type and isinstance(value, URIRef)]
        first = next((each for each in types if _NAME.fullmatch(_split(str(each))[1])), None)
        made = element(_tag(first) if first is not None else f"{{{RDF}}}Description", nsmap=nsmap)
        made.set(f"{{{RDF}}}about", str(subject))
        for predicate, value in pairs:
            if predicate == RDF.type and value == first:
                continue
            child = element(_tag(predicate), *([str(value)] if isinstance(value, Literal) else []), nsmap=nsmap)
            if not isinstance(value, Literal):
                child.set(f"{{{RDF}}}resource", str(value))
            elif value.language:
                child.set(LANG, value.language)
            elif value.datatype:
                child.set(f"{{{RDF}}}datatype", str(value.datatype))
            made.append(child)
        root.append(made)
    return write_xml(root)


def _short(address: Node) -> str:
    namespace, local = _split(str(address))
    prefix = next((prefix for prefix, known in PREFIXES.items() if known == namespace), None)
    return f"{prefix}:{local}" if prefix else str(address)


def _json_ld(triples: list[tuple[Node, Node, Node]]) -> bytes:
    nodes: list[dict[str, Any]] = []
    used: set[str] = set()
    for subject, pairs in _grouped(triples):
        node: dict[str, Any] = {"@id": str(subject)}
        for predicate, value in pairs:
            if predicate == RDF.type:
                node.setdefault("@type", []).append(_short(value))
                used.add(_short(value).partition(":")[0])
                continue
            name = _short(predicate)
            used.add(name.partition(":")[0])
            node.setdefault(name, []).append(_json_value(value, used))
        nodes.append(node)
    context = {prefix: address for prefix, address in PREFIXES.items() if prefix in used}
    return (json.dumps({"@context": context, "@graph": nodes}, ensure_ascii=False, indent=1) + "\n").encode()


def _json_value(value: Node, used: set[str]) -> dict[str, str]:
    if not isinstance(value, Literal):
        return {"@id": str(value)}
    if value.language:
        return {"@value": str(value), "@language": value.language}
    if value.datatype:
        used.add(_short(value.datatype).partition(":")[0])
        return {"@value": str(value), "@type": _short(value.datatype)}
    return {"@value": str(value)}

"""Nodes that several profiles write alike: concepts of official lists, periods, contacts, documents."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from catalog.exchange.objects import Object, text_of
from common.documents import read_document
from common.translate import LANGUAGES, translate
from exports.dcat.portal import Portal
from exports.described import Described
from exports.rdf import Triples, URIRef

EU = "http://publications.europa.eu/resource/authority/"
HEALTH = "https://hdeu-dcat.data.health.europa.eu/resource/authority/"
LEGISLATION = "http://data.europa.eu/eli/reg/2025/327/oj"
"""The regulation on the European Health Data Space."""
TYPES = {
    "access-right": "dcterms:RightsStatement", "frequency": "dcterms:Frequency", "language": "dcterms:LinguisticSystem", "country": "dcterms:Location",
    "file-type": "dcterms:MediaTypeOrExtent", "coding-system": "dcterms:Standard",
}
"""What a value of an official list is besides a concept."""
SCHEMES = {
    "access-right": "Access rights", "frequency": "Frequencies", "language": "Languages", "country": "Countries", "file-type": "File types",
    "data-theme": "Data themes", "dataset-type": "Dataset types", "planned-availability": "Planned availability", "coding-system": "Coding systems",
    "healthcategories": "Health Categories", "health-theme": "Health themes", "health-activity": "Health activities", "publisher-type": "Health publisher types",
}
_HEALTH_FILE = Path(__file__).with_name("health.yaml")


@lru_cache(maxsize=1)
def _health() -> Mapping[str, Mapping[str, Any]]:
    value: Mapping[str, Mapping[str, Any]] = read_document(_HEALTH_FILE.read_bytes(), _HEALTH_FILE.name).value
    return value


def health_facts(register: Object) -> Mapping[str, Any]:
    """Categories, themes and activity of a register."""
    return _health().get(str(register["localId"]), _health()["default"])


def concept(triples: Triples, root: str, scheme: str, code: str) -> URIRef:
    """A value of an official list, typed and in its scheme, so that a validator without the list can judge it."""
    types = ["skos:Concept"] + ([TYPES[scheme]] if scheme in TYPES else [])
    made = triples.node(f"{root}{scheme}/{code}", *types)
    owner = triples.node(f"{root}{scheme}", "skos:ConceptScheme")
    triples.say(owner, "dcterms:title", {"en": SCHEMES[scheme]})
    triples.link(made, "skos:inScheme", owner)
    triples.say(made, "skos:prefLabel", {"en": code.replace("_", " ").replace("-", " ").capitalize()})
    return made


def titled(triples: Triples, address: str, kind: str, name: str) -> URIRef:
    """A node with the title and description that our own texts give the `catalogue` or the `order`, in every language."""
    node = triples.node(address, kind)
    for what in ("title", "description"):
        triples.say(node, f"dcterms:{what}", {language: translate(f"exports.dcat.{name}_{what}", language) for language in LANGUAGES})
    return node


def identifier(triples: Triples, portal: Portal, register: Object) -> URIRef:
    """The short name as an identifier of its own, beside the one that is ours."""
    node = triples.node(portal.own("identifier", register), "adms:Identifier")
    triples.say(node, "skos:notation", str(register["localId"]))
    return node


def profile(triples: Triples, portal: Portal) -> URIRef:
    """The description profile that every data set is described by."""
    node = triples.node(portal.at("profile/rut-gsim-se/1.0"), "dcterms:Standard")
    triples.say(node, "dcterms:title", {"sv": "rut-gsim-se 1.0"})
    return node


def describe(triples: Triples, node: URIRef, one: Object) -> None:
    """Title and description; a register without a description is described by its title."""
    triples.say(node, "dcterms:title", one["name"])
    triples.say(node, "dcterms:description", one.get("description") or one["name"])


def keywords(triples: Triples, node: URIRef, register: Object) -> None:
    """The register's keywords, or its short name where it has none."""
    for word in register.get("keywords", ()):
        triples.say(node, "dcat:keyword", word)
    if not register.get("keywords"):
        triples.say(node, "dcat:keyword", {"sv": str(register.get("abbreviation") or register["localId"])})


def period(triples: Triples, portal: Portal, register: Object) -> URIRef | None:
    """From when to when there are data; None when the register does not say."""
    if not register.get("dataFrom"):
        return None
    node = triples.node(portal.own("period", register), "dcterms:PeriodOfTime")
    triples.say(node, "dcat:startDate", register["dataFrom"], "xsd:date")
    triples.say(node, "dcat:endDate", register.get("dataUntil"), "xsd:date")
    return node


def contact(triples: Triples, portal: Portal, described: Described, register: Object, kind: str) -> URIRef:
    """Whom to ask, a node of its own and never the publisher's; an e-mail address, or the register's page where none is known."""
    node = triples.node(portal.own("contact", register), kind)
    holder = described.follow(register, "holder")
    triples.say(node, "vcard:fn", text_of(holder, "name") or text_of(register, "name"))
    email = portal.email_of(described, register)
    triples.link(node, "vcard:hasEmail" if email else "vcard:hasURL", f"mailto:{email}" if email else portal.page(register))
    return node


def modified(described: Described, register: Object) -> str:
    """The day the description last changed, as the change feed tells."""
    return str(register.get("modified") or described.changed_at(register).date().isoformat())[:10]

"""DCAT-AP 3.0.1: a catalogue with hydra paging, or one data set; every value typed, as the strict shapes demand."""

from __future__ import annotations

from collections.abc import Sequence

from catalog.exchange.objects import Object
from exports.dcat.page import Page
from exports.dcat.parts import EU, LEGISLATION, concept, contact, describe, identifier, keywords, modified, period, profile, titled
from exports.dcat.portal import Portal, publisher_of
from exports.described import Described
from exports.rdf import Triples, URIRef, iri


def build_catalogue(described: Described, registers: Sequence[Object], portal: Portal, page: Page) -> Triples:
    """One page of the catalogue with its data sets in full."""
    triples = Triples()
    node = titled(triples, portal.at("id/catalog"), "dcat:Catalog", "catalogue")
    triples.link(node, "dcterms:publisher", _agent(triples, portal, publisher_of(described)))
    triples.link(node, "dcterms:license", triples.node(portal.licence, "dcterms:LicenseDocument"))
    for language in ("SWE", "ENG"):
        triples.link(node, "dcterms:language", concept(triples, EU, "language", language))
    triples.link(node, "dcterms:spatial", concept(triples, EU, "country", "SWE"))
    triples.link(node, "foaf:homepage", triples.node(portal.at(""), "foaf:Document"))
    triples.link(node, "dcat:themeTaxonomy", triples.node(f"{EU}data-theme", "skos:ConceptScheme"))
    triples.say(node, "dcterms:modified", described.described_at.date().isoformat(), "xsd:date")
    for register in registers:
        triples.link(node, "dcat:dataset", add_dataset(triples, described, register, portal))
    page.write(triples)
    return triples


def build_dataset(described: Described, register: Object, portal: Portal) -> Triples:
    """One register as a data set with what belongs to it."""
    triples = Triples()
    add_dataset(triples, described, register, portal)
    return triples


def add_dataset(triples: Triples, described: Described, register: Object, portal: Portal) -> URIRef:
    """The data set's node."""
    node = triples.node(portal.register(register), "dcat:Dataset")
    describe(triples, node, register)
    triples.say(node, "dcterms:identifier", str(register["id"]))
    triples.link(node, "adms:identifier", identifier(triples, portal, register))
    triples.link(node, "dcterms:publisher", _agent(triples, portal, described.follow(register, "holder")))
    triples.link(node, "dcterms:accessRights", concept(triples, EU, "access-right", str(register["accessRights"])))
    triples.link(node, "dcat:theme", concept(triples, EU, "data-theme", "HEAL"))
    keywords(triples, node, register)
    triples.link(node, "dcat:contactPoint", contact(triples, portal, described, register, "vcard:Kind"))
    if register.get("updateFrequency"):
        triples.link(node, "dcterms:accrualPeriodicity", concept(triples, EU, "frequency", str(register["updateFrequency"])))
    triples.link(node, "dcat:landingPage", triples.node(portal.page(register), "foaf:Document"))
    triples.link(node, "dcterms:spatial", concept(triples, EU, "country", "SWE"))
    triples.link(node, "dcterms:temporal", period(triples, portal, register))
    triples.link(node, "dcterms:language", concept(triples, EU, "language", "SWE"))
    triples.link(node, "dcatap:applicableLegislation", triples.node(LEGISLATION, "eli:LegalResource"))
    triples.say(node, "dcterms:modified", modified(described, register), "xsd:date")
    triples.say(node, "dcat:version", str(register["version"]))
    if register.get("quality"):
        provenance = triples.node(portal.own("provenance", register), "dcterms:ProvenanceStatement")
        triples.say(provenance, "rdfs:label", register["quality"])
        triples.link(node, "dcterms:provenance", provenance)
    triples.link(node, "dcterms:conformsTo", profile(triples, portal))
    triples.link(node, "dcat:distribution", order_distribution(triples, portal, register))
    return node


def order_distribution(triples: Triples, portal: Portal, register: Object) -> URIRef:
    """The way to data that are not public: the page where they are ordered, never a file."""
    node = titled(triples, portal.own("distribution", register), "dcat:Distribution", "order")
    triples.link(node, "dcat:accessURL", triples.node(portal.order_page(register), "rdfs:Resource"))
    triples.link(node, "dcterms:format", concept(triples, EU, "file-type", "HTML"))
    triples.link(node, "dcatap:availability", concept(triples, EU, "planned-availability", "AVAILABLE"))
    triples.link(node, "dcatap:applicableLegislation", triples.node(LEGISLATION, "eli:LegalResource"))
    return node


def _agent(triples: Triples, portal: Portal, agent: Object) -> URIRef:
    """An organisation once, with its kind from the list that DCAT-AP names."""
    node = triples.node(portal.at(str(agent["uri"])) if agent else portal.at("id/agent/publisher"), "foaf:Agent")
    triples.say(node, "foaf:name", agent.get("name") or {"sv": portal.publisher or "–"})
    kind = triples.node("http://purl.org/adms/publishertype/NationalAuthority", "skos:Concept")
    scheme = triples.node("http://purl.org/adms/publishertype/1.0", "skos:ConceptScheme")
    triples.say(scheme, "dcterms:title", {"en": "Publisher types"})
    triples.link(kind, "skos:inScheme", scheme)
    triples.say(kind, "skos:prefLabel", {"en": "National authority"})
    triples.link(node, "dcterms:type", kind)
    if agent.get("url"):
        triples.link(node, "foaf:homepage", triples.node(str(agent["url"][0]), "foaf:Document"))
    return iri(str(node))

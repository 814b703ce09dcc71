"""DCAT-AP-SE 3.0.1: the whole catalogue as dataportal.se takes it, RDF/XML at one address, no blank nodes, no paging."""

from __future__ import annotations

from collections.abc import Sequence

from catalog.exchange.objects import Object, text_of
from exports.dcat.page import Page
from exports.dcat.parts import EU, contact, describe, keywords, modified, period, profile, titled
from exports.dcat.portal import Portal, publisher_of
from exports.described import Described
from exports.rdf import Triples, URIRef

_ORGANISATION = "http://dataportal.se/organisation/SE"


def build_catalogue(described: Described, registers: Sequence[Object], portal: Portal, _page: Page) -> Triples:
    """The dump; a page is not asked for, since the portal takes the first alone."""
    triples = Triples()
    node = titled(triples, portal.at("id/catalog"), "dcat:Catalog", "catalogue")
    triples.link(node, "dcterms:publisher", _agent(triples, portal, publisher_of(described)))
    triples.link(node, "dcterms:license", portal.licence)
    triples.link(node, "dcterms:language", f"{EU}language/SWE", f"{EU}language/ENG")
    triples.link(node, "dcterms:spatial", f"{EU}country/SWE")
    triples.link(node, "foaf:homepage", portal.at(""))
    triples.link(node, "dcat:themeTaxonomy", f"{EU}data-theme")
    day = described.described_at.date().isoformat()
    triples.say(node, "dcterms:issued", day, "xsd:date")
    triples.say(node, "dcterms:modified", day, "xsd:date")
    for register in registers:
        triples.link(node, "dcat:dataset", _dataset(triples, described, register, portal))
    return triples


def build_dataset(described: Described, register: Object, portal: Portal) -> Triples:
    """One register as a data set."""
    triples = Triples()
    _dataset(triples, described, register, portal)
    return triples


def _dataset(triples: Triples, described: Described, register: Object, portal: Portal) -> URIRef:
    node = triples.node(portal.register(register), "dcat:Dataset")
    describe(triples, node, register)
    triples.say(node, "dcterms:identifier", str(register["id"]))
    triples.say(node, "adms:identifier", str(register["localId"]))
    triples.link(node, "dcterms:publisher", _agent(triples, portal, described.follow(register, "holder")))
    triples.link(node, "dcterms:accessRights", f"{EU}access-right/{register['accessRights']}")
    triples.link(node, "dcat:theme", f"{EU}data-theme/HEAL")
    keywords(triples, node, register)
    triples.link(node, "dcat:contactPoint", contact(triples, portal, described, register, "vcard:Organization"))
    frequency = register.get("updateFrequency")
    triples.link(node, "dcterms:accrualPeriodicity", f"{EU}frequency/{frequency}" if frequency else None)
    triples.link(node, "dcat:landingPage", portal.page(register))
    triples.link(node, "dcterms:spatial", f"{EU}country/SWE")
    triples.link(node, "dcterms:temporal", period(triples, portal, register))
    triples.link(node, "dcterms:language", f"{EU}language/SWE")
    triples.say(node, "dcterms:issued", modified(described, register), "xsd:date")
    triples.say(node, "dcterms:modified", modified(described, register), "xsd:date")
    triples.say(node, "dcat:version", str(register["version"]))
    triples.link(node, "dcterms:conformsTo", profile(triples, portal))
    if register.get("quality"):
        provenance = triples.node(portal.own("provenance", register), "dcterms:ProvenanceStatement")
        triples.say(provenance, "dcterms:description", register["quality"])
        triples.link(node, "dcterms:provenance", provenance)
    triples.link(node, "dcat:distribution", _distribution(triples, portal, register))
    return node


def _distribution(triples: Triples, portal: Portal, register: Object) -> URIRef:
    node = titled(triples, portal.own("distribution", register), "dcat:Distribution", "order")
    triples.link(node, "dcat:accessURL", portal.order_page(register))
    triples.say(node, "dcterms:format", "text/html")
    triples.link(node, "dcterms:license", portal.licence)
    triples.link(node, "dcatap:availability", f"{EU}planned-availability/AVAILABLE")
    return node


def _agent(triples: Triples, portal: Portal, agent: Object) -> URIRef:
    """An organisation under the address that the portal gives every organisation by its number."""
    number = portal.number_of(agent)
    address = f"{_ORGANISATION}{number}" if len(number) == 10 else portal.at(str(agent.get("uri") or "id/agent/publisher"))
    node = triples.node(address, "foaf:Organization", "foaf:Agent")
    triples.say(node, "foaf:name", agent.get("name") or {"sv": portal.publisher or "–"})
    triples.link(node, "dcterms:type", "http://purl.org/adms/publishertype/NationalAuthority")
    triples.link(node, "foaf:homepage", *(str(each) for each in agent.get("url", ())[:1]))
    triples.say(node, "dcterms:identifier", f"{number[:6]}-{number[6:]}" if len(number) == 10 else text_of(agent, "localId"))
    return node

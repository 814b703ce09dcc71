"""Where the dumps lie, in VoID, for programs that only know the site's name (`/.well-known/void`)."""

from __future__ import annotations

from exports.dcat.portal import Portal
from exports.described import Described
from exports.rdf import Triples, write_graph

DUMPS = ("datasets/dcat", "dcat/catalog.ttl?profile=dcat-ap-3.0.1", "codes/lists.ttl")
_VOCABULARIES = ("http://www.w3.org/ns/dcat#", "http://purl.org/dc/terms/", "http://www.w3.org/2004/02/skos/core#")


def write_void(described: Described, portal: Portal) -> bytes:
    """The catalogue as a void:Dataset in Turtle: its dumps, the space of its addresses, its licence and when it last changed."""
    triples = Triples()
    whole = triples.node(portal.at("id/catalog"), "void:Dataset")
    triples.say(whole, "dcterms:title", {"sv": "Beskrivningar av register", "en": "Descriptions of registers"})
    triples.say(whole, "dcterms:modified", described.described_at.date().isoformat(), "xsd:date")
    triples.link(whole, "dcterms:license", portal.licence)
    triples.link(whole, "foaf:homepage", portal.at("katalog"))
    triples.link(whole, "void:dataDump", *(portal.at(one) for one in DUMPS))
    triples.link(whole, "void:vocabulary", *_VOCABULARIES)
    triples.link(whole, "void:feature", *(f"http://www.w3.org/ns/formats/{name}" for name in ("Turtle", "RDF_XML", "JSON-LD", "N-Triples")))
    triples.say(whole, "void:uriSpace", portal.at("id/"))
    return write_graph(triples.graph, "ttl")

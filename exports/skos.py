"""Code lists and concepts as SKOS with XKOS levels: a scheme per list, signs of missing values never among its codes."""

from __future__ import annotations

from catalog.exchange.objects import Object, text_of
from exports.described import Described
from exports.edition import edition_rows
from exports.rdf import Triples, iri
from metadata.model.code_system import CodeEdition, CodeSystem

_MAPPING = {"exact": "skos:exactMatch", "close": "skos:closeMatch", "broad": "skos:broadMatch", "narrow": "skos:narrowMatch"}


def code_list_graph(described: Described, base: str) -> Triples:
    """Every code list with codes of its own, and the concepts with their mappings."""
    triples = Triples()
    issued = described.described_at.date().isoformat()
    for one in described.of("CodeList"):
        _scheme(triples, one, base, issued)
    concepts = _add_concepts(triples, described, base)
    if concepts:
        scheme = triples.node(f"{base.rstrip('/')}/id/concept-system/{described.agency}", "skos:ConceptScheme")
        triples.say(scheme, "skos:notation", described.agency)
        triples.say(scheme, "skos:prefLabel", {"sv": "Begrepp i registren", "en": "Concepts of the registers"})
        triples.say(scheme, "dcterms:issued", issued, "xsd:date")
        for concept in concepts:
            triples.link(iri(concept), "skos:inScheme", scheme)
    return triples


def edition_graph(system: CodeSystem, edition: CodeEdition, base: str) -> Triples:
    """One edition of a national classification: notation, hierarchy and validity; labels only where they are the product's own."""
    triples = Triples()
    address = edition_address(base, edition)
    scheme = triples.node(address, "skos:ConceptScheme")
    triples.say(scheme, "skos:notation", f"{system.id} {edition.label}")
    triples.say(scheme, "skos:prefLabel", {"sv": f"{system.label.sv} {edition.label}", "en": f"{system.label.en} {edition.label}"})
    triples.say(scheme, "dcterms:publisher", {"sv": system.owner.sv, "en": system.owner.en})
    triples.say(scheme, "dcterms:rights", {"sv": system.licence_note.sv, "en": system.licence_note.en})
    triples.say(scheme, "dcterms:issued", edition.valid_from.isoformat() if edition.valid_from else None, "xsd:date")
    for row in edition_rows(edition):
        concept = triples.node(_within(address, row.code), "skos:Concept")
        triples.say(concept, "skos:notation", row.code)
        triples.say(concept, "skos:prefLabel", {"sv": row.label_sv, "en": row.label_en})
        triples.say(concept, "schema:startDate", row.valid_from, "xsd:date")
        triples.say(concept, "schema:endDate", row.valid_until, "xsd:date")
        triples.link(concept, "skos:inScheme", scheme)
        triples.link(concept, "skos:broader" if row.parent else "skos:topConceptOf", _within(address, row.parent) if row.parent else scheme)
    return triples


def edition_address(base: str, edition: CodeEdition) -> str:
    """The lasting address of an edition."""
    return f"{base.rstrip('/')}/codes/{edition.system}/{edition.label}"


def _within(scheme: str, code: str) -> str:
    return f"{scheme}/{code.replace('/', '%2F')}"


def _scheme(triples: Triples, one: Object, base: str, issued: str) -> None:
    address = f"{base.rstrip('/')}/{one['uri']}"
    scheme = triples.node(address, "skos:ConceptScheme")
    triples.say(scheme, "skos:notation", str(one["localId"]))
    triples.say(scheme, "skos:prefLabel", one["name"])
    triples.say(scheme, "dcterms:description", one.get("description"))
    triples.say(scheme, "dcterms:issued", str(one.get("versionDate") or issued), "xsd:date")
    triples.say(scheme, "owl:versionInfo", str(one["version"]))
    _levels(triples, one, address)
    for code in one.get("codes", ()):
        concept = triples.node(_code_address(address, code), "skos:Concept")
        triples.say(concept, "skos:notation", str(code["code"]))
        triples.say(concept, "skos:prefLabel", code.get("category"))
        triples.link(concept, "skos:inScheme", scheme)
        triples.say(concept, "schema:startDate", code.get("validFrom"), "xsd:date")
        triples.say(concept, "schema:endDate", code.get("validUntil"), "xsd:date")
        parent = next((each for each in one["codes"] if each["code"] == code.get("parent")), None)
        triples.link(concept, "skos:broader" if parent else "skos:topConceptOf", _code_address(address, parent) if parent else scheme)


def _levels(triples: Triples, one: Object, address: str) -> None:
    depths = sorted({int(code.get("level") or 1) for code in one.get("codes", ())})
    for depth in depths if len(depths) > 1 else ():
        level = triples.node(f"{address}/level/{depth}", "xkos:ClassificationLevel")
        triples.say(level, "xkos:depth", depth, "xsd:positiveInteger")
        triples.link(iri(address), "xkos:levels", level)
        for code in one["codes"]:
            if int(code.get("level") or 1) == depth:
                triples.link(level, "skos:member", _code_address(address, code))
    if len(depths) > 1:
        triples.say(iri(address), "xkos:numberOfLevels", len(depths), "xsd:positiveInteger")


def _code_address(scheme: str, code: Object) -> str:
    """A code that means something else later has an address for each meaning."""
    since = f"/{code['validFrom']}" if code.get("validFrom") else ""
    return f"{_within(scheme, str(code['code']))}{since}"


def _add_concepts(triples: Triples, described: Described, base: str) -> list[str]:
    root = base.rstrip("/")
    made = []
    for one in described.of("Concept"):
        address = f"{root}/{one['uri']}"
        made.append(address)
        concept = triples.node(address, "skos:Concept")
        triples.say(concept, "skos:notation", str(one["localId"]))
        triples.say(concept, "skos:prefLabel", one["name"])
        triples.say(concept, "dcterms:description", one.get("definition"))
        for target in one.get("broader", ()):
            if target in described.known:
                triples.link(concept, "skos:broader", f"{root}/{described.known[target]['uri']}")
        for mapping in one.get("mappings", ()):
            triples.link(concept, _MAPPING[mapping["relation"]], text_of(mapping, "target"))
    return made

"""HealthDCAT-AP Release 8, data that are not public: one document per data set without a catalogue around it, variables as CSVW."""

from __future__ import annotations

from catalog.exchange.objects import Object
from common.translate import LANGUAGES
from exports.dcat.parts import EU, HEALTH, LEGISLATION, concept, contact, describe, health_facts, identifier, keywords, modified, period, titled
from exports.dcat.portal import Portal
from exports.described import Described
from exports.rdf import Triples, URIRef

CODING_SYSTEMS = {
    "ATC": "ATC", "ICD-10-SE": "ICD-10-NAT", "ICD-10": "ICD-10", "KVA": "PROC-CODES-NAT", "ICD-O-3-T": "ICD-O", "ICD-O-3-M": "ICD-O", "ICD-O-2-T": "ICD-O",
}
"""Official name of a coding system by ours; national editions stand under the profile's placeholders."""
DATATYPES = {"date": "date", "datetime": "dateTime", "char": "string", "code": "string", "int": "integer", "dec": "decimal"}


def build_dataset(described: Described, register: Object, portal: Portal) -> Triples:
    """One register with everything that belongs to it."""
    triples = Triples()
    node = triples.node(portal.register(register), "dcat:Dataset")
    describe(triples, node, register)
    triples.say(node, "dcterms:identifier", str(register["id"]))
    triples.link(node, "adms:identifier", identifier(triples, portal, register))
    triples.say(node, "dcterms:alternative", {"sv": str(register.get("abbreviation") or register["localId"])})
    triples.link(node, "dcterms:accessRights", concept(triples, EU, "access-right", str(register["accessRights"])))
    triples.link(node, "dcatap:applicableLegislation", triples.node(LEGISLATION, "eli:LegalResource"))
    triples.link(node, "dcterms:type", concept(triples, EU, "dataset-type", "PERSONAL_DATA"))
    triples.link(node, "dcterms:language", concept(triples, EU, "language", "SWE"))
    if register.get("updateFrequency"):
        triples.link(node, "dcterms:accrualPeriodicity", concept(triples, EU, "frequency", str(register["updateFrequency"])))
    triples.link(node, "dcterms:spatial", concept(triples, EU, "country", "SWE"))
    triples.link(node, "dcterms:temporal", period(triples, portal, register))
    triples.link(node, "dcat:theme", concept(triples, EU, "data-theme", "HEAL"))
    keywords(triples, node, register)
    triples.link(node, "dcat:contactPoint", contact(triples, portal, described, register, "vcard:Kind"))
    triples.link(node, "dcat:landingPage", triples.node(portal.page(register), "foaf:Document"))
    triples.link(node, "dcat:distribution", _order(triples, portal, register))
    triples.say(node, "dcterms:modified", modified(described, register), "xsd:date")
    triples.say(node, "dcat:version", str(register["version"]))
    _agents(triples, node, described, register, portal)
    _health(triples, node, described, register)
    _origin(triples, node, register, portal)
    _variables(triples, node, described, register, portal)
    return triples


def _order(triples: Triples, portal: Portal, register: Object) -> URIRef:
    node = titled(triples, portal.own("distribution", register), "dcat:Distribution", "order")
    triples.link(node, "dcat:accessURL", portal.order_page(register))
    triples.link(node, "dcterms:format", concept(triples, EU, "file-type", "HTML"))
    triples.link(node, "dcatap:availability", concept(triples, EU, "planned-availability", "AVAILABLE"))
    triples.link(node, "dcatap:applicableLegislation", triples.node(LEGISLATION, "eli:LegalResource"))
    return node


def _agents(triples: Triples, node: URIRef, described: Described, register: Object, portal: Portal) -> None:
    """Publisher and custodian are the register holder; the access body stands even while none is designated, since the profile demands it."""
    holder = described.follow(register, "holder")
    address = portal.at(str(holder.get("uri") or "id/agent/publisher"))
    publisher = _agent(triples, address, holder.get("name") or {"sv": portal.publisher or "–"})
    point = triples.node(portal.at(f"id/contact-point/{holder.get('id', 'publisher')}"), "cv:ContactPoint")
    triples.say(point, "cv:email", portal.email_of(described, register))
    triples.link(point, "cv:contactPage", *([str(each) for each in holder.get("url", ())][:1] or [portal.page(register)]))
    triples.link(publisher, "cv:contactPoint", point)
    triples.link(node, "dcterms:publisher", publisher)
    triples.link(node, "geodcatap:custodian", publisher)
    body = _agent(triples, portal.at("id/agent/health-data-access-body"), portal.body_name())
    page = triples.node(portal.at("id/contact-point/health-data-access-body"), "cv:ContactPoint")
    triples.link(page, "cv:contactPage", portal.access_body_page or portal.at("hjalp"))
    triples.link(body, "cv:contactPoint", page)
    triples.link(node, "healthdcatap:hdab", body)


def _agent(triples: Triples, address: str, name: dict[str, str]) -> URIRef:
    agent = triples.node(address, "foaf:Agent")
    triples.say(agent, "foaf:name", name)
    triples.link(agent, "dcterms:type", concept(triples, HEALTH, "publisher-type", "national-authority"))
    return agent


def _health(triples: Triples, node: URIRef, described: Described, register: Object) -> None:
    facts = health_facts(register)
    for code in facts["categories"]:
        triples.link(node, "healthdcatap:healthCategory", concept(triples, HEALTH, "healthcategories", str(code)))
    for code in facts["themes"]:
        triples.link(node, "healthdcatap:healthTheme", concept(triples, HEALTH, "health-theme", str(code)))
    used = {str(described.follow(described.value_domain(one), "codeListRef").get("localId")) for each in described.resources(register) for one in described.variables(each)}
    for name in sorted({CODING_SYSTEMS[each] for each in used if each in CODING_SYSTEMS}):
        triples.link(node, "healthdcatap:hasCodingSystem", concept(triples, HEALTH, "coding-system", name))
    population = described.follow(register, "population")
    triples.say(node, "healthdcatap:populationCoverage", population.get("inclusion"))


def _origin(triples: Triples, node: URIRef, register: Object, portal: Portal) -> None:
    """Provenance, activity, legal basis and purpose."""
    facts = health_facts(register)
    statement = triples.node(portal.own("provenance", register), "dcterms:ProvenanceStatement")
    triples.say(statement, "rdfs:label", register.get("quality") or register.get("description") or register["name"])
    triples.link(node, "dcterms:provenance", statement)
    activity = triples.node(portal.own("activity", register), "prov:Activity")
    triples.say(activity, "rdfs:label", register["name"])
    triples.link(activity, "dcterms:type", concept(triples, HEALTH, "health-activity", str(facts["activity"])))
    triples.link(node, "prov:wasGeneratedBy", activity)
    laws = [law for law in register.get("legalBasis", ()) if law.get("title")]
    if laws:
        basis = triples.node(portal.own("legal-basis", register), "dpv:LegalBasis")
        triples.say(basis, "dcterms:description", _joined([law["title"] for law in laws]))
        triples.link(node, "dpv:hasLegalBasis", basis)
    if register.get("purpose"):
        purpose = triples.node(portal.own("purpose", register), "dpv:Purpose")
        triples.say(purpose, "dcterms:description", _joined(register["purpose"]))
        triples.link(node, "dpv:hasPurpose", purpose)
    for name in ("Age", "Gender", "HealthRecord"):
        triples.link(node, "dpv:hasPersonalData", triples.node(f"https://w3id.org/dpv/dpv-pd#{name}", "dpv:PersonalData"))


def _joined(texts: list[dict[str, str]]) -> dict[str, str]:
    return {language: "; ".join(text[language] for text in texts if text.get(language)) for language in LANGUAGES if any(text.get(language) for text in texts)}


def _variables(triples: Triples, node: URIRef, described: Described, register: Object, portal: Portal) -> None:
    """A table per data resource with the columns of today; a column described for two periods stands once, as it is now."""
    tables = [(one, _columns_now(described, one)) for one in described.resources(register)]
    tables = [(one, columns) for one, columns in tables if columns]
    triples.say(node, "healthdcatap:hasStructuredData", "true" if tables else "false", "xsd:boolean")
    if not tables:
        return
    group = triples.node(portal.own("variables", register), "csvw:TableGroup")
    triples.say(group, "dcterms:title", register["name"])
    triples.link(node, "healthdcatap:hasVariables", group)
    for resource, columns in tables:
        table = triples.node(portal.at(str(resource["uri"])), "csvw:Table")
        triples.say(table, "dcterms:title", resource["name"])
        triples.link(group, "csvw:table", table)
        for one in columns:
            triples.link(table, "csvw:column", _column(triples, described, one, portal))


def _columns_now(described: Described, resource: Object) -> list[Object]:
    latest: dict[str, Object] = {}
    for one in described.variables(resource):
        name = str(one["columnName"])
        if name not in latest or str(one.get("dataFrom") or "") >= str(latest[name].get("dataFrom") or ""):
            latest[name] = one
    return list(latest.values())


def _column(triples: Triples, described: Described, one: Object, portal: Portal) -> URIRef:
    represented = described.follow(one, "representedVariableRef")
    domain = described.follow(represented, "valueDomainRef")
    column = triples.node(portal.at(str(one["uri"])), "csvw:Column")
    triples.say(column, "csvw:name", str(one["columnName"]))
    triples.say(column, "csvw:title", one["name"])
    triples.say(column, "dcterms:description", one.get("description") or one["name"])
    triples.say(column, "csvw:datatype", DATATYPES.get(str(domain.get("dataType")), "string"))
    triples.link(column, "csvw:propertyUrl", portal.at(str(represented["uri"])) if represented else None)
    return column

"""How a delivery came about, as PROV-O in JSON-LD: order, job description, snapshot, policy, protected tables; people stand as roles."""

from __future__ import annotations

from typing import Any

from exports.delivery_input import DeliveryInput
from exports.plain_files import write_json
from exports.rdf import Triples, write_graph

_CONTEXT: dict[str, Any] = {
    "prov": "http://www.w3.org/ns/prov#",
    "dct": "http://purl.org/dc/terms/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "used": {"@id": "prov:used", "@type": "@id"},
    "wasGeneratedBy": {"@id": "prov:wasGeneratedBy", "@type": "@id"},
    "wasDerivedFrom": {"@id": "prov:wasDerivedFrom", "@type": "@id"},
    "wasAssociatedWith": {"@id": "prov:wasAssociatedWith", "@type": "@id"},
    "hadRole": {"@id": "prov:hadRole"},
}
_NAMES = {name: str(value["@id"]) for name, value in _CONTEXT.items() if isinstance(value, dict)}


def write_provenance(delivery: DeliveryInput) -> bytes:
    """`metadata/provenance.jsonld`. The unprotected result is not even named by its checksum: only what is released has an address here."""
    return write_json({"@context": _CONTEXT, "@id": _bundle(delivery), "@graph": _graph(delivery)})


def write_provenance_turtle(delivery: DeliveryInput) -> bytes:
    """`metadata/provenance.ttl`: the same statements under absolute addresses, as a PROV bundle."""
    triples, bundle = Triples(), _bundle(delivery)
    whole = triples.node(bundle, "prov:Bundle", "prov:Entity")
    for one in _graph(delivery):
        _write_node(triples, bundle, one)
        triples.link(whole, "dcterms:hasPart", f"{bundle}{one['@id']}")
    return write_graph(triples.graph, "ttl")


def _bundle(delivery: DeliveryInput) -> str:
    return f"urn:registerlots:delivery:{delivery.delivery_id}"


def _graph(delivery: DeliveryInput) -> list[dict[str, Any]]:
    return [*_entities(delivery), *_activities(delivery), *_agents(delivery), *_tables(delivery)]


def _write_node(triples: Triples, bundle: str, one: dict[str, Any]) -> None:
    """A node of the JSON-LD document as statements; a node inside it gets an address of its own."""
    node = triples.node(f"{bundle}{one['@id']}", one["@type"])
    for name, value in one.items():
        if name.startswith("@"):
            continue
        target = _NAMES.get(name, name.replace("dct:", "dcterms:"))
        if isinstance(value, dict) and "@value" in value:
            triples.say(node, target, value["@value"], value["@type"])
        elif isinstance(value, dict) and "@id" in value:
            triples.link(node, target, f"{bundle}{value['@id']}")
        elif isinstance(value, dict):
            inner = {"@id": f"{one['@id']}-association"} | value
            triples.link(node, target, f"{bundle}{inner['@id']}")
            _write_node(triples, bundle, inner)
        elif name in _NAMES:
            triples.link(node, target, *(f"{bundle}{each}" for each in ([value] if isinstance(value, str) else value)))
        else:
            triples.say(node, target, value)


def _entity(name: str, title: str, **more: Any) -> dict[str, Any]:
    return {"@id": f"#{name}", "@type": "prov:Entity", "dct:title": title} | more


def _entities(delivery: DeliveryInput) -> list[dict[str, Any]]:
    result = delivery.result
    return [
        _entity("order", f"{delivery.order_id} version {delivery.order_version}", **{"dct:identifier": f"sha256:{result.specification_hash}"}),
        _entity("spec", "JobSpec", wasDerivedFrom="#order", **{"dct:identifier": f"sha256:{result.spec_hash}"}),
        _entity("snapshot", result.snapshot, wasDerivedFrom=[f"#register-{source.id}" for source in delivery.sources]),
        _entity("policy", result.policy),
        *(_entity(f"register-{source.id}", source.name.en) for source in delivery.sources),
    ]


def _activities(delivery: DeliveryInput) -> list[dict[str, Any]]:
    steps: list[dict[str, Any]] = [
        {"@id": "#compute", "@type": "prov:Activity", "used": ["#spec", "#snapshot"], "wasAssociatedWith": "#software"},
        {"@id": "#protect", "@type": "prov:Activity", "used": ["#policy"], "wasAssociatedWith": "#software"},
    ]
    for at, approval in enumerate(delivery.approvals, start=1):
        association = {"@type": "prov:Association", "prov:agent": {"@id": "#publisher"}, "hadRole": {"@id": f"#role-{approval.role}"}}
        steps.append({
            "@id": f"#decision-{at}",
            "@type": "prov:Activity",
            "dct:title": approval.decision,
            "prov:endedAtTime": {"@value": approval.at.isoformat(), "@type": "xsd:dateTime"},
            "prov:qualifiedAssociation": association,
        })
    steps.append({
        "@id": "#deliver",
        "@type": "prov:Activity",
        "prov:endedAtTime": {"@value": delivery.created.isoformat(), "@type": "xsd:dateTime"},
        "wasAssociatedWith": "#publisher",
    })
    return steps


def _agents(delivery: DeliveryInput) -> list[dict[str, Any]]:
    roles = sorted({approval.role for approval in delivery.approvals})
    return [
        {"@id": "#publisher", "@type": "prov:Organization", "dct:title": delivery.publisher.name.en},
        {"@id": "#software", "@type": "prov:SoftwareAgent", "dct:title": f"registerlots {delivery.result.software}"},
        *({"@id": f"#role-{role}", "@type": "prov:Role"} for role in roles),
    ]


def _tables(delivery: DeliveryInput) -> list[dict[str, Any]]:
    return [
        _entity(f"table-{table.shell.id}", table.shell.title.en, wasGeneratedBy="#protect", wasDerivedFrom=["#spec", "#snapshot"])
        for table in delivery.result.tables
    ]

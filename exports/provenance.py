"""How a delivery came about, as PROV-O in JSON-LD: order, job description, snapshot, policy, protected tables; people stand as roles."""

from __future__ import annotations

from typing import Any

from exports.delivery_input import DeliveryInput
from exports.plain_files import write_json

_CONTEXT = {
    "prov": "http://www.w3.org/ns/prov#",
    "dct": "http://purl.org/dc/terms/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "used": {"@id": "prov:used", "@type": "@id"},
    "wasGeneratedBy": {"@id": "prov:wasGeneratedBy", "@type": "@id"},
    "wasDerivedFrom": {"@id": "prov:wasDerivedFrom", "@type": "@id"},
    "wasAssociatedWith": {"@id": "prov:wasAssociatedWith", "@type": "@id"},
    "hadRole": {"@id": "prov:hadRole"},
}


def write_provenance(delivery: DeliveryInput) -> bytes:
    """`metadata/provenance.jsonld`. The unprotected result is not even named by its checksum: only what is released has an address here."""
    graph = [*_entities(delivery), *_activities(delivery), *_agents(delivery), *_tables(delivery)]
    return write_json({"@context": _CONTEXT, "@id": f"urn:registerlots:delivery:{delivery.delivery_id}", "@graph": graph})


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

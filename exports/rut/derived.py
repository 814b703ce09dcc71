"""Objects that follow from others and are therefore never authored: structure and data set of a data resource, the step behind a derived variable."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from catalog.exchange.objects import Object, make_object, reference


def derived_objects(objects: Iterable[Object]) -> list[dict[str, Any]]:
    """One structure and one data set per data resource that has variables here, one step per derived variable; published like what they rest on."""
    listed = list(objects)
    known = {reference(one): one for one in listed}
    columns: dict[str, list[Object]] = {}
    for one in listed:
        if one["type"] == "InstanceVariable":
            columns.setdefault(str(one["dataResourceRef"]), []).append(one)
    made = [
        each
        for resource, variables in columns.items() if resource in known
        for each in _of_resource(known[resource], variables, known)
    ]
    made += [step for one in listed if one["type"] == "InstanceVariable" and one.get("derivation") for step in _step(one)]
    return [one | {"administrativeStatus": "published"} for one in made]


def _of_resource(resource: Object, variables: list[Object], known: Mapping[str, Object]) -> Iterator[dict[str, Any]]:
    variables.sort(key=lambda one: (one.get("position", 0), one["localId"]))
    keys = [one for one in variables if one.get("joinKey")]
    measures = [one for one in variables if one.get("sdcRole") in ("measure", "weight") and one not in keys]
    attributes = [one for one in variables if one not in keys and one not in measures]
    yield make_object(
        "DataStructure", str(resource["localId"]), resource["name"],
        dataResourceRef=reference(resource), unitTypeRef=resource.get("unitTypeRef"),
        identifiers=[reference(one) for one in keys], measures=[reference(one) for one in measures],
        attributes=[reference(one) for one in attributes], joinKeys=[{"column": one["columnName"]} for one in keys],
    )
    register = known.get(str(resource.get("registerRef")), {})
    yield make_object(
        "DataSet", str(resource["localId"]), resource["name"],
        dataResourceRef=reference(resource), preliminary=bool(register.get("preliminaryMonths")),
        referencePeriod={"from": resource.get("dataFrom"), "until": resource.get("dataUntil")},
    )


def _step(variable: Object) -> Iterator[dict[str, Any]]:
    yield make_object("ProcessStep", str(variable["localId"]), variable["name"], activity=variable["derivation"], outputs=[reference(variable)])

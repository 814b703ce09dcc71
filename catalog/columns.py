"""Entries of `variables.yaml` to columns, once everything they may lean on has been read: data resource, concept and unit type."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from typing import Any

from metadata.model.content import Content
from metadata.model.register import DataResource
from metadata.model.variable import InstanceVariable
from metadata.model.variable_entry import MEANING, complete_entry, expand_entry, take_meaning

KINDS = {"ConceptualVariable": "conceptual_variables", "RepresentedVariable": "represented_variables"}
"""Type of a derived object → kind of content."""


class EntryRefused(Exception):
    """An entry that cannot be understood: the error's code, the word it stands under, its parameters and the object it lacks, if that is all."""

    def __init__(self, code: str, field: str, lacks: tuple[str, str] | None = None, **params: Any) -> None:
        super().__init__(code)
        self.code, self.field, self.lacks, self.params = code, field, lacks, {"field": field, **params}


def objects_of(entry: dict[str, Any], register: str | None, content: Content) -> Iterator[tuple[str, dict[str, Any]]]:
    """(kind, values) of everything an entry describes: the meaning behind the column, then the column or each of its series.

    `register`: the one whose folder holds the file. Raises EntryRefused, and pydantic.ValidationError as expand_entry does.
    """
    entry = {"register": register, **entry} if register else entry
    resource = _resource(entry, content)
    entry = complete_entry(entry, resource)
    if "{n}" in str(entry.get("column")) and "numbers" not in entry:
        raise EntryRefused("content.error.missing", "numbers", model=InstanceVariable.__name__)
    if "represented_variable" not in entry:
        meaning = list(_meaning(entry, resource, content))
        yield from meaning
        entry = {"represented_variable": meaning[-1][1]["id"], **{key: value for key, value in entry.items() if key not in MEANING}}
    for values in expand_entry(entry):
        yield "variables", values


def columns_alone(entry: dict[str, Any]) -> list[dict[str, Any]]:
    """The columns of an entry whose meaning cannot be known yet, with stand-ins for it, so that their own faults are found all the same."""
    stand_ins = {"register": "–", "data_resource": "–", "data_from": "1900", "represented_variable": "–"}
    return expand_entry({**stand_ins, **{key: value for key, value in entry.items() if key not in MEANING}})


def _resource(entry: dict[str, Any], content: Content) -> DataResource | None:
    resources: dict[str, DataResource] = dict(content.of("data_resources"))
    if "data_resource" in entry:
        return resources.get(str(entry["data_resource"]))
    return next((one for one in resources.values() if one.register_code == entry.get("register")), None)


def _meaning(entry: dict[str, Any], resource: DataResource | None, content: Content) -> Iterator[tuple[str, dict[str, Any]]]:
    for word in MEANING[:2]:
        if not isinstance(entry.get(word), str):
            raise EntryRefused("content.error.missing" if word not in entry else "content.error.shape", word, model=InstanceVariable.__name__)
    if resource is None:
        raise _dangling("data_resource", str(entry.get("data_resource", "")), "data_resources", content)
    unit = content.of("unit_types").get(resource.unit_type)
    if unit is None:
        raise _dangling("data_resource", resource.unit_type, "unit_types", content)
    concept = content.of("concepts").get(entry["concept"])
    if concept is None:
        raise _dangling("concept", entry["concept"], "concepts", content)
    yield from ((KINDS[type_name], values) for type_name, values in take_meaning(entry, unit, concept))


def _dangling(field: str, name: str, target: str, content: Content) -> EntryRefused:
    near = get_close_matches(name, content.of(target), n=1)
    return EntryRefused("content.error.unknown_reference", field, (target, name), name=name, target=target, near=near[0] if near else "–")

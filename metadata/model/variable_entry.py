"""How columns are authored: short entries that take from their data resource what they leave out, and series written once (`DIA1`–`DIA30`)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pydantic import Field

from metadata.model.base import Model
from metadata.model.register import DataResource, UnitType
from metadata.model.variable import Concept, ConceptualVariable, RepresentedVariable

MEANING = ("concept", "values", "unit_of_measure", "sensitivity", "personal_data_category")
"""Words of an entry that say what the column means instead of naming a represented variable."""


class SeriesPart(Model):
    """Numbers of a series that began at the same time."""

    first: int = Field(ge=1)
    last: int = Field(ge=1)
    data_from: str


def complete_entry(entry: dict[str, Any], resource: DataResource | None) -> dict[str, Any]:
    """The entry with what it leaves out: data resource, first day and source of its certainty."""
    if resource is None:
        return entry
    found = {"data_resource": resource.id, **entry}
    if "numbers" not in found:
        found.setdefault("data_from", resource.data_from.isoformat())
    source = next((source for certainty, source in resource.sources.items() if certainty == found.get("certainty", "verified")), None)
    return found if source is None else {"source": source, **found}


def take_meaning(entry: dict[str, Any], unit: UnitType, concept: Concept) -> Iterator[tuple[str, dict[str, Any]]]:
    """The conceptual and the represented variable behind an entry that names `concept` and `values`, as (kind, values)."""
    conceptual = f"{unit.id}.{concept.id}"
    short = unit.short or unit.name
    name = {"sv": f"{concept.name.sv} ({short.sv})", "en": f"{concept.name.en} ({short.en})"}
    yield ConceptualVariable.type_name, {"id": conceptual, "concept": concept.id, "unit_type": unit.id, "name": name}
    stated = {word: entry[word] for word in MEANING[2:] if word in entry}
    category = concept.personal_data_category if stated.get("sensitivity") != "none" else None
    defaults = {"sensitivity": concept.sensitivity, "personal_data_category": category}
    values = {"conceptual_variable": conceptual, "value_domain": entry["values"], "name": concept.name.model_dump()}
    yield RepresentedVariable.type_name, {"id": f"{conceptual}.{entry['values']}", **values, **defaults, **stated}


def expand_entry(entry: dict[str, Any]) -> list[dict[str, Any]]:
    """The columns an authored entry stands for, in order: itself, or one per number of its `numbers` (`{n}` in column, name and texts is the number).

    Raises pydantic.ValidationError when `numbers` is not a list of {first, last, data_from}.
    """
    if "numbers" not in entry:
        return [{"id": f"{entry.get('data_resource')}/{entry.get('column')}", **entry}]
    parts = [SeriesPart.model_validate(part) for part in entry["numbers"] or []]
    rest = {key: value for key, value in entry.items() if key != "numbers"}
    series = str(rest.get("column", "")).replace("{n}", "")
    columns = []
    for part in parts:
        for number in range(part.first, part.last + 1):
            column = _fill(rest, number)
            columns.append({"id": f"{rest.get('data_resource')}/{column.get('column')}", **column, "series": series, "number": number, "data_from": part.data_from})
    return columns


def _fill(value: Any, number: int) -> Any:
    if isinstance(value, dict):
        return {key: _fill(child, number) for key, child in value.items()}
    return value.replace("{n}", str(number)) if isinstance(value, str) else value

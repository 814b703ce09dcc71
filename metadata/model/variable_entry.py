"""How columns are authored: one entry may stand for a numbered series (`DIA1`–`DIA30`), which becomes one instance variable a column."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from metadata.model.base import Model


class SeriesPart(Model):
    """Numbers of a series that began at the same time."""

    first: int = Field(ge=1)
    last: int = Field(ge=1)
    data_from: str


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



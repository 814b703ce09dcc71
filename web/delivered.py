"""The latest delivery of an example order, as the front page and the example show it to anyone."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from flask import g

from assistant.document import order_from, specification_hash
from assistant.lookup import delivered_examples
from assistant.states import OrderCase
from common.errors import NotFound
from exports.table_view import TableView, table_view
from jobs.counter import released_material
from metadata.model.example import Example
from web.doors import doors
from web.language import language


@dataclass(frozen=True)
class Delivered:
    """The laid-out protected tables and the names of the chart files, in the order of the tables."""

    views: tuple[TableView, ...]
    charts: tuple[str, ...]


def find_delivered(example: Example) -> Delivered | None:
    """The latest delivery of exactly the example's specification; None before the first.

    Only deliveries on synthetic registers are shown: what was delivered to somebody else is theirs, even when it is the same order.
    """
    for case in _delivered(example):
        try:
            result = released_material(doors().engine, case.id).result
        except NotFound:
            continue
        if result.is_synthetic:
            charts = _charts(case)
            return Delivered(tuple(table_view(table, language()) for table in result.tables), tuple(path.name for path in charts))
    return None


def find_chart(example: Example, name: str) -> Path | None:
    """The file of a chart of that delivery; None for a name it does not hold."""
    if find_delivered(example) is None:
        return None
    return next((path for case in _delivered(example) for path in _charts(case) if path.name == name), None)


def _delivered(example: Example) -> list[OrderCase]:
    """Its delivered orders; asked once for all examples of a page."""
    if "delivered_examples" not in g:
        g.delivered_examples = delivered_examples(doors().engine)
    if not any(key == example.key for key, _specification in g.delivered_examples):
        return []
    order, _findings = order_from(example.order)
    found: list[OrderCase] = g.delivered_examples.get((example.key, specification_hash(order) if order else ""), [])
    return found


def _charts(case: OrderCase) -> list[Path]:
    return sorted((doors().settings.deliveries_folder / case.id / "charts").glob("*.svg"))

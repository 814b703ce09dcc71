"""The delivered table as JSON-stat 2.0: null with status X for hidden, 0 for a true zero, totals as categories."""

from __future__ import annotations

from typing import Any

from common.translate import translate
from exports.delivery_input import DeliveryInput
from exports.dimensions import children_of, roles_of
from exports.numbers import figure_mark, json_number
from exports.plain_files import write_json
from exports.wording import signs_of, source_line
from metadata.model.table import Breakdown, Table, TableShell

CONTENTS = "contents"


def write_json_stat(table: Table, delivery: DeliveryInput) -> bytes:
    """Class dataset; the figures are the first dimension (role metric), then the rows' and the columns' breakdowns; values row-major."""
    shell, language = table.shell, delivery.language
    values, status = _values(table)
    return write_json({
        "version": "2.0",
        "class": "dataset",
        "label": shell.title.of(language),
        "source": source_line(delivery, language),
        "updated": delivery.created.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "note": [*signs_of(table, delivery, language), *(note.text.of(language) for note in shell.footnotes)],
        "id": [CONTENTS, *(breakdown.id for breakdown in shell.breakdowns)],
        "size": [len(shell.figures), *(len(breakdown.codes) for breakdown in shell.breakdowns)],
        "role": roles_of(shell.breakdowns, CONTENTS),
        "dimension": {CONTENTS: _contents(shell, language)} | {breakdown.id: _dimension(breakdown, language) for breakdown in shell.breakdowns},
        "value": values,
        "status": status,
        "extension": {
            "order": delivery.order_id,
            "delivery": delivery.delivery_id,
            "tableShell": shell.id,
            "specification": delivery.result.specification_hash,
            "policy": delivery.result.policy,
            "snapshot": delivery.result.snapshot,
            "synthetic": delivery.result.is_synthetic,
        },
    })


def _values(table: Table) -> tuple[list[int | float | None], dict[str, str]]:
    cells = table.by_key()
    values: list[int | float | None] = []
    status: dict[str, str] = {}
    for figure in table.shell.figures:
        for key in table.shell.keys():
            value = cells[key].values.get(figure.id)
            sign = figure_mark(cells[key], figure) or cells[key].status
            if sign:
                status[str(len(values))] = sign
            values.append(None if value is None else json_number(value))
    return values, status


def _contents(shell: TableShell, language: str) -> dict[str, Any]:
    return {
        "label": translate("exports.contents", language),
        "category": {
            "index": [figure.id for figure in shell.figures],
            "label": {figure.id: figure.label.of(language) for figure in shell.figures},
            "unit": {figure.id: {"base": figure.unit.of(language), "decimals": figure.decimals} for figure in shell.figures},
        },
    }


def _dimension(breakdown: Breakdown, language: str) -> dict[str, Any]:
    category: dict[str, Any] = {
        "index": list(breakdown.codes),
        "label": {code: breakdown.label_of(code, language) for code in breakdown.codes},
    }
    children = children_of(breakdown)
    return {"label": breakdown.label.of(language), "category": category | ({"child": children} if children else {})}

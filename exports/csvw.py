"""The W3C description (CSVW) beside each long CSV: columns with type, labels in both languages, and what an empty value means."""

from __future__ import annotations

from typing import Any

from common.translate import LANGUAGES, translate
from exports.delivery_input import DeliveryInput
from exports.long_csv import COLUMN_LABELS, header_of
from exports.plain_files import write_json
from exports.wording import signs_of, source_line
from metadata.model.table import Table, TableShell


def write_csvw(table: Table, delivery: DeliveryInput) -> bytes:
    """`<table id>.csv-metadata.json`; the titles equal the CSV's heading, labels stand as rdfs:label."""
    shell = table.shell
    return write_json({
        "@context": ["http://www.w3.org/ns/csvw", {"@language": delivery.language}],
        "url": f"{shell.id}.csv",
        "dc:title": _both(lambda language: shell.title.of(language)),
        "dc:source": _both(lambda language: source_line(delivery, language)),
        "dc:created": delivery.created.date().isoformat(),
        "rdfs:comment": [{"@value": text, "@language": language} for language in LANGUAGES for text in signs_of(table, delivery, language)],
        "dialect": {"encoding": "utf-8", "delimiter": ",", "header": True, "lineTerminators": ["\n"]},
        "tableSchema": {"columns": _columns(shell), "primaryKey": [*(breakdown.id for breakdown in shell.breakdowns), "measure"]},
    })


def _both(text: Any) -> list[dict[str, str]]:
    return [{"@value": text(language), "@language": language} for language in LANGUAGES]


def _columns(shell: TableShell) -> list[dict[str, Any]]:
    labels = {breakdown.id: breakdown.label for breakdown in shell.breakdowns}
    found = []
    for name in header_of(shell):
        is_key = name in labels or name == "measure"
        label = _both(labels[name].of) if name in labels else _both(lambda language, column=name: translate(COLUMN_LABELS[column], language))
        datatype: Any = {"base": "decimal", "format": {"decimalChar": "."}} if name == "value" else "string"
        found.append({"name": name, "titles": name, "rdfs:label": label, "datatype": datatype, "null": "", "required": is_key})
    return found


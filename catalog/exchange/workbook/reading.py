"""A register workbook from bytes to objects in draft, with a report of everything that was met on the way."""

from __future__ import annotations

from catalog.exchange.harvest import Harvest, traced
from catalog.exchange.objects import sort_key
from catalog.exchange.rules import check_objects
from catalog.exchange.workbook.building import Builder
from catalog.exchange.workbook.content import WorkbookContent, read_content
from catalog.exchange.workbook.template import VARIABLE_HEADINGS
from common.errors import Finding, Severity

_SOFT = frozenset({"exports.error.rut_code_overlap", "exports.error.rut_sentinel", "exports.error.rut_period"})
"""Broken rules that a keeper may mend in the draft; the others stop the import."""


def read_workbook(data: bytes, name: str) -> Harvest:
    """The register of a workbook. Raises InputRefused when it cannot be read at all; every other fault is a finding of the harvest."""
    content = read_content(data, name)
    builder = Builder(content, name)
    objects = sorted(builder.build(), key=sort_key)
    findings = [*content.findings, *(_softened(one) for one in check_objects(objects))]
    counts = {
        "variables": len(content.variables), "resources": len(content.resources), "code lists": sum(bool(sheet.codes) for sheet in content.code_sheets),
        "codes": sum(len(sheet.codes) for sheet in content.code_sheets),
    }
    return traced(Harvest("workbook", name, tuple(objects), tuple(findings), counts, _coverage(content)), data)


def _softened(one: Finding) -> Finding:
    return Finding(one.code, Severity.warning, one.path, one.params) if one.code in _SOFT else one


def _coverage(content: WorkbookContent) -> dict[str, float]:
    rows = content.variables
    return {text: round(sum(meaning in row.cells for row in rows) / len(rows), 3) for meaning, text in VARIABLE_HEADINGS.items()} if rows else {}

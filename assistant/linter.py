"""Every rule that applies to an order → findings, errors first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from assistant.judgement import Context
from assistant.kinds.standard_report import required as of_standard_report
from assistant.kinds.standard_report.rules import OWN
from assistant.kinds.standard_report.rules import RULES as STANDARD_REPORT
from assistant.kinds.statistics import required as of_statistics
from assistant.kinds.statistics.rules import RULES as STATISTICS
from assistant.order.order import Order
from assistant.rules import circles, code_other, fitting, references
from assistant.rules.rule import Case, Rule
from catalog.lookup import Catalogue
from common.errors import Finding, Severity

_BY_KIND = {
    "statistics": (STATISTICS, of_statistics.missing_parts), "standard_report": (STANDARD_REPORT, of_standard_report.missing_parts),
}
RULES: tuple[Rule, ...] = (*OWN, *STATISTICS)
"""Every rule of every kind."""
_RANK = {Severity.error: 0, Severity.warning: 1, Severity.info: 2}


def check_order(order: Order, catalogue: Catalogue, context: Context) -> list[Finding]:
    """Findings of every rule of the order's kind: errors, then warnings, then information, each in the order of the pack."""
    case = Case(order, catalogue, context)
    rules, required = _BY_KIND[order.kind]
    found = [*required(case), *references.check(case), *circles.check(case), *fitting.check(case)]
    for rule in rules:
        found += rule.speak(case)
    found += code_other.check(case)
    return _ranked(_placed(finding, order) for finding in found)


def _placed(finding: Finding, order: Order) -> Finding:
    """The finding at the answer it follows from; its fix only where it can be carried out on that answer."""
    path = order.place(finding.path)
    if path == finding.path:
        return finding
    return replace(finding, path=path, fix=order.place_fix(finding.fix) if finding.fix is not None else None)


def _ranked(found: Iterable[Finding]) -> list[Finding]:
    """Sorted by severity, the same finding at the same place once."""
    once = {(finding.code, finding.path, str(dict(finding.params))): finding for finding in found}
    return sorted(once.values(), key=lambda finding: _RANK[finding.severity])


def unanswered(findings: Iterable[Finding], answers: Mapping[tuple[str, str], str]) -> list[Finding]:
    """Warnings without a reason for keeping them; an answer with an empty pointer answers its rule everywhere."""
    warnings = [finding for finding in findings if finding.severity is Severity.warning]
    return [one for one in warnings if not (answers.get((one.code, one.path)) or answers.get((one.code, ""), "")).strip()]

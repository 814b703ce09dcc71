"""Every rule that applies to an order → findings, errors first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from assistant.judgement import Context
from assistant.kinds.statistics.required import missing_parts
from assistant.kinds.statistics.rules import RULES
from assistant.order.order import Order
from assistant.rules import circles, code_other, fitting, references
from assistant.rules.rule import Case
from catalog.lookup import Catalogue
from common.errors import Finding, Severity

_BY_KIND = {"statistics": (RULES, missing_parts)}
_RANK = {Severity.error: 0, Severity.warning: 1, Severity.info: 2}


def check_order(order: Order, catalogue: Catalogue, context: Context) -> list[Finding]:
    """Findings of every rule of the order's kind: errors, then warnings, then information, each in the order of the pack."""
    case = Case(order, catalogue, context)
    rules, required = _BY_KIND[order.kind]
    found = [*required(case), *references.check(case), *circles.check(case), *fitting.check(case)]
    for rule in rules:
        found += rule.speak(case)
    found += code_other.check(case)
    return _ranked(found)


def _ranked(found: Iterable[Finding]) -> list[Finding]:
    """Sorted by severity, the same finding at the same place once."""
    once = {(finding.code, finding.path, str(dict(finding.params))): finding for finding in found}
    return sorted(once.values(), key=lambda finding: _RANK[finding.severity])


def unanswered(findings: Iterable[Finding], answers: Mapping[tuple[str, str], str]) -> list[Finding]:
    """Warnings without a reason for keeping them; an answer with an empty pointer answers its rule everywhere."""
    warnings = [finding for finding in findings if finding.severity is Severity.warning]
    return [one for one in warnings if not (answers.get((one.code, one.path)) or answers.get((one.code, ""), "")).strip()]

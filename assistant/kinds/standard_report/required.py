"""What a standard report cannot be submitted without, and answers that contradict each other."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.kinds.missing import missing, missing_title
from assistant.kinds.standard_report.order import DIAGNOSES, StandardReportOrder, report_of
from assistant.rules.rule import Case
from common.errors import Finding, Fix, Severity

REGISTER_OF = {"ATC": "lmed"} | dict.fromkeys(DIAGNOSES, "par")
"""Code system → the register that its codes choose persons in."""


def missing_parts(case: Case) -> Iterator[Finding]:
    """Contradictions at once; what is still empty only when the order is being submitted."""
    order = report_of(case)
    yield from _contradictions(case, order)
    if not case.context.is_submitting:
        return
    yield from missing_title(case)
    if not any(order.codes.values()):
        yield missing("report_codes", "/codes")
    if order.period is None:
        yield missing("period", "/period")
    if not order.sub_reports:
        yield missing("sub_report", "/sub_reports")
    if not order.sexes:
        yield missing("sexes", "/sexes")


def _contradictions(case: Case, order: StandardReportOrder) -> Iterator[Finding]:
    for system in order.codes:
        register = REGISTER_OF.get(system)
        if register is None:
            yield _say("report_system", f"/codes/{system}", Fix("drop", {"path": f"/codes/{system}"}), id=system, known=", ".join(REGISTER_OF))
        elif order.registers and register not in order.registers:
            yield _say("report_register", "/registers", Fix("set", {"path": "/registers", "value": [*order.registers, register]}), system=system)
    chosen = {REGISTER_OF.get(system) for system, expr in order.codes.items() if expr}
    for at, register in enumerate(order.registers):
        if case.context.is_submitting and register in REGISTER_OF.values() and register not in chosen:
            yield _say("report_without_codes", f"/registers/{at}", Fix("drop", {"path": f"/registers/{at}"}), register=register)
    if "incident" in order.sub_reports and not order.codes.get("ATC") and case.context.is_submitting:
        yield _say("report_incident", "/sub_reports", Fix("set", {"path": "/sub_reports", "value": ["prevalent"]}))
    if order.incident_scope == "both" and not order.sources.diagnoses:
        yield _say("report_scope", "/incident_scope", Fix("set", {"path": "/incident_scope", "value": "lmed"}))
    yield from _ages(case, order)


def _ages(case: Case, order: StandardReportOrder) -> Iterator[Finding]:
    """A named set must hold everyone: the sheets without ages count everyone, and must add up to those with them."""
    known = case.catalogue.age_sets.get(order.ages) if isinstance(order.ages, str) else None
    if known is not None and not known.is_everybody:
        written = [band.code for band in known.bands]
        yield _say("report_age_set", "/ages", Fix("set", {"path": "/ages", "value": written}), set=order.ages, bands=", ".join(written))


def _say(code: str, path: str, fix: Fix | None, **params: object) -> Finding:
    return Finding(f"order.error.{code}", Severity.error, path, params, fix)

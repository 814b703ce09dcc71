"""The way through the guide as data: its pages in order, and which page a place of the document is answered on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from flask import url_for

from common.errors import Finding

_WAYS = {
    "statistics": ("purpose", "whom", "tables", "checks", "preview", "delivery", "submit"),
    "standard_report": ("purpose", "report", "sheets", "checks", "preview", "delivery", "submit"),
}
STEPS = {kind: tuple((f"guide.{name}", f"web.guide.step_{name}") for name in names) for kind, names in _WAYS.items()}
"""Order kind → endpoint and label of every page, in the order they are walked."""

_UNDER = {
    "guide.criterion": "guide.whom", "guide.cohort": "guide.whom", "guide.counted": "guide.tables", "guide.layout": "guide.tables",
    "guide.purpose_sent": "guide.purpose", "guide.criterion_sent": "guide.whom", "guide.cohort_sent": "guide.whom",
    "guide.counted_sent": "guide.tables", "guide.layout_sent": "guide.tables", "guide.delivery_sent": "guide.delivery",
    "guide.report_sent": "guide.report", "guide.preview_run": "guide.preview", "guide.submit_sent": "guide.submit", "guide.dismiss": "guide.checks",
}


def step_of(endpoint: str) -> str:
    """The step that a page belongs to."""
    return _UNDER.get(endpoint, endpoint)


def step_after(kind: str, endpoint: str) -> str:
    """The page that follows on a page."""
    names = [name for name, _label in STEPS[kind]]
    return names[names.index(step_of(endpoint)) + 1]


def place_links(order_id: str, findings: Iterable[Finding]) -> Mapping[str, str]:
    """Where each finding is answered: place in the document → address of the page."""
    return {finding.path: page_of(order_id, finding.path) for finding in findings}


def left_on(findings: Iterable[Finding]) -> Mapping[str, int]:
    """How many findings each step has."""
    return Counter(step_of(endpoint_of(finding.path)) for finding in findings)


def endpoint_of(path: str) -> str:
    """The page on which a place of the document is answered."""
    head, *rest = [*path.split("/")[1:], ""]
    if head == "cohorts" and len(rest) > 2:
        return {"criteria": "guide.criterion" if len(rest) > 3 else "guide.whom"}.get(rest[1], "guide.cohort")
    if head == "tables" and len(rest) > 1:
        return "guide.layout" if rest[1] in ("rows", "columns", "totals", "rates") else "guide.counted"
    return _PAGES.get(head, "guide.document")


def page_of(order_id: str, path: str) -> str:
    """The address of that page."""
    parts, endpoint = path.split("/")[1:], endpoint_of(path)
    if endpoint == "guide.criterion":
        return url_for(endpoint, order_id=order_id, place=_criterion(parts))
    if endpoint in ("guide.cohort", "guide.counted", "guide.layout"):
        return url_for(endpoint, order_id=order_id, number=int(parts[1]))
    return url_for(endpoint, order_id=order_id)


_PAGES = dict.fromkeys(("registers", "codes", "period", "sexes", "ages", "sub_reports", "per_code", "incident_scope"), "guide.report") | {"cohorts": "guide.whom", "tables": "guide.tables", "purpose": "guide.purpose", "title": "guide.purpose", "delivery": "guide.delivery"}


def _criterion(parts: list[str]) -> str:
    """The pointer of the single criterion that the parts lie in: groups (`any_of` …) are stepped into."""
    length = 4
    while length + 1 < len(parts) and parts[length] in ("all_of", "any_of", "none_of"):
        length += 2
    return "/" + "/".join(parts[:length])

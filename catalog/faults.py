"""What a model says is wrong with an entry, as findings with file and line: one for each cause, none for what only follows."""

from __future__ import annotations

from difflib import get_close_matches
from typing import Any

from pydantic import ValidationError

from common.documents import Document
from common.errors import Finding, Severity
from metadata.model.base import Model


def faults_of(error: ValidationError, model: type[Model], document: Document, pointer: str = "") -> list[Finding]:
    """The findings `content.error.*` of an entry that stands at a JSON pointer of a document."""
    return [_problem(problem, model, document, pointer) for problem in _roots(error)]


def _roots(error: ValidationError) -> list[Any]:
    """The errors that are none's consequence: a list is not also too short because its only member could not be read."""
    found = list({str(one["loc"]): one for one in error.errors()}.values())
    return [one for one in found if not any(other is not one and other["loc"][: len(one["loc"])] == one["loc"] for other in found)]


def _problem(problem: Any, model: type[Model], document: Document, pointer: str) -> Finding:
    steps = [str(step) for step in problem["loc"] if not str(step).startswith("function-")]
    place = document.place("/".join([pointer, *steps]) if steps else pointer)
    where = "/".join(steps) or model.__name__
    if problem["type"] == "missing":
        return _finding("content.error.missing", place, field=where, model=model.__name__)
    if problem["type"] == "extra_forbidden":
        known = [info.alias or name for name, info in model.model_fields.items()] if len(steps) == 1 else []
        near = get_close_matches(steps[-1], known, n=1)
        return _finding("content.error.unknown_key", place, field=where, near=near[0] if near else "–")
    own = str(problem.get("ctx", {}).get("error", ""))
    if own.startswith("content.error."):
        return _finding(own, place, field=where)
    if own.startswith("period.") or problem["type"].startswith("date"):
        return _finding("content.error.date", place, field=where)
    return _value_finding(problem, place, where)


def _value_finding(problem: Any, place: str, where: str) -> Finding:
    kind, context = str(problem["type"]), problem.get("ctx", {})
    if kind.startswith(("int_", "greater_", "less_")):
        return _finding("content.error.number", place, field=where)
    if kind.startswith("bool_"):
        return _finding("content.error.yes_no", place, field=where)
    if kind in ("string_too_short", "too_short"):
        return _finding("content.error.empty", place, field=where)
    if "expected" in context or "pattern" in context:
        return _finding("content.error.value", place, field=where, expected=str(context.get("expected") or context["pattern"]))
    return _finding("content.error.shape", place, field=where)


def _finding(code: str, place: str, **params: Any) -> Finding:
    return Finding(code, Severity.error, place, params)

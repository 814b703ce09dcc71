"""Judging an order document: check, explain, shells. Nothing is stored and nobody needs to sign in."""

from __future__ import annotations

from typing import Any

from flask import request
from pydantic import RootModel
from werkzeug.exceptions import UnsupportedMediaType

from common.errors import Finding, InputRefused, Severity
from metadata.model.base import Model
from metadata.model.table import TableShell
from web.api.operation import Operation, Query
from web.judged import Judged, judge_text
from web.language import t

MEDIA_TYPES = ("application/json", "application/yaml", "application/x-yaml", "text/yaml", "text/plain")
"""What a document may come as; YAML and JSON are told apart by the text itself."""


class FindingAnswer(Model):
    """What a rule says: its place is a JSON pointer into the document; `fix` a named operation or null."""

    rule: str
    severity: str
    path: str
    title: str
    params: dict[str, str]
    fix: dict[str, Any] | None
    source: str | None


class CheckAnswer(Model):
    """Every finding about a document, errors first."""

    has_errors: bool
    findings: tuple[FindingAnswer, ...]


class ExplainAnswer(Model):
    """The document in words, and the hash of what would be confirmed."""

    read_back: str
    specification: str


class ShellsAnswer(RootModel[tuple[TableShell, ...]]):
    """The empty tables of the document."""


def check(query: Query) -> CheckAnswer:
    """Every finding about a YAML or JSON document."""
    judged = judge_text(_body())
    return CheckAnswer(has_errors=bool(judged.errors), findings=tuple(_plain(finding) for finding in judged.findings))


def explain(query: Query) -> ExplainAnswer:
    """The document read back in words."""
    judged = _readable()
    return ExplainAnswer(read_back=judged.read_back, specification=judged.specification)


def shells(query: Query) -> ShellsAnswer:
    """The empty tables of the document."""
    return ShellsAnswer(_readable().shells)


def _readable() -> Judged:
    judged = judge_text(_body())
    if judged.order is None:
        raise InputRefused(judged.findings)
    return judged


def _body() -> str:
    if request.mimetype and request.mimetype not in MEDIA_TYPES:
        raise UnsupportedMediaType
    body = request.get_data(cache=False)
    if not body.strip():
        raise InputRefused([Finding("api.error.no_document", Severity.error)])
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputRefused([Finding("document.error.not_utf8", Severity.error, f":{str(error.object[: error.start]).count(chr(10)) + 1}")]) from None


def _plain(finding: Finding) -> FindingAnswer:
    fix = {"operation": finding.fix.operation, "arguments": dict(finding.fix.arguments)} if finding.fix else None
    return FindingAnswer(
        rule=finding.code, severity=finding.severity, path=finding.path, title=t(finding.key, **finding.params),
        params={name: str(value) for name, value in finding.params.items()}, fix=fix, source=finding.source,
    )


OPERATIONS = (
    Operation("/orders/check", "orders", "Every finding about a document, errors first.", CheckAnswer, check, method="post"),
    Operation("/orders/explain", "orders", "The document read back in words, with the hash of its specification.", ExplainAnswer, explain, method="post"),
    Operation("/orders/shells", "orders", "The empty tables of the document.", ShellsAnswer, shells, method="post"),
)

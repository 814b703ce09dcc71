"""Judging an order document: check, explain, shells. Nothing is stored and nobody needs to sign in."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, jsonify, request

from assistant.document import json_schema
from common.errors import Finding, InputRefused
from web.api.description import describe
from web.catalogue import catalogue
from web.doors import doors
from web.judged import Judged, judge_text
from web.language import t

blueprint = Blueprint("api", __name__, url_prefix="/api/v1")


@blueprint.get("/openapi.json")
def document() -> Response:
    """The description of this API."""
    return jsonify(describe(doors().settings.base_url))


@blueprint.get("/schema/order.json")
def schema() -> Response:
    """The JSON Schema of the order document."""
    return jsonify(json_schema())


@blueprint.get("/examples")
def examples() -> Response:
    """The example orders, each with its whole document."""
    return jsonify([{"key": one.key, "title": one.title.model_dump(), "order": one.order} for one in catalogue().examples])


@blueprint.post("/orders/check")
def check() -> Response:
    """Every finding about a YAML or JSON document, errors first."""
    judged = judge_text(_body())
    return jsonify(has_errors=bool(judged.errors), findings=[_plain(finding) for finding in judged.findings])


@blueprint.post("/orders/explain")
def explain() -> Response:
    """The document read back in words."""
    judged = _readable()
    return jsonify(read_back=judged.read_back, specification=judged.specification)


@blueprint.post("/orders/shells")
def shells() -> Response:
    """The empty tables of the document."""
    return jsonify([shell.model_dump(mode="json") for shell in _readable().shells])


def _readable() -> Judged:
    judged = judge_text(_body())
    if judged.order is None:
        raise InputRefused(judged.findings)
    return judged


def _body() -> str:
    return request.get_data(cache=False).decode("utf-8", errors="replace")


def _plain(finding: Finding) -> dict[str, Any]:
    fix = {"operation": finding.fix.operation, "arguments": dict(finding.fix.arguments)} if finding.fix else None
    return {
        "rule": finding.code, "severity": finding.severity, "path": finding.path, "title": t(finding.key, **finding.params),
        "params": {name: str(value) for name, value in finding.params.items()}, "fix": fix, "source": finding.source,
    }

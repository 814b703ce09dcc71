"""The OpenAPI description, made from the same operations that are served."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pydantic.json_schema import models_json_schema

from assistant.document import KINDS
from common.version import VERSION
from web.api.operation import Operation, Query
from web.api.orders import MEDIA_TYPES

_PLACE = "#/components/schemas/{model}"
_PROBLEM = {
    "type": "object", "required": ["type", "title", "status", "code", "errors"],
    "properties": {
        "type": {"type": "string", "format": "uri", "description": "The page of the error code."}, "title": {"type": "string"}, "status": {"type": "integer"},
        "code": {"type": "string"}, "errors": {"type": "array", "items": {"$ref": "#/components/schemas/ProblemPart"}},
    },
}
_PART = {
    "type": "object", "required": ["code", "severity", "path", "title"],
    "properties": {
        "code": {"type": "string"}, "severity": {"enum": ["error", "warning", "info"]}, "path": {"type": "string"}, "title": {"type": "string"},
        "params": {"type": "object"},
    },
}
_DOCUMENT = {
    "type": "object", "required": ["order", "kind"], "description": "An order document; /schema/order.json says everything about it.",
    "properties": {"order": {"const": 1}, "kind": {"enum": list(KINDS)}},
}
_REFUSALS = {"404": "What was asked for does not exist.", "410": "What was asked for is gone; fetch the whole list again.", "422": "The question or the document has errors; all of them are listed.", "429": "Too many questions; wait."}
_TAGS = {
    "registers": "Registers and their tables.", "variables": "Variables, concepts and values.", "codes": "Code systems, codes and code expressions.",
    "measures": "What can be counted, and how tables may be broken down.", "reading": "Examples, help and search.", "orders": "Order documents judged; nothing is stored.",
}


def describe(base_url: str, operations: Iterable[Operation]) -> dict[str, Any]:
    """The OpenAPI 3.1 document of this installation."""
    chosen = tuple(operations)
    places, definitions = models_json_schema([(model, "serialization") for model in dict.fromkeys(one.answer for one in chosen)], ref_template=_PLACE)
    paths: dict[str, Any] = {}
    for one in chosen:
        paths.setdefault(one.path, {})[one.method] = _operation(one, places[one.answer, "serialization"])
    paths["/schema/order.json"] = {"get": {
        "operationId": "get_order_schema", "tags": ["orders"], "summary": "The JSON Schema of the order document.",
        "parameters": _query(Query), "responses": {"200": _answer("The schema.", {"type": "object"}), **_refusals(("422", "429"))},
    }}
    return {
        "openapi": "3.1.0",
        "info": {"title": "registerlots", "version": VERSION, "description": "The catalogue of registers, variables and codes, and the judging of order documents."},
        "servers": [{"url": f"{base_url.rstrip('/')}/api/v1"}, {"url": f"{base_url.rstrip('/')}/en/api/v1"}],
        "tags": [{"name": name, "description": text} for name, text in _TAGS.items()],
        "paths": paths, "components": {"schemas": {**definitions.get("$defs", {}), "OrderDocument": _DOCUMENT, "Problem": _PROBLEM, "ProblemPart": _PART}},
    }


def _operation(one: Operation, schema: dict[str, Any]) -> dict[str, Any]:
    answers = {"200": _answer(one.summary, schema)}
    refused = ("404", "410", "422", "429") if one.method == "get" else ("422", "429")
    found: dict[str, Any] = {
        "operationId": one.id, "tags": [one.tag], "summary": one.summary,
        "parameters": [*({"name": name, "in": "path", "required": True, "schema": {"type": "string", "minLength": 1}} for name in one.parameters), *_query(one.query)],
        "responses": answers | _refusals(refused),
    }
    if one.method == "get":
        found["responses"]["304"] = {"description": "Nothing has changed since the answer whose ETag was sent as If-None-Match."}
        return found
    found["responses"] |= {"413": _problem("The document is too large."), "415": _problem("The media type cannot be read.")}
    content = {name: {"schema": {"$ref": "#/components/schemas/OrderDocument"}} for name in MEDIA_TYPES[:2]}
    return found | {"requestBody": {"required": True, "description": "An order document, see /schema/order.json.", "content": content}}


def _query(model: type[Query]) -> list[dict[str, Any]]:
    schema = model.model_json_schema(mode="validation")
    required = schema.get("required", [])
    found = []
    for name, value in schema["properties"].items():
        described = {key: part for key, part in value.items() if key not in ("description", "title")}
        options = [part for part in described.pop("anyOf", ()) if part.get("type") != "null"]
        default = described.get("default")
        plain = {**options[0], **{key: part for key, part in described.items() if key != "default"}} if options else described
        if default is not None:
            plain["default"] = default
        found.append({"name": name, "in": "query", "required": name in required, "description": value.get("description", ""), "schema": plain})
    return found


def _answer(text: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"description": text, "content": {"application/json": {"schema": schema}}}


def _refusals(statuses: Iterable[str]) -> dict[str, Any]:
    return {status: _problem(_REFUSALS[status]) for status in statuses}


def _problem(text: str) -> dict[str, Any]:
    return {"description": text, "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}}

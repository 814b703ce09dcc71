"""The OpenAPI description, made from one small table of the addresses."""

from __future__ import annotations

from typing import Any

from common.version import VERSION

_DOCUMENT = {"application/yaml": {"schema": {"type": "string"}}, "application/json": {"schema": {"$ref": "schema/order.json"}}}
_PROBLEM = {
    "type": "object", "required": ["type", "title", "status", "code"],
    "properties": {
        "type": {"type": "string", "format": "uri"}, "title": {"type": "string"}, "status": {"type": "integer"}, "code": {"type": "string"},
        "errors": {"type": "array", "items": {"$ref": "#/components/schemas/Finding"}},
    },
}
_FINDING = {
    "type": "object", "required": ["severity", "path", "title"],
    "properties": {
        "rule": {"type": "string"}, "code": {"type": "string"}, "severity": {"enum": ["error", "warning", "info"]}, "path": {"type": "string"},
        "title": {"type": "string"}, "params": {"type": "object"}, "fix": {"type": ["object", "null"]}, "source": {"type": ["string", "null"]},
    },
}
_PATHS = (
    ("get", "/examples", "The example orders with their documents.", {"type": "array", "items": {"type": "object"}}),
    ("get", "/schema/order.json", "The JSON Schema of the order document.", {"type": "object"}),
    ("post", "/orders/check", "Every finding about a document, errors first.", {
        "type": "object", "properties": {"has_errors": {"type": "boolean"}, "findings": {"type": "array", "items": {"$ref": "#/components/schemas/Finding"}}},
    }),
    ("post", "/orders/explain", "The document read back in words, with the hash of its specification.", {
        "type": "object", "properties": {"read_back": {"type": "string"}, "specification": {"type": "string"}},
    }),
    ("post", "/orders/shells", "The empty tables of the document.", {"type": "array", "items": {"type": "object"}}),
)


def describe(base_url: str) -> dict[str, Any]:
    """The OpenAPI 3.1 document of this installation."""
    paths: dict[str, Any] = {}
    for method, path, summary, schema in _PATHS:
        paths.setdefault(path, {})[method] = _operation(method, path, summary, schema)
    return {
        "openapi": "3.1.0", "info": {"title": "registerlots", "version": VERSION}, "servers": [{"url": f"{base_url}/api/v1"}, {"url": f"{base_url}/en/api/v1"}],
        "paths": paths, "components": {"schemas": {"Finding": _FINDING, "Problem": _PROBLEM}},
    }


def _operation(method: str, path: str, summary: str, schema: dict[str, Any]) -> dict[str, Any]:
    problem = {"description": "problem+json (RFC 9457)", "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}}
    found: dict[str, Any] = {
        "operationId": path.strip("/").replace("/", "_").replace(".json", ""), "summary": summary,
        "responses": {"200": {"description": summary, "content": {"application/json": {"schema": schema}}}, "default": problem},
    }
    return found | {"requestBody": {"required": True, "content": _DOCUMENT}} if method == "post" else found

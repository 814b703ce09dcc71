"""The closed union of order kinds as one document: read, write, check of the shape, JSON Schema, hash of the specification."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any

from pydantic import ValidationError

from assistant.kinds.standard_report.order import StandardReportOrder
from assistant.kinds.statistics.order import StatisticsOrder
from assistant.order import breakdown, codes, cohort, criterion, order, table
from assistant.order.order import VERSION, Order
from common.documents import Document, canonical_json, escape_pointer, read_document, write_yaml
from common.errors import Finding, InputRefused, Severity

KINDS: Mapping[str, type[Order]] = {"statistics": StatisticsOrder, "standard_report": StandardReportOrder}
"""Every kind that can be ordered; a kind is added here and nowhere else."""
MAX_BYTES = 2_000_000
_NOT_SPECIFIED = frozenset({"order", "title", "purpose", "delivery", "attachments"})
_TYPES = {
    "extra_forbidden": "order.error.unknown_key",
    "missing": "order.error.missing",
    "literal_error": "order.error.not_allowed",
    "string_pattern_mismatch": "order.error.not_an_id",
    "greater_than_equal": "order.error.too_small",
    "less_than_equal": "order.error.too_large",
}


def read_order(text: str | bytes, name: str = "order", max_bytes: int = MAX_BYTES) -> tuple[Order | None, tuple[Finding, ...]]:
    """The order of a YAML or JSON text, or every fault of its shape: JSON pointer as path, `place` = `name:line`.

    The order is None whenever there is a finding; incompleteness is no fault. Bombs, oversize and bad syntax come as findings too.
    """
    try:
        document = read_document(text, name, max_bytes)
    except InputRefused as error:
        return None, error.findings
    return read_value(document)


def read_value(document: Document) -> tuple[Order | None, tuple[Finding, ...]]:
    """The order of plain values that were read already."""
    value = _as_text(document.value)
    if not isinstance(value, dict):
        return None, (_finding("order.error.not_a_mapping", "", document),)
    fault = _head_fault(value, document)
    if fault:
        return None, (fault,)
    try:
        return KINDS[str(value["kind"])].model_validate(value), ()
    except ValidationError as error:
        return None, tuple(_findings(error, value, document))


def order_from(value: Mapping[str, Any], name: str = "order") -> tuple[Order | None, tuple[Finding, ...]]:
    """The order of plain values, as those inside an example or from the API."""
    return read_value(Document(dict(value), {"": 1}, name))


def plain(value: Order) -> dict[str, Any]:
    """The order as plain values, without what has its default; the version and the kind always stand first."""
    body = value.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    return {"order": VERSION, "kind": value.kind} | {key: value for key, value in body.items() if key not in ("order", "kind")}


def write_order(value: Order) -> str:
    """The order as YAML; reading it again gives the same order."""
    return write_yaml(plain(value))


def specification_hash(value: Order) -> str:
    """SHA-256 of what is confirmed and computed: kind, legal purpose, cohorts, tables, the kind's own answers, disclosure; not contacts, texts or files."""
    chosen = {key: answer for key, answer in plain(value).items() if key not in _NOT_SPECIFIED}
    body = dict.fromkeys(("kind", "cohorts", "tables", "disclosure")) | chosen | {"legal": value.purpose.legal}
    return hashlib.sha256(canonical_json(body).encode()).hexdigest()


def document_hash(text: str) -> str:
    """SHA-256 of a stored document, byte for byte."""
    return hashlib.sha256(text.encode()).hexdigest()


def json_schema() -> dict[str, Any]:
    """The published JSON Schema (2020-12) of the order document, every kind in it."""
    schemas = [model.model_json_schema(by_alias=True, mode="validation") for model in KINDS.values()]
    definitions: dict[str, Any] = {}
    for schema in schemas:
        definitions |= schema.pop("$defs", {})
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "registerlots order document", "version": VERSION}
    whole = head | {"oneOf": schemas, "$defs": definitions} if len(schemas) > 1 else head | schemas[0] | {"$defs": definitions}
    opened: dict[str, Any] = _single_lists(whole)
    return opened


def _single_lists(value: Any) -> Any:
    """One code list may be written without brackets; the schema says so too."""
    if isinstance(value, list):
        return [_single_lists(item) for item in value]
    if not isinstance(value, dict):
        return value
    made = {key: _single_lists(item) for key, item in value.items()}
    if "codes" in made.get("properties", {}):
        listed = made["properties"]["codes"]
        made["properties"]["codes"] = {"anyOf": [listed.get("items", {}), listed]}
    return made


def _as_text(value: Any) -> Any:
    """JSON numbers and booleans become the text that YAML would have given, so that both are judged alike."""
    if isinstance(value, dict):
        return {key: _as_text(item) for key, item in value.items() if item is not None}
    if isinstance(value, list):
        return [_as_text(item) for item in value]
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int | float) else value


def _head_fault(value: dict[str, Any], document: Document) -> Finding | None:
    if str(value.get("order", VERSION)) != str(VERSION):
        return _finding("order.error.unknown_version", "/order", document, version=value["order"], known=VERSION)
    kind = value.get("kind")
    if kind is None:
        return _finding("order.error.no_kind", "", document, kinds=", ".join(KINDS))
    if not isinstance(kind, str) or kind not in KINDS:
        return _finding("order.error.unknown_kind", "/kind", document, kind=str(kind)[:40], kinds=", ".join(KINDS))
    value["order"] = VERSION
    return None


def _findings(error: ValidationError, value: Any, document: Document) -> list[Finding]:
    found: dict[tuple[str, str], Finding] = {}
    for fault in error.errors(include_url=False):
        path, at = _pointer(fault["loc"], value)
        code, params = _named(fault, at)
        found.setdefault((code, path), _finding(code, path, document, **params))
    return list(found.values())


def _named(fault: Any, at: Any) -> tuple[str, dict[str, Any]]:
    """The finding's code and parameters; a value itself is repeated only when it is short."""
    kind, context = fault["type"], fault.get("ctx") or {}
    if kind == "value_error":
        return str(context["error"]), {"value": _short(at)}
    code = _TYPES.get(kind, "order.error.wrong_type")
    key = str(fault["loc"][-1]) if fault["loc"] else ""
    if code == "order.error.unknown_key":
        return code, {"key": key, "near": _near(key)}
    if code == "order.error.not_allowed":
        return code, {"value": _short(at), "allowed": str(context.get("expected", "")).replace("'", "").replace(" or ", ", ")}
    limit = context.get("ge", context.get("le", ""))
    return code, {"key": key, "value": _short(at), "limit": limit}


def _near(key: str) -> str:
    known = sorted({field.alias or name for model in _models() for name, field in model.model_fields.items()})
    return next(iter(get_close_matches(key, known, 1)), "–")


def _models() -> list[Any]:
    modules = (breakdown, codes, cohort, criterion, order, table)
    return [item for module in modules for item in vars(module).values() if hasattr(item, "model_fields")] + list(KINDS.values())


def _short(value: Any) -> str:
    if isinstance(value, dict | list):
        return "{…}" if isinstance(value, dict) else "[…]"
    text = str(value)
    return text if len(text) <= 40 else f"{text[:40]}…"


def _pointer(location: tuple[int | str, ...], value: Any) -> tuple[str, Any]:
    """The JSON pointer of a fault; the parts of its location that are no keys of the document are names of alternatives and are left out."""
    path, at = "", value
    for number, part in enumerate(location):
        if isinstance(at, dict) and str(part) in at:
            at = at[str(part)]
        elif isinstance(at, list) and isinstance(part, int) and part < len(at):
            at = at[part]
        elif not (number == len(location) - 1 and isinstance(at, dict) and isinstance(part, str)):
            continue
        else:
            at = None
        path += f"/{escape_pointer(str(part))}"
    return path, at


def _finding(code: str, path: str, document: Document, **params: Any) -> Finding:
    return Finding(code, Severity.error, path, params | {"place": document.place(path)})

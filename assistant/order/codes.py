"""A list of codes as an order writes it: a system, an expression kept as typed, and how it follows new editions."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, PlainSerializer

from metadata.codes import SHAPES
from metadata.model.base import Model

SYSTEMS = (*SHAPES, "DDD")
"""Ids of the code systems in their canonical writing; DDD is a dated table and no list."""
_CANONICAL = {system.upper(): system for system in SYSTEMS} | {"KVÅ": "KVA"}


def canonical_system(name: str) -> str:
    """The canonical id of a code system written in any case; what is not known stays as it is."""
    return _CANONICAL.get(name.strip().upper(), name.strip())


class CodeExpression(Model):
    """Codes in one system (codes.md 4). What stands below `version_policy` is filled in at submission."""

    system: Annotated[str, BeforeValidator(lambda value: canonical_system(value) if isinstance(value, str) else value)] = ""
    expr: str = ""
    version_policy: Literal["locked", "rolling", "union"] = "union"
    version: str | None = None
    normal_form: str | None = None
    n_codes: int | None = None
    expansion_sha256: str | None = None


def _as_list(value: Any) -> Any:
    return [value] if isinstance(value, dict | CodeExpression) else value


def _as_written(value: tuple[CodeExpression, ...]) -> Any:
    written = [item.model_dump(mode="json", exclude_defaults=True) for item in value]
    return written[0] if len(written) == 1 else written


OrderedCodes = Annotated[tuple[CodeExpression, ...], BeforeValidator(_as_list), PlainSerializer(_as_written)]
"""One list, or one per system where the period spans classifications; a single one is written without brackets."""

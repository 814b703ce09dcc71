"""One operation of the API: its address, what may be asked, the shape of the answer and the function that gives it. Served and described from the same value."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, WithJsonSchema

from common.errors import Finding, InputRefused, Severity
from metadata.model.base import Model

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def _day(value: Any) -> Any:
    if isinstance(value, str) and _DAY.fullmatch(value):
        return date.fromisoformat(value)
    raise ValueError("a day")


Day = Annotated[date, BeforeValidator(_day), WithJsonSchema({"type": "string", "format": "date"})]


class Query(Model):
    """What every operation may be asked. `lang` chooses the language of texts; without it the address does (`/en/…` is English)."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, str_strip_whitespace=False)

    lang: Literal["sv", "en"] | None = Field(default=None, description="Language of texts in the answer.")


class PageQuery(Query):
    """What a list may be asked."""

    limit: int = Field(default=50, ge=1, le=200, description="At most so many items.")
    cursor: str | None = Field(default=None, max_length=400, description="Where the list goes on: taken from a link, never made up.")


@dataclass(frozen=True)
class Operation:
    """`path` as OpenAPI writes it (`/registers/{register}`); `serve` takes the parsed query and then each name of the path as keyword."""

    path: str
    tag: str
    summary: str
    answer: type[BaseModel]
    serve: Callable[..., BaseModel]
    query: type[Query] = Query
    method: Literal["get", "post"] = "get"
    name: str = ""

    @property
    def id(self) -> str:
        """The operation's id, made from its address: `get_registers_register`."""
        return self.name or "_".join([self.method, *re.findall(r"[a-z]+", self.path)])

    @property
    def rule(self) -> str:
        """The address as Flask writes it."""
        return re.sub(r"\{(\w+)\}", r"<\1>", self.path)

    @property
    def parameters(self) -> tuple[str, ...]:
        """The names of the path."""
        return tuple(re.findall(r"\{(\w+)\}", self.path))


def read_query(model: type[Query], given: dict[str, list[str]]) -> Any:
    """The query as its model. Raises InputRefused with every fault: `api.error.unknown_parameter`, `api.error.repeated_parameter`, `api.error.parameter`."""
    findings = [_finding("api.error.repeated_parameter", name) for name, values in given.items() if len(values) > 1]
    try:
        found = model.model_validate_strings({name: values[0] for name, values in given.items()})
    except ValidationError as error:
        raise InputRefused([*findings, *(_problem(one, model) for one in error.errors())]) from None
    if findings:
        raise InputRefused(findings)
    return found


def _problem(problem: Any, model: type[Query]) -> Finding:
    name = str(problem["loc"][0]) if problem["loc"] else ""
    if problem["type"] == "extra_forbidden":
        return _finding("api.error.unknown_parameter", name, known=", ".join(_names(model)))
    return _finding("api.error.parameter", name, allowed=_allowed(model, name))


def _names(model: type[Query]) -> list[str]:
    return [field.alias or name for name, field in model.model_fields.items()]


def _allowed(model: type[Query], name: str) -> str:
    """What a parameter may be, as its JSON Schema says: `1–200`, `sv, en`, `YYYY-MM-DD`, `.{0,200}` (so many characters)."""
    schema = model.model_json_schema()["properties"].get(name, {})
    options = [one for one in (schema, *schema.get("anyOf", ())) if one.get("type") != "null"]
    for one in options:
        if "enum" in one:
            return ", ".join(map(str, one["enum"]))
        if one.get("format") == "date":
            return "YYYY-MM-DD"
        if "maximum" in one:
            return f"{one.get('minimum', 0)}–{one['maximum']}"
        if "pattern" in one:
            return str(one["pattern"])
        if "maxLength" in one:
            return f".{{{one.get('minLength', 0)},{one['maxLength']}}}"
    return "–"


def _finding(code: str, name: str, **params: str) -> Finding:
    return Finding(code, Severity.error, f"?{name}"[:60], {"name": name[:60], **params})

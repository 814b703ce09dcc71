"""What a table is broken down by, and which margins it shows."""

from __future__ import annotations

from typing import Any

from pydantic import GetJsonSchemaHandler, model_serializer, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from assistant.order.words import LowerId
from metadata.model.base import Model


def _one_key(value: Any) -> tuple[str, Any] | None:
    return next(iter(value.items())) if isinstance(value, dict) and len(value) == 1 else None


class BreakdownChoice(Model):
    """A breakdown id, alone or with a detail: a set (`{age_group: five_year}`), a place (`{municipality: "06"}`) or own values (`[0-6, 7-19]`)."""

    id: LowerId
    detail: str | tuple[str, ...] | None = None

    @model_validator(mode="before")
    @classmethod
    def _written(cls, value: Any) -> Any:
        if isinstance(value, str):
            return {"id": value}
        pair = _one_key(value)
        if pair and pair[0] not in cls.model_fields:
            if isinstance(pair[1], dict):
                raise ValueError("order.error.breakdown_shape")
            return {"id": pair[0], "detail": pair[1]}
        return value

    @model_serializer
    def _write(self) -> Any:
        detail = list(self.detail) if isinstance(self.detail, tuple) else self.detail
        return self.id if detail is None else {self.id: detail}

    @classmethod
    def __get_pydantic_json_schema__(cls, _schema: CoreSchema, _handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        detail = {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}
        return {"anyOf": [{"type": "string"}, {"type": "object", "minProperties": 1, "maxProperties": 1, "additionalProperties": detail}]}


class TotalChoice(Model):
    """A margin that is published: an id, or `{code: distinct}` where persons do not add and are counted for themselves."""

    id: LowerId
    is_distinct: bool = False

    @model_validator(mode="before")
    @classmethod
    def _written(cls, value: Any) -> Any:
        if isinstance(value, str):
            return {"id": value}
        pair = _one_key(value)
        if pair and pair[0] not in cls.model_fields:
            if pair[1] != "distinct":
                raise ValueError("order.error.total_shape")
            return {"id": pair[0], "is_distinct": True}
        return value

    @model_serializer
    def _write(self) -> Any:
        return {self.id: "distinct"} if self.is_distinct else self.id

    @classmethod
    def __get_pydantic_json_schema__(cls, _schema: CoreSchema, _handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {"anyOf": [{"type": "string"}, {"type": "object", "minProperties": 1, "maxProperties": 1, "additionalProperties": {"const": "distinct"}}]}

"""A study period as an order writes it: closed, possibly still reversed, or rolling with each delivery."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from pydantic import GetJsonSchemaHandler, model_serializer, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from metadata.model.base import Model
from metadata.model.period import Period

Rolling = Literal["rolling_month", "rolling_quarter", "rolling_half_year"]
_ROLLING = ("rolling_month", "rolling_quarter", "rolling_half_year")
_POINT = r"\d{4}(-\d{2}(-\d{2})?)?"


class Span(Model):
    """Written `2015-01/2023-12`, `2015/2020`, one point (`2024`) or `rolling_month`. A reversed span is kept so that a rule can speak of it."""

    first: date | None = None
    last: date | None = None
    rolling: Rolling | None = None

    @model_validator(mode="before")
    @classmethod
    def _written(cls, value: Any) -> Any:
        return cls._parts(value) if isinstance(value, str) else value

    @staticmethod
    def _parts(text: str) -> dict[str, Any]:
        written = text.strip().lower()
        if written in _ROLLING:
            return {"rolling": written}
        edges = [part.strip() for part in written.split("/")]
        if len(edges) > 2:
            raise ValueError("order.error.period_shape")
        try:
            return {"first": Period.parse(edges[0]).first, "last": Period.parse(edges[-1]).last}
        except ValueError:
            raise ValueError("order.error.period_shape") from None

    @model_serializer
    def _write(self) -> str:
        return str(self)

    @classmethod
    def __get_pydantic_json_schema__(cls, _schema: CoreSchema, _handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {"type": "string", "pattern": f"^({_POINT}(/{_POINT})?|{'|'.join(_ROLLING)})$"}

    @property
    def is_reversed(self) -> bool:
        """Whether it ends before it begins."""
        return self.first is not None and self.last is not None and self.first > self.last

    @property
    def period(self) -> Period | None:
        """The closed period, None while it is reversed or rolling."""
        if self.first is None or self.last is None or self.is_reversed:
            return None
        return Period(first=self.first, last=self.last)

    def __str__(self) -> str:
        if self.rolling is not None or self.first is None or self.last is None:
            return self.rolling or ""
        forth = Period(first=self.first, last=self.first), Period(first=self.last, last=self.last)
        return f"{str(forth[0]).split('/')[0]}/{str(forth[1]).split('/')[1]}"

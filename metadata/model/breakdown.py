"""What tables are broken down by: breakdown ids, age sets, counties, municipalities, health-care regions (measures.md 1.5, registers.md 12–13)."""

from __future__ import annotations

import re
from typing import Any, Literal

from pydantic import Field, model_validator

from metadata.model.artefact import Certainty, Source
from metadata.model.base import Model
from metadata.model.day import FirstDay, LastDay
from metadata.model.text import Text

_BAND = re.compile(r"(\d{1,3})(?:-(\d{1,3})|(\+))?")


class BreakdownValue(Model):
    """A value of a breakdown whose values are few and fixed (sex, population)."""

    code: str
    label: Text


class BreakdownDefinition(Model):
    """A breakdown that an order may name.

    `kind` decides how it is computed and which entry of a measure's additivity map speaks of it: period, sex, age, county (any place of residence),
    code, unit (where care was given or who prescribed), population, group. `level`: whether a person has one value per cell (`person`) or a row has (`event`).
    `values_from`: where its values come from when they are not fixed here.
    """

    id: str = Field(pattern=r"^[a-z_]+$")
    label: Text
    kind: Literal["period", "sex", "age", "county", "code", "unit", "population", "group"]
    level: Literal["person", "event"]
    values: tuple[BreakdownValue, ...] = ()
    values_from: Literal["period", "age_sets", "counties", "municipalities", "healthcare_regions", "order", "codes", "holder"] | None = None
    total_label: Text
    registers: tuple[str, ...] = Field(default=(), description="Registers whose rows carry it; empty = any.")
    measures: tuple[str, ...] = Field(default=(), description="Measures that may be broken down by it; empty = any.")
    orderable: bool = True

    @model_validator(mode="after")
    def _has_values(self) -> BreakdownDefinition:
        if bool(self.values) == bool(self.values_from):
            raise ValueError("content.error.breakdown_values")
        return self


class AgeBand(Model):
    """Completed years from `first` to `last`, both included; `last` None = and over. Written `0-4`, `85+` or `7`."""

    code: str
    first: int = Field(ge=0)
    last: int | None = None

    @model_validator(mode="before")
    @classmethod
    def _written(cls, value: Any) -> Any:
        return cls.parts(value) if isinstance(value, str) else value

    @staticmethod
    def parts(text: str) -> dict[str, Any]:
        """The fields of a written band. Raises ValueError `content.error.age_band` on anything else."""
        match = _BAND.fullmatch(text.strip())
        if not match:
            raise ValueError("content.error.age_band")
        first, last = int(match[1]), None if match[3] else int(match[2] or match[1])
        if last is not None and last < first:
            raise ValueError("content.error.age_band")
        return {"code": text.strip(), "first": first, "last": last}

    @property
    def label(self) -> Text:
        """`0–4` with a dash, `85+` as it is; the same in both languages."""
        shown = self.code.replace("-", "–")
        return Text(sv=shown, en=shown)


class AgeSet(Model):
    """A named set of age bands, without gaps or overlaps from its first to its last year."""

    id: str = Field(pattern=r"^[a-z_]+$")
    label: Text
    bands: tuple[AgeBand, ...] = Field(min_length=1)
    certainty: Certainty
    source: str

    @property
    def is_everybody(self) -> bool:
        """Whether every age has a band."""
        return self.bands[0].first == 0 and self.bands[-1].last is None


class County(Model):
    """A county (län) by its two-digit code, with the care region of the same territory."""

    code: str = Field(pattern=r"^\d{2}$")
    name: Text
    region: Text
    municipality_count: int = Field(ge=1)
    valid_from: FirstDay | None = None

    @property
    def id(self) -> str:
        """The code."""
        return self.code


class Municipality(Model):
    """A municipality (kommun) by its four-digit code; its first two digits are the county. `successor`: the code that took over where this one ended."""

    code: str = Field(pattern=r"^\d{4}$")
    name: str = Field(min_length=1)
    valid_from: FirstDay | None = None
    valid_until: LastDay | None = None
    successor: str | None = Field(default=None, pattern=r"^\d{4}$")

    @property
    def id(self) -> str:
        """The code."""
        return self.code

    @property
    def county(self) -> str:
        """Code of the county."""
        return self.code[:2]

    @property
    def label(self) -> Text:
        """The name, which is the same in both languages."""
        return Text(sv=self.name, en=self.name)


class HealthcareRegion(Model):
    """A health-care region (sjukvårdsregion): whole counties, for grouping small ones."""

    id: str = Field(pattern=r"^[a-z_]+$")
    name: Text
    counties: tuple[str, ...] = Field(min_length=1)
    source: Source

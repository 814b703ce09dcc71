"""All authored content together, by kind: what the checks between objects look at and the catalogue answers from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from metadata.model.base import Model
from metadata.model.binding import Binding
from metadata.model.breakdown import AgeSet, BreakdownDefinition, County, HealthcareRegion, Municipality
from metadata.model.designation import Designation
from metadata.model.example import Example
from metadata.model.footnote import Break, Note
from metadata.model.help_page import HelpPage
from metadata.model.measure import Measure
from metadata.model.register import Agent, DataResource, Population, Register, RegisterFamily, UnitType
from metadata.model.variable import CodeList, Concept, ConceptualVariable, InstanceVariable, RepresentedVariable, ValueDomain
from metadata.model.word_family import WordFamily


class PlainDocument(Model):
    """A document of the content whose model lies in another room: its id (file name without ending) and its plain value."""

    id: str
    value: Any


KINDS: dict[str, type[Model]] = {
    "holders": Agent, "unit_types": UnitType, "populations": Population, "concepts": Concept, "conceptual_variables": ConceptualVariable,
    "represented_variables": RepresentedVariable, "value_domains": ValueDomain, "code_lists": CodeList, "register_families": RegisterFamily,
    "registers": Register, "data_resources": DataResource, "variables": InstanceVariable, "bindings": Binding, "breaks": Break,
    "measures": Measure, "breakdowns": BreakdownDefinition, "age_sets": AgeSet, "counties": County, "municipalities": Municipality,
    "healthcare_regions": HealthcareRegion, "footnotes": Note, "designations": Designation, "word_families": WordFamily, "examples": Example, "help": HelpPage,
    "policies": PlainDocument, "rules": PlainDocument,
}
"""Every kind of content with its model. The folder of the content has the kind's name; under `registers/<id>/` the file has it."""


@dataclass(frozen=True)
class Content:
    """Objects by kind and id, in the order of the content. `of(kind)` for any kind; the names below are the same mappings typed."""

    by_kind: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    @classmethod
    def of_objects(cls, objects: Iterable[tuple[str, Any]]) -> Content:
        """Content of (kind, object) pairs; of two with one id the first stands."""
        by_kind: dict[str, dict[str, Any]] = {}
        for kind, item in objects:
            by_kind.setdefault(kind, {}).setdefault(item.id, item)
        return cls(by_kind)

    def of(self, kind: str) -> Mapping[str, Any]:
        """Objects of a kind by id; empty when there is none."""
        return self.by_kind.get(kind, {})

    @property
    def registers(self) -> Mapping[str, Register]:
        """Registers by id of registers.md."""
        return self.of("registers")

    @property
    def register_families(self) -> Mapping[str, RegisterFamily]:
        """Families by id (`par`)."""
        return self.of("register_families")

    @property
    def instance_variables(self) -> Mapping[str, InstanceVariable]:
        """Columns by `data resource/column` (`LMED/ATC`)."""
        return self.of("variables")

    @property
    def measures(self) -> Mapping[str, Measure]:
        """Measures by id of measures.md."""
        return self.of("measures")

    @property
    def breakdowns(self) -> Mapping[str, BreakdownDefinition]:
        """Breakdowns by id of measures.md 1.5."""
        return self.of("breakdowns")

    @property
    def age_sets(self) -> Mapping[str, AgeSet]:
        """Age sets by id of registers.md 13."""
        return self.of("age_sets")

    @property
    def counties(self) -> Mapping[str, County]:
        """Counties by two-digit code."""
        return self.of("counties")

    @property
    def municipalities(self) -> Mapping[str, Municipality]:
        """Municipalities by four-digit code, closed ones included."""
        return self.of("municipalities")

    @property
    def healthcare_regions(self) -> Mapping[str, HealthcareRegion]:
        """Health-care regions by id."""
        return self.of("healthcare_regions")

    @property
    def footnotes(self) -> Mapping[str, Note]:
        """Standing notes by id of measures.md 7."""
        return self.of("footnotes")

    @property
    def designations(self) -> Mapping[str, Designation]:
        """Lay words by `system/word`."""
        return self.of("designations")

    @property
    def examples(self) -> Mapping[str, Example]:
        """Example orders by key."""
        return self.of("examples")

    @property
    def policies(self) -> Mapping[str, PlainDocument]:
        """Disclosure policies as plain values; the model of the policy reads them."""
        return self.of("policies")

    @property
    def rules(self) -> Mapping[str, PlainDocument]:
        """Thresholds and sources of the linter's rules as plain values."""
        return self.of("rules")

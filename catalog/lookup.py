"""The questions others may ask of the loaded content; answers are the same parsed objects until other content is loaded."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property, lru_cache
from typing import Any, TypeVar, get_args

from catalog.store.codes import last_import
from catalog.store.content import content_bodies, content_head
from common.database import Session, parse_stamp
from common.errors import NotFound
from metadata.model.binding import Binding
from metadata.model.breakdown import AgeSet, BreakdownDefinition, County, HealthcareRegion, Municipality
from metadata.model.content import KINDS, Content
from metadata.model.example import Example
from metadata.model.footnote import Break, Note
from metadata.model.help_page import HelpPage, Topic
from metadata.model.measure import Measure
from metadata.model.period import Period
from metadata.model.register import DataResource, Register, RegisterFamily
from metadata.model.text import Text
from metadata.model.variable import Concept, InstanceVariable

Found = TypeVar("Found")
CARE = frozenset({"par_in", "par_out"})


@dataclass(frozen=True)
class Catalogue:
    """The content of one version. Mappings are by id and in the order of the content; an unknown id raises NotFound `catalogue.error.…`."""

    version: str
    content: Content = field(repr=False)

    @cached_property
    def registers(self) -> Mapping[str, Register]:
        """Registers by id, in the order they are listed: by rank, then as authored."""
        return dict(sorted(self.content.registers.items(), key=lambda one: one[1].rank))

    def get_register(self, register: str) -> Register:
        """One register; NotFound `catalogue.error.register`."""
        return _one(self.content.registers, register, "catalogue.error.register")

    @property
    def families(self) -> Mapping[str, RegisterFamily]:
        """Families by id (`par`)."""
        return self.content.register_families

    def members(self, register: str) -> tuple[str, ...]:
        """Ids of the registers a word of an order means: the parts of a family (`par` → par_in, par_out), else the word itself."""
        family = self.families.get(register)
        return family.members if family else (register,)

    def is_care(self, register: str) -> bool:
        """Whether a word of an order means the patient register or a part of it: rows are care contacts, with diagnoses in positions."""
        return bool(CARE.intersection(self.members(register)))

    def variables(self, register: str) -> tuple[InstanceVariable, ...]:
        """Columns of a register or of every part of a family, in the order they are presented; empty for an unknown register."""
        return tuple(variable for part in self.members(register) for variable in self._by_register.get(part, ()))

    def get_variable(self, register: str, name: str) -> InstanceVariable:
        """A column by name, upper or lower case; of a family the first part that has it. NotFound `catalogue.error.variable`."""
        for variable in self.variables(register):
            if variable.column_name.lower() == name.lower():
                return variable
        raise NotFound("catalogue.error.variable", variable=name, register=register)

    @cached_property
    def _by_register(self) -> Mapping[str, tuple[InstanceVariable, ...]]:
        found: dict[str, list[InstanceVariable]] = {}
        for variable in self.content.instance_variables.values():
            found.setdefault(variable.register_code, []).append(variable)
        return {register: tuple(sorted(variables, key=lambda one: one.position)) for register, variables in found.items()}

    @property
    def measures(self) -> Mapping[str, Measure]:
        """Measures by id."""
        return self.content.measures

    def get_measure(self, measure: str) -> Measure:
        """One measure; NotFound `catalogue.error.measure`."""
        return _one(self.content.measures, measure, "catalogue.error.measure")

    @cached_property
    def examples(self) -> tuple[Example, ...]:
        """Example orders in the order of the front page."""
        return tuple(sorted(self.content.examples.values(), key=lambda example: (example.rank, example.key)))

    def get_example(self, key: str) -> Example:
        """One example; NotFound `catalogue.error.example`."""
        return _one(self.content.examples, key, "catalogue.error.example")

    @cached_property
    def help_pages(self) -> tuple[HelpPage, ...]:
        """Help pages by topic and rank."""
        topics = get_args(Topic)
        return tuple(sorted(self.content.of("help").values(), key=lambda page: (topics.index(page.topic), page.rank, page.key)))

    def get_help(self, key: str) -> HelpPage:
        """One help page; NotFound `catalogue.error.help`."""
        found: HelpPage = _one(self.content.of("help"), key, "catalogue.error.help")
        return found

    @property
    def policies(self) -> Mapping[str, Any]:
        """Disclosure policies as plain values by file name without ending."""
        return {key: document.value for key, document in self.content.policies.items()}

    @property
    def rules(self) -> Mapping[str, Any]:
        """Thresholds of the rules as plain values by file name without ending."""
        return {key: document.value for key, document in self.content.rules.items()}

    @property
    def breakdowns(self) -> Mapping[str, BreakdownDefinition]:
        """Breakdowns by id."""
        return self.content.breakdowns

    @property
    def age_sets(self) -> Mapping[str, AgeSet]:
        """Age sets by id."""
        return self.content.age_sets

    @property
    def counties(self) -> Mapping[str, County]:
        """Counties by code."""
        return self.content.counties

    @property
    def municipalities(self) -> Mapping[str, Municipality]:
        """Municipalities by code, closed ones included."""
        return self.content.municipalities

    def municipalities_of(self, county: str) -> tuple[Municipality, ...]:
        """Municipalities of a county today, by code; empty for an unknown county."""
        return tuple(one for one in self.municipalities.values() if one.county == county and one.valid_until is None)

    @property
    def healthcare_regions(self) -> Mapping[str, HealthcareRegion]:
        """Health-care regions by id."""
        return self.content.healthcare_regions

    @property
    def footnotes(self) -> Mapping[str, Note]:
        """Standing notes by id; breaks are asked for with `breaks` or `note_text`."""
        return self.content.footnotes

    def note_text(self, note: str) -> Text:
        """The printed text of a standing note or of a break; NotFound `catalogue.error.footnote`."""
        found = self.content.footnotes.get(note) or self.content.of("breaks").get(note)
        if found is None:
            raise NotFound("catalogue.error.footnote", id=note)
        text: Text = found.text
        return text

    def breaks(self, registers: Iterable[str], period: Period, variables: Iterable[str] | None = None) -> tuple[Break, ...]:
        """Breaks of any of the registers (families resolved) that a table of this period spans, by date; silent ones left out.

        With `variables` (columns or series a table rests on: Measure.columns, the coded variables of its criteria, LK for places) only the breaks of
        those, and of the register as a whole.
        """
        wanted = {part for register in registers for part in self.members(register)}
        names = None if variables is None else {"*", *variables}
        found = [
            one for one in self.content.of("breaks").values()
            if wanted.intersection(one.registers) and not one.silent and one.is_spanned_by(period) and (names is None or names.intersection(one.variables))
        ]
        return tuple(sorted(found, key=lambda one: (one.first, one.id)))

    def breaks_of(self, register: str, variables: Iterable[str] | None = None) -> tuple[Break, ...]:
        """Every break of a register, silent ones too, by date; with `variables` only theirs and those of the register as a whole."""
        parts, names = set(self.members(register)), None if variables is None else {"*", *variables}
        found = [one for one in self.content.of("breaks").values() if parts.intersection(one.registers) and (names is None or names.intersection(one.variables))]
        return tuple(sorted(found, key=lambda one: (one.first, one.id)))

    def data_resources(self, register: str) -> tuple[DataResource, ...]:
        """The data resources of a register or of every part of a family, in the order of the content."""
        parts = self.members(register)
        return tuple(one for one in self.content.of("data_resources").values() if one.register_code in parts)

    def concept_of(self, variable: InstanceVariable) -> Concept:
        """The concept a column represents."""
        represented = self.content.of("represented_variables")[variable.represented_variable]
        concept: Concept = self.content.of("concepts")[self.content.of("conceptual_variables")[represented.conceptual_variable].concept]
        return concept

    def get_concept(self, concept: str) -> Concept:
        """One concept; NotFound `catalogue.error.concept`."""
        found: Concept = _one(self.content.of("concepts"), concept, "catalogue.error.concept")
        return found

    def with_concept(self, concept: str) -> tuple[InstanceVariable, ...]:
        """Every column that represents a concept, register by register; of a numbered series only the first."""
        return self._by_concept.get(concept, ())

    @cached_property
    def _by_concept(self) -> Mapping[str, tuple[InstanceVariable, ...]]:
        found: dict[str, list[InstanceVariable]] = {}
        for register in self.registers:
            seen: set[str] = set()
            for variable in self._by_register.get(register, ()):
                if variable.series is None or variable.series not in seen:
                    seen.add(variable.series or "")
                    found.setdefault(self.concept_of(variable).id, []).append(variable)
        return {concept: tuple(variables) for concept, variables in found.items()}

    def bindings(self, register: str, variable: str, period: Period | None = None) -> tuple[Binding, ...]:
        """How a variable (column or series) is coded, oldest first; only what touches the period when one is given; empty for an uncoded one."""
        parts = self.members(register)
        names = {variable.lower()} | {one.series.lower() for one in self.variables(register) if one.series and one.column_name.lower() == variable.lower()}
        found = [
            one for one in self.content.of("bindings").values()
            if one.register_code in parts and names.intersection(name.lower() for name in one.variables) and (period is None or one.applies_in(period))
        ]
        return tuple(sorted(found, key=lambda one: (one.first, one.id)))

    def get(self, kind: str, key: str) -> Any:
        """One object of any kind of content by its id; NotFound `catalogue.error.object`."""
        found = self.content.of(kind).get(key)
        if found is None:
            raise NotFound("catalogue.error.object", kind=kind, id=key[:80])
        return found

    def of(self, kind: str) -> Sequence[Any]:
        """Every object of a kind of content (metadata.model.content.KINDS), for exports of the whole model."""
        return tuple(self.content.of(kind).values())


def open_catalogue(session: Session) -> Catalogue:
    """The loaded content. Parsed once per content version and database; NotFound `catalogue.error.not_loaded` before the first load."""
    head = content_head(session)
    if head is None:
        raise NotFound("catalogue.error.not_loaded")
    slot = _slot(str(session.get_bind().engine.url), head[0])
    if not slot:
        bodies = content_bodies(session)
        if any(kind not in KINDS for kind, _body in bodies):  # loaded by another version of the software
            raise NotFound("catalogue.error.not_loaded")
        slot.append(Catalogue(head[0], Content.of_objects((kind, KINDS[kind].model_validate(json.loads(body))) for kind, body in bodies)))
    return slot[0]


@lru_cache(maxsize=4)
def _slot(_address: str, _version: str) -> list[Catalogue]:
    """The place where the parsed catalogue of one database and version is kept."""
    return []


def loaded_at(session: Session) -> datetime | None:
    """When the content was last loaded; None before the first time."""
    head = content_head(session)
    return parse_stamp(head[1]) if head else None


def changed_at(session: Session) -> datetime | None:
    """When content or code lists were last loaded; None before the first time."""
    head = content_head(session)
    stamps = [moment for moment in (head[1] if head else None, last_import(session)) if moment]
    return parse_stamp(max(stamps)) if stamps else None


def _one(objects: Mapping[str, Found], key: str, code: str) -> Found:
    if key not in objects:
        raise NotFound(code, id=key)
    return objects[key]

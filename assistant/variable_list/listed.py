"""What a variable list is: entries of single columns or numbered series, and what is told of the project they are for."""

from __future__ import annotations

import hashlib
from datetime import date
from enum import StrEnum

from pydantic import Field

from common.documents import canonical_json
from metadata.model.base import Model
from metadata.model.period import Period

MAX_ENTRIES = 500
MAX_TEXT = 2_000


class VariableRole(StrEnum):
    """What a variable is for in the study (domain.md 7, part C)."""

    selection = "selection"
    exposure = "exposure"
    outcome = "outcome"
    covariate = "covariate"
    stratum = "stratum"
    key = "key"


class ListedVariable(Model):
    """One chosen variable. `variable`: a column or a numbered series (`DIA`) of the register; years are whole calendar years, None = not said.

    `number` names the entry inside its list and is never used again. `all_codes`: every code is wanted, on purpose.
    """

    number: int = Field(ge=1)
    register_code: str = Field(alias="register", max_length=64)
    variable: str = Field(max_length=64)
    first_year: int | None = Field(default=None, ge=1000, le=9999)
    last_year: int | None = Field(default=None, ge=1000, le=9999)
    system: str = Field(default="", max_length=40)
    expr: str = Field(default="", max_length=20_000)
    all_codes: bool = False
    role: VariableRole | None = None
    why: str = Field(default="", max_length=MAX_TEXT)

    @property
    def key(self) -> tuple[str, str]:
        """Register and variable, for telling whether it is chosen already."""
        return self.register_code, self.variable.upper()

    @property
    def period(self) -> Period | None:
        """The years as days; None while they are not said or stand in the wrong order."""
        if self.first_year is None or self.last_year is None or self.first_year > self.last_year:
            return None
        return Period(first=date(self.first_year, 1, 1), last=date(self.last_year, 12, 31))

    @property
    def fingerprint(self) -> str:
        """Changes when anything about the entry does; a form names the one it was filled from."""
        return hashlib.sha256(canonical_json(self.model_dump(mode="json")).encode()).hexdigest()[:16]

    def same_wish(self, other: ListedVariable) -> bool:
        """Whether both say the same, whatever their numbers."""
        return self.model_copy(update={"number": other.number}) == other


PROJECT_PARTS = (
    "title", "principal", "responsible", "diary_number", "purpose", "questions", "population", "controls", "minimisation", "flow", "protection", "timeline",
    "information",
)
"""What the ethics appendix asks for beside the variables, in its order."""


class Project(Model):
    """The study in the researcher's own words; whatever is empty is shown as missing in the appendix."""

    title: str = Field(default="", max_length=300)
    principal: str = Field(default="", max_length=300)
    responsible: str = Field(default="", max_length=300)
    diary_number: str = Field(default="", max_length=100)
    purpose: str = Field(default="", max_length=MAX_TEXT)
    questions: str = Field(default="", max_length=MAX_TEXT)
    population: str = Field(default="", max_length=MAX_TEXT)
    controls: str = Field(default="", max_length=MAX_TEXT)
    minimisation: str = Field(default="", max_length=MAX_TEXT)
    flow: str = Field(default="", max_length=MAX_TEXT)
    protection: str = Field(default="", max_length=MAX_TEXT)
    timeline: str = Field(default="", max_length=MAX_TEXT)
    information: str = Field(default="", max_length=MAX_TEXT)


class VariableList(Model):
    """The entries in the order they were chosen, and the project."""

    entries: tuple[ListedVariable, ...] = ()
    project: Project = Project()
    next_number: int = 1

    def find(self, number: int) -> ListedVariable | None:
        """The entry of a number, None when it was removed."""
        return next((entry for entry in self.entries if entry.number == number), None)

    def with_entry(self, entry: ListedVariable) -> VariableList:
        """One more entry at the end, under the next number."""
        added = entry.model_copy(update={"number": self.next_number})
        return self.model_copy(update={"entries": (*self.entries, added), "next_number": self.next_number + 1})

    def replacing(self, entry: ListedVariable) -> VariableList:
        """The entry of the same number in its place."""
        return self.model_copy(update={"entries": tuple(entry if one.number == entry.number else one for one in self.entries)})

    def without(self, number: int) -> VariableList:
        """The list without an entry."""
        return self.model_copy(update={"entries": tuple(one for one in self.entries if one.number != number)})

    def merged(self, other: VariableList) -> VariableList:
        """Everything of both: entries the list does not have yet, and answers about the project where it has none."""
        joined = self
        for entry in other.entries:
            if not any(entry.same_wish(own) for own in joined.entries):
                joined = joined.with_entry(entry)
        own, theirs = self.project.model_dump(), other.project.model_dump()
        return joined.model_copy(update={"project": Project(**{part: own[part] or theirs[part] for part in PROJECT_PARTS})})

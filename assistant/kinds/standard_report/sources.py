"""Whose persons a standard report shows: the populations LMED and PAR, and the new users, as groups of persons of an order (measures.md 8)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from assistant.order.codes import CodeExpression
from assistant.order.cohort import AgeLimit, Cohort
from assistant.order.criterion import AnyOf, Criterion
from assistant.order.span import Span
from assistant.order.words import DraftText
from common.translate import translate
from metadata.model.breakdown import AgeBand
from metadata.model.period import add_months

BY_YEAR = "_by_year"
SEX_CODES = {"men": "1", "women": "2"}


@dataclass(frozen=True)
class Sources:
    """The answers of a standard report sorted by what they choose; any of them may still be missing."""

    drugs: str
    diagnoses: Mapping[str, str]
    period: Span | None
    sexes: tuple[str, ...]
    ages: str | tuple[str, ...]
    per_code: bool
    incident_scope: str

    @property
    def has_both(self) -> bool:
        """Whether the columns are LMED, PAR, both and total; else there is one column."""
        return bool(self.drugs and self.diagnoses)

    @property
    def is_longer_than_a_year(self) -> bool:
        """Whether age and residence in the whole period are those of the index date (measures.md 1.5)."""
        period = self.period.period if self.period is not None else None
        return period is not None and period.last >= add_months(period.first, 12)

    @property
    def sex_values(self) -> tuple[str, ...]:
        """Codes of the chosen sexes; empty when both are chosen, which needs no limit."""
        return () if len(set(self.sexes)) == len(SEX_CODES) else tuple(SEX_CODES[sex] for sex in self.sexes)

    def cohorts(self) -> Iterator[Cohort]:
        """Prevalent and new users; each twice where its ages are limited on two days: on the index date for a long whole period, else at year end."""
        for name, criteria in (("report", self._report()), ("new", self._new())):
            yield self._cohort(name, criteria, at="index" if self.is_longer_than_a_year else "year_end")
            if self.has_two_ages:
                yield self._cohort(f"{name}{BY_YEAR}", criteria, at="year_end")

    @property
    def has_two_ages(self) -> bool:
        """Whether sheets of years look at the age on another day than those of the whole period, so that each needs a group of its own."""
        return self.is_longer_than_a_year and self._limits() != (None, None)

    def cohort_id(self, name: str, *, is_by_year: bool) -> str:
        """Id of the group of persons that a sheet counts."""
        return f"{name}{BY_YEAR}" if is_by_year and self.has_two_ages else name

    def _cohort(self, name: str, criteria: tuple[Criterion | AnyOf, ...], *, at: str) -> Cohort:
        first, last = self._limits()
        age = None if first is None and last is None else AgeLimit.model_validate({"at": at, "from": first, "to": last})
        label = DraftText(**{language: translate(f"standard_report.persons_{name}", language) for language in ("sv", "en")})
        return Cohort(id=name, label=label, criteria=criteria, age=age)

    def _limits(self) -> tuple[int | None, int | None]:
        """Youngest and oldest age shown, None where there is no limit; named sets hold everyone."""
        if isinstance(self.ages, str):
            return None, None
        try:
            bands = sorted((AgeBand(**AgeBand.parts(text)) for text in self.ages), key=lambda band: band.first)
        except ValueError:
            return None, None
        return (bands[0].first or None, bands[-1].last) if bands else (None, None)

    def _report(self) -> tuple[Criterion | AnyOf, ...]:
        chosen = ((self._drug(),) if self.drugs else ()) + ((self._diagnosis(),) if self.diagnoses else ())
        return (AnyOf(any_of=chosen),) if len(chosen) > 1 else chosen

    def _new(self) -> tuple[Criterion | AnyOf, ...]:
        drug = (self._drug(),) if self.drugs else ()
        return (*drug, self._diagnosis()) if self.incident_scope == "both" and self.diagnoses else drug

    def _drug(self) -> Criterion:
        return Criterion(id="drug", register_code="lmed", codes=(CodeExpression(system="ATC", expr=self.drugs),), period=self.period)

    def _diagnosis(self) -> Criterion:
        lists = tuple(CodeExpression(system=system, expr=expr) for system, expr in self.diagnoses.items())
        return Criterion(id="diagnosis", register_code="par", codes=lists, position="any", period=self.period)

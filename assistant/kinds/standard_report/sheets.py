"""The sheets of a standard report as tables of an order: measures.md 8, one line a sheet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from assistant.kinds.standard_report.sources import Sources
from assistant.order.breakdown import BreakdownChoice, TotalChoice
from assistant.order.table import OrderTable
from assistant.order.words import DraftText
from common.translate import translate


@dataclass(frozen=True)
class Sheet:
    """A sheet: its number, what its rows are, and how codes are told apart. A sheet with `year` has cells of a calendar year."""

    number: str
    rows: tuple[str, ...] = ()
    is_per_code: bool = False

    @property
    def is_by_year(self) -> bool:
        """Whether its cells are years; else the whole period is one cell."""
        return "year" in self.rows

    @property
    def id(self) -> str:
        """The number as an id of a table, which has no dot."""
        return self.number.replace(".", "-")


PREVALENT = (
    Sheet("1.1"), Sheet("1.2", ("age_group",)), Sheet("1.3", ("county",)), Sheet("1.4", ("year",)), Sheet("1.5", ("year", "age_group")),
    Sheet("1.6", ("year", "county")),
)
"""Sub-report 1: everyone with a chosen drug or diagnosis."""
INCIDENT = (
    Sheet("2.1"), Sheet("2.2", ("year",)), Sheet("2.3", ("year", "age_group")), Sheet("2.4", ("year", "county")),
    Sheet("2.6", ("year",), is_per_code=True),
)
"""Sub-report 2: new users of the chosen drugs. 2.5 (the prescriber's care area) waits for a breakdown that can be ordered."""
RUN_INS = {"12m": "new_users_12m", "unlimited": "new_users_unlimited"}
"""The two columns of sub-report 2, each a table of its own since each is a measure of its own."""


def prevalent_tables(sources: Sources) -> tuple[OrderTable, ...]:
    """Sub-report 1; empty while neither drugs nor diagnoses are chosen."""
    if not (sources.drugs or sources.diagnoses):
        return ()
    measure = "patients" if sources.has_both else "prevalent_users" if sources.drugs else "prevalent_diagnosis"
    populations = ("population",) if sources.has_both else ()
    return tuple(_table(sheet, sheet.id, "report", measure, sources, populations) for sheet in PREVALENT)


def incident_tables(sources: Sources) -> tuple[OrderTable, ...]:
    """Sub-report 2, each sheet with both run-ins; empty while no drugs are chosen."""
    if not sources.drugs:
        return ()
    sheets = [sheet for sheet in INCIDENT if sources.per_code or not sheet.is_per_code]
    return tuple(_table(sheet, f"{sheet.id}-{run_in}", "new", measure, sources, run_in=run_in) for sheet in sheets for run_in, measure in RUN_INS.items())


def _table(sheet: Sheet, table_id: str, of: str, measure: str, sources: Sources, columns: tuple[str, ...] = (), run_in: str = "") -> OrderTable:
    detail = "each_code" if sheet.is_per_code else "group"
    return OrderTable(
        id=table_id, title=_title(sheet, run_in), measure=measure, of=sources.cohort_id(of, is_by_year=sheet.is_by_year), code_detail=detail,
        look_back_group=detail if run_in else None, anchor="index" if not sheet.is_by_year and sources.is_longer_than_a_year else "year_end",
        rows=tuple(_breakdown(row, sources) for row in sheet.rows), columns=tuple(_breakdown(column, sources) for column in ("sex", *columns)),
        totals=tuple(TotalChoice(id=margin) for margin in _margins(sheet, sources)),
    )


def _breakdown(name: str, sources: Sources) -> BreakdownChoice:
    if name == "age_group":
        return BreakdownChoice(id=name, detail=sources.ages)
    return BreakdownChoice(id=name, detail=sources.sex_values or None) if name == "sex" else BreakdownChoice(id=name)


def _margins(sheet: Sheet, sources: Sources) -> Iterator[str]:
    """Sex adds where both are shown, ages and counties always; years do not add to the whole period."""
    yield from (row for row in sheet.rows if row != "year")
    if not sources.sex_values:
        yield "sex"


def _title(sheet: Sheet, run_in: str) -> DraftText:
    key = f"standard_report.sheet_{sheet.id.replace('-', '_')}"
    end = {language: translate(f"standard_report.run_in_{run_in}", language) if run_in else "" for language in ("sv", "en")}
    return DraftText(**{language: f"{sheet.number} {translate(key, language)}{end[language]}" for language in ("sv", "en")})

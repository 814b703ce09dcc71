"""Small registers and specs for the compute tests: text tables → rows, rows → a snapshot on disk, and short ways to say a JobSpec."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, cast

import pyarrow as pa

from jobs.compute.reference import Frames
from jobs.microdata.layout import TABLES
from jobs.microdata.manifest import Manifest, RegisterEntry
from jobs.microdata.snapshot import Snapshot, open_snapshot
from jobs.microdata.writer import SnapshotWriter
from jobs.spec import Band, BreakdownJob, CodeItem, CodeMatch, CodeRow, Cohort, Criterion, Group, JobSpec, TableJob
from metadata.model.period import CellPeriod, Period
from metadata.model.policy import DisclosurePolicy, Persons
from metadata.model.table import Breakdown, Category, CountTable, Figure, TableShell
from metadata.model.text import Text

Counted = Callable[[Frames, JobSpec], list[CountTable]]
"""Computes the tables of a spec on drawn registers."""
SNAPSHOT = "toy"
WORD = Text(sv="ord", en="word")
FINAL = date(2100, 12, 31)
UNITS = {"dispensings": "row", "care_episodes": "row", "outpatient_visits": "row", "hospital_stays": "row", "ed_visits": "row", "care_days": "amount"} | dict.fromkeys(
    ("packages", "ddd", "ddd_per_1000_day", "cost_total", "cost_benefit", "cost_patient"), "amount")
EVENT_DATE = {"lmed": "EDATUM", "par_in": "UTDATUM", "par_out": "INDATUM", "par_in_dia": "date", "par_out_dia": "date"}


def rows_of(text: str) -> list[dict[str, str]]:
    """A drawn table: the first line names the columns, cells are parted by |, an empty cell is missing."""
    lines = [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in text.strip().splitlines() if "---" not in line]
    return [dict(zip(lines[0], line, strict=True)) for line in lines[1:]]


def typed(table: str, row: Mapping[str, Any]) -> dict[str, Any]:
    """A row with every column of the table's layout in its type; columns not given are None."""
    return {name: _value(row.get(name), kind) for name, kind in TABLES[table].columns}


def _value(value: Any, kind: pa.DataType) -> Any:
    if value is None or value == "":
        return None
    if not isinstance(value, str):
        return value
    if pa.types.is_date(kind):
        return date.fromisoformat(value)
    if pa.types.is_timestamp(kind):
        return datetime.fromisoformat(value)
    if pa.types.is_decimal(kind):
        return Decimal(value.replace("−", "-"))
    return int(value) if pa.types.is_integer(kind) else value


def frames_of(tables: Mapping[str, Iterable[Mapping[str, Any]]], final_to: Mapping[str, date] | None = None) -> Frames:
    """Typed rows per table, as the reference reads them."""
    return Frames(
        snapshot=SNAPSHOT, tables={name: [typed(name, row) for row in tables.get(name, ())] for name in TABLES}, final_to=dict(final_to or {}),
        has_products="lmed_products" in tables,
    )


def write_frames(frames: Frames, folder: Path) -> Snapshot:
    """The same rows as a snapshot on disk."""
    registers = ("lmed", "par_in", "par_out", "population")
    entry = {name: RegisterEntry(data_from=date(1900, 1, 1), data_to=FINAL, final_to=frames.final_to.get(name, FINAL), rows=0, period="month") for name in registers}
    with SnapshotWriter(folder) as writer:
        for name, rows in frames.tables.items():
            for year, part in _by_year(name, rows, frames).items():
                ordered = sorted(part, key=lambda row: tuple(str(row[column]) for column in TABLES[name].order))
                writer.write(name, year, pa.Table.from_pylist(ordered, schema=TABLES[name].schema))
        writer.finish(Manifest(id=frames.snapshot, synthetic=False, created="2026-01-12", registers=entry, files=()))
    marked = open_snapshot(folder)
    return Snapshot(folder, marked.manifest.model_copy(update={"id": frames.snapshot}))


def _by_year(name: str, rows: list[dict[str, Any]], frames: Frames) -> dict[int | None, list[dict[str, Any]]]:
    if TABLES[name].partition == "whole":
        return {None: rows} if rows else {}
    found: dict[int | None, list[dict[str, Any]]] = {}
    for row in rows:
        found.setdefault(row["year"] if "year" in row else _dated(name, row, frames).year, []).append(row)
    return found


def _dated(name: str, row: dict[str, Any], frames: Frames) -> date:
    """The day whose year a row is stored under: a procedure's is that of its contact."""
    if not name.endswith("_op"):
        return cast(date, row[EVENT_DATE[name]])
    part = name.removesuffix("_op")
    return next((cast(date, one[EVENT_DATE[part]]) for one in frames.rows(part) if one["contact"] == row["contact"]), row["date"])


def match(*codes: str, system: str = "ATC", without: tuple[str, ...] = ()) -> CodeMatch:
    """Prefixes; `=X` is exact, `A-B` a range."""
    return CodeMatch(system=system, includes=tuple(_item(code) for code in codes), excludes=tuple(_item(code) for code in without))


def _item(code: str) -> CodeItem:
    if code.startswith("="):
        return CodeItem(kind="exact", first=code[1:])
    first, _dash, last = code.partition("-")
    return CodeItem(kind="range", first=first, last=last) if last else CodeItem(kind="prefix", first=first)


def drugs(*codes: str, period: str = "2024", name: str = "drugs", **more: Any) -> Criterion:
    """A criterion on LMED."""
    return Criterion(id=name, registers=("lmed",), variable="code", match=(match(*codes),) if codes else (), period=Period.parse(period), **more)


def care(*codes: str, period: str = "2024", name: str = "care", registers: tuple[str, ...] = ("par_in", "par_out"), **more: Any) -> Criterion:
    """A diagnosis criterion on PAR, any position unless said."""
    more = {"position": "any", "variable": "diagnosis"} | more
    return Criterion(id=name, registers=registers, match=(match(*codes, system="ICD-10-SE"),) if codes else (), period=Period.parse(period), **more)


def all_of(*members: Criterion | Group) -> Group:
    """Every one."""
    return Group(operator="all", members=members)


def any_of(*members: Criterion | Group) -> Group:
    """At least one."""
    return Group(operator="any", members=members)


def none_of(*members: Criterion | Group) -> Group:
    """Not one."""
    return Group(operator="none", members=members)


def cohort(criteria: Group | Criterion, name: str = "c", **more: Any) -> Cohort:
    """A cohort of one criterion or a tree."""
    return Cohort(id=name, criteria=criteria if isinstance(criteria, Group) else all_of(criteria), **more)


def breakdown(name: str, codes: Iterable[str], *, total: bool = True, exhaustive: bool = True) -> Breakdown:
    """A breakdown of the shell."""
    categories = tuple(Category(code=code, label=Text(sv=code, en=code)) for code in codes)
    return Breakdown(id=name, label=WORD, categories=categories, has_total=total, total_label=WORD if total else None, exhaustive=exhaustive)


def by_sex(codes: tuple[str, ...] = ("1", "2"), **more: Any) -> tuple[Breakdown, BreakdownJob]:
    """By sex."""
    return breakdown("sex", codes, exhaustive=len(codes) == 2, **more), BreakdownJob(id="sex", codes=codes)


def by_county(*codes: str, exhaustive: bool = True, total: bool = True, name: str = "county") -> tuple[Breakdown, BreakdownJob]:
    """By county (or municipality)."""
    return breakdown(name, codes, exhaustive=exhaustive, total=total), BreakdownJob(id=name, codes=codes)


def by_region(regions: Mapping[str, tuple[str, ...]], **more: Any) -> tuple[Breakdown, BreakdownJob]:
    """By health-care region."""
    return breakdown("healthcare_region", regions, **more), BreakdownJob(id="healthcare_region", regions=dict(regions))


def by_age(*bands: str, exhaustive: bool = True, total: bool = True) -> tuple[Breakdown, BreakdownJob]:
    """By age bands `0-17`, `80+`."""
    made = tuple(
        Band(code=band, first=int(band.rstrip("+").split("-")[0]), last=None if band.endswith("+") else int(band.split("-")[1])) for band in bands
    )
    return breakdown("age_group", bands, exhaustive=exhaustive, total=total), BreakdownJob(id="age_group", bands=made)


def by_code(*rows: CodeRow, exhaustive: bool = True, total: bool = True) -> tuple[Breakdown, BreakdownJob]:
    """By code or own group of codes."""
    return breakdown("code", [row.code for row in rows], exhaustive=exhaustive, total=total), BreakdownJob(id="code", code_rows=rows)


def codes(*names: str, system: str = "ATC") -> tuple[CodeRow, ...]:
    """One row per full code."""
    return tuple(CodeRow(code=name, match=match(f"={name}", system=system)) for name in names)


def by_period(name: str, period: str, *, total: bool = True) -> tuple[Breakdown, BreakdownJob]:
    """By year, half_year, quarter or month."""
    cells = Period.parse(period).cells(CellPeriod(name))
    return breakdown(name, [cell.code for cell in cells], total=total), BreakdownJob(id=name, periods={cell.code: cell.period for cell in cells})


def by_population(total: bool = False) -> tuple[Breakdown, BreakdownJob]:
    """LMED, PAR, BADA, TOTAL."""
    names = ("LMED", "PAR", "BADA", "TOTAL")
    return breakdown("population", names, total=total), BreakdownJob(id="population", codes=names)


def table(
    measure: str, *breakdowns: tuple[Breakdown, BreakdownJob], period: str = "2024", of: str = "c", events: str = "drugs", anchor: str | None = None,
    name: str = "t1", economic: bool = False, **more: Any,
) -> TableJob:
    """A table; the anchor follows the cell period unless said (measures.md 1.5)."""
    cut = next((one.id for one, _job in breakdowns if one.id in CellPeriod.__members__), "whole")
    whole = Period.parse(period)
    shell = TableShell(
        id=name, title=WORD, measure=measure, unit=UNITS.get(measure, "person"), economic=economic, figures=(Figure(id=measure, label=WORD, unit=WORD),),
        rows=tuple(one for one, _job in breakdowns), columns=(), period=whole, cell_period=CellPeriod(cut), population=WORD,
    )
    default = {"month": "year_start", "quarter": "year_start", "half_year": "year_start"}.get(cut, "year_end")
    return TableJob(
        shell=shell, of=of, events=events, cell_period=CellPeriod(cut), breakdowns=tuple(job for _one, job in breakdowns), anchor=anchor or default, **more)


def spec(cohorts: Cohort | Iterable[Cohort], *tables: TableJob) -> JobSpec:
    """A spec on the toy snapshot."""
    policy = DisclosurePolicy(id="toy", version=1, valid_from=date(2020, 1, 1), persons=Persons(t=5))
    return JobSpec(
        order_id="1", specification_hash="0", catalogue_version="0", snapshot=SNAPSHOT, policy=policy,
        cohorts=(cohorts,) if isinstance(cohorts, Cohort) else tuple(cohorts), tables=tables)


def values(table: CountTable) -> dict[str, int]:
    """Value per cell, keys joined by blanks."""
    return {" ".join(key): count.value for key, count in table.cells.items()}



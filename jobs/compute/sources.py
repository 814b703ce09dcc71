"""Counted rows of the registers as queries with the same columns, whatever register they come from.

Columns: person, date, code, lk and alder and kon as numbers or NULL, contact (PAR), and named extras. Code conditions stand on the raw column, so that row
groups are skipped; years stand on the partition column, so that files are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from sqlglot import exp

from jobs.compute.described import described_rows, described_source
from jobs.compute.emergency import admitted, is_emergency
from jobs.compute.matching import matches
from jobs.compute.rowwise import of_years, residence
from jobs.compute.sql import (
    among,
    between,
    both,
    col,
    either,
    known,
    listed,
    lit,
    named,
    no,
    number,
    part,
    plus,
    present,
    table,
    thousandths,
    times,
    union,
)
from jobs.spec import CodeMatch, Criterion
from metadata.model.period import Period

DATE = {"par_in": "UTDATUM", "par_out": "INDATUM"}
PARTS = {"par_in": 0, "par_out": 1}
PLACES = {"main": ("main",), "any": ("main", "secondary"), "cause": ("cause",)}
Extras = Mapping[str, exp.Expression]


def counted_rows(criterion: Criterion, period: Period, columns: Sequence[str], options: Mapping[str, str]) -> exp.Expression:
    """Counted rows of a criterion in the period (its own period not applied), in every register it names.

    `columns` are of person, date, code, lk, alder, kon, contact and, of the patient register, admitted. Rows of PAR come once per contact and code, or once per contact without `code`.
    """
    return union([_rows_of(name, criterion, period, columns, options) for name in criterion.registers])


def _rows_of(name: str, criterion: Criterion, period: Period, columns: Sequence[str], options: Mapping[str, str]) -> exp.Expression:
    source = described_source(name, criterion)
    if source is not None:
        return described_rows(source, criterion, period, columns)
    if name == "lmed":
        return drug_rows(criterion.match, period, columns, options)
    return _care_rows(name, criterion, period, columns, options)


def drug_rows(
    match: Sequence[CodeMatch], period: Period, columns: Sequence[str], options: Mapping[str, str], extras: Extras | None = None,
    rows: Literal["counted", "all"] = "counted",
) -> exp.Expression:
    """Rows of LMED after netting: counted ones, or all of them with corrections at the date of what they correct.

    `extras` are further columns as expressions over the columns of LMED, `counted` and `contributes` (a counted row or an unmatched correction).
    """
    chosen = {name: _DRUG_COLUMNS[name]() for name in columns} | dict(extras or {})
    is_netted = options.get("netting", "on") == "on"
    plain = _plain_drug_rows(match, period, chosen, rows, is_netted)
    if not is_netted or rows == "counted":
        return plain
    conditions = both(matches(col("ATC"), match), _dated("EDATUM", period))
    corrections = exp.select(*(named(value.copy(), name) for name, value in chosen.items()), copy=False).from_(table("net_rows"), copy=False)
    return union([plain, corrections.where(conditions, copy=False)])


_DRUG_COLUMNS = {
    "person": lambda: col("person"), "date": lambda: col("EDATUM"), "code": lambda: col("ATC"), "lk": lambda: residence(col("LK")),
    "alder": lambda: number(col("ALDER")), "kon": lambda: number(lit(None)), "contact": lambda: number(col("row_no")),
}


def _plain_drug_rows(match: Sequence[CodeMatch], period: Period, chosen: Extras, rows: str, is_netted: bool) -> exp.Expression:
    positive = exp.GT(this=col("ANTAL"), expression=lit(0))
    apart = "net_cancelled" if rows == "counted" else "net_touched"
    conditions = [
        of_years("lmed", period), matches(col("ATC"), match), _dated("EDATUM", period), present(col("person", "lmed")),
        positive if rows == "counted" else None,
        no(listed(col("row_no"), apart, "row_no")) if is_netted else None,
    ]
    contributes = positive.copy() if is_netted else exp.true()
    meanings = {"contributes": contributes, "counted": positive.copy()}
    replaced = {name: _with_meanings(value, meanings) for name, value in chosen.items()}
    return exp.select(*(named(value, name) for name, value in replaced.items()), copy=False).from_(table("lmed"), copy=False).where(both(*conditions), copy=False)


def _with_meanings(value: exp.Expression, meanings: Extras) -> exp.Expression:
    """A column expression in which `counted` and `contributes` mean what they do for a person without corrections."""
    return value.copy().transform(lambda node: exp.paren(meanings[node.name].copy()) if isinstance(node, exp.Column) and node.name in meanings else node)


def _care_rows(name: str, criterion: Criterion, period: Period, columns: Sequence[str], options: Mapping[str, str]) -> exp.Expression:
    """Rows of one part of PAR: from the long table of codes, with the contact beside it where more than the code is asked for."""
    filters = _care_filters(name, criterion, options)
    is_procedure = criterion.variable == "procedure"
    whole = bool(set(columns) & {"lk", "alder", "kon", "admitted"}) or bool(filters) or is_procedure
    if criterion.variable == "row":
        chosen = _care_columns(name, None, columns)
        found = exp.select(*chosen, copy=False).from_(table(name), copy=False).where(both(of_years(name, period), _dated(DATE[name], period), present(col("person", name)), *filters), copy=False)
        return found
    codes = f"{name}_{'op' if is_procedure else 'dia'}"
    conditions = [of_years(codes, period), matches(col("code", codes), criterion.match), _dated(*_event_date(name, codes, period)), present(col("person", codes))]
    if criterion.variable == "diagnosis" and criterion.position:
        conditions.append(among(col("position", codes), PLACES[criterion.position]))
    found = exp.select(*_care_columns(name if whole else None, codes, columns), copy=False).distinct(copy=False).from_(table(codes), copy=False)
    if whole:
        on = both(col("contact", name).eq(col("contact", codes)), col("year", name).eq(col("year", codes)), of_years(name, period))
        found = found.join(table(name), on=on, copy=False)
    return found.where(both(*conditions, *filters), copy=False)


def _event_date(name: str, codes: str, period: Period) -> tuple[str, Period, str]:
    """A procedure has a day of its own; its contact is dated by discharge or visit all the same (measures.md 1.2)."""
    return (DATE[name], period, name) if codes.endswith("_op") else ("date", period, codes)


def _care_columns(contacts: str | None, codes: str | None, columns: Sequence[str]) -> list[exp.Expression]:
    source = codes or contacts
    part_number = PARTS[(contacts or codes or "").removesuffix("_dia").removesuffix("_op")]
    made = {
        "person": lambda: col("person", source), "date": lambda: col("date", codes) if codes and not codes.endswith("_op") else col(DATE[contacts or ""], contacts),
        "code": lambda: col("code", codes) if codes else lit(""), "contact": lambda: plus(times(col("contact", source), 2), lit(part_number)),
        "lk": lambda: residence(col("LK", contacts)), "alder": lambda: number(col("ALDER", contacts)), "kon": lambda: number(col("KON", contacts)),
        "admitted": lambda: col("INDATUM", contacts),
    }
    return [named(made[name](), name) for name in columns]


def _care_filters(name: str, criterion: Criterion, options: Mapping[str, str]) -> list[exp.Expression]:
    wanted = criterion.filters.get("emergency")
    found = []
    if wanted is not None:
        asked = is_emergency(name, options) if name == "par_out" else exp.false()
        found.append(asked if wanted == "true" else no(asked))
    if name == "par_out" and options.get("ed") == "exclude_admitted":
        found.append(no(both(is_emergency(name, options), admitted(name))))
    return found


def _dated(column: str, period: Period, source: str | None = None) -> exp.Expression:
    return between(col(column, source), lit(period.first), lit(period.last))


def quantity() -> exp.Expression:
    """Packages of a drug row in thousandths."""
    return thousandths(col("ANTAL"))


def is_dose() -> exp.Expression:
    """A dose-dispensed row: order type D (assumed, registers.md 2) or a broken number of packages (measures.md 4.2)."""
    broken = exp.NEQ(this=exp.Mod(this=exp.paren(quantity()), expression=lit(1000)), expression=lit(0))
    return exp.paren(either([known(col("OTYP"), lit("")).eq(lit("D")), broken]))


def month_of(day: exp.Expression) -> exp.Expression:
    """Calendar months since year 0."""
    return plus(times(part("YEAR", day), 12), exp.Sub(this=part("MONTH", day.copy()), expression=lit(1)))

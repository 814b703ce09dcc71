"""Counted rows of a criterion, register by register, as plain values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from jobs.compute.reference.frames import Frames
from jobs.compute.reference.netting import Dispensing, net
from jobs.spec import CodeItem, CodeMatch, Criterion, RowSource

EMERGENCY_AREAS = ("046", "100")


@dataclass(frozen=True)
class Row:
    """One row that may count. `key` tells rows of one register apart; `kon`, `lk`, `alder` None = not known from the row."""

    person: int
    date: date
    code: str
    key: tuple[str, int]
    lk: int | None
    alder: int | None
    kon: int | None
    is_counted: bool = True
    contributes: bool = True
    record: Mapping[str, Any] | None = None

    def first(self) -> tuple[Any, ...]:
        """Sorts the deciding first row to the front: date, residence, age, sex, what is unknown last."""
        return self.date, _late(self.lk), _late(self.alder), _late(self.kon)

    def last(self) -> tuple[Any, ...]:
        """Sorts the deciding last row to the end: date, residence, age, sex, what is unknown first."""
        return self.date, self.lk or 0, -1 if self.alder is None else self.alder, self.kon or 0


def _late(value: int | None) -> int:
    return 10**6 if value is None else value


def rows_of(criterion: Criterion, frames: Frames, options: Mapping[str, str]) -> list[Row]:
    """Counted rows that match the criterion on any date."""
    found = []
    for register in criterion.registers:
        source = next((one for one in criterion.sources if one.register_code == register), None)
        if source is not None:
            found += described_rows(source, criterion, frames)
            continue
        found += drug_rows(criterion.match, frames, options) if register == "lmed" else _care_rows(register, criterion, frames, options)
    return [row for row in found if row.is_counted]


def described_rows(source: RowSource, criterion: Criterion, frames: Frames) -> list[Row]:
    """Rows of a register that is known by its description alone, one per matching code, or one per row where no code is asked for."""
    found = []
    for record in frames.rows(source.table):
        if record[source.person] is None or record[source.date] is None:
            continue
        codes = [""] if criterion.variable == "row" else [code for code in _own_codes(source, record, frames) if matches(code, criterion.match)]
        lk, alder, kon = (record.get(name) if name in source.attributes else None for name in ("LK", "ALDER", "KON"))
        found += [
            Row(record[source.person], record[source.date], code, (source.table, record[source.row]), residence(lk), alder, kon, record=record)
            for code in dict.fromkeys(codes)
        ]
    return found


def _own_codes(source: RowSource, record: Mapping[str, Any], frames: Frames) -> list[str]:
    if source.codes is None:
        return [record[name] for name in source.columns if record[name] is not None]
    beside = [row for row in frames.rows(source.codes) if row[source.row] == record[source.row]]
    return [row["code"] for row in beside if not source.positions or row["position"] in source.positions]


def drug_rows(match: Sequence[CodeMatch], frames: Frames, options: Mapping[str, str]) -> list[Row]:
    """All rows of LMED that match, counted or not, at their attributed dates."""
    is_on = options.get("netting", "on") == "on"
    if is_on not in frames.found:
        frames.found[is_on] = [_drug_row(row, is_on) for row in net(frames.rows("lmed"), is_on=is_on)]
    return [row for row in frames.found[is_on] if matches(row.code, match)]


def _drug_row(row: Dispensing, is_on: bool) -> Row:
    record = row.attributed
    contributes = row.is_counted or row.is_unmatched or not is_on
    return Row(record["person"], record["EDATUM"], record["ATC"], ("lmed", record["row_no"]), residence(record["LK"]), record["ALDER"], None,
               row.is_counted, contributes, record)


def _care_rows(register: str, criterion: Criterion, frames: Frames, options: Mapping[str, str]) -> list[Row]:
    contacts = {record["contact"]: record for record in frames.rows(register)}
    day = "UTDATUM" if register == "par_in" else "INDATUM"
    if criterion.variable == "row":
        pairs = [(record, "", record[day]) for record in contacts.values()]
    else:
        long = frames.rows(f"{register}_{'dia' if criterion.variable == 'diagnosis' else 'op'}")
        found = [(contacts[record["contact"]], record) for record in long if _is_wanted(record, criterion)]
        pairs = [(contact, record["code"], record["date"] if criterion.variable == "diagnosis" else contact[day]) for contact, record in found]
    kept = [(contact, code, when) for contact, code, when in pairs if contact["person"] is not None and _passes(contact, register, criterion, frames, options)]
    rows = [
        Row(one["person"], when, code, (register, one["contact"]), residence(one["LK"]), one["ALDER"], one["KON"]) for one, code, when in kept
    ]
    return list(dict.fromkeys(rows))


def _is_wanted(record: Mapping[str, Any], criterion: Criterion) -> bool:
    if not matches(record["code"], criterion.match):
        return False
    if criterion.variable != "diagnosis" or criterion.position is None:
        return True
    return record["position"] in {"main": ("main",), "any": ("main", "secondary"), "cause": ("cause",)}[criterion.position]


def _passes(contact: Mapping[str, Any], register: str, criterion: Criterion, frames: Frames, options: Mapping[str, str]) -> bool:
    emergency = register == "par_out" and is_emergency(contact)
    if criterion.filters.get("emergency") is not None and emergency != (criterion.filters["emergency"] == "true"):
        return False
    return not (options.get("ed") == "exclude_admitted" and emergency and _is_admitted(contact, frames))


def is_emergency(contact: Mapping[str, Any]) -> bool:
    """An outpatient contact in an emergency care area with an arrival time."""
    arrival: datetime | None = contact["ed_arrival"]
    return contact["MVO"] in EMERGENCY_AREAS and arrival is not None


def _is_admitted(visit: Mapping[str, Any], frames: Frames) -> bool:
    days = (visit["INDATUM"], visit["INDATUM"] + timedelta(days=1))
    return any(
        stay["person"] == visit["person"] and stay["SJUKHUS"] is not None and stay["SJUKHUS"] == visit["SJUKHUS"] and stay["INDATUM"] in days
        for stay in frames.rows("par_in")
    )


def matches(code: str | None, match: Sequence[CodeMatch]) -> bool:
    """Whether a code matches one of the expressions; with none given every code does."""
    if not match:
        return True
    return code is not None and any(_fits(code, one.includes) and not _fits(code, one.excludes) for one in match)


def _fits(code: str, items: Sequence[CodeItem]) -> bool:
    return any(_fits_item(code, item) for item in items)


def _fits_item(code: str, item: CodeItem) -> bool:
    if item.kind == "exact":
        return code == item.first
    if item.kind == "prefix":
        return code.startswith(item.first)
    length = len(item.first)
    return len(code) >= length and item.first <= code[:length] <= (item.last or item.first)


def residence(value: str | None) -> int | None:
    """County and municipality as one number."""
    return int(value) if value is not None and value.isdecimal() else None


def minor_units(value: Decimal, factor: int) -> int:
    """A decimal in minor units, half away from zero."""
    return int((value * factor).quantize(Decimal(1), rounding=ROUND_HALF_UP))

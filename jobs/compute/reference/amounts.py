"""Sums over drug rows and what stands behind them: packages, DDD, cost, companies; and dose dispensing (measures.md 4.2, 4.3)."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from jobs.compute.reference.frames import Frames
from jobs.compute.reference.rows import Row, minor_units


def _column(name: str, factor: int) -> Callable[[Row], int | None]:
    def amount(row: Row) -> int | None:
        value = (row.record or {}).get(name)
        return None if value is None else minor_units(Decimal(value), factor)

    return amount


def _ddd(row: Row) -> int | None:
    record = row.record or {}
    if record.get("fddd") is not None:
        return minor_units(Decimal(record["fddd"]), 1000)
    if record.get("forpddd") is None or record.get("ANTAL") is None:
        return None
    return minor_units(Decimal(record["ANTAL"]) * Decimal(record["forpddd"]), 1000)


AMOUNTS: dict[str, Callable[[Row], int | None]] = {
    "packages": _column("ANTAL", 1000), "ddd": _ddd, "ddd_per_1000_day": _ddd, "cost_total": _column("TKOST", 100), "cost_benefit": _column("LKOST", 100),
    "cost_patient": _column("PKOST", 100),
}


def is_dose(row: Row) -> bool:
    """A dose-dispensed row: order type D or a broken number of packages."""
    record = row.record or {}
    return record["OTYP"] == "D" or Decimal(record["ANTAL"]) % 1 != 0


def counts_after_dose(rows: list[Row], option: str) -> list[Row]:
    """Rows that count as dispensings: all, those that are not dose rows, or dose rows once per person, code and month (the first)."""
    if option == "include":
        return rows
    whole = [row for row in rows if not is_dose(row)]
    if option == "exclude":
        return whole
    once: dict[tuple[int, str, int, int], Row] = {}
    for row in sorted((row for row in rows if is_dose(row)), key=Row.first):
        once.setdefault((row.person, row.code, row.date.year, row.date.month), row)
    return whole + list(once.values())


def companies_of(row: Row, frames: Frames) -> set[str]:
    """Companies that held the row's pack on its date."""
    pack = (row.record or {}).get("NPLPACKID")
    return {
        product["company"] for product in frames.rows("lmed_products")
        if pack is not None and product["NPLPACKID"] == pack and product["company"] is not None
        and (product["from"] is None or product["from"] <= row.date) and (product["to"] is None or row.date <= product["to"])
    }

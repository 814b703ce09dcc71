"""The authored tables the registers are drawn from: municipalities, substances, conditions and the drug regimens of each condition."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

FOLDER = Path(__file__).resolve().parent
OLDEST = 110


@dataclass(frozen=True)
class WeightedCode:
    """A code with its weight, used from `first_year` to `last_year`."""

    code: str
    weight: float
    first_year: int = 0
    last_year: int = 9999


@dataclass(frozen=True)
class Condition:
    """A reason to be in the registers.

    `prevalence`: share of residents with it at (age, sex 0 men 1 women) in a year of growth 1. `growth`: (year, factor) knots. `renewal`: share of
    persons whose luck is drawn anew each year (1 = acute). `visits`, `admissions`: mean contacts per year with the condition.
    """

    id: str
    prevalence: NDArray[np.float32]
    growth: tuple[tuple[float, float], ...]
    renewal: float
    visits: float
    admissions: float
    area: str
    codes: tuple[WeightedCode, ...]
    codes_before_1997: tuple[WeightedCode, ...]
    procedures: tuple[WeightedCode, ...]
    season: str

    def factor(self, year: int) -> float:
        """Growth factor of a year."""
        years, factors = zip(*self.growth, strict=True)
        return float(np.interp(year, years, factors))


@dataclass(frozen=True)
class Regimen:
    """Drugs dispensed to a share of those with a condition: codes by weight, dispensings per year, mean packages, whether dose dispensing occurs."""

    condition: str
    share: float
    codes: tuple[WeightedCode, ...]
    per_year: float
    packs: float
    dose: bool


@dataclass(frozen=True)
class Substance:
    """A substance with its packs: `packs` (number in pack), `prices` in öre, DDD value (None when there is none), companies that sell it."""

    atc: str
    name: str
    form: str
    strength: str
    packs: tuple[int, ...]
    prices: tuple[int, ...]
    ddd: float | None
    ddd_unit: str
    companies: tuple[str, ...]
    area: str


@lru_cache(maxsize=1)
def municipalities() -> tuple[tuple[str, ...], NDArray[np.float64]]:
    """The 290 municipality codes in order, and their rough shares of the population (of about 2024)."""
    rows = table_rows("municipalities")
    weights = np.array([float(row["thousands"]) for row in rows])
    return tuple(row["LK"] for row in rows), weights / weights.sum()


@lru_cache(maxsize=1)
def conditions() -> tuple[Condition, ...]:
    """Every condition in the order of its table."""
    return tuple(
        Condition(
            row["id"], _prevalence(row["prevalence"]), _knots(row["growth"]), float(row["renewal"]), float(row["visits"]), float(row["admissions"]),
            row["mvo"], _codes(row["dx"]), _codes(row["dx9"]), _codes(row["ops"]), row["season"],
        )
        for row in table_rows("conditions")
    )


@lru_cache(maxsize=1)
def regimens() -> tuple[Regimen, ...]:
    """Every regimen in the order of its table."""
    return tuple(
        Regimen(row["condition"], float(row["share"]), _codes(row["codes"]), float(row["per_year"]), float(row["packs"]), row["dose"] == "yes")
        for row in table_rows("regimens")
    )


@lru_cache(maxsize=1)
def substances() -> tuple[Substance, ...]:
    """Every substance sorted by its ATC code (or what stands in its place: `-`, Y-, X- and Z-codes)."""
    found = [
        Substance(
            row["ATC"], row["substance"], row["form"], row["strength"], tuple(int(number) for number in row["packs"].split(":")),
            tuple(int(price) for price in row["prices"].split(":")), float(row["ddd"]) if row["ddd"] else None, row["ddd_unit"],
            tuple(f"{name.capitalize()} AB" for name in row["companies"].split(":")), row["area"],
        )
        for row in table_rows("substances")
    ]
    return tuple(sorted(found, key=lambda substance: substance.atc))


def table_rows(name: str) -> list[dict[str, str]]:
    """The rows of an authored table as text."""
    with (FOLDER / f"{name}.tsv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def _codes(text: str) -> tuple[WeightedCode, ...]:
    return () if text == "-" else tuple(_code(part) for part in text.split())


def _code(text: str) -> WeightedCode:
    body, _, years = text.partition("@")
    code, _, weight = body.rpartition(":")
    first, _, last = years.partition("-")
    return WeightedCode(code, float(weight), int(first or 0), int(last or 9999))


def _knots(text: str) -> tuple[tuple[float, float], ...]:
    return tuple((float(at), float(value)) for at, _, value in (part.partition(":") for part in text.split()))


def _prevalence(text: str) -> NDArray[np.float32]:
    parts = [part.partition(":") for part in text.split()]
    ages = [float(age) for age, _, _ in parts]
    values = np.array([[float(value) for value in pair.split("/")] for _, _, pair in parts]) / 1000
    every = np.arange(OLDEST + 1)
    return np.stack([np.interp(every, ages, values[:, sex]) for sex in (0, 1)], axis=1).astype(np.float32)

"""The packs that can be dispensed: one row per substance, pack size and company, with invented names, prices and identities."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from jobs.synthetic import arrays
from jobs.synthetic.days import day_number
from jobs.synthetic.tables import Substance, substances

FIRST_SALE = date(2005, 7, 1)
_UNITS = {("MG", "G"): 0.001, ("G", "MG"): 1000.0, ("MIKROG", "MG"): 0.001, ("MG", "MIKROG"): 1000.0}


@dataclass(frozen=True)
class Products:
    """Columns by product, in order of ATC; `first` and `count` give the products of each substance (places in `substances()`)."""

    substance: NDArray[np.int32]
    names: tuple[str, ...]
    companies: tuple[str, ...]
    pack_ids: tuple[str, ...]
    pack_numbers: NDArray[np.int32]
    number: NDArray[np.int32]
    price_ore: NDArray[np.int64]
    ddd_thousandths: NDArray[np.int64]
    forpddd_thousandths: NDArray[np.int64]
    first: NDArray[np.int32]
    count: NDArray[np.int32]


@lru_cache(maxsize=1)
def products() -> Products:
    """Every product."""
    rows = [
        (place, substance, company, pack)
        for place, substance in enumerate(substances())
        for company in substance.companies
        for pack in range(len(substance.packs))
    ]
    place = np.array([row[0] for row in rows], dtype=np.int32)
    first = np.searchsorted(place, np.arange(len(substances()))).astype(np.int32)
    count = np.bincount(place, minlength=len(substances())).astype(np.int32)
    doses = [_doses(substance, pack) for _, substance, _, pack in rows]
    return Products(
        place, tuple(f"{substance.name.split(',')[0].split(' ')[0].capitalize()} {company.split(' ')[0]}" for _, substance, company, _ in rows),
        tuple(row[2] for row in rows), tuple(f"2005{number:010d}" for number in range(1, len(rows) + 1)),
        np.arange(10_001, 10_001 + len(rows), dtype=np.int32), np.array([row[1].packs[row[3]] for row in rows], dtype=np.int32),
        np.array([row[1].prices[row[3]] + 100 * row[1].companies.index(row[2]) for row in rows], dtype=np.int64),
        np.array([round((row[1].ddd or 0) * 1000) for row in rows], dtype=np.int64), np.array(doses, dtype=np.int64), first, count,
    )


def _doses(substance: Substance, pack: int) -> int:
    """DDD in a pack, in thousandths; 0 when the substance has none."""
    if substance.ddd is None:
        return 0
    amount, _, unit = substance.strength.partition(" ")
    in_container = 300 if unit == "E/ML" else 3 if unit == "MG/ML" else 1
    scale = _UNITS.get((unit, substance.ddd_unit), 1.0)
    strength = float(amount) * in_container * scale if substance.ddd_unit not in ("", "ML") else 1.0
    return round(1000 * substance.packs[pack] * strength / substance.ddd)


def product_table() -> pa.Table:
    """Reference table pack → company, by ATC and pack; `to` is empty while the company sells it."""
    made = products()
    codes = [substance.atc for substance in substances()]
    count = len(made.names)
    return pa.table(
        {
            "NPLPACKID": pa.array(made.pack_ids), "VARUNR": arrays.numbers(made.pack_numbers), "ATC": pa.array([codes[place] for place in made.substance]),
            "company": pa.array(made.companies), "from": arrays.days(np.full(count, day_number(FIRST_SALE))),
            "to": arrays.days(np.zeros(count, dtype=np.int32), np.ones(count, dtype=np.bool_)),
        }
    )

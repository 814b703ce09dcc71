"""The drug register's columns of one year, from packed rows."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from jobs.synthetic import arrays
from jobs.synthetic.days import first_day, year_calendar
from jobs.synthetic.dispensings import DOSE_FROM, QUANTITIES, Packed, field
from jobs.synthetic.people import People
from jobs.synthetic.products import Products, products
from jobs.synthetic.tables import municipalities, substances

PROFESSIONS, _PROFESSION_SHARES = ("LK", "AL", "SJ", "TL"), (0.86, 0.08, 0.04, 0.02)
ORDER_TYPES = ("R", "D")
"""R prescription, D dose order (assumed: the holder's own list is not public)."""

NO_BENEFIT = ("G03AA12", "A10BJ06", "N05CH01", "X01", "Z99", "-")
WORKPLACES = 1500


def lmed_year(rng: np.random.Generator, people: People, packed: Packed, year: int, first_row: int) -> pa.Table:
    """The rows of one year in the order of `packed`; `row_no` counts from `first_row`."""
    person, code, day = field(packed, "person"), field(packed, "code"), field(packed, "day")
    made = products()
    product = made.first[code] + field(packed, "product").astype(np.int32)
    place = field(packed, "quantity")
    sign = 1 - 2 * field(packed, "correction")
    date = (first_day(year) + day).astype(np.int32)
    home = people.home_on(person, date)
    count = len(packed)
    columns = {"person": arrays.keys(person + people.first_key), "ATC": arrays.texts(code, [substance.atc for substance in substances()])}
    columns |= {"EDATUM": arrays.days(date), "FDATUM": arrays.days(date - rng.integers(0, 300, count, dtype=np.int32))}
    columns |= _amounts(made, product, QUANTITIES[place], sign, person + people.first_key)
    columns |= _product_columns(made, product)
    columns["OTYP"] = arrays.texts((place >= DOSE_FROM).astype(np.int32), ORDER_TYPES)
    columns |= _prescriber(rng, code, home, count)
    columns["ALDER"] = arrays.numbers(people.age_on(person, year, year_calendar(year)[day]))
    columns |= {"LK": arrays.texts(home, municipalities()[0]), "AR": arrays.numbers(np.full(count, year))}
    columns["row_no"] = arrays.keys(np.arange(first_row, first_row + count))
    return pa.table(columns)


def _amounts(
    made: Products, product: NDArray[np.int32], thousandths: NDArray[np.int64], sign: NDArray[np.int64], person: NDArray[np.int64]
) -> dict[str, pa.Array]:
    """Quantity, DDD and cost; a correction mirrors the row it takes back to the öre, since nothing here is drawn by row."""
    per_pack = made.forpddd_thousandths[product]
    none = per_pack == 0
    total = (made.price_ore[product] * thousandths + 500) // 1000
    fee = (person * 7 + product) % 8
    outside = _outside_benefit()[made.substance[product]]
    patient = np.where(outside, total, np.where(fee < 3, 0, total * fee // 14))
    benefit = np.where(outside, 0, total - patient)
    return {
        "ANTAL": arrays.decimals(thousandths * sign, 3), "ddd": arrays.decimals(made.ddd_thousandths[product], 3, made.ddd_thousandths[product] == 0),
        "dddenhet": arrays.texts(np.where(none, -1, made.substance[product]), [substance.ddd_unit or None for substance in substances()]),
        "forpddd": arrays.decimals(per_pack, 3, none), "fddd": arrays.decimals((per_pack * thousandths + 500) // 1000 * sign, 3, none),
        "TKOST": arrays.decimals(total * sign, 2), "LKOST": arrays.decimals(benefit * sign, 2), "PKOST": arrays.decimals(patient * sign, 2),
    }


@lru_cache(maxsize=1)
def _outside_benefit() -> NDArray[np.bool_]:
    return np.array([substance.atc in NO_BENEFIT for substance in substances()])


def _product_columns(made: Products, product: NDArray[np.int32]) -> dict[str, pa.Array]:
    packs = [substances()[place] for place in made.substance]
    strengths = [substance.strength.split(" ") for substance in packs]
    number = np.array([round(float(strength[0]) * 1000) for strength in strengths], dtype=np.int64)
    return {
        "VARUNR": arrays.numbers(made.pack_numbers[product]), "NPLPACKID": arrays.texts(product, made.pack_ids),
        "produkt": arrays.texts(product, made.names),
        "lnmn": arrays.texts(product, [f"{name} {substance.form} {substance.strength}" for name, substance in zip(made.names, packs, strict=True)]),
        "subnamn": arrays.texts(product, [substance.name for substance in packs]), "lform": arrays.texts(product, [substance.form for substance in packs]),
        "forps": arrays.texts(product, [f"{count} styck" for count in made.number]), "antnum": arrays.decimals((made.number * 1000)[product], 3),
        "styrkalf": arrays.texts(product, [substance.strength for substance in packs]), "styrknum": arrays.decimals(number[product], 3),
        "styrkaenhet": arrays.texts(product, [strength[1] for strength in strengths]),
    }


def _prescriber(rng: np.random.Generator, code: NDArray[np.int64], home: NDArray[np.int16], count: int) -> dict[str, pa.Array]:
    """Who prescribed: for most a specialist of the drug's area, else general medicine; the workplace lies in the person's part of the country."""
    specialities = np.array([int(substance.area) * 10 for substance in substances()], dtype=np.int32)[code]
    luck = rng.integers(0, 100, count, dtype=np.int16)
    profession = np.searchsorted(np.cumsum(_PROFESSION_SHARES)[:-1] * 100, luck, side="right")
    first = np.where(luck % 10 < 6, specialities, 1010)
    second = (luck % 16) == 3
    workplace = (home.astype(np.int32) * 5 + luck % 5) % WORKPLACES
    return {
        "YRKE": arrays.texts(profession, PROFESSIONS), "SPKOD1": arrays.numbers(first, profession > 1),
        "SPKOD2": arrays.numbers(np.full(count, 1011), ~second), "SPKOD3": pa.nulls(count, pa.int32()),
        "VERKS": arrays.texts(code, [substance.area for substance in substances()]),
        "arbetspl_lopnr": arrays.texts(workplace, [f"{number:05d}" for number in range(WORKPLACES)]),
    }

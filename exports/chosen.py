"""What an export is to hold: the published catalogue, some registers of it, the variables an order reads, or a draft."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from assistant.document import read_order
from catalog.lookup import open_catalogue
from common.database import reading
from common.errors import InputRefused
from common.installation import Installation
from exports.described import Described, describe_catalogue, describe_draft
from exports.rut.describe import describe_order
from exports.workbook.variable_table import Asked


def asked_of(order_file: Path | None) -> dict[str, Any]:
    """Years and code expressions by register, as the order's criteria state them."""
    if order_file is None:
        return {}
    order, _faults = read_order(order_file.read_bytes(), order_file.name)
    found: dict[str, Any] = {}
    for _path, _cohort, one in order.criteria() if order else ():
        for register in ("par_in", "par_out") if one.register_code == "par" else (one.register_code,):
            before = found.get(register, Asked())
            period = one.period.period if one.period else None
            years = [year for year in (before.first_year, before.last_year, period.first.year if period else None, period.last.year if period else None) if year]
            codes = dict(before.codes)
            for each in one.codes:
                codes[each.system] = "; ".join(dict.fromkeys([*filter(None, [codes.get(each.system)]), each.expr]))
            found[register] = Asked(min(years, default=None), max(years, default=None), codes)
    return found


def chosen_for(installation: Installation, registers: tuple[str, ...], order_file: Path | None = None, draft: str | None = None) -> Described:
    """The published catalogue, some registers of it, the variables an order reads, or the objects of a draft."""
    with reading(installation.engine) as session:
        if draft is not None:
            return describe_draft(session, draft).only(registers)
        described = describe_catalogue(session)
        if order_file is None:
            return described.only(registers)
        catalogue = open_catalogue(session)
    order, faults = read_order(order_file.read_bytes(), order_file.name)
    if order is None:
        raise InputRefused(faults)
    refs = {one.ref for one in describe_order(catalogue, order)}
    return described.around([described.known[ref] for ref in sorted(refs) if ref in described.known])

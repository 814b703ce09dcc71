"""What a described register's made-up rows are drawn from: code lists of the content, loaded code systems, limits of its value domains."""

from __future__ import annotations

from catalog.lookup import Catalogue
from catalog.stored_tables import allowed_values, stored_register
from jobs.synthetic.contacts import all_codes
from jobs.synthetic.described import DescribedDraw, Drawable
from jobs.synthetic.lifelike import LIFELIKE
from jobs.synthetic.tables import substances
from metadata.model.code_system import CodeLists
from metadata.model.variable import ValueDomain

MOST_CODES = 400
"""Codes of one system that are drawn from: those that the other made-up registers use first, so that orders across registers find rows."""


def described_draw(catalogue: Catalogue, lists: CodeLists | None, register_code: str) -> DescribedDraw | None:
    """The draw of a register of the catalogue; None for one without a table."""
    register = stored_register(catalogue, register_code)
    if register is None:
        return None
    domains = allowed_values(catalogue, register_code)
    drawable = {name: _drawable(catalogue, lists, domain) for name, domain in domains.items()}
    return DescribedDraw(register, drawable, catalogue.get_register(register_code).data_from.year)


def drawn_registers(catalogue: Catalogue) -> list[str]:
    """Registers of the catalogue that are known by their description alone: those that can be ordered from, and those that lifelike rows are made of."""
    known = ("lmed", "par_in", "par_out", "dors", "population")
    return [code for code, one in catalogue.registers.items() if (one.status == "active" or code in LIFELIKE) and code not in known and stored_register(catalogue, code) is not None]


def _drawable(catalogue: Catalogue, lists: CodeLists | None, domain: ValueDomain) -> Drawable:
    if domain.code_list:
        return Drawable(tuple(item.code for item in catalogue.content.of("code_lists")[domain.code_list].codes))
    if domain.code_system:
        return Drawable(_codes(lists, domain.code_system))
    low, high = (int(float(limit)) if limit is not None else None for limit in (domain.minimum, domain.maximum))
    return Drawable(low=low or 0, high=high if high is not None else (low or 0) + 100)


def _codes(lists: CodeLists | None, system: str) -> tuple[str, ...]:
    used = [one.atc for one in substances()] if system == "ATC" else list(all_codes())
    edition = lists.choose(system) if lists is not None and system in lists.systems else None
    if edition is None:
        return ()
    common = [code for code in used if code in edition]
    step = max(len(edition.codes) // MOST_CODES, 1)
    return tuple(dict.fromkeys([*common, *list(edition.codes)[::step]]))[:MOST_CODES]

"""The breakdowns of an order's tables put side by side: which codes are the same people, and how a table without a breakdown stands at its total."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from jobs.disclosure.relations import POPULATION, POPULATION_PIECES, Dimension, Link, LinkKind, cut_bands, make_links, parse_band
from metadata.model.table import TOTAL, UNKNOWN, Breakdown, TableShell

Groupings = Mapping[str, Mapping[str, Sequence[str]]]
"""Breakdown id → code → the finer codes it holds (health-care region → counties, county → municipalities)."""

REGION = ("municipality", "county", "healthcare_region", "care_region")
PERIOD = ("month", "quarter", "half_year", "year")
_FAMILIES = {**dict.fromkeys(REGION, "region"), **dict.fromkeys(PERIOD, "period")}
ATTRIBUTES = frozenset({"age_group", "region", *REGION})
"""Attributes that a person may have differently in two periods: relations over time hold where these stand at their total."""


def dimension_of(breakdown_id: str, shells: Iterable[TableShell]) -> str:
    """The dimension a breakdown belongs to: places in one, periods in one, unless a table crosses two of them."""
    family = _FAMILIES.get(breakdown_id)
    if family is None:
        return breakdown_id
    crossed = any(sum(_FAMILIES.get(breakdown.id) == family for breakdown in shell.breakdowns) > 1 for shell in shells)
    return breakdown_id if crossed else family


def margin_code(breakdown: Breakdown) -> str:
    """The margin's code in a system: the total of everybody, or of the listed categories where the breakdown is limited to them."""
    if breakdown.exhaustive:
        return TOTAL
    return f"{TOTAL}[{' '.join(sorted(category.code for category in breakdown.categories if category.code != UNKNOWN))}]"


def make_dimension(name: str, breakdowns: Sequence[Breakdown], groupings: Groupings) -> Dimension:
    """All relations between the codes that the tables of a group use in one dimension."""
    codes = {category.code for breakdown in breakdowns for category in breakdown.categories}
    if name == POPULATION and len(codes) > 1 and codes <= {"LMED", "PAR", "BADA", TOTAL.upper()}:
        return Dimension(name, tuple(link for tree in POPULATION_PIECES for link in make_links(tree)), is_complete=True)
    links: set[Link] = set()
    for breakdown in breakdowns:
        links.update(_own_links(breakdown))
    kind = LinkKind.sum if all(breakdown.additive for breakdown in breakdowns) else LinkKind.cover
    bands = {code for code in codes if parse_band(code) is not None}
    if name == "age_group" and codes - bands <= {UNKNOWN}:
        links.update(cut_bands(bands, None, kind))
    links.update(_family_links(name, codes, groupings, kind))
    period = name == "period" or name in PERIOD
    return Dimension(name, tuple(sorted(links)), at_totals_of=ATTRIBUTES if period and _needs_totals(breakdowns) else frozenset())


def _needs_totals(breakdowns: Sequence[Breakdown]) -> bool:
    return not all(breakdown.additive and breakdown.has_total for breakdown in breakdowns)


def _own_links(breakdown: Breakdown) -> list[Link]:
    """The margin over the categories, inner parents over theirs, and what a limited margin leaves of everybody."""
    kind = LinkKind.sum if breakdown.additive else LinkKind.cover
    margin = margin_code(breakdown)
    children: dict[str, list[str]] = {}
    for category in breakdown.categories:
        children.setdefault(category.parent or margin, []).append(category.code)
    top = [code for code in children.get(margin, []) if code != UNKNOWN or breakdown.exhaustive]
    links = [Link(parent, tuple(sorted(found)), kind) for parent, found in children.items() if parent != margin]
    if not breakdown.exhaustive:
        parts = (*sorted(top), f"other than {margin}")
        links.append(Link(TOTAL, parts, LinkKind.sum) if breakdown.additive else Link(TOTAL, (*sorted(top), margin), LinkKind.part))
    return [*links, Link(margin, tuple(sorted(top)), kind)] if top else links


def _family_links(name: str, codes: set[str], groupings: Groupings, kind: LinkKind) -> list[Link]:
    if name == "period":
        return _tree({code: parent for code in codes if (parent := _longer(code, codes))}, codes, kind)
    found: list[Link] = []
    for groups in groupings.values():
        for code, members in groups.items():
            if code in codes and any(member in codes for member in members):
                found.append(Link(code, tuple(sorted(members)), kind))
    done = {link.parent for link in found}
    if name == "region":
        tree = {code: code[:2] for code in codes if re.fullmatch(r"\d{4}", code) and code[:2] in codes and code[:2] not in done}
        part = LinkKind.within if kind is LinkKind.sum else LinkKind.part
        found += make_links(tree, part)
    return found


def _longer(code: str, codes: set[str]) -> str | None:
    """The shortest longer period among the codes that holds a month, quarter or half-year."""
    match = re.fullmatch(r"(\d{4})(?:-(\d{2})|Q(\d)|H(\d))", code)
    if not match:
        return None
    year, month = match[1], int(match[2] or 0) or int(match[3] or 0) * 3 or int(match[4] or 0) * 6
    quarter = f"{year}Q{(month + 2) // 3}" if match[2] else ""
    half = f"{year}H{(month + 5) // 6}" if not match[4] else ""
    return next((longer for longer in (quarter, half, year) if longer in codes), None)


def _tree(tree: Mapping[str, str], codes: set[str], kind: LinkKind) -> list[Link]:
    """A longer period equals its parts only when all of them are there."""
    links = []
    for link in make_links(tree, kind):
        months = sum(_months(child) for child in link.children)
        part = LinkKind.within if kind is LinkKind.sum else LinkKind.part
        links.append(link if months == _months(link.parent) else Link(link.parent, link.children, part))
    return links


def _months(code: str) -> int:
    return 1 if "-" in code else 3 if "Q" in code else 6 if "H" in code else 12

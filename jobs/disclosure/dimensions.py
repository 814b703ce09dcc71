"""The breakdowns of tables put side by side: which codes are the same people, and how a table without a breakdown stands at its total."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from jobs.disclosure.kin.codesets import cut_extents
from jobs.disclosure.kin.counted import Extent
from jobs.disclosure.kin.periods import cover_periods, cut_periods
from jobs.disclosure.relations import POPULATION, POPULATION_PIECES, Dimension, Link, LinkKind, cut_bands, make_links, parse_band
from metadata.model.table import TOTAL, UNKNOWN, Breakdown, TableShell

Groupings = Mapping[str, Mapping[str, Sequence[str]]]
"""Breakdown id → code → the finer codes it holds (health-care region → counties, county → municipalities)."""

REGION = ("municipality", "county", "healthcare_region", "care_region")
PERIOD = ("month", "quarter", "half_year", "year")
CODE = ("code", "drug_group", "diagnosis_group", "diagnosis_chapter")
_FAMILIES = {**dict.fromkeys(REGION, "region"), **dict.fromkeys(PERIOD, "period"), **dict.fromkeys(CODE, "code")}
_PARTITIONS = frozenset({"sex", "age_group", "region", *REGION})


@dataclass(frozen=True)
class Placed:
    """One table's breakdown in a dimension: whose numbers, its margin's code there, printed code → code there."""

    who: str
    breakdown: Breakdown
    margin: str
    names: Mapping[str, str]

    def name(self, code: str) -> str:
        """The code in the dimension."""
        return self.margin if code == TOTAL else self.names.get(code, code)


def dimension_of(breakdown_id: str, shells: Iterable[TableShell]) -> str:
    """The dimension a breakdown belongs to: places in one, periods in one, codes in one, unless a table crosses two of them."""
    family = _FAMILIES.get(breakdown_id)
    if family is None:
        return breakdown_id
    crossed = any(sum(_FAMILIES.get(breakdown.id) == family for breakdown in shell.breakdowns) > 1 for shell in shells)
    return breakdown_id if crossed else family


def margin_code(breakdown: Breakdown) -> str:
    """The margin's code in a system: the total of everybody, or of the listed categories where the breakdown is limited to them."""
    if breakdown.exhaustive:
        return TOTAL
    codes = sorted(category.code for category in breakdown.categories if category.code != UNKNOWN)
    bands = sorted(band for code in codes if (band := parse_band(code)) is not None)
    if breakdown.id == "age_group" and len(bands) == len(codes) and all(one[1] + 1 == other[0] for one, other in zip(bands, bands[1:], strict=False)):
        last = parse_band(f"{bands[-1][0]}+") == (bands[-1][0], bands[-1][1])
        return f"{bands[0][0]}+" if last else f"{bands[0][0]}-{bands[-1][1]}"
    return f"{TOTAL}[{' '.join(codes)}]"


def make_dimension(
    name: str, placed: Sequence[Placed], groupings: Groupings, *, everyone: frozenset[str] = frozenset(), persons: frozenset[str] = frozenset(),
    margins: frozenset[str] = frozenset(), extents: Mapping[str, Extent] | None = None,
) -> Dimension:
    """All relations between the codes that the tables of a group use in one dimension.

    `everyone`: all people of the group, `persons`: those counted as persons · `margins`: codes at which tables without the breakdown stand.
    """
    codes = {one.name(category.code) for one in placed for category in one.breakdown.categories} | margins
    if name == POPULATION and len(codes - {TOTAL}) > 1 and codes - {TOTAL} <= {"LMED", "PAR", "BADA", TOTAL.upper()}:
        return Dimension(name, tuple(link for tree in POPULATION_PIECES for link in make_links(tree)), is_complete=True)
    found: dict[Link, set[str]] = {}
    is_period = name == "period" or name in PERIOD
    for one in placed:
        for link in _own_links(one):
            at_totals = is_period and not (one.breakdown.additive and one.breakdown.has_total)
            found.setdefault(replace(link, at_totals=at_totals), set()).add(one.who)
    adding = frozenset(who for who in everyone | {one.who for one in placed} if _adds(name, who, placed, persons))
    rest = (everyone | {one.who for one in placed}) - adding
    for whos, kind in ((adding - persons if name == "code" else adding, LinkKind.sum), (rest, LinkKind.cover)):  # a person is in many code sets
        for link in _shared_links(name, codes, groupings, kind, extents or {}) if whos else ():
            found.setdefault(replace(link, at_totals=is_period), set()).update(whos - found.get(link, set()))
    whole = everyone | {one.who for one in placed}
    kept = ((link, whos) for link, whos in found.items() if whos and link.parent not in link.children)
    return Dimension(name, tuple(sorted(link if whos >= whole else replace(link, whos=tuple(sorted(whos))) for link, whos in kept)))


def _adds(name: str, who: str, placed: Sequence[Placed], persons: frozenset[str]) -> bool:
    """Whether numbers of these people add over the dimension: as their tables say, else as persons and rows do."""
    own = [one.breakdown.additive for one in placed if one.who == who]
    if own:
        return all(own)
    said = [one.breakdown.additive for one in placed]
    return all(said) if name in _PARTITIONS or not persons else who not in persons


def _own_links(placed: Placed) -> list[Link]:
    """The margin over the categories, inner parents over theirs, and what a limited margin leaves of everybody."""
    breakdown, margin = placed.breakdown, placed.margin
    kind = LinkKind.sum if breakdown.additive else LinkKind.cover
    children: dict[str, list[str]] = {}
    for category in breakdown.categories:
        parent = placed.name(category.parent) if category.parent else margin
        children.setdefault(parent, []).append(placed.name(category.code))
    top = [code for code in children.get(margin, []) if code != UNKNOWN or breakdown.exhaustive]
    links = [Link(parent, tuple(sorted(set(found))), kind) for parent, found in children.items() if parent != margin]
    if not breakdown.exhaustive:
        parts = (*sorted(top), f"other than {margin}")
        links.append(Link(TOTAL, parts, LinkKind.sum) if breakdown.additive else Link(TOTAL, (*sorted(top), margin), LinkKind.part))
    return [*links, Link(margin, tuple(sorted(set(top))), kind)] if top and top != [margin] else links


def _shared_links(name: str, codes: set[str], groupings: Groupings, kind: LinkKind, extents: Mapping[str, Extent]) -> list[Link]:
    """Relations that follow from what the codes are, whichever table prints them."""
    if name == "age_group":
        return _by_anchor(codes, lambda bands: cut_bands([band for band in bands if parse_band(band) is not None], None, kind))
    if name == "period":
        return list(cut_periods(codes) if kind is LinkKind.sum else cover_periods(codes))
    if name == "code":
        here = {code: extents[code] for code in codes if code in extents}
        return list(cut_extents(here)) if kind is LinkKind.sum else []
    found: list[Link] = []
    for groups in groupings.values():
        for code, members in groups.items():
            found += _by_anchor(codes, partial(_group, code, members, kind))
    done = {link.parent for link in found}
    if name == "region":
        tree = {code: code[:2] for code in codes if re.fullmatch(r"\d{4}", code) and code[:2] in codes and code[:2] not in done}
        found += make_links(tree, LinkKind.within if kind is LinkKind.sum else LinkKind.part)
    return found


def _group(code: str, members: Sequence[str], kind: LinkKind, codes: Sequence[str]) -> tuple[Link, ...]:
    return (Link(code, tuple(sorted(members)), kind),) if code in codes and any(member in codes for member in members) else ()


def _by_anchor(codes: Iterable[str], links: Callable[[Sequence[str]], Iterable[Link]]) -> list[Link]:
    """Links among the codes of each anchor: ages and places of two anchors are different numbers."""
    found = []
    anchors: dict[str, list[str]] = {}
    for code in sorted(codes):
        plain, at, anchor = code.partition("@")
        anchors.setdefault(at + anchor, []).append(plain)
    for anchor, plain_codes in sorted(anchors.items()):
        for link in links(plain_codes):
            found.append(Link(f"{link.parent}{anchor}", tuple(f"{child}{anchor}" for child in link.children), link.kind))
    return found

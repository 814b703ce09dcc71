"""Codes that left the list: what is known of them, their approved successor, and when an include keeps them (codes.md 4.5)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from assistant.codes.item import Item
from assistant.codes.message import say
from common.errors import Finding, Fix
from metadata.codes import Shape
from metadata.model.binding import Binding
from metadata.model.code_system import Code, CodeChange, CodeEdition, CodeLists
from metadata.model.period import Period


@dataclass(frozen=True)
class Retired:
    """A retired code or group as typed: the rows that left, the first day known, the last day known, successors approved and proposed."""

    code: str
    rows: tuple[Code, ...]
    began: date | None
    ended: date | None
    approved: tuple[str, ...]
    proposed: tuple[str, ...]

    @property
    def is_leaf(self) -> bool:
        """Whether nothing lies below it."""
        return all(row.code == self.code for row in self.rows)

    @property
    def successor(self) -> str | None:
        """The one approved successor of a code at the lowest level; never of a group."""
        return self.approved[0] if self.is_leaf and len(self.approved) == 1 else None

    def was_valid_in(self, period: Period) -> bool:
        """Whether the period has a day on which the code was valid, unknown ends counting as open."""
        return (self.began is None or self.began <= period.last) and (self.ended is None or self.ended >= period.first)


def find_retired(item: Item, edition: CodeEdition, lists: CodeLists) -> Retired | None:
    """What is known of a code that the edition does not list: from its ended rows, older editions and recorded changes; None when nothing."""
    rows: dict[str, Code] = {row.code: row for code in edition.ended if item.matches(code) for row in edition.find(code)}
    older = [other for other in lists.others(edition) if _is_older(other, edition)]
    for other in older:
        for code in other.pick(item.mask(other)) + tuple(code for code in other.ended if item.matches(code)):
            rows.setdefault(code, other.find(code)[0])
    changes = [change for change in lists.changes.get(edition.system, ()) if change.old == item.first]
    for change in changes:
        rows.setdefault(item.first, Code(item.first, "", valid_to=change.day - timedelta(days=1) if change.day else None))
    if not rows:
        return None
    own = rows.get(item.first)
    ended = own.valid_to if own and own.valid_to else _day_before(changes) or _last_listed(item, edition, older)
    return Retired(
        item.first, tuple(rows[code] for code in sorted(rows)), own.valid_from if own else None, ended,
        tuple(dict.fromkeys(change.new for change in changes if change.new and change.approved_by)),
        tuple(dict.fromkeys(change.new for change in changes if change.new and not change.approved_by)),
    )


def is_kept(retired: Retired, others: list[Item], period: Period | None, binding: Binding | None) -> bool:
    """Whether an include stays: another include matches its successor, or old rows keep the code as recorded in the period."""
    if retired.successor and any(item.matches(retired.successor) for item in others):
        return True
    return period is not None and binding is not None and binding.recode_policy == "as_recorded" and retired.was_valid_in(period)


def say_retired(retired: Retired, shape: Shape, period: Period | None) -> Finding:
    """E_RETIRED with the successor where exactly one is approved, with the candidates where there are several."""
    old, day = shape.show(retired.code), _day(retired.ended)
    new = shape.show(retired.successor) if retired.successor else None
    if new is None:
        candidates = ", ".join(shape.show(code) for code in (*retired.approved, *retired.proposed))
        sentence = "E_RETIRED.candidates" if candidates else "E_RETIRED.no_successor"
        return say("E_RETIRED", old, old=old, date=day, candidates=candidates, sentence=sentence)
    years = {"y1": period.first.year, "y2": period.last.year} if period else {}
    fix = Fix("add_code", {"beside": old, "code": new})
    return say("E_RETIRED", f"{old}->{new}", x=old, old=old, new=new, date=day, fix=fix, sentence=None if period else "E_RETIRED.without_period", **years)


def say_kept(retired: Retired, shape: Shape) -> Finding:
    """I_RETIRED_KEPT."""
    return say("I_RETIRED_KEPT", shape.show(retired.code), date=_day(retired.ended))


def approved_changes(lists: CodeLists, system: str) -> list[CodeChange]:
    """Recorded changes that somebody approved and that name a successor."""
    return [change for change in lists.changes.get(system, ()) if change.approved_by and change.new]


def _is_older(other: CodeEdition, edition: CodeEdition) -> bool:
    return other.valid_from is None or edition.valid_from is None or other.valid_from <= edition.valid_from


def _day_before(changes: list[CodeChange]) -> date | None:
    return next((change.day - timedelta(days=1) for change in changes if change.day), None)


def _last_listed(item: Item, edition: CodeEdition, older: list[CodeEdition]) -> date | None:
    """The day before the first edition that no longer lists the code: the best that two lists can tell."""
    following = edition
    for other in older:
        if item.mask(other):
            return following.valid_from - timedelta(days=1) if following.valid_from else None
        following = other
    return None


def _day(day: date | None) -> str | dict[str, str]:
    return day.isoformat() if day else {"sv": "okänt datum", "en": "an unknown date"}

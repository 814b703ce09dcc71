"""When one predicate says another: every rule errs on the side of "not said", which links fewer tables as nested but never wrongly as equal."""

from __future__ import annotations

from jobs.disclosure.kin.codesets import lies_in
from jobs.disclosure.kin.counted import Extent, Predicate

UNLIMITED = -1
EVENTS = frozenset({"row", "new", "index"})


def implies(one: Predicate, other: Predicate) -> bool:
    """Whether everyone of whom `one` is true is someone of whom `other` is true, in the same cell."""
    if one.key == other.key:
        return True
    if one.kind == other.kind == "age":
        return one.look_back == other.look_back and int(one.first) >= int(other.first) and int(one.last) <= int(other.last)
    if not _narrows(one, other):
        return False
    if one.kind == other.kind == "meets":
        return _meets_implies(one, other)
    if one.kind in EVENTS and other.kind == "row":
        return True
    return one.kind == other.kind == "index" or (one.kind == other.kind == "new" and _is_newer(one, other) and one.codes == other.codes)


def row_meets(row: Predicate, codes: Extent | None, first: str, last: str, criterion: Predicate) -> bool:
    """Whether a counted row with these codes between these days makes a person meet a criterion."""
    if criterion.kind != "meets" or criterion.at_least > 1 or criterion.months is not None or criterion.target is not None:
        return False
    return _narrows(row, criterion) and lies_in(codes, criterion.codes) and criterion.first <= first and last <= criterion.last


def _narrows(one: Predicate, other: Predicate) -> bool:
    """Same kind of row, and no wider register, position or filter."""
    if one.fixed != other.fixed or (one.variable != other.variable and other.codes is not None):
        return False
    positions = {one.position, other.position}
    same_position = len(positions) == 1 or other.position is None or positions == {"main", "any"} and other.position == "any"
    return set(one.registers) <= set(other.registers) and same_position and other.filters.items() <= one.filters.items()


def _meets_implies(one: Predicate, other: Predicate) -> bool:
    if not lies_in(one.codes, other.codes) or one.first < other.first or one.last > other.last or one.at_least < other.at_least:
        return False
    if other.months is not None and not (_is_newer(one, other) and one.codes == other.codes):
        return False
    if other.target is None:
        return True
    return one.target is not None and implies(one.target, other.target) and _is_window_inside(one, other)


def _is_newer(one: Predicate, other: Predicate) -> bool:
    """New by a look-back that is as long or longer, to the same group."""
    if one.months is None or other.months is None or one.look_back != other.look_back:
        return False
    return one.months == UNLIMITED or (other.months != UNLIMITED and one.months >= other.months)


def _is_window_inside(one: Predicate, other: Predicate) -> bool:
    begins = other.from_days is None or (one.from_days is not None and one.from_days >= other.from_days)
    return begins and (other.to_days is None or (one.to_days is not None and one.to_days <= other.to_days))

"""Corrections in LMED matched to what they correct (measures.md 2), for the few persons and codes that have any.

The procedure is sequential per person and ATC code, so it runs in rounds: round n matches every group's nth correction at once. The first round, which is
nearly all of them, has nothing used before it; the few later ones look through the candidates that were gathered for them. Results are three small tables:
`net_cancelled` (row numbers of dispensings of which nothing remains), `net_touched` (those and every correction), and, where amounts are summed,
`net_rows` (the touched rows themselves, corrections with date, residence and age of what they correct). Every other row of LMED stands as it is.
"""

from __future__ import annotations

from sqlglot import exp

from jobs.compute.matching import matches
from jobs.compute.plan import NettingPlan
from jobs.compute.sql import (
    both,
    choose,
    col,
    day_number,
    inner,
    known,
    listed,
    lit,
    minus,
    missing,
    named,
    place,
    plus,
    present,
    remainder,
    table,
    thousandths,
    times,
    union,
)
from jobs.compute.step import Step

KEPT = ("person", "ATC", "EDATUM", "ANTAL", "fddd", "forpddd", "TKOST", "LKOST", "PKOST", "NPLPACKID", "OTYP", "ALDER", "LK", "row_no")
MATCHED = ("person", "ATC", "EDATUM", "NPLPACKID", "row_no")
FROM_CORRECTED = ("EDATUM", "ALDER", "LK")
ZERO = lit(0)
ROW_NUMBERS = 10**11
"""More than any row number."""
EXACT = 10**6 * ROW_NUMBERS
"""More than any date, pack and row number together."""


def matching_steps(plan: NettingPlan) -> list[Step]:
    """Groups of a person and a code with corrections that matter, their corrections in turn and their dispensings, and the matches of round 1."""
    of_codes = matches(col("ATC", "lmed"), plan.match)
    recent = both(exp.GTE(this=col("year", "lmed"), expression=lit(plan.start.year)), exp.GTE(this=col("EDATUM", "lmed"), expression=lit(plan.start)))
    negative = exp.LT(this=col("ANTAL", "lmed"), expression=ZERO.copy())
    groups = exp.select(col("person"), col("ATC"), copy=False).distinct(copy=False).from_(table("lmed"), copy=False).where(
        both(recent, of_codes, negative, present(col("person", "lmed"))), copy=False)
    concerned = both(col("person", "net_groups").eq(col("person", "lmed")), col("ATC", "net_groups").eq(col("ATC", "lmed")))
    quantity = named(thousandths(col("ANTAL")), "quantity")
    rows = exp.select(*(col(name, "lmed") for name in MATCHED), quantity, copy=False).from_(table("lmed"), copy=False).join(
        table("net_groups"), on=concerned, copy=False).where(both(of_codes.copy() if of_codes is not None else None), copy=False)
    turn = place([col("person"), col("ATC")], [(col("EDATUM"), False), (col("row_no"), False)])
    turns = exp.select(
        *(col(name) for name in ("person", "ATC", "EDATUM", "NPLPACKID", "row_no")), named(times(col("quantity"), -1), "need"), named(turn, "turn"), copy=False
    ).from_(table("net_all"), copy=False).where(exp.LT(this=col("quantity"), expression=ZERO.copy()), copy=False)
    return [Step("net_groups", groups), Step("net_all", rows), Step("net_turns", turns), Step("net_matches", _first_round())]


def last_turn() -> exp.Expression:
    """The number of rounds needed."""
    return exp.select(known(exp.Max(this=col("turn")), lit(0)), copy=False).from_(table("net_turns"), copy=False)


def later_step() -> Step:
    """Every dispensing that a second or later correction of a group may correct: earlier or the same day, and large enough."""
    columns = [
        named(col("turn", "n"), "turn"), named(col("row_no", "n"), "correction"), named(col("need", "n"), "need"), named(col("quantity", "p"), "quantity"),
        named(col("row_no", "p"), "corrected"), named(_preference(), "preference"),
    ]
    return Step("net_pairs", _candidates(columns, exp.GT(this=col("turn", "n"), expression=lit(1))))


def round_query(turn: int) -> exp.Expression:
    """The matches of one round after the first."""
    left = minus(col("quantity", "c"), known(col("used", "u"), lit(0)))
    offered = (
        exp.select(col("correction", "c"), col("need", "c"), named(_ranked(left.copy(), col("need", "c"), col("preference", "c")), "best"), copy=False)
        .from_(table("net_pairs", "c"), copy=False)
        .join(inner(_used(), "u"), on=col("corrected", "u").eq(col("corrected", "c")), join_type="left", copy=False)
        .where(both(col("turn", "c").eq(lit(turn)), exp.GTE(this=left, expression=col("need", "c"))), copy=False)
    )
    return _best(offered)


def _first_round() -> exp.Expression:
    best = _ranked(col("quantity", "p"), col("need", "n"), _preference())
    columns = [named(col("row_no", "n"), "correction"), named(col("need", "n"), "need"), named(best, "best")]
    return _best(_candidates(columns, col("turn", "n").eq(lit(1))))


def _candidates(columns: list[exp.Expression], of_turn: exp.Expression) -> exp.Expression:
    return exp.select(*columns, copy=False).from_(table("net_turns", "n"), copy=False).join(table("net_all", "p"), on=both(
        col("person", "p").eq(col("person", "n")), col("ATC", "p").eq(col("ATC", "n")), of_turn,
        exp.LTE(this=col("EDATUM", "p"), expression=col("EDATUM", "n")), exp.GTE(this=col("quantity", "p"), expression=col("need", "n")),
    ), copy=False)


def _preference() -> exp.Expression:
    """Date, same pack and row number of a candidate in one number: the latest date, then the same pack, then the highest row number is the greatest."""
    same_pack = choose((both(present(col("NPLPACKID", "n")), col("NPLPACKID", "n").eq(col("NPLPACKID", "p"))), lit(1)), otherwise=lit(0))
    return plus(times(plus(times(day_number(col("EDATUM", "p")), 2), same_pack), ROW_NUMBERS), col("row_no", "p"))


def _ranked(left: exp.Expression, need: exp.Expression, preference: exp.Expression) -> exp.Expression:
    """The preference, every exact match above every partial one."""
    return plus(choose((left.eq(need), exp.cast(lit(EXACT), "bigint")), otherwise=exp.cast(lit(0), "bigint")), preference)


def _best(offered: exp.Expression) -> exp.Expression:
    """The best candidate of each correction."""
    chosen = [col("correction"), named(remainder(exp.Max(this=col("best")), ROW_NUMBERS), "corrected"), named(col("need"), "used")]
    return exp.select(*chosen, copy=False).from_(inner(offered, "offered"), copy=False).group_by(col("correction"), col("need"), copy=False)


def _used() -> exp.Expression:
    """How much of each dispensing corrections have taken."""
    return exp.select(col("corrected"), named(exp.Sum(this=col("used")), "used"), copy=False).from_(
        table("net_matches"), copy=False).group_by(col("corrected"), copy=False)


def result_steps(plan: NettingPlan) -> list[Step]:
    """What the rest of the run reads."""
    gone = (
        exp.select(col("row_no", "r"), copy=False).from_(table("net_all", "r"), copy=False)
        .join(inner(_used(), "u"), on=col("corrected", "u").eq(col("row_no", "r")), copy=False)
        .where(col("used", "u").eq(col("quantity", "r")), copy=False)
    )
    touched = union([_numbers("row_no", "net_cancelled"), _numbers("row_no", "net_turns")])
    steps = [Step("net_cancelled", gone), Step("net_touched", touched)]
    return [*steps, *_amount_steps(plan)] if plan.sums_amounts else [*steps, Step("net_unmatched", _unmatched())]


def _numbers(column: str, source: str) -> exp.Expression:
    return exp.select(named(col(column), "row_no"), copy=False).from_(table(source), copy=False)


def _amount_steps(plan: NettingPlan) -> list[Step]:
    """The touched rows with every column that an amount may need."""
    needed = union([_numbers("row_no", "net_touched"), _numbers("corrected", "net_matches")])
    wanted = listed(col("row_no"), "net_needed", "row_no")
    full = exp.select(*(col(name) for name in KEPT), copy=False).from_(table("lmed"), copy=False).where(
        both(matches(col("ATC", "lmed"), plan.match), wanted), copy=False)
    unmatched = both(exp.LT(this=col("ANTAL", "r"), expression=lit(0)), missing(col("correction", "m")))
    rows = (
        exp.select(*(_moved(name) for name in KEPT), named(exp.false(), "counted"), named(unmatched, "contributes"), copy=False)
        .from_(table("net_full", "r"), copy=False)
        .join(table("net_touched", "t"), on=col("row_no", "t").eq(col("row_no", "r")), copy=False)
        .join(table("net_matches", "m"), on=col("correction", "m").eq(col("row_no", "r")), join_type="left", copy=False)
        .join(table("net_full", "c"), on=col("row_no", "c").eq(col("corrected", "m")), join_type="left", copy=False)
    )
    return [Step("net_needed", needed), Step("net_full", full), Step("net_rows", rows), Step("net_unmatched", _unmatched())]


def _unmatched() -> exp.Expression:
    """Corrections of nothing that is here, for the reviewer."""
    found = listed(col("row_no"), "net_matches", "correction")
    return exp.select(col("ATC"), col("EDATUM"), copy=False).from_(table("net_turns"), copy=False).where(exp.not_(found), copy=False)


def _moved(name: str) -> exp.Expression:
    if name not in FROM_CORRECTED:
        return named(col(name, "r"), name)
    return named(choose((present(col("row_no", "c")), col(name, "c")), otherwise=col(name, "r")), name)

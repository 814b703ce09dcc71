"""Corrections in LMED matched to what they correct (measures.md 2), for the few persons who have any; everybody else never meets this module.

The procedure is sequential per person and ATC code, so it runs in rounds: round n matches every group's nth correction at once. The result is the table
`net_rows`: every row of those persons, with date, residence, age and prescriber of the corrected row, `counted`, and `contributes`.
"""

from __future__ import annotations

from sqlglot import exp

from jobs.compute.matching import matches
from jobs.compute.plan import NettingPlan
from jobs.compute.sql import (
    both,
    choose,
    col,
    either,
    exists,
    inner,
    known,
    lit,
    minus,
    missing,
    named,
    place,
    present,
    table,
    thousandths,
    times,
)
from jobs.compute.step import Step

KEPT = ("person", "ATC", "EDATUM", "ANTAL", "fddd", "forpddd", "TKOST", "LKOST", "PKOST", "NPLPACKID", "OTYP", "ALDER", "LK", "row_no")
FROM_CORRECTED = ("EDATUM", "ALDER", "LK")


def matching_steps(plan: NettingPlan) -> list[Step]:
    """Persons with corrections that matter, all their rows, the corrections in turn, and an empty table of matches."""
    negative = exp.LT(this=col("ANTAL", "lmed"), expression=lit(0))
    of_codes = matches(col("ATC", "lmed"), plan.match)
    recent = both(exp.GTE(this=col("year", "lmed"), expression=lit(plan.start.year)), exp.GTE(this=col("EDATUM", "lmed"), expression=lit(plan.start)))
    persons = exp.select(col("person"), copy=False).distinct(copy=False).from_(table("lmed"), copy=False).where(both(recent, of_codes, negative, present(col("person", "lmed"))), copy=False)
    concerned = exists("net_persons", col("person", "net_persons").eq(col("person", "lmed")))
    rows = exp.select(*(col(name) for name in KEPT), named(thousandths(col("ANTAL")), "quantity"), copy=False).from_(table("lmed"), copy=False)
    turn = place([col("person"), col("ATC")], [(col("EDATUM"), False), (col("row_no"), False)])
    turns = exp.select(
        *(col(name) for name in ("person", "ATC", "EDATUM", "NPLPACKID", "row_no")), named(times(col("quantity"), -1), "need"), named(turn, "turn"), copy=False
    ).from_(table("net_all"), copy=False).where(exp.LT(this=col("quantity"), expression=lit(0)), copy=False)
    pool = exp.select(*(col(name) for name in ("person", "ATC", "EDATUM", "NPLPACKID", "row_no", "quantity")), copy=False).from_(table("net_all"), copy=False).where(both(
        exp.GT(this=col("quantity"), expression=lit(0)),
        exists("net_turns", col("person", "net_turns").eq(col("person", "net_all")), col("ATC", "net_turns").eq(col("ATC", "net_all"))),
    ), copy=False)
    matched = exp.select(
        named(col("row_no"), "correction"), named(col("row_no"), "corrected"), named(col("need"), "used"), copy=False
    ).from_(table("net_turns"), copy=False).where(exp.false(), copy=False)
    return [
        Step("net_persons", persons), Step("net_all", rows.where(both(of_codes.copy() if of_codes else None, concerned), copy=False)), Step("net_turns", turns),
        Step("net_pool", pool), Step("net_matches", matched),
    ]


def last_turn() -> exp.Expression:
    """The number of rounds needed."""
    return exp.select(known(exp.Max(this=col("turn")), lit(0)), copy=False).from_(table("net_turns"), copy=False)


def round_query(turn: int) -> exp.Expression:
    """The matches of one round: exact before partial, then latest date, same pack, highest row number."""
    used = exp.select(col("corrected"), named(exp.Sum(this=col("used")), "used"), copy=False).from_(table("net_matches"), copy=False).group_by(col("corrected"), copy=False)
    left = minus(col("quantity", "p"), known(col("used", "u"), lit(0)))
    same_pack = choose((both(present(col("NPLPACKID", "n")), col("NPLPACKID", "n").eq(col("NPLPACKID", "p"))), lit(1)), otherwise=lit(0))
    is_exact = choose((left.copy().eq(col("need", "n")), lit(1)), otherwise=lit(0))
    order = [(is_exact, True), (col("EDATUM", "p"), True), (same_pack, True), (col("row_no", "p"), True)]
    candidates = (
        exp.select(
            named(col("row_no", "n"), "correction"), named(col("row_no", "p"), "corrected"), named(col("need", "n"), "used"),
            named(place([col("row_no", "n")], order), "place"), copy=False
        )
        .from_(table("net_turns", "n"), copy=False)
        .join(table("net_pool", "p"), on=both(
            col("person", "p").eq(col("person", "n")), col("ATC", "p").eq(col("ATC", "n")), exp.LTE(this=col("EDATUM", "p"), expression=col("EDATUM", "n")),
        ), copy=False)
        .join(inner(used, "u"), on=col("corrected", "u").eq(col("row_no", "p")), join_type="left", copy=False)
        .where(both(col("turn", "n").eq(lit(turn)), exp.GTE(this=left.copy(), expression=col("need", "n"))), copy=False)
    )
    return exp.select(*(col(name) for name in ("correction", "corrected", "used")), copy=False).from_(inner(candidates, "c"), copy=False).where(col("place").eq(lit(1)), copy=False)


def result_step() -> Step:
    """`net_rows`: every row of the persons concerned as it counts and where it is summed."""
    used = exp.select(col("corrected"), named(exp.Sum(this=col("used")), "used"), copy=False).from_(table("net_matches"), copy=False).group_by(col("corrected"), copy=False)
    counted = both(exp.GT(this=col("quantity", "r"), expression=lit(0)), exp.GT(
        this=minus(col("quantity", "r"), known(col("used", "u"), lit(0))), expression=lit(0)))
    unmatched = both(exp.LT(this=col("quantity", "r"), expression=lit(0)), missing(col("correction", "m")))
    columns = [_moved(name) for name in KEPT]
    query = (
        exp.select(*columns, named(counted, "counted"), named(either([counted.copy(), unmatched]), "contributes"), named(unmatched.copy(), "unmatched"), copy=False)
        .from_(table("net_all", "r"), copy=False)
        .join(table("net_matches", "m"), on=col("correction", "m").eq(col("row_no", "r")), join_type="left", copy=False)
        .join(table("net_all", "c"), on=col("row_no", "c").eq(col("corrected", "m")), join_type="left", copy=False)
        .join(inner(used, "u"), on=col("corrected", "u").eq(col("row_no", "r")), join_type="left", copy=False)
    )
    return Step("net_rows", query)


def _moved(name: str) -> exp.Expression:
    if name not in FROM_CORRECTED:
        return named(col(name, "r"), name)
    return named(choose((present(col("row_no", "c")), col(name, "c")), otherwise=col(name, "r")), name)

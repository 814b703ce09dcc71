"""What is true of everyone in a known group is hidden where the group is small, and listed for the reviewer where it is not."""

from __future__ import annotations

import disclosure_factory as factory

from jobs.disclosure import Counted, Protection, protect
from metadata.model.table import TOTAL, Count, CountTable

ROW = {"kind": "row", "registers": ("lmed",)}
TWICE = {"kind": "meets", "registers": ("lmed",), "first": "2024-01-01", "last": "2024-12-31", "at_least": 2}
WIDE = Counted.model_validate({"noun": "persons", "formula": {"members": (ROW,)}})
NARROW = Counted.model_validate({"noun": "persons", "formula": {"members": (TWICE, ROW)}})


def both(wide: dict[str, int], narrow: dict[str, int], **fields: object) -> Protection:
    tables = [factory.counties(wide, "wide"), factory.counties(narrow, "narrow")]
    return protect(tables, factory.policy(5, **fields), counted={"wide": WIDE, "narrow": NARROW})


def groups(protection: Protection) -> dict[str, tuple[int, bool]]:
    return {one["cell"]: (one["share"], one["hidden"]) for system in protection.evidence["systems"] for one in system["groups"]}


def test_everyone_in_a_small_group_is_hidden() -> None:
    protection = both({"01": 7, "03": 50, "04": 70}, {"01": 7, "03": 30, "04": 40})
    assert protection.hidden["narrow"][("01",)].reason == "group.share" and protection.verdict != "red"


def test_everyone_in_a_large_group_is_listed_and_asks_for_a_reason() -> None:
    protection = both({"01": 60, "03": 50, "04": 70}, {"01": 60, "03": 30, "04": 40})
    assert ("01",) not in protection.hidden["narrow"] and protection.verdict == "amber"
    assert [share for share, is_hidden in groups(protection).values() if not is_hidden] == [100]


def test_nobody_in_a_group_is_listed_and_hidden_only_where_noughts_may_be() -> None:
    assert list(groups(both({"01": 6, "03": 50, "04": 70}, {"01": 0, "03": 30, "04": 40})).values()) == [(0, False)]
    hideable = both({"01": 6, "03": 50, "04": 70}, {"01": 0, "03": 30, "04": 40}, zeros="hideable")
    assert ("01",) in hideable.hidden["narrow"] and list(groups(hideable).values()) == [(0, True)]


def test_everyone_of_a_small_population_is_hidden() -> None:
    made = factory.shell("t1", [factory.breakdown("county", ["01", "03", "04"])])
    numbers = {"01": (8, 8), "03": (40, 900), "04": (60, 800), TOTAL: (108, 1708)}
    table = CountTable(made, {(code,): Count(value, value, denominator=size) for code, (value, size) in numbers.items()})
    assert protect([table], factory.policy(5)).hidden["t1"][("01",)].reason == "group.share"


def test_an_order_without_a_group_lists_nothing() -> None:
    protection = protect([factory.counties({"01": 30, "03": 0, "04": 40})], factory.policy(5))
    assert groups(protection) == {} and protection.verdict == "green"

"""Every example order is complete: no error, warnings answered, its tables planned; its first draft triggers the rules it names."""

from __future__ import annotations

import pytest
from orders import catalogue, codes_of, context, lint

from assistant.document import order_from, read_order, write_order
from assistant.order.order import Order
from assistant.shells import build_shells
from catalog.editions import sample_code_lists
from common.errors import Severity
from metadata.model.example import Example

LISTS = sample_code_lists()
EXAMPLES = [pytest.param(example, id=example.key) for example in catalogue().examples]


@pytest.mark.parametrize("example", EXAMPLES)
def test_an_example_is_valid_and_its_tables_have_shells(example: Example) -> None:
    order, findings = order_from(example.order)
    assert order is not None, findings
    found = lint(order, editions=LISTS)
    assert [one.code for one in found if one.severity is Severity.error] == []
    assert {one.code for one in found if one.severity is Severity.warning} == {dismissed.rule for dismissed in example.dismissed}
    assert len(build_shells(order, catalogue(), context(editions=LISTS))) == len(order.tables)
    assert read_order(write_order(order))[0] == order


@pytest.mark.parametrize("example", EXAMPLES)
def test_its_first_draft_triggers_the_rules_it_names(example: Example) -> None:
    assert example.first_draft is not None
    order, findings = order_from(example.first_draft.order)
    assert order is not None, findings
    assert set(example.first_draft.rules) <= codes_of(lint(order))


def test_the_examples_cover_what_can_be_computed() -> None:
    """Every measure but the plain choice of a run-in, and every register that can be ordered from, stand in some example."""
    assert len(EXAMPLES) >= 12
    orders = [example.order for example in catalogue().examples]
    measures = {table["measure"] for order in orders for table in order.get("tables", ())}
    assert set(catalogue().measures) - measures <= {"new_users", "ddd"}
    read = {part for example in catalogue().examples for part in _registers(order_from(example.order)[0])}
    assert {key for key, one in catalogue().registers.items() if one.status == "active"} - {"population"} <= read


def _registers(order: Order | None) -> list[str]:
    assert order is not None
    return [part for _path, _cohort, criterion in order.criteria() for part in catalogue().members(criterion.register_code)]

"""Every example order is complete: no error, warnings answered, its tables planned; its first draft triggers the rules it names."""

from __future__ import annotations

import pytest
from orders import catalogue, codes_of, lint

from assistant.document import order_from, read_order, write_order
from assistant.shells import build_shells
from common.errors import Severity
from metadata.model.example import Example

EXAMPLES = [pytest.param(example, id=example.key) for example in catalogue().examples]


@pytest.mark.parametrize("example", EXAMPLES)
def test_an_example_is_valid_and_its_tables_have_shells(example: Example) -> None:
    order, findings = order_from(example.order)
    assert order is not None, findings
    found = lint(order)
    assert [one.code for one in found if one.severity is Severity.error] == []
    assert {one.code for one in found if one.severity is Severity.warning} == {dismissed.rule for dismissed in example.dismissed}
    from orders import context

    assert len(build_shells(order, catalogue(), context())) == len(order.tables)
    assert read_order(write_order(order))[0] == order


@pytest.mark.parametrize("example", EXAMPLES)
def test_its_first_draft_triggers_the_rules_it_names(example: Example) -> None:
    assert example.first_draft is not None
    order, findings = order_from(example.first_draft.order)
    assert order is not None, findings
    assert set(example.first_draft.rules) <= codes_of(lint(order))


def test_there_are_three_examples_and_they_cross_registers() -> None:
    assert len(EXAMPLES) >= 3
    measures = {table["measure"] for example in catalogue().examples for table in example.order.get("tables", ())}
    assert {"new_users_12m", "prevalent_users", "patients"} <= measures

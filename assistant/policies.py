"""May this happen to this order now, whoever asks; the sentence of a refusal is what the reader sees under the greyed button."""

from __future__ import annotations

import re

from assistant.states import TRANSITIONS, OrderCase, OrderEvent
from common.errors import ActionDenied, Conflict

_DIARY = re.compile(r"\d{1,6}/\d{4}")
MIN_TEXT = 10


def check_possible(case: OrderCase, event: OrderEvent) -> None:
    """Raises ActionDenied `order.denied.not_now` when the state has no such way out."""
    if (case.state, event) not in TRANSITIONS:
        raise ActionDenied("order.denied.not_now", state=case.state.value, event=event.value)


def check_version(case: OrderCase, version: int) -> None:
    """Raises Conflict `order.error.changed_meanwhile` when someone else saved first."""
    if case.version != version:
        raise Conflict("order.error.changed_meanwhile", yours=version, now=case.version)


def check_confirmed(case: OrderCase) -> None:
    """No decision before the orderer has confirmed exactly the specification sent (domain.md 4.1, rule 1)."""
    check_possible(case, OrderEvent.approve)
    if not case.is_confirmed:
        raise ActionDenied("order.denied.not_confirmed")


def check_named(named: str, expected: str | None) -> None:
    """A confirmation names the hash of what was read; raises ActionDenied `order.denied.other_specification` for another."""
    if named != expected:
        raise ActionDenied("order.denied.other_specification")


def check_text(text: str) -> None:
    """A question, an answer, an objection or a refusal says something the other can act on."""
    if len(text.strip()) < MIN_TEXT:
        raise ActionDenied("order.denied.text_needed", count=MIN_TEXT)


def check_diary_number(number: str) -> None:
    """`13819/2024`: one to six digits, slash, year (domain.md 4.2)."""
    if not _DIARY.fullmatch(number):
        raise ActionDenied("order.denied.diary_number")

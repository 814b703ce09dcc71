"""The tables of run states are whole: every state reachable, every open one has an exit, every event an audit type and sentences."""

from __future__ import annotations

import pytest

from common.errors import Conflict
from common.translate import LANGUAGES, catalogue
from jobs.states import AUDIT, MEANINGS, TRANSITIONS, RunEvent, RunState, next_state


def test_every_state_can_be_reached_from_the_queue() -> None:
    reached = {RunState.queued}
    while new := {to for (state, _), to in TRANSITIONS.items() if state in reached} - reached:
        reached |= new
    assert reached == set(RunState)


@pytest.mark.parametrize("state", RunState)
def test_a_state_is_final_or_has_an_exit(state: RunState) -> None:
    assert MEANINGS[state].is_final == (not any(at is state for at, _ in TRANSITIONS))


@pytest.mark.parametrize("event", RunEvent)
def test_every_event_happens_somewhere_and_is_audited(event: RunEvent) -> None:
    assert AUDIT[event] == f"run.{event.value}"
    assert any(happens is event for _, happens in TRANSITIONS)


@pytest.mark.parametrize("state", RunState)
def test_every_state_has_its_word_in_both_languages(state: RunState) -> None:
    assert all(f"jobs.state.{state.value}" in catalogue(language) for language in LANGUAGES)


def test_what_the_table_does_not_hold_is_refused() -> None:
    with pytest.raises(Conflict, match=r"jobs\.error\.not_now"):
        next_state(RunState.released, RunEvent.approve)

"""Runs as the web sees them: queued through the counter, followed, and read when they may be seen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from common.actor import Actor
from exports.table_view import TableView, table_view
from jobs import counter
from web.doors import doors
from web.drafts import Draft
from web.language import language


@dataclass(frozen=True)
class RunShown:
    """A preview: still waiting, or its laid-out tables, or the reason why there are none."""

    is_waiting: bool
    views: tuple[TableView, ...]
    error: str


def enqueue() -> Any:
    """What queues an approved order in the transaction of its approval."""
    return counter.enqueue


def start_preview(actor: Actor, draft: Draft) -> str:
    """Queues a preview of an order on synthetic registers; the same order again gives the same run."""
    return str(counter.preview(doors().engine, actor, draft.id, doors().clock))


def see_preview(actor: Actor, run_id: str) -> RunShown:
    """A preview of one's own. Raises NotFound for anyone else's."""
    run = counter.get_run(doors().engine, run_id, actor)
    tables = run.result.tables if run.result else ()
    return RunShown(run.is_waiting, tuple(table_view(table, language()) for table in tables), run.error or "")

"""Previews as the web sees them: queued through the counter, followed, and shown when they are ready."""

from __future__ import annotations

from dataclasses import dataclass

from common.actor import Actor
from common.errors import InputRefused
from exports.table_view import TableView, table_view
from jobs.counter import get_run, preview, previewed_result
from web.doors import doors
from web.drafts import Draft
from web.language import language, t


@dataclass(frozen=True)
class RunShown:
    """A preview: still waiting, or its laid-out tables, or the reason why there are none."""

    is_waiting: bool
    views: tuple[TableView, ...]
    error: str


def start_preview(actor: Actor, draft: Draft) -> str:
    """Queues a preview of a draft on synthetic registers; the same draft again gives the same run. Raises InputRefused for one with errors."""
    if draft.view.order is None:
        raise InputRefused(draft.view.findings)
    return preview(doors().engine, actor, doors().clock, order=draft.view.order, order_id=draft.id)


def see_preview(actor: Actor, run_id: str) -> RunShown:
    """A preview of one's own. Raises NotFound for anyone else's."""
    run = get_run(doors().engine, run_id, actor)
    result = previewed_result(doors().engine, run_id, actor)
    views = tuple(table_view(table, language()) for table in result.tables) if result else ()
    is_waiting = run.state in WAITING
    return RunShown(is_waiting, views, "" if is_waiting or views else t(run.error or "web.error.preview_not_protected"))


WAITING = ("queued", "running")

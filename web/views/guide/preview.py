"""The page that tries the order on synthetic registers."""

from __future__ import annotations

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from web.accounts.session import current_actor, requires
from web.runs import see_preview, start_preview
from web.views.guide.page import blueprint, open_draft, show

RELOAD_SECONDS = 2


@blueprint.get("/bestall/<order_id>/prova")
@requires("orderer")
def preview(order_id: str) -> ResponseReturnValue:
    """Starts a preview, or shows one: `kor` names the run."""
    draft, run_id = open_draft(order_id), request.args.get("kor", "")
    run = see_preview(current_actor(), run_id) if run_id else None
    return show("preview", draft, run=run, refresh=RELOAD_SECONDS if run and run.is_waiting else None)


@blueprint.post("/bestall/<order_id>/prova")
@requires("orderer")
def preview_run(order_id: str) -> ResponseReturnValue:
    """Queues a preview."""
    run_id = start_preview(current_actor(), open_draft(order_id))
    return redirect(url_for("guide.preview", order_id=order_id, kor=run_id), 303)

"""The page for those who would rather write the document themselves."""

from __future__ import annotations

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from web.accounts.session import current_actor, requires
from web.drafts import save_text
from web.judged import judge_text
from web.views.guide.page import blueprint, open_draft, show


@blueprint.get("/bestall/<order_id>/dokument")
@requires("orderer")
def document(order_id: str) -> ResponseReturnValue:
    """The whole order as YAML."""
    draft = open_draft(order_id)
    return show("document", draft, text=draft.text)


@blueprint.post("/bestall/<order_id>/dokument")
@requires("orderer")
def document_sent(order_id: str) -> ResponseReturnValue:
    """Saves the text when it can be read as an order; otherwise shows every fault with its line and keeps what was typed."""
    draft = open_draft(order_id)
    text = request.form.get("text", "").replace("\r\n", "\n")
    judged = judge_text(text)
    if judged.order is None:
        return show("document", draft, text=text, faults=judged.findings, status=422)
    save_text(current_actor(), draft.id, text, expected=request.form.get("version", type=int))
    return redirect(url_for("guide.document", order_id=order_id), 303)

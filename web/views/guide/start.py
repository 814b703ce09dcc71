"""The beginning of an order and its overview."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from web.accounts.session import current_actor, requires
from web.catalogue import catalogue
from web.drafts import BLANK, start_draft
from web.views.guide.page import blueprint, open_draft, show


@blueprint.get("/bestall")
def start() -> str:
    """Where to begin: an example that resembles the need, a document at hand, or a blank sheet."""
    return render_template("pages/guide/start.html", examples=catalogue().examples)


@blueprint.post("/bestall")
@requires("orderer")
def start_blank() -> ResponseReturnValue:
    """A blank draft of the kind asked for; the same form sent twice gives the same draft."""
    order_id = start_draft(current_actor(), BLANK.get(request.form.get("kind", ""), BLANK["statistics"]))
    return redirect(url_for("guide.purpose", order_id=order_id), 303)


@blueprint.get("/bestall/<order_id>")
@requires("orderer")
def overview(order_id: str) -> ResponseReturnValue:
    """The task list of a draft."""
    return show("overview", open_draft(order_id))

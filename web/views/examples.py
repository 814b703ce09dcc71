"""Example orders: from need to delivered table, and the start of one's own order."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from web.accounts.session import current_actor, requires
from web.catalogue import catalogue
from web.delivered import find_delivered
from web.drafts import start_draft
from web.judged import show_value

blueprint = Blueprint("examples", __name__)


@blueprint.get("/exempel")
def listing() -> ResponseReturnValue:
    """The examples stand on the front page."""
    return redirect(url_for("home.front"), 302)


@blueprint.get("/exempel/<key>")
def example(key: str) -> str:
    """One example: need, dialogue, the order in words, its shells, and what was delivered."""
    found = catalogue().get_example(key)
    return render_template("pages/example.html", found=found, delivered=find_delivered(found), judged=show_value(found.order))


@blueprint.post("/exempel/<key>")
@requires("orderer")
def start(key: str) -> ResponseReturnValue:
    """A draft of one's own with the answers of the example; the same form sent twice gives the same draft."""
    found = catalogue().get_example(key)
    order_id = start_draft(current_actor(), found.order, example=found.key)
    return redirect(url_for("guide.overview", order_id=order_id), 303)

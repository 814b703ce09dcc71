"""The case officer's desk: orders sent in, one order with everything it says, and the decisions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from assistant.actions import ask_completion, assign, refuse, set_diary_number, specify
from assistant.lookup import find_orders, get_order, history
from common.actor import Actor
from jobs.counter import approve_and_queue, restart
from web.accounts.session import current_actor, requires
from web.doors import doors
from web.judged import judge_view
from web.offered import offered
from web.packages import find_package

blueprint = Blueprint("desk", __name__)


@blueprint.get("/handlaggning")
@requires("officer")
def listing() -> str:
    """Every order that is sent in, newest first."""
    return render_template("pages/desk.html", cases=find_orders(doors().engine, current_actor()))


@blueprint.get("/handlaggning/<order_id>")
@requires("officer")
def order(order_id: str) -> str:
    """One order: read-back, findings and answers, shells, history, and what can be decided."""
    view = get_order(doors().engine, current_actor(), order_id)
    lines = history(doors().engine, current_actor(), order_id)
    return render_template(
        "pages/desk_order.html", view=view, case=view.case, judged=judge_view(view), lines=lines, may=offered(current_actor(), view.case),
        package=find_package(current_actor(), view.case),
    )


@blueprint.post("/handlaggning/<order_id>/<any(ta, fraga, specificera, godkann, avsla, starta, diarienummer):action>")
@requires("officer")
def act(order_id: str, action: str) -> ResponseReturnValue:
    """Takes, asks, specifies, approves and queues, refuses, restarts or numbers the order."""
    _ACTIONS[action](order_id, current_actor(), request.form)
    return redirect(url_for("desk.order", order_id=order_id), 303)


def _take(order_id: str, actor: Actor, _form: Any) -> None:
    assign(doors().engine, actor, doors().clock, order_id=order_id)


def _ask(order_id: str, actor: Actor, form: Any) -> None:
    ask_completion(doors().engine, actor, doors().clock, order_id=order_id, text=form.get("text", ""))


def _specify(order_id: str, actor: Actor, _form: Any) -> None:
    specify(doors().engine, actor, doors().clock, order_id=order_id)


def _approve(order_id: str, actor: Actor, _form: Any) -> None:
    approve_and_queue(doors().engine, actor, doors().clock, order_id=order_id)


def _refuse(order_id: str, actor: Actor, form: Any) -> None:
    refuse(doors().engine, actor, doors().clock, order_id=order_id, text=form.get("text", ""))


def _restart(order_id: str, actor: Actor, _form: Any) -> None:
    restart(doors().engine, actor, doors().clock, order_id=order_id)


def _number(order_id: str, actor: Actor, form: Any) -> None:
    set_diary_number(doors().engine, actor, doors().clock, order_id=order_id, number=form.get("number", "").strip())


_ACTIONS: dict[str, Callable[[str, Actor, Any], None]] = {
    "ta": _take, "fraga": _ask, "specificera": _specify, "godkann": _approve, "avsla": _refuse, "starta": _restart, "diarienummer": _number,
}

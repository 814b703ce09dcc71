"""An orderer's own orders: list, one order with its history, what the orderer may do, the download."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any

from flask import Blueprint, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from assistant.actions import answer, confirm, object_to, withdraw
from assistant.lookup import find_orders, get_order, history
from common.actor import Actor
from common.errors import InputRefused
from web.accounts.session import current_actor, requires
from web.catalogue import catalogue
from web.doors import doors
from web.judged import context, judge_view
from web.offered import offered
from web.packages import find_package, find_tables, read_package

blueprint = Blueprint("orders", __name__)


@blueprint.get("/mina")
@requires("orderer")
def mine() -> str:
    """My orders and my organisation's, newest first."""
    return render_template("pages/orders.html", cases=find_orders(doors().engine, current_actor()))


@blueprint.get("/mina/<order_id>")
@requires("orderer")
def order(order_id: str) -> ResponseReturnValue:
    """One order: where it stands, what it says, what has happened; a draft is continued in the guide."""
    view = get_order(doors().engine, current_actor(), order_id)
    may = offered(current_actor(), view.case)
    if may.submit:
        return redirect(url_for("guide.overview", order_id=order_id), 303)
    lines = history(doors().engine, current_actor(), order_id)
    return render_template(
        "pages/order.html", view=view, case=view.case, judged=judge_view(view), lines=lines, may=may, package=find_package(current_actor(), view.case),
        delivered=find_tables(current_actor(), view.case),
    )


@blueprint.post("/mina/<order_id>/<any(bekrafta, invandning, svar, aterkalla):action>")
@requires("orderer")
def act(order_id: str, action: str) -> ResponseReturnValue:
    """Confirms, objects, answers or withdraws; doing it twice does it once."""
    _ACTIONS[action](order_id, current_actor(), request.form)
    return redirect(url_for("orders.order", order_id=order_id), 303)


@blueprint.get("/mina/<order_id>/leverans.zip")
@requires("orderer", "officer")
def package(order_id: str) -> ResponseReturnValue:
    """The delivery as one file, for the parties of the order only."""
    name, content = read_package(current_actor(), order_id)
    return send_file(BytesIO(content), mimetype="application/zip", as_attachment=True, download_name=f"{name}.zip")


def _confirm(order_id: str, actor: Actor, form: Any) -> None:
    confirm(doors().engine, actor, doors().clock, order_id=order_id, specification=form.get("specification", ""))


def _object(order_id: str, actor: Actor, form: Any) -> None:
    object_to(doors().engine, actor, doors().clock, order_id=order_id, text=form.get("text", ""))


def _answer(order_id: str, actor: Actor, form: Any) -> None:
    view = get_order(doors().engine, actor, order_id)
    if view.order is None:
        raise InputRefused(view.findings)
    answer(
        doors().engine, actor, doors().clock, order_id=order_id, text=form.get("text", ""), catalogue=catalogue(), context=context(view.order),
        answers=view.answers, confirms=form.get("specification") or None,
    )


def _withdraw(order_id: str, actor: Actor, _form: Any) -> None:
    withdraw(doors().engine, actor, doors().clock, order_id=order_id)


_ACTIONS: dict[str, Callable[[str, Actor, Any], None]] = {"bekrafta": _confirm, "invandning": _object, "svar": _answer, "aterkalla": _withdraw}



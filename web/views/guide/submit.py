"""Check your answers, and send the order in."""

from __future__ import annotations

from typing import Any

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from assistant.actions import submit as send_in
from web.accounts.session import current_actor, requires
from web.catalogue import catalogue
from web.doors import doors
from web.drafts import Draft
from web.judged import Judged, context, judge_draft
from web.language import t
from web.views.guide.page import blueprint, open_draft, show


@blueprint.get("/bestall/<order_id>/skicka")
@requires("orderer")
def submit(order_id: str) -> ResponseReturnValue:
    """Everything once more: answers, read-back, empty tables, what is left."""
    return _page(open_draft(order_id))


@blueprint.post("/bestall/<order_id>/skicka")
@requires("orderer")
def submit_sent(order_id: str) -> ResponseReturnValue:
    """Sends the order in, confirming exactly the specification that was shown; a second click finds it sent."""
    draft = open_draft(order_id)
    judged = judge_draft(draft)
    if judged.order is None or judged.errors or judged.open_warnings:
        return _page(draft, judged, status=422)
    send_in(
        doors().engine, current_actor(), doors().clock, order_id=order_id, version=request.form.get("version", 0, type=int), catalogue=catalogue(),
        context=context(judged.order), answers=draft.view.answers, confirms=request.form.get("specification") or None,
    )
    return redirect(url_for("orders.order", order_id=order_id), 303)


def _page(draft: Draft, judged: Judged | None = None, status: int = 200) -> ResponseReturnValue:
    judged = judged or judge_draft(draft)
    return show("submit", draft, judged=judged, status=status, answers=_answers(draft, judged), checks=_to_checks(draft, judged))


def _to_checks(draft: Draft, judged: Judged) -> dict[str, str]:
    """Warnings are answered on the page of checks."""
    return {finding.path: url_for("guide.checks", order_id=draft.id) for finding in judged.open_warnings}


def _answers(draft: Draft, judged: Judged) -> list[dict[str, Any]]:
    purpose = judged.order.purpose if judged.order else None
    delivery = judged.order.delivery if judged.order else None
    rows = [
        ("web.guide.order_title", draft.title, "guide.purpose"),
        ("web.guide.legal", t(f"web.guide.legal.{purpose.legal}") if purpose and purpose.legal else "", "guide.purpose"),
        ("web.guide.purpose_text", purpose.text if purpose else "", "guide.purpose"),
        ("web.guide.step_whom", "; ".join(one.name for one in judged.groups), "guide.whom"),
        ("web.guide.step_tables", "; ".join(one.name for one in judged.tables), "guide.tables"),
        ("web.guide.formats", ", ".join(delivery.formats) if delivery else "", "guide.delivery"),
        ("web.guide.contact", delivery.contact if delivery else "", "guide.delivery"),
    ]
    return [{"label": t(key), "value": value, "href": url_for(endpoint, order_id=draft.id)} for key, value, endpoint in rows]

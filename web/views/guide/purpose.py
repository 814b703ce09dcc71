"""The page on purpose."""

from __future__ import annotations

from flask import request
from flask.typing import ResponseReturnValue

from web.accounts.session import requires
from web.forms import purpose as form
from web.forms.choice import Choice
from web.language import language, t
from web.views.guide.page import blueprint, keep, onwards, open_draft, readable, show

LEGAL = ("statistics", "follow_up", "research")


@blueprint.get("/bestall/<order_id>/syfte")
@requires("orderer")
def purpose(order_id: str) -> ResponseReturnValue:
    """What the answer is for."""
    draft = open_draft(order_id)
    return show("purpose", draft, answers=form.show(readable(draft), language()), legal=_legal())


@blueprint.post("/bestall/<order_id>/syfte")
@requires("orderer")
def purpose_sent(order_id: str) -> ResponseReturnValue:
    """Saves the purpose."""
    draft = open_draft(order_id)
    faults = keep(draft, form.answer(readable(draft), request.form, language()))
    if faults:
        return show("purpose", draft, faults=faults, status=422, answers=request.form, legal=_legal())
    return onwards(draft)


def _legal() -> list[Choice]:
    return [Choice(value, t(f"web.guide.legal.{value}"), t(f"web.guide.legal_hint.{value}")) for value in LEGAL]

"""The page on delivery."""

from __future__ import annotations

from flask import request
from flask.typing import ResponseReturnValue

from web.accounts.session import requires
from web.forms import delivery as form
from web.forms.choices import formats, languages
from web.views.guide.page import blueprint, keep, onwards, open_draft, readable, show


@blueprint.get("/bestall/<order_id>/leverans")
@requires("orderer")
def delivery(order_id: str) -> ResponseReturnValue:
    """Files, language and contact."""
    draft = open_draft(order_id)
    return show("delivery", draft, answers=form.show(readable(draft)), formats=formats(), languages=languages())


@blueprint.post("/bestall/<order_id>/leverans")
@requires("orderer")
def delivery_sent(order_id: str) -> ResponseReturnValue:
    """Saves the delivery."""
    draft = open_draft(order_id)
    changed = form.answer(readable(draft), request.form)
    faults = keep(draft, changed)
    if faults:
        return show("delivery", draft, faults=faults, status=422, answers=form.show(changed), formats=formats(), languages=languages())
    return onwards(draft)

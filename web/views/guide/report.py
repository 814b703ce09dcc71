"""The pages of a standard report: what it is about, and its sheets as they will look."""

from __future__ import annotations

from typing import Any

from flask import request
from flask.typing import ResponseReturnValue

from web.accounts.session import requires
from web.catalogue import catalogue
from web.drafts import Draft
from web.expanded import expand_answers
from web.forms import report as form
from web.forms.choices import incident_scopes, report_ages, sexes, sub_reports
from web.views.guide.page import blueprint, keep, onwards, open_draft, readable, show


@blueprint.get("/bestall/<order_id>/rapport")
@requires("orderer")
def report(order_id: str) -> ResponseReturnValue:
    """Codes, period, sexes, ages and sub-reports."""
    draft = open_draft(order_id)
    return _page(draft, form.show(readable(draft)))


@blueprint.post("/bestall/<order_id>/rapport")
@requires("orderer")
def report_sent(order_id: str) -> ResponseReturnValue:
    """Saves the answers; `do=stay` shows what the codes mean."""
    draft = open_draft(order_id)
    faults = keep(draft, form.answer(readable(draft), request.form))
    return _page(draft, form.typed(request.form), faults=faults, status=422) if faults else onwards(draft)


@blueprint.get("/bestall/<order_id>/blad")
@requires("orderer")
def sheets(order_id: str) -> ResponseReturnValue:
    """The sheets, empty; they follow from the answers and are not edited."""
    draft = open_draft(order_id)
    readable(draft)
    return show("sheets", draft)


def _page(draft: Draft, answers: dict[str, Any], **values: Any) -> ResponseReturnValue:
    return show(
        "report", draft, answers=answers, sexes=sexes(catalogue()), ages=report_ages(catalogue()), sub_reports=sub_reports(), scopes=incident_scopes(),
        expansions=expand_answers(answers), **values,
    )

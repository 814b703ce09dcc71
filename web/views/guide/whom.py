"""The pages on whom: groups of persons and, one at a time, the criteria they meet."""

from __future__ import annotations

from typing import Any

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from web.accounts.session import current_actor, requires
from web.catalogue import catalogue
from web.drafts import Draft, save_value
from web.expanded import expand_answers
from web.forms import cohort as cohort_form
from web.forms import criterion as form
from web.forms.choices import levels, positions, registers, systems
from web.forms.pointer import with_value, without
from web.language import language
from web.taken import saved_choices, with_saved_list
from web.views.guide.page import blueprint, keep, onwards, open_draft, part, readable, show


@blueprint.get("/bestall/<order_id>/grupper")
@requires("orderer")
def whom(order_id: str) -> ResponseReturnValue:
    """The groups and their criteria, in words."""
    draft = open_draft(order_id)
    readable(draft)
    return show("whom", draft)


@blueprint.post("/bestall/<order_id>/grupper")
@requires("orderer")
def whom_changed(order_id: str) -> ResponseReturnValue:
    """Adds a group or a criterion, or takes one away."""
    draft = open_draft(order_id)
    document, where = readable(draft), ""
    if "remove" in request.form:
        document = without(document, request.form["remove"])
    elif "add_to" in request.form:
        members = part(document, request.form["add_to"]).get("criteria") or []
        where = f"{request.form['add_to']}/criteria/{len(members)}"
        document = with_value(document, f"{request.form['add_to']}/criteria", [*members, _new_criterion(document)])
    else:
        cohorts = document.get("cohorts") or []
        name = cohort_form.new_id([str(one.get("id", "")) for one in cohorts], "group")
        where = f"/cohorts/{len(cohorts)}/criteria/0"
        document = {**document, "cohorts": [*cohorts, {"id": name, "base": "population", "criteria": [_new_criterion(document)]}]}
    save_value(current_actor(), draft.id, document, expected=request.form.get("version", type=int))
    return redirect(url_for("guide.criterion", order_id=order_id, place=where) if where else url_for("guide.whom", order_id=order_id), 303)


@blueprint.get("/bestall/<order_id>/villkor")
@requires("orderer")
def criterion(order_id: str) -> ResponseReturnValue:
    """One criterion: codes and years."""
    draft = open_draft(order_id)
    return _criterion_page(draft, form.show(part(readable(draft), _place())))


@blueprint.post("/bestall/<order_id>/villkor")
@requires("orderer")
def criterion_sent(order_id: str) -> ResponseReturnValue:
    """Saves a criterion; `do=stay` shows what the codes mean."""
    draft = open_draft(order_id)
    document = readable(draft)
    given = with_saved_list(request.form)
    faults = keep(draft, with_value(document, _place(), form.answer(part(document, _place()), given)))
    if faults:
        return _criterion_page(draft, form.typed(given), faults=faults, status=422)
    return onwards(draft, "guide.whom")


@blueprint.get("/bestall/<order_id>/grupp/<int:number>")
@requires("orderer")
def cohort(order_id: str, number: int) -> ResponseReturnValue:
    """One group: name, ages, index date."""
    draft = open_draft(order_id)
    group = part(readable(draft), f"/cohorts/{number}")
    return show("cohort", draft, answers=cohort_form.show(group, language()), number=number)


@blueprint.post("/bestall/<order_id>/grupp/<int:number>")
@requires("orderer")
def cohort_sent(order_id: str, number: int) -> ResponseReturnValue:
    """Saves a group."""
    draft = open_draft(order_id)
    document, pointer = readable(draft), f"/cohorts/{number}"
    faults = keep(draft, with_value(document, pointer, cohort_form.answer(part(document, pointer), request.form, language())))
    if faults:
        return show("cohort", draft, faults=faults, status=422, answers=request.form, number=number)
    return onwards(draft, "guide.whom")


def _criterion_page(draft: Draft, answers: dict[str, Any], **values: Any) -> ResponseReturnValue:
    known = catalogue()
    return show(
        "criterion", draft, answers=answers, place=_place(), registers=registers(known), systems=systems(), positions=positions(), levels=levels(),
        expansions=expand_answers(answers), saved=saved_choices(), **values,
    )


def _place() -> str:
    place = request.values.get("place", "")
    if not place.startswith("/cohorts/"):
        abort(404)
    return place


def _new_criterion(document: dict[str, Any]) -> dict[str, Any]:
    """A blank criterion; the period of the first criterion is the likeliest answer."""
    for group in document.get("cohorts") or ():
        for one in group.get("criteria") or ():
            if isinstance(one, dict) and one.get("period"):
                return {"period": one["period"]}
    return {}

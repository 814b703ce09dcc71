"""The pages on tables: what is counted, and how it is laid out, with the empty table below."""

from __future__ import annotations

from typing import Any

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from web.accounts.session import current_actor, requires
from web.catalogue import catalogue
from web.drafts import Draft, save_value
from web.forms import table as form
from web.forms.choices import breakdowns, cohorts, levels, measures, rates, totals
from web.forms.cohort import new_id
from web.forms.pointer import with_value, without
from web.language import language
from web.views.guide.page import blueprint, keep, onwards, open_draft, part, readable, show


@blueprint.get("/bestall/<order_id>/tabeller")
@requires("orderer")
def tables(order_id: str) -> ResponseReturnValue:
    """The tables as they will look, empty."""
    draft = open_draft(order_id)
    return show("tables", draft, document=readable(draft))


@blueprint.post("/bestall/<order_id>/tabeller")
@requires("orderer")
def tables_changed(order_id: str) -> ResponseReturnValue:
    """Adds a table or takes one away."""
    draft = open_draft(order_id)
    document = readable(draft)
    tables = document.get("tables") or []
    if "remove" in request.form:
        following = url_for("guide.tables", order_id=order_id)
        document = without(document, f"/tables/{request.form.get('remove', type=int)}")
    else:
        following = url_for("guide.counted", order_id=order_id, number=len(tables))
        group = next((str(one.get("id", "")) for one in document.get("cohorts") or ()), "")
        name = new_id([str(one.get("id", "")) for one in tables], "t")
        document = {**document, "tables": [*tables, {"id": name if name != "t" else "t1", "of": group, "rows": ["year"], "columns": ["sex"]}]}
    save_value(current_actor(), draft.id, document, expected=request.form.get("version", type=int))
    return redirect(following, 303)


@blueprint.get("/bestall/<order_id>/tabell/<int:number>/matt")
@requires("orderer")
def counted(order_id: str, number: int) -> ResponseReturnValue:
    """What one table counts."""
    draft = open_draft(order_id)
    document = readable(draft)
    return _counted_page(draft, number, form.show_counted(part(document, f"/tables/{number}")))


@blueprint.post("/bestall/<order_id>/tabell/<int:number>/matt")
@requires("orderer")
def counted_sent(order_id: str, number: int) -> ResponseReturnValue:
    """Saves what one table counts."""
    draft = open_draft(order_id)
    document, pointer = readable(draft), f"/tables/{number}"
    faults = keep(draft, with_value(document, pointer, form.answer_counted(part(document, pointer), request.form, language())))
    if faults:
        return _counted_page(draft, number, request.form, faults=faults, status=422)
    return onwards(draft, "guide.layout", number=number)


@blueprint.get("/bestall/<order_id>/tabell/<int:number>/uppstallning")
@requires("orderer")
def layout(order_id: str, number: int) -> ResponseReturnValue:
    """How one table is laid out."""
    draft = open_draft(order_id)
    return _layout_page(draft, number, form.show_layout(part(readable(draft), f"/tables/{number}")))


@blueprint.post("/bestall/<order_id>/tabell/<int:number>/uppstallning")
@requires("orderer")
def layout_sent(order_id: str, number: int) -> ResponseReturnValue:
    """Saves the layout; `do=stay` shows the empty table."""
    draft = open_draft(order_id)
    document, pointer = readable(draft), f"/tables/{number}"
    changed = form.answer_layout(part(document, pointer), request.form)
    faults = keep(draft, with_value(document, pointer, changed))
    if faults:
        return _layout_page(draft, number, form.show_layout(changed), faults=faults, status=422)
    return onwards(draft, "guide.tables")


def _counted_page(draft: Draft, number: int, answers: Any, **values: Any) -> ResponseReturnValue:
    document = readable(draft)
    return show(
        "counted", draft, answers=answers, number=number, measures=measures(catalogue(), document, answers["measure"]), cohorts=cohorts(document), levels=levels(), **values
    )


def _layout_page(draft: Draft, number: int, answers: dict[str, Any], **values: Any) -> ResponseReturnValue:
    table = part(readable(draft), f"/tables/{number}")
    offered = breakdowns(catalogue(), answers["rows"] + answers["columns"])
    return show(
        "layout", draft, answers=answers, number=number, table_id=table.get("id"), breakdowns=offered, totals=totals(catalogue()), rates=rates(), **values
    )

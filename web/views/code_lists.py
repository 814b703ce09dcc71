"""The code-list builder: one expression under a text box and a tree, and where it goes from there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from assistant.actions import create_draft
from assistant.code_lists import actions
from assistant.code_lists.fixing import first_columns, repairs
from assistant.code_lists.permissions import check_may_save
from assistant.code_lists.saved import ListVersion
from assistant.codes import expand
from assistant.variable_list.actions import change_list
from common.documents import write_yaml
from common.errors import Conflict, Finding, InputRefused, NotFound, Severity, allowed
from exports.code_list import code_lines, write_code_csv
from web.accounts.session import current_actor, requires
from web.building import Builder, build, loaded_lists, opened_to, picked_expression, plain_form, systems_with_lists
from web.doors import doors
from web.drafts import get_draft, save_value
from web.forms.pointer import value_at, with_value
from web.kept_list import owner_for_writing
from web.language import t

blueprint = Blueprint("code_lists", __name__)
LONGEST = 20_000
MOST_OPEN = 200


@dataclass(frozen=True)
class Target:
    """Where the expression is to go back to: a criterion of an order, or an entry of the variable list; nothing by default."""

    order: str = ""
    place: str = ""
    variable: str = ""


@blueprint.get("/kodlistor")
def builder() -> str:
    """The builder with an expression of the address (`system`, `expr`) and the tree open down to a node (`oppna`), or with the newest version of a saved list (`lista`)."""
    address = request.args.get("lista", "")
    if address:
        saved = actions.get_version(doors().engine, address)
        mine = allowed(check_may_save, current_actor(), actions.get_list(doors().engine, saved.address)[0])
        known = {"name": saved.name, "saved": saved.address if mine else "", "seen": str(saved.number) if mine else "0"}
        return _page(build(saved.system, saved.expr), known)
    system = request.args.get("system", "") or next(iter(systems_with_lists()), "ATC")
    return _page(build(system, request.args.get("expr", "")[: LONGEST + 1], opened_to(system, request.args.get("oppna", "")), request.args.get("q", "")[:200]))


@blueprint.post("/kodlistor")
def built() -> str:
    """One step of building: checks, opens a branch, ticks a node, mends a message, searches. Nothing is stored."""
    system, expr, opened = request.form.get("system", ""), plain_form(request.form)[: LONGEST + 1], list(dict.fromkeys(request.form.getlist("open")))
    act, _colon, key = request.form.get("do", "check").partition(":")
    if act == "open":
        opened.append(key)
    elif act == "close":
        opened = [one for one in opened if one != key]
    elif act in ("include", "exclude"):
        expr = picked_expression(system, expr, key, include=act == "include")
    elif act == "fix":
        system, expr = _mended(system, expr, key)
    elif act == "columns":
        expr = first_columns(expr) or expr
    return _page(build(system, expr, opened[-MOST_OPEN:], request.form.get("q", "")[:200]))


@blueprint.post("/kodlistor/spara")
@requires()
def save() -> ResponseReturnValue:
    """Saves the expression as a new list, or as the next version of one."""
    form, expr = request.form, plain_form(request.form)
    found = expand(expr, form.get("system", ""), loaded_lists())
    try:
        version = actions.save_list(
            doors().engine, current_actor(), doors().clock, name=form.get("name", ""), expr=expr, expansion=found, note=form.get("note", ""),
            address=form.get("saved", ""), seen=form.get("seen", 0, type=int),
        )
    except InputRefused as refusal:
        return _page(build(found.system, expr), faults=refusal.findings), 422
    except Conflict as conflict:
        return _page(build(found.system, expr), faults=(Finding(conflict.code, Severity.error, "/name", conflict.params),)), 409
    flash(t("web.code_list.saved", number=version.number))
    return redirect(url_for("saved_lists.version", address=version.address, number=version.number), 303)


@blueprint.get("/kodlistor/koder.csv")
def expansion_csv() -> ResponseReturnValue:
    """Every code of an expression (`system`, `expr`) with titles."""
    lists = loaded_lists()
    found = expand(request.args.get("expr", "")[: LONGEST + 1], request.args.get("system", ""), lists)
    if found.has_errors:
        raise NotFound("assistant.code_list.error.expression")
    body = write_code_csv(code_lines(found.system, found.codes, lists.editions.get(found.system, ())))
    return Response(body, mimetype="text/csv", headers={"Content-Disposition": f"attachment; filename={found.system.lower()}.csv"})


@blueprint.post("/kodlistor/anvand")
def use() -> ResponseReturnValue:
    """Takes the expression to where the reader came from: a criterion, the variable list; else to a new order."""
    target, expr = _target(), plain_form(request.form)
    found = expand(expr, request.form.get("system", ""), loaded_lists())
    if found.has_errors:
        return _page(build(found.system, expr), faults=(Finding("assistant.code_list.error.expression", Severity.error, "/expr"),)), 422
    codes = {"system": found.system, "expr": expr}
    if target.variable:
        return _to_variable(int(target.variable), codes)
    return _to_order(target, codes)


@requires("orderer")
def _to_order(target: Target, codes: dict[str, str]) -> ResponseReturnValue:
    if not target.order:
        document = {"order": "1", "kind": "statistics", "cohorts": [{"id": "group", "base": "population", "criteria": [{"codes": codes}]}]}
        case = create_draft(doors().engine, current_actor(), doors().clock, document=write_yaml(document))
        return redirect(url_for("guide.criterion", order_id=case.id, place="/cohorts/0/criteria/0"), 303)
    draft = get_draft(current_actor(), target.order)
    document = draft.value or {}
    if not isinstance(value_at(document, target.place), dict):
        abort(404)
    written = value_at(document, f"{target.place}/codes") or []
    others = [one for one in (written if isinstance(written, list) else [written]) if one.get("system") not in (codes["system"], None, "")]
    lists: Any = [codes, *others] if others else codes
    save_value(current_actor(), draft.id, with_value(document, f"{target.place}/codes", lists), expected=draft.version)
    return redirect(url_for("guide.criterion", order_id=draft.id, place=target.place), 303)


def _to_variable(number: int, codes: dict[str, str]) -> ResponseReturnValue:
    parts = {**codes, "all_codes": False}

    def change(listed: Any) -> Any:
        entry = listed.find(number)
        return listed.replacing(entry.model_copy(update=parts)) if entry else listed

    change_list(doors().engine, owner_for_writing(), doors().clock, change)
    return redirect(url_for("variable_list.entry", number=number), 303)


def _mended(system: str, expr: str, key: str) -> tuple[str, str]:
    """The text after one repair, named by the numbers of its message and of its way to mend it; a message that is gone mends nothing."""
    message, _dot, way = key.partition(".")
    found = expand(expr, system, loaded_lists())
    if message.isdecimal() and way.isdecimal() and int(message) < len(found.messages):
        ways = repairs(expr, found, found.messages[int(message)])
        if int(way) < len(ways):
            return ways[int(way)].system, ways[int(way)].text
    return system, expr


def _page(shown: Builder, known: dict[str, str] | None = None, faults: tuple[Finding, ...] = ()) -> str:
    known = known or {part: request.form.get(part, "") for part in ("name", "saved", "seen", "note")}
    return render_template(
        "pages/code_lists.html", shown=shown, known=known, systems=systems_with_lists(), target=_target(), faults=faults, wrong=bool(faults),
        messages={fault.path: fault for fault in faults}, saved=_saved(), longest_link=1_500,
    )


def _saved() -> list[ListVersion]:
    return actions.find_lists(doors().engine)


def _target() -> Target:
    order, place, variable = (request.values.get(part, "") for part in ("order", "place", "variable"))
    return Target(order, place if place.startswith("/cohorts/") else "", variable if variable.isdigit() else "")

"""The variable list: what is chosen, what is said about it, one entry at a time, and the ways on from it."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from assistant.actions import create_draft
from assistant.variable_list import actions
from assistant.variable_list.actions import EMPTY, StoredList
from assistant.variable_list.checks import check_entry, check_list, mended
from assistant.variable_list.described import Described, describe, find_variable
from assistant.variable_list.listed import ListedVariable, VariableList, VariableRole
from assistant.variable_list.rows import REQUIRED, list_rows, read_rows
from assistant.variable_list.to_order import order_value
from catalog.editions import open_code_lists
from catalog.importers.table_rows import read_table
from common.clock import today
from common.database import reading
from common.documents import write_yaml
from common.errors import Conflict, Finding, Fix, InputRefused, NotFound, Severity
from exports.variable_list import write_list_csv, write_list_json
from exports.workbook.variable_list import write_list_workbook
from metadata.model.code_system import CodeLists
from web.accounts.session import current_actor, requires
from web.catalogue import catalogue
from web.doors import doors
from web.expanded import expand_answers
from web.forms import listed_variable as form
from web.forms.choice import Choice
from web.kept_list import owner, owner_for_writing
from web.language import language, local_address, t
from web.limits import VISITOR_LIMIT, limiter

blueprint = Blueprint("variable_list", __name__)
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class EntryView:
    """An entry with what the catalogue knows of it (None when it is unknown) and what is said about it."""

    entry: ListedVariable
    known: Described | None
    findings: tuple[Finding, ...]


@blueprint.get("/variabellista")
def listing() -> str:
    """The whole list."""
    return _listing(stored())


@blueprint.post("/variabellista/lagg-till")
@limiter.limit(VISITOR_LIMIT)
def add() -> ResponseReturnValue:
    """Puts a variable on the list (`variable` = its key) and goes on to `next`, else to the list."""
    known = find_variable(catalogue(), request.form.get("variable", "")[:200])
    again = bool(request.form.get("again"))
    added = actions.add_variable(doors().engine, owner_for_writing(), doors().clock, _new_entry(known), again=again)
    flash(t("web.list.added" if added else "web.list.there_already", name=f"{known.source.abbreviation} {known.name}"))
    return redirect(local_address(request.form.get("next", "")) or url_for("variable_list.listing"), 303)


@blueprint.get("/variabellista/<int:number>")
def entry(number: int) -> str:
    """One entry."""
    found = _entry(number)
    return _entry_page(found, form.show(found))


@blueprint.post("/variabellista/<int:number>")
def entry_sent(number: int) -> ResponseReturnValue:
    """Saves one entry; `do=stay` shows what the codes mean. What another window has changed meanwhile is not overwritten."""
    found = _entry(number)
    try:
        changed = form.answer(found, request.form)
        actions.save_entry(doors().engine, owner_for_writing(), doors().clock, changed, request.form.get("seen", ""))
    except InputRefused as refusal:
        return _entry_page(found, form.typed(request.form), faults=refusal.findings), 422
    except Conflict as conflict:
        return _entry_page(found, form.typed(request.form), faults=(Finding(conflict.code, Severity.error, "/why"),)), 409
    if request.form.get("do") == "stay":
        return redirect(url_for("variable_list.entry", number=number), 303)
    return redirect(url_for("variable_list.listing"), 303)


@blueprint.post("/variabellista/<int:number>/ta-bort")
def remove(number: int) -> ResponseReturnValue:
    """Takes an entry off the list."""
    actions.remove_entry(doors().engine, owner_for_writing(), doors().clock, number)
    return redirect(url_for("variable_list.listing"), 303)


@blueprint.post("/variabellista/ratta")
def mend() -> ResponseReturnValue:
    """Carries out the change that a finding offers, named by its code and place."""
    finding = next((one for one in _findings(stored().listed) if (one.code, one.path) == (request.form.get("rule"), request.form.get("path"))), None)
    if finding is None or finding.fix is None:
        raise NotFound("web.error.no_fix", rule=request.form.get("rule", "")[:80])
    fix: Fix = finding.fix
    if fix.operation == "add_variable":
        known = find_variable(catalogue(), str(fix.arguments["key"]))
        key = _new_entry(known).model_copy(update={"role": VariableRole.key})
        actions.add_variable(doors().engine, owner_for_writing(), doors().clock, key)
    else:
        actions.change_list(doors().engine, owner_for_writing(), doors().clock, lambda listed: mended(listed, [fix]))
    return redirect(url_for("variable_list.listing"), 303)


@blueprint.get("/variabellista/variabellista.<any(xlsx, csv, json):ending>")
def download(ending: str) -> ResponseReturnValue:
    """The list as one file."""
    listed = stored().listed
    rows = list_rows(listed, catalogue())
    body, kind = {
        "xlsx": lambda: (write_list_workbook(rows), WORKBOOK), "csv": lambda: (write_list_csv(rows), "text/csv; charset=utf-8"),
        "json": lambda: (write_list_json(listed), "application/json"),
    }[ending]()
    return Response(body, mimetype=kind, headers={"Content-Disposition": f"attachment; filename=variabellista.{ending}"})


@blueprint.post("/variabellista/las-in")
@limiter.limit(VISITOR_LIMIT)
def read_in() -> ResponseReturnValue:
    """Adds the rows of a workbook or CSV to the list, or puts them in its place; with any fault nothing is changed and every fault is told."""
    upload = request.files.get("file")
    try:
        rows = read_table(upload.filename or "", upload.read(), REQUIRED) if upload and upload.filename else []
        entries = read_rows(((row.place, row.cells) for row in rows), catalogue())
        replace = request.form.get("how") == "replace"
        actions.change_list(doors().engine, owner_for_writing(), doors().clock, lambda listed: _with_all(listed, entries, replace=replace))
    except InputRefused as refusal:
        return _listing(stored(), faults=refusal.findings), 422
    flash(t("web.list.read", count=len(entries)))
    return redirect(url_for("variable_list.listing"), 303)


@blueprint.post("/variabellista/bestall")
@requires("orderer")
def order() -> ResponseReturnValue:
    """A draft with the list's criteria, title and purpose."""
    document, left = order_value(stored().listed, language())
    if left:
        flash(t("web.list.left_out", count=left))
    case = create_draft(doors().engine, current_actor(), doors().clock, document=write_yaml(document))
    return redirect(url_for("guide.whom", order_id=case.id), 303)


def stored() -> StoredList:
    """The list of whoever asks."""
    whose = owner()
    return actions.get_list(doors().engine, whose, doors().clock) if whose else EMPTY


def _with_all(listed: VariableList, entries: list[ListedVariable], *, replace: bool) -> VariableList:
    base = listed.model_copy(update={"entries": ()}) if replace else listed
    for one in entries:
        if not any(one.same_wish(own) for own in base.entries):
            base = base.with_entry(one)
    return base


def _listing(kept: StoredList, faults: tuple[Finding, ...] = ()) -> str:
    lists, day = _code_lists(), today(doors().clock)
    found = check_list(kept.listed, catalogue(), lists, day)
    views = [
        EntryView(one, _described(one), tuple(finding for finding in found if finding.path.startswith(f"/entries/{one.number}/")))
        for one in kept.listed.entries
    ]
    whole = tuple(finding for finding in found if finding.path == "/entries")
    return render_template("pages/variable_list.html", kept=kept, views=views, whole=whole, faults=faults, wrong=bool(faults), findings=found)


def _entry_page(found: ListedVariable, answers: dict[str, str], faults: tuple[Finding, ...] = ()) -> str:
    known, day = _described(found), today(doors().clock)
    systems = [Choice("", t("web.guide.pick")), *(Choice(one, one) for one in (known.systems_in(None) if known else ()))]
    if answers["system"] and answers["system"] not in [one.value for one in systems]:
        systems.append(Choice(answers["system"], answers["system"]))
    roles = [Choice("", t("web.guide.pick")), *(Choice(role, t(f"assistant.variables.role.{role}"), t(f"assistant.variables.role_hint.{role}")) for role in VariableRole)]
    return render_template(
        "pages/listed_variable.html", entry=found, known=known, answers=answers, systems=systems, roles=roles, faults=faults, wrong=bool(faults),
        messages={fault.path: fault for fault in faults}, findings=check_entry(found, catalogue(), _code_lists(), day), years=known.years(day.year) if known else None,
        expansions=expand_answers({"lists": [{"system": answers["system"], "expr": answers["expr"]}]}),
    )


def _entry(number: int) -> ListedVariable:
    found = stored().listed.find(number)
    if found is None:
        raise NotFound("assistant.variables.error.no_entry")
    return found


def _new_entry(known: Described) -> ListedVariable:
    systems = known.systems_in(None)
    role = VariableRole.key if known.is_key else None
    return ListedVariable(number=1, register_code=known.source.id, variable=known.name, system=systems[0] if len(systems) == 1 else "", role=role)


def _described(entry: ListedVariable) -> Described | None:
    try:
        return describe(catalogue(), entry.register_code, entry.variable)
    except NotFound:
        return None


def _findings(listed: VariableList) -> tuple[Finding, ...]:
    return check_list(listed, catalogue(), _code_lists(), today(doors().clock))


def _code_lists() -> CodeLists:
    with reading(doors().engine) as session:
        return open_code_lists(session)

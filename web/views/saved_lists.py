"""A saved code list at its public address: what it says, who signed it, its versions and their differences, its files."""

from __future__ import annotations

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from assistant.code_lists import actions
from assistant.code_lists.permissions import check_may_save, check_may_sign
from assistant.code_lists.saved import ListVersion, compare
from common.errors import ActionDenied, InputRefused, allowed
from exports.code_list import CodeLine, code_lines, write_code_csv, write_code_json, write_code_tsv
from exports.fhir_value_set import write_value_set
from web.accounts.session import current_actor, requires
from web.building import loaded_lists
from web.doors import doors
from web.language import public_base, t

blueprint = Blueprint("saved_lists", __name__)
SHOWN = 200


@blueprint.get("/kodlista/<address>")
def newest(address: str) -> ResponseReturnValue:
    """The newest version of a list, or the version whose content has this SHA-256."""
    found = actions.get_version(doors().engine, address)
    return _page(found)


@blueprint.get("/kodlista/<address>/<int:number>")
def version(address: str, number: int) -> ResponseReturnValue:
    """One version, for ever the same."""
    return _page(actions.get_version(doors().engine, address, number))


@blueprint.get("/kodlista/<address>/<int:number>.<any(csv, tsv, json, fhir):ending>")
def download(address: str, number: int, ending: str) -> ResponseReturnValue:
    """A version as a file; `fhir` is a ValueSet of FHIR R4."""
    found = actions.get_version(doors().engine, address, number)
    lines, base = _lines(found), public_base()
    body, kind, name = {
        "csv": lambda: (write_code_csv(lines), "text/csv", "csv"),
        "tsv": lambda: (write_code_tsv(lines), "text/tab-separated-values", "tsv"),
        "json": lambda: (write_code_json(found, lines, f"{base}{url_for('saved_lists.version', address=found.address, number=number)}"), "application/json", "json"),
        "fhir": lambda: (write_value_set(found, lines, base=base, publisher=doors().settings.publisher), "application/fhir+json", "fhir.json"),
    }[ending]()
    return Response(body, mimetype=kind, headers={"Content-Disposition": f"attachment; filename={found.address}-{number}.{name}"})


@blueprint.get("/kodlista/<address>/jamfor")
def difference(address: str) -> str:
    """What came and went between two versions (`fran`, `till`), in the expression and in codes."""
    old, new = (actions.get_version(doors().engine, address, request.args.get(part, 1, type=int)) for part in ("fran", "till"))
    found = compare(old, new)
    added, removed = (_titled(new, codes) for codes in (found.codes_added, found.codes_removed))
    return render_template("pages/code_list_difference.html", old=old, new=new, found=found, added=added, removed=removed)


@blueprint.post("/kodlista/<address>/<int:number>/signera")
@requires()
def sign(address: str, number: int) -> ResponseReturnValue:
    """Signs a version in one's own name and capacity."""
    form = request.form
    try:
        actions.sign_version(
            doors().engine, current_actor(), doors().clock, address=address, number=number, title=form.get("title", ""), content_sha256=form.get("content", "")
        )
    except InputRefused as refusal:
        return _page(actions.get_version(doors().engine, address, number), faults=refusal.findings), 422
    flash(t("web.code_list.signed"))
    return redirect(url_for("saved_lists.version", address=address, number=number), 303)


def _page(found: ListVersion, faults: tuple = ()) -> str:  # type: ignore[type-arg]
    saved, versions = actions.get_list(doors().engine, found.address)
    lines = _lines(found, SHOWN)
    try:
        check_may_sign(current_actor(), found)
        refusal = None
    except ActionDenied as denied:
        refusal = denied
    return render_template(
        "pages/code_list.html", found=found, saved=saved, versions=versions, lines=lines, left=found.count - len(lines), refusal=refusal, faults=faults,
        wrong=bool(faults), messages={fault.path: fault for fault in faults}, mine=allowed(check_may_save, current_actor(), saved),
    )


def _lines(found: ListVersion, limit: int | None = None) -> list[CodeLine]:
    return _titled(found, found.codes[:limit])


def _titled(found: ListVersion, codes: tuple[str, ...]) -> list[CodeLine]:
    """Titles of the edition the version was saved in, or of the newest where that one is gone; of another where it has none in a language."""
    lists = loaded_lists()
    edition = lists.choose(found.system, found.edition) or lists.choose(found.system)
    return code_lines(found.system, codes, (edition, *lists.others(edition)) if edition else ())

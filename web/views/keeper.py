"""The keeper's desk: content and code lists loaded, files tried before they are loaded, what differs between editions and what that touches."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from assistant.code_lists.touched import find_touched
from catalog.editions import find_editions, open_code_lists
from catalog.exchange.drafts import discard_description, find_imports, get_import, import_workbook, publish_description
from catalog.lookup import loaded_at
from catalog.word_file import KINDS, read_words, write_words
from common.database import reading, transaction
from common.errors import Conflict, Finding, InputRefused, Severity
from metadata.codes import SHAPES, get_shape
from metadata.model.designation import Designation
from web import keeping
from web.accounts.session import current_actor, requires
from web.building import loaded_lists
from web.catalogue import catalogue
from web.doors import doors
from web.language import language, t
from web.uploads import drop_upload, find_upload, keep_upload

blueprint = Blueprint("keeper", __name__)
SHOWN = 300


@blueprint.get("/redaktion")
@requires("keeper")
def desk() -> str:
    """What is loaded, and the ways to load more."""
    return _desk()


@blueprint.post("/redaktion/innehall")
@requires("keeper")
def load_content() -> ResponseReturnValue:
    """Loads the installation's content folder; with any fault nothing changes and every fault is told with file and line."""
    try:
        report = keeping.load_folder(current_actor())
    except InputRefused as refusal:
        return _desk(refusal.findings), 422
    flash(t("web.keeper.content_same" if report.already_loaded else "web.keeper.content_new", count=sum(report.counts.values())))
    return redirect(url_for("keeper.desk"), 303)


@blueprint.post("/redaktion/index")
@requires("keeper")
def renew_index() -> ResponseReturnValue:
    """Puts the search index in step."""
    keeping.renew_index()
    flash(t("web.keeper.index_renewed"))
    return redirect(url_for("keeper.desk"), 303)


@blueprint.post("/redaktion/kodfil")
@requires("keeper")
def try_file() -> ResponseReturnValue:
    """Reads a sent code list and says what loading it would do; nothing is stored."""
    key = ""
    try:
        key, path = keep_upload(current_actor(), request.files.get("file"))
        wish = keeping.read_wish(request.form)
        return render_template("pages/keeper_file.html", key=key, wish=wish, trial=keeping.dry_run(path, wish), file=path.name, lost=None)
    except InputRefused as refusal:
        drop_upload(current_actor(), key)
        return _desk(refusal.findings), 422


@blueprint.post("/redaktion/kodfil/<key>")
@requires("keeper")
def load_file(key: str) -> ResponseReturnValue:
    """Loads a file that was tried, or puts it away."""
    actor = current_actor()
    if request.form.get("do") != "load":
        drop_upload(actor, key)
        return redirect(url_for("keeper.desk"), 303)
    path, wish = find_upload(actor, key), keeping.read_wish(request.form)
    try:
        loaded = keeping.load_file(actor, path, wish, confirmed=bool(request.form.get("confirmed")))
    except Conflict as conflict:
        page = render_template("pages/keeper_file.html", key=key, wish=wish, trial=keeping.dry_run(path, wish), file=path.name, lost=conflict)
        return page, 409
    drop_upload(actor, key)
    flash(t("web.keeper.file_same" if loaded.already_loaded else "web.keeper.file_loaded", system=loaded.system, label=loaded.label, count=loaded.code_count))
    return redirect(url_for("keeper.desk"), 303)


@blueprint.get("/redaktion/utgavor/<system>")
@requires("keeper")
def editions(system: str) -> str:
    """What came, went and was renamed between two editions."""
    before, after = keeping.open_pair(system, request.args.get("fran", ""), request.args.get("till", ""))
    with reading(doors().engine) as session:
        labels = [head.label for head in find_editions(session, system)]
    return render_template(
        "pages/keeper_editions.html", system=before.system, before=before, after=after, labels=labels, found=keeping.differences(before, after), limit=SHOWN,
        touched=find_touched(doors().engine, before, after, language()),
    )


@blueprint.get("/redaktion/andringar/<system>")
@requires("keeper")
def changes(system: str) -> str:
    """Recorded moves of codes that wait for a person's approval before they are offered to orderers."""
    waiting = keeping.waiting_changes(system)
    with reading(doors().engine) as session:
        lists = open_code_lists(session)
    return render_template("pages/keeper_changes.html", system=get_shape(system).system, waiting=waiting[:SHOWN], left=max(len(waiting) - SHOWN, 0), lists=lists)


@blueprint.post("/redaktion/andringar/<system>")
@requires("keeper")
def approve(system: str) -> ResponseReturnValue:
    """Approves the ticked moves in one's own name."""
    count = keeping.approve_changes(current_actor(), system, request.form.getlist("move")[: 2 * SHOWN])
    flash(t("web.keeper.approved", count=count))
    return redirect(url_for("keeper.changes", system=system), 303)


@blueprint.get("/redaktion/ord")
@requires("keeper")
def words() -> str:
    """New words for codes, written line by line."""
    return _words("", (), ())


@blueprint.post("/redaktion/ord")
@requires("keeper")
def words_sent() -> ResponseReturnValue:
    """Tries new words against the loaded lists, or hands them out as a file for the content folder."""
    text, taken = request.form.get("words", "").replace("\r\n", "\n"), catalogue().content.designations
    found, faults = read_words(text, loaded_lists(), taken, current_actor().name or current_actor().id)
    if faults or request.form.get("do") != "file":
        return _words(text, found, faults), 422 if faults else 200
    return Response(write_words(found), mimetype="application/yaml", headers={"Content-Disposition": "attachment; filename=own_words.yaml"})


@blueprint.post("/redaktion/registerbok")
@requires("keeper")
def try_workbook() -> ResponseReturnValue:
    """Reads a register workbook of the authority's template into a draft, with everything that is wrong in it."""
    upload = request.files.get("file")
    try:
        if upload is None or not upload.filename:
            raise InputRefused([Finding("web.error.no_file", Severity.error, "/workbook")])
        with transaction(doors().engine) as session:
            report = import_workbook(session, upload.read(), upload.filename[:120], actor=current_actor(), at=doors().clock.now())
    except InputRefused as refusal:
        return _desk(refusal.findings), 422
    return render_template("pages/keeper_workbook.html", report=report, found=_import(report.id))


@blueprint.get("/redaktion/registerbok/<key>")
@requires("keeper")
def workbook(key: str) -> str:
    """One imported description."""
    return render_template("pages/keeper_workbook.html", report=None, found=_import(key))


@blueprint.post("/redaktion/registerbok/<key>")
@requires("keeper")
def decide_workbook(key: str) -> ResponseReturnValue:
    """Publishes a draft, or puts it away."""
    act: Any = publish_description if request.form.get("do") == "publish" else discard_description
    try:
        with transaction(doors().engine) as session:
            act(session, key, actor=current_actor(), at=doors().clock.now())
    except InputRefused as refusal:
        return _desk(refusal.findings), 422
    return redirect(url_for("keeper.desk"), 303)


def _words(text: str, found: Sequence[Designation], faults: Sequence[Finding]) -> str:
    return render_template(
        "pages/keeper_words.html", typed=text, found=found, faults=faults, wrong=bool(faults), kinds=KINDS, lists=loaded_lists(),
        count=len(catalogue().content.designations),
    )


def _import(key: str) -> Any:
    with reading(doors().engine) as session:
        return get_import(session, key)


def _desk(faults: tuple[Finding, ...] = ()) -> str:
    with reading(doors().engine) as session:
        heads, at, imports = find_editions(session), loaded_at(session), find_imports(session, "draft", "published")
    by_system: dict[str, list[Any]] = {}
    for head in heads:
        by_system.setdefault(head.system, []).append(head)
    counts = {kind: len(objects) for kind, objects in catalogue().content.by_kind.items()}
    return render_template(
        "pages/keeper.html", systems=dict(sorted(by_system.items())), loaded_at=at, version=catalogue().version, objects=sum(counts.values()),
        stale=keeping.index_is_stale(), imports=imports, shapes=list(SHAPES), waiting=_waiting(by_system), faults=faults, wrong=bool(faults),
    )


def _waiting(systems: dict[str, list[Any]]) -> dict[str, int]:
    """How many moves wait for approval, by system; without those that have none."""
    counts = {system: len(keeping.waiting_changes(system)) for system in systems}
    return {system: count for system, count in counts.items() if count}

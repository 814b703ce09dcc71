"""The appendix to an ethics application, out of the variable list and what is told of the project."""

from __future__ import annotations

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from pydantic import ValidationError

from assistant.order.identity_number import holds_identity_number
from assistant.variable_list.actions import save_project
from assistant.variable_list.listed import MAX_TEXT, PROJECT_PARTS, Project
from common.errors import Finding, Severity
from exports.ethics_appendix import PARTS, appendix_hash, write_appendix
from web.catalogue import catalogue
from web.doors import doors
from web.kept_list import owner_for_writing
from web.language import language, t
from web.limits import VISITOR_LIMIT, limiter
from web.views.variable_list import stored

blueprint = Blueprint("ethics", __name__)
LINES = frozenset({"title", "principal", "responsible", "diary_number"})


@blueprint.get("/variabellista/etikbilaga")
def form() -> str:
    """The questions that the variable list does not answer."""
    return _page(stored().listed.project.model_dump())


@blueprint.post("/variabellista/etikbilaga")
@limiter.limit(VISITOR_LIMIT)
def form_sent() -> ResponseReturnValue:
    """Saves the answers; a personal identity number in one of them is refused."""
    answers = {part: request.form.get(part, "").replace("\r\n", "\n").strip() for part in PROJECT_PARTS}
    faults = tuple(Finding("web.ethics.identity", Severity.error, f"/{part}") for part, text in answers.items() if holds_identity_number(text))
    if not faults:
        try:
            save_project(doors().engine, owner_for_writing(), doors().clock, Project(**answers))
        except ValidationError as error:
            faults = tuple(Finding("web.error.text_long", Severity.error, f"/{one['loc'][0]}", {"max": one["ctx"].get("max_length", MAX_TEXT)}) for one in error.errors())
    if faults:
        return _page(answers, faults), 422
    flash(t("web.ethics.saved"))
    return redirect(url_for("ethics.form"), 303)


@blueprint.get("/variabellista/etikbilaga.pdf")
def appendix() -> ResponseReturnValue:
    """The appendix as a tagged PDF."""
    body = write_appendix(stored().listed, catalogue(), language())
    return Response(body, mimetype="application/pdf", headers={"Content-Disposition": "attachment; filename=etikbilaga.pdf"})


def _page(answers: dict[str, str], faults: tuple[Finding, ...] = ()) -> str:
    parts = [(letter, asked) for letter, asked in PARTS if asked]
    return render_template(
        "pages/ethics.html", answers=answers, parts=parts, lines=LINES, digest=appendix_hash(stored().listed), faults=faults, wrong=bool(faults),
        messages={fault.path: fault for fault in faults},
    )

"""Code systems and their codes."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from assistant.order.codes import canonical_system
from catalog.editions import open_code_lists
from common.database import reading
from web.catalogue import catalogue
from web.codes import code_page
from web.doors import doors
from web.structured import structured_system
from web.systems import system_page

blueprint = Blueprint("codes", __name__)
FIRST = 40
"""Codes below or beside that are shown until the reader asks for all."""


@blueprint.get("/kodverk/<system>")
def system(system: str) -> ResponseReturnValue:
    """One code system: what it is, its editions, its top level, the variables coded in it."""
    if canonical_system(system) != system:
        return redirect(url_for("codes.system", system=canonical_system(system)), 301)
    with reading(doors().engine) as session:
        lists = open_code_lists(session)
    page = system_page(catalogue(), lists, system)
    return render_template("pages/system.html", page=page, structured=structured_system(page.system))


@blueprint.get("/kod/<system>/<code>")
def code(system: str, code: str) -> ResponseReturnValue:
    """One code; `alla=1` lists everything below and beside it."""
    if canonical_system(system) != system:
        return redirect(url_for("codes.code", system=canonical_system(system), code=code), 301)
    page = code_page(catalogue(), system, code)
    if page.entry.code != code:
        return redirect(url_for("codes.code", system=system, code=page.entry.code), 301)
    return render_template("pages/code.html", page=page, limit=None if request.args.get("alla") else FIRST)

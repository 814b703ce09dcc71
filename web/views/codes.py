"""One code of an imported code system."""

from __future__ import annotations

from catalog.editions import find_editions, get_edition
from flask import Blueprint, render_template

from common.database import reading
from common.errors import NotFound
from web.doors import doors

blueprint = Blueprint("codes", __name__)


@blueprint.get("/kod/<system>/<code>")
def code(system: str, code: str) -> str:
    """One code with its place in the code system. NotFound when the loaded editions lack it."""
    with reading(doors().engine) as session:
        editions = find_editions(session, system)
        if not editions:
            raise NotFound("web.error.no_code", code=code, system=system)
        edition = get_edition(session, system)
    return render_template("pages/code.html", edition=edition, editions=editions, system=system, code=code)

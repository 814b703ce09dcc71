"""One code of an imported code system."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, render_template

from catalog.editions import open_code_lists
from common.database import reading
from common.errors import NotFound
from metadata.model.code_system import CodeEdition
from web.doors import doors
from web.language import language
from web.present import long_date

blueprint = Blueprint("codes", __name__)
CHILDREN = 60


@dataclass(frozen=True)
class Neighbour:
    """A code above or below, with its title."""

    code: str
    title: str


@dataclass(frozen=True)
class CodePage:
    """A code as shown: title, edition, validity, the codes above from the top, the codes right below."""

    code: str
    title: str
    edition: str
    valid: str
    parents: tuple[Neighbour, ...]
    children: tuple[Neighbour, ...]


@blueprint.get("/kod/<system>/<code>")
def code(system: str, code: str) -> str:
    """One code of the newest loaded edition. NotFound when no edition is loaded or it lacks the code."""
    with reading(doors().engine) as session:
        edition = open_code_lists(session).choose(system)
    stored = code.replace(".", "").upper()
    if edition is None or not edition.find(stored):
        raise NotFound("web.error.no_code", code=code, system=system)
    return render_template("pages/code.html", shown=_page(edition, stored), system=system)


def _page(edition: CodeEdition, code: str) -> CodePage:
    entry = edition.find(code)[0]
    days = [long_date(day) for day in (entry.valid_from, entry.valid_to)]
    below = [one for one in edition.pick(edition.starting(code)) if one != code and edition.parent_of(one) == code]
    valid = " – ".join(days).strip() if any(days) else ""
    return CodePage(code, edition.title(code, language()), edition.label, valid, _above(edition, code), _named(edition, below[:CHILDREN]))


def _above(edition: CodeEdition, code: str) -> tuple[Neighbour, ...]:
    found: list[str] = []
    parent = edition.parent_of(code)
    while parent is not None:
        found.insert(0, parent)
        parent = edition.parent_of(parent)
    return _named(edition, found)


def _named(edition: CodeEdition, codes: list[str]) -> tuple[Neighbour, ...]:
    return tuple(Neighbour(code, edition.title(code, language())) for code in codes)

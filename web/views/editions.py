"""Loaded code lists as files at lasting addresses: `/codes/{system}/{edition}` leads to the page or the data, each form has its own ending."""

from __future__ import annotations

from functools import lru_cache

from flask import Blueprint, Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from catalog.editions import EditionHead, find_editions, open_edition
from catalog.importers.content import read_systems
from common.database import parse_stamp, reading
from common.errors import NotFound
from exports.dcat.portal import Portal
from exports.edition import edition_rows, write_edition_csv, write_edition_json
from exports.rdf import SYNTAXES, write_graph
from exports.skos import edition_address, edition_graph
from metadata.model.code_system import CodeEdition
from web.doors import doors
from web.fresh import answer_of

blueprint = Blueprint("editions", __name__)
TYPES = SYNTAXES | {"csv": "text/csv", "json": "application/json"}
_BY_TYPE = {mimetype: form for form, mimetype in TYPES.items()}


@blueprint.get("/codes/<system>/<label>.<any(ttl,rdf,jsonld,nt,csv,json):form>")
def edition(system: str, label: str, form: str) -> Response:
    """One edition of one code system. NotFound `codes.error.no_edition`."""
    head, found = _find(system, label)
    base = Portal.of(doors().settings).base
    return answer_of((head.sha256, str(head.titles), base), parse_stamp(head.imported_at), TYPES[form], lambda: _bytes(found, base, form), head.system, label)


@blueprint.get("/codes/<system>/<label>")
@blueprint.get("/codes/<system>/<label>/<path:code>")
def scheme(system: str, label: str, code: str = "") -> ResponseReturnValue:
    """303 from the lasting address of an edition, or of a code in it, to the page of people or the data of programs."""
    _head, found = _find(system, label)
    if code and not found.find(code):
        raise NotFound("web.error.no_code", code=code[:40], system=system)
    wanted = request.accept_mimetypes.best_match(["text/html", *_BY_TYPE], default="text/html")
    if wanted in _BY_TYPE:
        target = url_for("editions.edition", system=system, label=label, form=_BY_TYPE[wanted])
    else:
        target = url_for("codes.code", system=found.system, code=code) if code else url_for("codes.system", system=found.system)
    seen = redirect(target, 303)
    seen.headers["Vary"] = "Accept"
    seen.headers["Access-Control-Allow-Origin"] = "*"
    return seen


def _find(system: str, label: str) -> tuple[EditionHead, CodeEdition]:
    with reading(doors().engine) as session:
        head = next((one for one in find_editions(session) if one.system == system and one.label == label), None)
        if head is None:
            raise NotFound("codes.error.no_edition", system=system[:40], label=label[:40])
        return head, open_edition(session, head)


@lru_cache(maxsize=32)
def _bytes(found: CodeEdition, base: str, form: str) -> bytes:
    system = read_systems()[found.system]
    match form:
        case "csv":
            return write_edition_csv(edition_rows(found))
        case "json":
            return write_edition_json(system, found, edition_rows(found), edition_address(base, found))
        case _:
            return write_graph(edition_graph(system, found, base).graph, form)

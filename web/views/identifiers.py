"""Lasting addresses: `/id/…` sends people to pages and programs to data; a withdrawn object answers with its tombstone, for ever."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from catalog.exchange.objects import Object
from common.database import parse_stamp
from common.errors import NotFound
from exports.described import Described
from exports.plain_files import write_json
from exports.rdf import SYNTAXES
from exports.rut.document import rut_envelope
from metadata.model.artefact import kebab
from web.fresh import answer
from web.identified import Identified, changed_at, description_page, find_identified, label_of, page_of
from web.language import lasting_address, public_address, public_base

blueprint = Blueprint("identifiers", __name__)
FORMS: Mapping[str, Callable[[Object], str]] = {
    "text/html": page_of, "application/json": lambda one: url_for("identifiers.data", type_name=kebab(str(one["type"])), uuid=one["id"]),
}
"""Media type → where that form of any object lies. Content is negotiated here and nowhere else: proxies keep one answer per address."""
REGISTER_FORMS: Mapping[str, Callable[[Object], str]] = FORMS | {
    media_type: partial(lambda syntax, one: url_for("feeds.dataset", key=one["id"], syntax=syntax), syntax) for syntax, media_type in SYNTAXES.items()
}
"""The same for a register, which portals also read as a data set."""


@blueprint.get("/id/<type_name>/<path:key>")
def identify(type_name: str, key: str) -> ResponseReturnValue:
    """303 to the page or the data; a key first to the identity it stands for, `/v/<version>` kept."""
    name, _mark, version = key.partition("/v/")
    known = find_identified(type_name, name)
    if known.tombstone is not None:
        return _gone(known)
    one = known.found
    assert one is not None
    if version and version != one["version"]:
        raise NotFound("web.error.no_version", version=version[:20], current=one["version"])
    if name != one["id"]:
        return _see(url_for("identifiers.identify", type_name=type_name, key=f"{one['id']}/v/{version}" if version else one["id"]))
    forms = REGISTER_FORMS if one["type"] == "Register" else FORMS
    seen = _see(forms[request.accept_mimetypes.best_match(list(forms), default="text/html")](one))
    seen.headers["Vary"] = "Accept"
    return seen


@blueprint.get("/doc/<type_name>/<uuid>.json")
def data(type_name: str, uuid: str) -> ResponseReturnValue:
    """The object with all it refers to, and a register with all that hangs on it, in rut-gsim-se/1.0."""
    known = find_identified(type_name, uuid)
    if known.found is None:
        return _gone(known)
    found, moment = known.found, changed_at(known, known.found) or known.described.described_at
    answered = answer(known.described, "application/json", lambda: _document(known.described, found, moment), type_name, uuid)
    answered.headers["Link"] = f'<{public_address(page_of(found))}>; rel="alternate"; type="text/html"'
    return answered


def _document(described: Described, one: Object, moment: datetime) -> bytes:
    around = described.only([str(one["id"])]) if one["type"] == "Register" else described.around([one])
    return write_json(rut_envelope(around.objects, base=public_base(), created=moment, agency=around.agency))


@blueprint.get("/doc/<type_name>/<uuid>")
def page(type_name: str, uuid: str) -> ResponseReturnValue:
    """The page of an object that has none in the catalogue."""
    known = find_identified(type_name, uuid)
    if known.found is None:
        return _gone(known)
    return render_template("pages/description.html", page=description_page(known.described, known.found), address_of=page_of, label_of=label_of)


def _see(address: str) -> Response:
    seen = redirect(address, 303)
    seen.headers["Access-Control-Allow-Origin"] = "*"
    assert isinstance(seen, Response)
    return seen


def _gone(known: Identified) -> ResponseReturnValue:
    """410 with what is still told: address, name, when it was withdrawn."""
    event = known.tombstone
    assert event is not None
    if request.path.endswith(".json") or request.accept_mimetypes.best_match(["text/html", "application/json"], default="text/html") == "application/json":
        told = {"uri": lasting_address(event.uri), "type": event.type_name, "label": dict(event.label), "withdrawn": event.at}
        return Response(write_json(told), 410, mimetype="application/json")
    return render_template("pages/tombstone.html", event=event, when=parse_stamp(event.at)), 410

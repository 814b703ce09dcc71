"""Public answers about the catalogue: told by ETag and Last-Modified, 304 without building anything when the reader has it already."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from datetime import datetime

from flask import Response, request

from common.database import reading
from common.version import VERSION
from exports.dcat.portal import Portal
from exports.described import Described, describe_catalogue
from web.doors import doors

SECONDS = 300
"""So long may a shared cache keep an answer before it asks again."""


def described_now() -> Described:
    """The published catalogue. NotFound `catalogue.error.not_loaded`."""
    with reading(doors().engine) as session:
        return describe_catalogue(session)


def answer(described: Described, mimetype: str, build: Callable[[], bytes], *key: str) -> Response:
    """The bytes, or 304; `key` tells this answer from others of the same catalogue."""
    state = (described.sha256, described.described_at.isoformat(), repr(Portal.of(doors().settings)))
    return answer_of(state, described.described_at, mimetype, build, *key)


def answer_of(state: Iterable[str], at: datetime, mimetype: str, build: Callable[[], bytes], *key: str) -> Response:
    """The bytes, or 304 for a reader who has what was made of this state, last changed at this time."""
    etag = hashlib.sha256("|".join((*state, VERSION, mimetype, *key)).encode()).hexdigest()[:32]
    at = at.replace(microsecond=0)
    known = request.if_none_match.contains(etag) if request.if_none_match else bool(request.if_modified_since and request.if_modified_since >= at)
    response = Response(status=304) if known else Response(build(), mimetype=mimetype)
    response.set_etag(etag)
    response.last_modified = at
    response.headers["Cache-Control"] = f"public, max-age={SECONDS}"
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response

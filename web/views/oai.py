"""The OAI-PMH provider's one address; the protocol itself is in exports."""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import urlsplit

from flask import Blueprint, Response, current_app, request

from catalog.changes import Feed, open_feed
from common.database import reading
from exports.described import Described, describe_catalogue
from exports.oai import Repository, answer
from exports.oai.gather import Gathered, gather_records
from web.doors import doors
from web.language import public_base

blueprint = Blueprint("oai", __name__)


@blueprint.route("/oai", methods=["GET", "POST"])
def provide() -> Response:
    """Answers a harvester; every condition of the protocol has status 200."""
    pairs = list(request.args.items(multi=True)) + (list(request.form.items(multi=True)) if request.method == "POST" else [])
    body = answer(_repository(), pairs, doors().clock.now())
    return Response(body, mimetype="text/xml")


def _repository() -> Repository:
    house = doors()
    with reading(house.engine) as session:
        feed, described = open_feed(session), describe_catalogue(session)
    base = public_base()
    gathered = _gathered(described, feed, base)
    email = house.settings.admin_email or f"postmaster@{urlsplit(base).hostname}"
    return Repository(
        name=house.settings.publisher or "registerlots", address=f"{base}/oai", admin_email=email, secret=bytes(current_app.config["SECRET_KEY"]),
        cursor=feed.cursor, records=gathered.records, stamps_at=gathered.stamps_at, page=house.settings.oai_page,
    )


def _gathered(described: Described, feed: Feed, base: str) -> Gathered:
    """The records of one state of the catalogue, made once."""
    slot = _slot(described, feed.cursor, base)
    if not slot:
        slot.append(gather_records(described, feed, base))
    return slot[0]


@lru_cache(maxsize=4)
def _slot(_described: Described, _cursor: int, _base: str) -> list[Gathered]:
    """The place where the records of one catalogue, position and address are kept."""
    return []

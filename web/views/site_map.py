"""What robots and harvesters ask for first: the site map, robots.txt, and where the dumps lie."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from urllib.parse import urlsplit

from flask import Blueprint, Response, url_for

from catalog.changes import Feed, open_feed
from catalog.lookup import Catalogue
from common.database import reading
from common.errors import NotFound
from exports.dcat.portal import Portal
from exports.rdf import SYNTAXES
from exports.site_map import MappedPage, parts, write_index, write_site_map
from exports.void import DUMPS, write_void
from web.catalogue import catalogue
from web.doors import doors
from web.fresh import answer, described_now
from web.language import public_base

blueprint = Blueprint("site_map", __name__)


@blueprint.get("/sitemap.xml")
def site_map() -> Response:
    """Every public page, or the list of files where one is not enough."""
    files = parts(list(_pages()))
    root = public_base()
    return _xml(write_site_map(files[0]) if len(files) == 1 else write_index([f"{root}/sitemap-{number}.xml" for number in range(1, len(files) + 1)]))


@blueprint.get("/sitemap-<int:number>.xml")
def part(number: int) -> Response:
    """One file of a site map that is too long for one."""
    files = parts(list(_pages()))
    if not 1 <= number <= len(files):
        raise NotFound("web.error.not_found")
    return _xml(write_site_map(files[number - 1]))


@blueprint.get("/robots.txt")
def robots() -> Response:
    """What robots may read: everything public; orders and desks are not."""
    closed = ("/mina", "/bestall/", "/handlaggning", "/granskning", "/logga-in")
    root = public_base()
    path = urlsplit(root).path
    dumps = "".join(f"\n# Dump: {root}/{one}" for one in (*DUMPS, ".well-known/void"))
    lines = [f"# Descriptions of registers as data:{dumps}", "User-agent: *", *(f"Disallow: {path}{language}{one}" for language in ("", "/en") for one in closed), f"Sitemap: {root}/sitemap.xml", ""]
    return Response("\n".join(lines), mimetype="text/plain")


@blueprint.get("/.well-known/void")
def void() -> Response:
    """Where the dumps lie, in VoID."""
    described, portal = described_now(), Portal.of(doors().settings)
    return answer(described, SYNTAXES["ttl"], lambda: write_void(described, portal), "void")


def _xml(body: bytes) -> Response:
    answer = Response(body, mimetype="application/xml")
    answer.headers["Cache-Control"] = "public, max-age=3600"
    return answer


def _pages() -> Iterator[MappedPage]:
    known = catalogue()
    with reading(doors().engine) as session:
        feed = open_feed(session)
    for address, at in _addresses(known, feed):
        root, path = public_base(), _local(address)
        yield MappedPage(f"{root}{path}", f"{root}/en{path}", at)


def _local(address: str) -> str:
    """The path without the public root and the language of whoever asks for the map."""
    root = url_for("home.front").rstrip("/")
    return address.removeprefix(root) if root else address


def _addresses(known: Catalogue, feed: Feed) -> Iterator[tuple[str, datetime | None]]:
    for endpoint in ("home.front", "catalog.overview", "help.overview", "guide.start", "search.results"):
        yield url_for(endpoint), None
    yield from ((url_for("examples.example", key=one.key), None) for one in known.examples)
    yield from ((url_for("help.page", key=one.key), None) for one in known.help_pages)
    yield from ((url_for("catalog.measure", measure_id=key), None) for key in known.measures)
    for register in known.registers.values():
        yield url_for("catalog.register", register_code=register.id), feed.changed_at(register.uuid)
    yield from ((url_for("catalog.concept", key=one.id), feed.changed_at(one.uuid)) for one in known.of("concepts"))
    seen: dict[str, datetime | None] = {}
    for variable in known.content.instance_variables.values():
        address = url_for("catalog.variable", register_code=variable.register_code, column=variable.series or variable.column_name)
        seen.setdefault(address, feed.changed_at(variable.uuid))
    yield from seen.items()

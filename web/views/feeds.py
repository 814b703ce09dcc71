"""Feeds for portals: DCAT in every profile, judged by its rules; public, read-only, answered from memory while nothing has changed."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache

from flask import Blueprint, Response, jsonify, render_template, request

from catalog.exchange.objects import Object
from common.errors import Finding, NotFound, RegisterlotsError
from common.translate import LANGUAGES, translate
from exports.dcat.checks import check_document
from exports.dcat.page import SIZE, Page
from exports.dcat.parts import modified
from exports.dcat.portal import Portal
from exports.dcat.profiles import PROFILES, Profile, get_profile
from exports.described import Described
from exports.rdf import SYNTAXES, write_graph
from exports.shapes import allow_list, judge
from web.doors import doors
from web.errors import wants_json
from web.fresh import answer, described_now
from web.limits import limiter

blueprint = Blueprint("feeds", __name__)
VALIDATE_LIMIT = "30 per minute"
_DUMP = "dcat-ap-se-3.0.1"
_DEFAULT = "dcat-ap-3.0.1"
_KEPT = 64


@blueprint.get("/dcat/catalog.<syntax>")
def catalogue(syntax: str) -> Response:
    """The catalogue in a profile, paged where the profile is."""
    profile = get_profile(request.args.get("profile", _DEFAULT))
    return _catalogue(profile, syntax, page=_page() if profile.is_paged else 0)


@blueprint.get("/datasets/dcat")
def dump() -> Response:
    """The whole catalogue at the address that dataportal.se reads: RDF/XML, unpaged."""
    return _catalogue(get_profile(_DUMP), "rdf", page=0)


@blueprint.get("/dcat/dataset/<key>.<syntax>")
@blueprint.get("/doc/register/<key>.<any(ttl,rdf,jsonld,nt):syntax>")
def dataset(key: str, syntax: str) -> Response:
    """One register in any profile."""
    _check_syntax(syntax)
    profile, described, portal = get_profile(request.args.get("profile", _DEFAULT)), described_now(), Portal.of(doors().settings)
    register = described.get_register(key)
    if not profile.chosen([register]):
        raise NotFound("exports.error.not_in_profile", id=key, profile=profile.name)
    return answer(described, SYNTAXES[syntax], lambda: _dataset_bytes(described, portal, profile.name, syntax, str(register["id"])), profile.name, key)


@blueprint.get("/dcat/validate")
@limiter.limit(VALIDATE_LIMIT)
def validate() -> Response | str:
    """What our own rules and, where configured, the official shapes say of our own document, as a page or as JSON."""
    profile, described, portal = get_profile(request.args.get("profile", _DEFAULT)), described_now(), Portal.of(doors().settings)
    key = request.args.get("object", "")
    findings, allowed = _judged(described, portal, profile.name, key)
    if wants_json() or request.args.get("format") == "json":
        listed = [
            {"code": one.code, "severity": str(one.severity), "path": one.path, **{language: translate(one.key, language, **one.params) for language in LANGUAGES}}
            for one in findings
        ]
        return jsonify({"profile": profile.name, "object": key or None, "conforms": not listed, "allowed": allowed, "shapes": _has_shapes(), "findings": listed})
    return render_template("pages/judged_feed.html", profile=profile.name, profiles=list(PROFILES), key=key, findings=findings, allowed=allowed, with_shapes=_has_shapes())


@blueprint.get("/dcat/shapes")
def shapes() -> Response:
    """The sets of rules a document is judged by, and the known faults of official shapes that are let through."""
    listed = [
        {"profile": one.name, "own_rules": True, "shapes": list(one.shapes) if _has_shapes() else [], "allowed": [each for each in allow_list() if each["profile"] == one.name]}
        for one in PROFILES.values()
    ]
    return jsonify(listed)


def _has_shapes() -> bool:
    return doors().settings.shapes is not None


def _check_syntax(syntax: str) -> None:
    if syntax not in SYNTAXES:
        raise NotFound("exports.error.syntax", syntax=syntax[:20], known=", ".join(SYNTAXES))


def _page() -> int:
    text = request.args.get("page", "1")
    if not (text.isascii() and text.isdigit()) or not 1 <= int(text) <= 100_000:
        raise RegisterlotsError("exports.error.page", page=text[:20])
    return int(text)


def _since() -> str:
    """The day of `modified_since`, empty when it is not asked for."""
    text = request.args.get("modified_since", "")
    if not text:
        return ""
    try:
        return (date.fromisoformat(text) if len(text) == 10 else datetime.fromisoformat(text).date()).isoformat()
    except ValueError:
        raise RegisterlotsError("exports.error.since", text=text[:40]) from None


def _catalogue(profile: Profile, syntax: str, *, page: int) -> Response:
    _check_syntax(syntax)
    described, portal, since = described_now(), Portal.of(doors().settings), _since()
    return answer(
        described, SYNTAXES[syntax], lambda: _catalogue_bytes(described, portal, profile.name, syntax, page, since), profile.name, str(page), since
    )


@lru_cache(maxsize=_KEPT)
def _catalogue_bytes(described: Described, portal: Portal, profile: str, syntax: str, number: int, since: str) -> bytes:
    registers: list[Object] = [one for one in get_profile(profile).chosen(described.registers) if not since or modified(described, one) >= since]
    page = Page()
    if number:
        query = f"profile={profile}" + (f"&modified_since={since}" if since else "")
        page = Page(portal.at(f"dcat/catalog.{syntax}"), number, len(registers), query, SIZE)
        registers = registers[(number - 1) * SIZE: number * SIZE]
    return write_graph(get_profile(profile).build_catalogue(described, registers, portal, page).graph, syntax)


@lru_cache(maxsize=_KEPT)
def _dataset_bytes(described: Described, portal: Portal, profile: str, syntax: str, key: str) -> bytes:
    return write_graph(get_profile(profile).build_dataset(described, described.get_register(key), portal).graph, syntax)


@lru_cache(maxsize=_KEPT)
def _judged(described: Described, portal: Portal, name: str, key: str) -> tuple[tuple[Finding, ...], int]:
    profile = get_profile(name)
    chosen = profile.chosen([described.get_register(key)] if key else described.registers)
    if not chosen:
        raise NotFound("exports.error.not_in_profile", id=key, profile=name)
    graph = profile.build_catalogue(described, chosen, portal, Page()).graph if not key else profile.build_dataset(described, chosen[0], portal).graph
    findings, allowed = check_document(graph, name), 0
    folder = doors().settings.shapes
    if folder is not None:
        judgement = judge(graph, profile, folder)
        findings, allowed = [*findings, *judgement.findings], judgement.allowed
    return tuple(findings), allowed

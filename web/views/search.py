"""Search over codes, variables, measures, examples and help."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, render_template, request

from web.catalogue import catalogue
from web.found import find, suggest

blueprint = Blueprint("search", __name__)
LONGEST = 200
SUGGESTED = 8


@blueprint.get("/sok")
def results() -> str:
    """Hits of a text by kind; an empty text shows the form and where to start."""
    query = _query()
    found = find(query, request.args.get("in", ""), request.args.get("system", "")) if query else None
    return render_template("pages/search.html", query=query, found=found, registers=catalogue().registers.values())


@blueprint.get("/sok/forslag")
def suggestions() -> Response:
    """The first hits as JSON, for typing ahead; nothing that the page of results would not show."""
    query = _query()
    pages = suggest(query, SUGGESTED) if len(query) > 1 else []
    answer = jsonify([{"mark": page.mark, "place": page.place, "title": page.title, "why": page.why, "href": page.href} for page in pages])
    answer.headers["Cache-Control"] = "max-age=60"
    return answer


def _query() -> str:
    return " ".join(request.args.get("q", "").split())[:LONGEST]

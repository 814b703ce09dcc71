"""Search over measures, variables, examples and codes."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, render_template, request, url_for

from catalog.search.query import Hit, search
from web.doors import doors
from web.language import language, t

blueprint = Blueprint("search", __name__)
LIMIT = 30


@dataclass(frozen=True)
class FoundPage:
    """A hit as shown: what it is, its title, why it was found, and the page it leads to."""

    kicker: str
    title: str
    why: str
    href: str


@blueprint.get("/sok")
def results() -> str:
    """Ranked hits of a text; an empty text shows the form alone."""
    query = request.args.get("q", "").strip()[:200]
    hits = search(doors().settings.index_folder, query, limit=LIMIT, language=language()) if query else []
    return render_template("pages/search.html", query=query, hits=[_page(hit) for hit in hits])


def _page(hit: Hit) -> FoundPage:
    kind = t(f"web.search.kind.{hit.kind}")
    if hit.kind == "code":
        return FoundPage(f"{hit.system} {hit.code}", hit.title, hit.why, url_for("codes.code", system=hit.system, code=hit.stored))
    if hit.kind == "variable":
        return FoundPage(f"{kind} {hit.system.upper()} {hit.code}", hit.title, hit.why, url_for("catalog.variable", register_code=hit.system, column=hit.code))
    if hit.kind == "example":
        return FoundPage(kind, hit.title, hit.why, url_for("examples.example", key=hit.stored))
    return FoundPage(kind, hit.title, hit.why, url_for("catalog.measure", measure_id=hit.stored))

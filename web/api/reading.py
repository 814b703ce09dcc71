"""Examples, help and search: what people read first."""

from __future__ import annotations

from typing import Any, Literal

from flask import request
from pydantic import Field

from catalog.search.query import Hit
from metadata.model.base import Model
from metadata.model.example import Example
from metadata.model.help_page import HelpPage
from web.api.operation import Operation, PageQuery, Query
from web.api.paging import Page, api_address, cut, page_address, public_root
from web.catalogue import catalogue
from web.found import find_hits, found_page
from web.language import language


class ExampleBrief(Model):
    """An example order in a list."""

    key: str
    title: str
    summary: str
    href: str


class TurnAnswer(Model):
    """A question of the case officer and the answer."""

    question: str
    answer: str


class ExampleAnswer(ExampleBrief):
    """An example order with its whole document, ready for `/orders/check`."""

    need: str
    dialogue: tuple[TurnAnswer, ...]
    order: dict[str, Any]
    delivered: str
    notes: tuple[str, ...]
    page: str


class HelpBrief(Model):
    """A help page in a list."""

    key: str
    topic: str
    title: str
    summary: str
    href: str


class HelpAnswer(HelpBrief):
    """A help page. `text`: paragraphs apart by an empty line, `## ` before headings, `- ` before items of a list."""

    text: str
    see: tuple[str, ...]
    page: str


class HitAnswer(Model):
    """One hit: what it is, its code where it has one, why it was found, its page; of a curated set the caution that goes with it."""

    kind: str
    system: str
    code: str
    title: str
    why: str
    above: str
    below: int
    ended: bool
    successor: str
    caution: str
    page: str


class SearchAnswer(Model):
    """Hits, best first; empty when nothing fits."""

    query: str
    hits: tuple[HitAnswer, ...]


class SearchQuery(Query):
    """What is looked for, and where."""

    q: str = Field(max_length=200, description="Words or a code.")
    scope: Literal["all", "codes", "variables", "registers", "measures", "examples", "help", "sets"] = Field(default="all", alias="in", description="What is searched.")
    system: str | None = Field(default=None, max_length=60, description="One code system or register only.")
    limit: int = Field(default=20, ge=1, le=200, description="At most so many hits.")


def list_examples(query: PageQuery) -> Page[ExampleBrief]:
    """Every example order."""
    return cut(catalogue().examples, query, lambda one: one.key, lambda one: ExampleBrief(**_example(one)), Page[ExampleBrief])  # type: ignore[no-any-return]


def get_example(query: Query, example: str) -> ExampleAnswer:
    """One example order with its document."""
    words = language()
    one = catalogue().get_example(example)
    return ExampleAnswer(
        **_example(one), need=one.need.of(words), order=one.order, delivered=one.delivered.of(words), notes=tuple(note.of(words) for note in one.notes),
        dialogue=tuple(TurnAnswer(question=turn.question.of(words), answer=turn.answer.of(words)) for turn in one.dialogue),
        page=page_address(f"/exempel/{one.key}"),
    )


def list_help(query: PageQuery) -> Page[HelpBrief]:
    """Every help page."""
    return cut(catalogue().help_pages, query, lambda one: one.key, lambda one: HelpBrief(**_help(one)), Page[HelpBrief])  # type: ignore[no-any-return]


def get_help(query: Query, key: str) -> HelpAnswer:
    """One help page."""
    one = catalogue().get_help(key)
    return HelpAnswer(**_help(one), text=one.text.of(language()), see=one.see, page=page_address(f"/hjalp/{one.key}"))


def get_search(query: SearchQuery) -> SearchAnswer:
    """Ranked hits over codes, variables, measures, examples and help."""
    hits = find_hits(query.q, query.limit, query.scope, query.system)
    return SearchAnswer(query=query.q, hits=tuple(
        HitAnswer(
            kind=hit.kind, system=hit.system, code=hit.code, title=hit.title, why=hit.why, above=hit.above, below=hit.below, ended=hit.ended,
            successor=hit.successor, caution=hit.caution, page=_page_of(hit),
        )
        for hit in hits
    ))


def _page_of(hit: Hit) -> str:
    return public_root() + found_page(hit).href.removeprefix(request.script_root)


def _example(one: Example) -> dict[str, object]:
    return {"key": one.key, "title": one.title.of(language()), "summary": one.summary.of(language()), "href": api_address("examples", one.key)}


def _help(one: HelpPage) -> dict[str, object]:
    return {
        "key": one.key, "topic": one.topic, "title": one.title.of(language()), "summary": one.summary.of(language()), "href": api_address("help", one.key),
    }


OPERATIONS = (
    Operation("/examples", "reading", "Every example order.", Page[ExampleBrief], list_examples, PageQuery),
    Operation("/examples/{example}", "reading", "One example order with its document.", ExampleAnswer, get_example),
    Operation("/help", "reading", "Every help page.", Page[HelpBrief], list_help, PageQuery),
    Operation("/help/{key}", "reading", "One help page.", HelpAnswer, get_help),
    Operation("/search", "reading", "Ranked hits over codes, variables, measures, examples and help.", SearchAnswer, get_search, SearchQuery),
)

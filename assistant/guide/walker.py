"""Walks the pages of a kind over an order document: which are shown, which is next, how far one has come; answers in and hidden answers out."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from catalog.lookup import Catalogue
from metadata.model.guide import GuideField, GuidePage

Value = dict[str, Any]


@dataclass(frozen=True)
class Progress:
    """A shown page, whether every required answer on it is given, and whether it is the one at hand."""

    page: GuidePage
    is_done: bool
    is_current: bool = False


def pages_of(kind: str, catalogue: Catalogue) -> tuple[GuidePage, ...]:
    """The pages of an order kind in their order."""
    found: list[GuidePage] = [page for page in catalogue.of("guide") if kind in page.kinds]
    return tuple(sorted(found, key=lambda page: (page.rank, page.id)))


def shown_pages(pages: tuple[GuidePage, ...], document: Value) -> tuple[GuidePage, ...]:
    """The pages whose conditions hold: every field named in `shown_when` has the value; a field on a hidden page has none."""
    shown: list[GuidePage] = []
    for page in pages:
        known = {field.id: field for earlier in shown for field in earlier.fields}
        if all(name in known and answer(document, known[name]) == value for name, value in page.shown_when.items()):
            shown.append(page)
    return tuple(shown)


def next_page(pages: tuple[GuidePage, ...], document: Value, current: str) -> GuidePage | None:
    """The shown page after one; None at the end."""
    return _beside(pages, document, current, 1)


def previous_page(pages: tuple[GuidePage, ...], document: Value, current: str) -> GuidePage | None:
    """The shown page before one; None at the beginning."""
    return _beside(pages, document, current, -1)


def _beside(pages: tuple[GuidePage, ...], document: Value, current: str, step: int) -> GuidePage | None:
    shown = shown_pages(pages, document)
    at = next((number for number, page in enumerate(shown) if page.id == current), None)
    return shown[at + step] if at is not None and 0 <= at + step < len(shown) else None


def progress(pages: tuple[GuidePage, ...], document: Value, current: str = "") -> tuple[Progress, ...]:
    """How far one has come, page by page."""
    return tuple(
        Progress(page, all(answer(document, field) for field in page.fields if field.required), page.id == current)
        for page in shown_pages(pages, document)
    )


def answer(document: Value, field: GuideField) -> Any:
    """What the document holds where a field points; None where nothing is."""
    at: Any = document
    for step in field.path.split("/")[1:]:
        if isinstance(at, list) and step.isdigit() and int(step) < len(at):
            at = at[int(step)]
        elif isinstance(at, dict) and step in at:
            at = at[step]
        else:
            return None
    return at


def put_answers(document: Value, page: GuidePage, answers: Mapping[str, Any]) -> Value:
    """A new document with the answers of a page written where its fields point; an empty answer takes the value away. Unknown names are left out."""
    new = copy.deepcopy(document)
    for field in page.fields:
        if field.id in answers:
            _write(new, field.path, answers[field.id])
    return new


def drop_hidden(pages: tuple[GuidePage, ...], document: Value) -> Value:
    """A new document without the answers of pages that are no longer shown; a page shown twice keeps what another page asks for."""
    shown = shown_pages(pages, document)
    kept = {field.path for page in shown for field in page.fields}
    new = copy.deepcopy(document)
    for page in pages:
        for field in page.fields if page not in shown else ():
            if field.path not in kept:
                _write(new, field.path, None)
    return new


def _write(document: Value, path: str, value: Any) -> None:
    steps, at = path.split("/")[1:], document
    for step, following in zip(steps, steps[1:], strict=False):
        at = _child(at, step, [] if following.isdigit() else {})
    last = steps[-1]
    if value in (None, "", []):
        at.pop(last, None)
    else:
        at[last] = value


def _child(at: Any, step: str, empty: Any) -> Any:
    if isinstance(at, list):
        while len(at) <= int(step):
            at.append(copy.deepcopy(empty))
        return at[int(step)]
    return at.setdefault(step, empty)

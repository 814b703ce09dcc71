"""What is known of one code beside its place in the lists: further words, defined daily doses, links of a reason for prescribing, moves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from catalog.editions import titles_of
from catalog.store import codes as store
from common.database import Session
from metadata.model.code_system import CodeChange, CodeLists
from metadata.model.designation import Designation


@dataclass(frozen=True)
class Word:
    """A further word of a code. `kind`: inclusion, example, latin, description of the authority's list; lay, brand, abbreviation … of the content."""

    kind: str
    language: str
    text: str


@dataclass(frozen=True)
class DailyDose:
    """A defined daily dose: amount as printed, unit, route, note, and the year of the list."""

    amount: str
    unit: str
    route: str
    note: str
    year: int


@dataclass(frozen=True)
class Link:
    """A dated link of a reason for prescribing. `kind`: purpose, whose words are in `text`, or drug, whose ATC code or NPL id is the target."""

    kind: str
    target: str
    text: str
    valid_from: date | None
    valid_to: date | None


@dataclass(frozen=True)
class CodeFacts:
    """`doses`: newest year first; `moved_to` and `moved_from`: recorded changes in which the code is the old or the new one.

    `dated`: (edition, language, title, first day), oldest first, where the code has had titles with days of their own.
    """

    words: tuple[Word, ...]
    doses: tuple[DailyDose, ...]
    links: tuple[Link, ...]
    moved_to: tuple[CodeChange, ...]
    moved_from: tuple[CodeChange, ...]
    dated: tuple[tuple[str, str, str, date | None], ...] = ()


def code_facts(session: Session, system: str, code: str, lists: CodeLists, designations: Sequence[Designation]) -> CodeFacts:
    """The facts of a stored code of a system; every part may be empty."""
    own = [Word(one.kind, one.language, one.word) for one in designations if one.system == system and code in one.codes]
    heads = store.find_heads(session, system)
    loaded = [head.id for head in heads]
    dated = any(store.titles_of(session, head.id, code) for head in heads if head.titles)
    listed = [Word(*term) for term in store.terms_of_code(session, loaded, code)]
    doses = store.doses_of_code(session, code) if system == "ATC" else []
    changes = lists.changes.get(system, ())
    return CodeFacts(
        words=tuple(dict.fromkeys((*own, *listed))),
        doses=tuple(DailyDose(one.amount, one.unit, one.route, one.note, one.year) for one in doses),
        links=tuple(_links(session, loaded, code)),
        moved_to=tuple(one for one in changes if one.old == code), moved_from=tuple(one for one in changes if one.new == code),
        dated=tuple(titles_of(session, system, code)) if dated else (),
    )


def _links(session: Session, editions: Sequence[int], code: str) -> Iterator[Link]:
    """Links with the words of their purposes, which stand in rows of their own."""
    rows = store.links_of_code(session, editions, code)
    texts = {(one.edition, one.code): one.text for one in store.links_of_kind(session, "purpose_text")} if rows else {}
    for one in rows:
        if one.kind in ("purpose", "drug"):
            yield Link(one.kind, one.target, texts.get((one.edition, one.target), one.text), _day(one.valid_from), _day(one.valid_to))


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None

"""One code as its page shows it: its place, its names through the editions, what became of it, and where it is used."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from catalog.code_facts import CodeFacts, code_facts
from catalog.editions import open_code_lists
from catalog.lookup import Catalogue
from catalog.search.documents import show_code
from common.database import reading
from common.errors import NotFound
from metadata.model.code_system import Code, CodeEdition, CodeLists, CodeSystem, best_title
from metadata.model.example import Example
from web.doors import doors
from web.language import language
from web.systems import Coded, coded_in
from web.used import examples_with_code


@dataclass(frozen=True)
class Neighbour:
    """A code above, beside or below: stored and shown form, title, and how many codes stand below it."""

    stored: str
    code: str
    title: str
    below: int


@dataclass(frozen=True)
class Naming:
    """What one edition calls the code: the edition, its first day, both titles, and whether the code had ended in it."""

    edition: str
    first: date | None
    title_sv: str
    title_en: str
    is_listed: bool


@dataclass(frozen=True)
class CodePage:
    """Everything a code page shows. `expr`: how the code is written in an order; `ended`: not in the newest edition any more."""

    system: CodeSystem
    entry: Code
    code: str
    title: str
    edition: CodeEdition
    level: str
    ended: bool
    expr: str
    below: int
    parents: tuple[Neighbour, ...]
    siblings: tuple[Neighbour, ...]
    children: tuple[Neighbour, ...]
    names: tuple[Naming, ...]
    facts: CodeFacts
    variables: tuple[Coded, ...]
    examples: tuple[Example, ...]


def code_page(known: Catalogue, system: str, code: str) -> CodePage:
    """The page of a code, block or chapter of the newest edition that has it. Raises NotFound `web.error.no_system`, `web.error.no_code`."""
    stored = code.replace(".", "").strip().upper()
    with reading(doors().engine) as session:
        lists = open_code_lists(session)
        if system not in lists.systems:
            raise NotFound("web.error.no_system", system=system)
        facts = code_facts(session, system, stored, lists, known.of("designations"))
    editions = lists.editions.get(system, ())
    edition = next((one for one in editions if one.find(stored)), None)
    if edition is None:
        raise NotFound("web.error.no_code", code=code[:40], system=system)
    return _page(known, lists, lists.systems[system], edition, stored, facts)


def _page(known: Catalogue, lists: CodeLists, system: CodeSystem, edition: CodeEdition, stored: str, facts: CodeFacts) -> CodePage:
    entry = edition.find(stored)[0]
    editions = lists.editions[system.id]
    above = edition.above(stored)
    children = edition.children_of(stored)
    siblings = [one for one in edition.children_of(above[-1] if above else "") if one != stored]
    return CodePage(
        system=system, entry=entry, code=show_code(system.id, stored), title=best_title(editions, stored, language()), edition=edition,
        level=next((step.label.of(language()) for step in system.levels if step.level == entry.level), ""),
        ended=entry.kind == "code" and stored not in editions[0], expr=expression_of(system, edition, entry),
        below=_below(system, edition, entry), parents=_named(editions, system, edition, above), siblings=_named(editions, system, edition, siblings),
        children=_named(editions, system, edition, children), names=tuple(_naming(one, stored) for one in editions if one.find(stored)), facts=facts,
        variables=tuple(coded_in(known, system.id)), examples=tuple(examples_with_code(known, system.id, stored, lists)) if entry.kind == "code" else (),
    )


def expression_of(system: CodeSystem, edition: CodeEdition, entry: Code) -> str:
    """How a code, block or chapter is written in an order: a code as it is, a block as its range, a chapter as the range of its codes."""
    if entry.kind == "block":
        return entry.code
    if entry.kind == "chapter":
        chapter = next((one for one in system.chapters if one.code == entry.code), None)
        return f"{chapter.first}-{chapter.last}" if chapter else ""
    return show_code(system.id, entry.code)


def _below(system: CodeSystem, edition: CodeEdition, entry: Code) -> int:
    """How many codes the expression takes in beside the code itself."""
    first, _dash, last = expression_of(system, edition, entry).partition("-")
    if entry.kind != "code":
        return edition.between(first, last).bit_count() if last else 0
    return (edition.starting(entry.code) & ~edition.equal(entry.code)).bit_count() if system.matching == "prefix" else 0


def _named(editions: Sequence[CodeEdition], system: CodeSystem, edition: CodeEdition, codes: Sequence[str]) -> tuple[Neighbour, ...]:
    return tuple(
        Neighbour(one, show_code(system.id, one), best_title(editions, one, language()), _below(system, edition, edition.find(one)[0])) for one in codes
    )


def _naming(edition: CodeEdition, stored: str) -> Naming:
    entries = edition.find(stored)
    dated = next((entry.valid_from for entry in entries if entry.valid_from), None)
    sv, en = (" / ".join(dict.fromkeys(title for title in titles if title)) for titles in zip(*((one.title_sv, one.title_en) for one in entries), strict=True))
    return Naming(edition.label, dated or edition.valid_from, sv, en, stored in edition or entries[0].kind != "code")

"""Code systems, their editions and codes, and what a code expression means."""

from __future__ import annotations

from datetime import date
from typing import Any

from pydantic import Field

from assistant.codes import expand
from assistant.codes.report import plain_report
from assistant.order.codes import canonical_system
from catalog.editions import open_code_lists
from catalog.search.documents import show_code
from common.database import reading
from common.errors import NotFound
from metadata.model.base import Model
from metadata.model.code_system import CodeEdition, CodeLists, CodeSystem, best_title
from metadata.model.period import Period
from web.api.operation import Day, Operation, PageQuery, Query
from web.api.paging import Page, api_address, cut, page_address
from web.catalogue import catalogue
from web.codes import code_page
from web.doors import doors
from web.language import language
from web.systems import coded_in


class SystemBrief(Model):
    """A code system in a list. `edition`: the newest loaded, null while no list is loaded."""

    id: str
    label: str
    edition: str | None
    code_count: int
    href: str


class CodedAnswer(Model):
    """A variable coded in the system."""

    register_code: str = Field(serialization_alias="register")
    column: str
    first_year: int
    last_year: int | None


class SystemAnswer(SystemBrief):
    """What a code system is. `matching`: prefix (a code and everything below), exact, or flat."""

    owner: str
    licence: str
    matching: str
    example: str
    levels: tuple[str, ...]
    editions: str
    codes: str
    coded: tuple[CodedAnswer, ...]
    page: str


class EditionAnswer(Model):
    """One loaded edition. `is_sample`: the product's own selection, not the authority's list."""

    label: str
    first: date | None
    code_count: int
    is_sample: bool
    source: str
    sha256: str
    codes: str


class CodeBrief(Model):
    """A code in a list. `code` as people read it, `stored` as registers hold it; `kind`: code, block or chapter."""

    code: str
    stored: str
    title: str
    kind: str
    level: int
    parent: str | None
    has_children: bool
    href: str


class TitleAnswer(Model):
    """What an edition calls the code."""

    edition: str
    first: date | None
    sv: str
    en: str
    is_listed: bool


class WordAnswer(Model):
    """A further word of the code."""

    kind: str
    language: str
    text: str


class DoseAnswer(Model):
    """A defined daily dose of one year's list."""

    amount: str
    unit: str
    route: str
    note: str
    year: int


class ChangeAnswer(Model):
    """A recorded move. `is_approved`: somebody confirmed it, so that it may be offered as a successor."""

    old: str
    new: str | None
    kind: str
    day: date | None
    is_approved: bool
    source: str


class CodeAnswer(CodeBrief):
    """One code of the newest edition that has it. `expr`: how it is written in an order."""

    system: str
    edition: str
    expr: str
    ended: bool
    below: int
    marker: str
    part: str
    not_main: bool
    valid_from: date | None
    valid_to: date | None
    parents: tuple[str, ...]
    children: str
    titles: tuple[TitleAnswer, ...]
    words: tuple[WordAnswer, ...]
    doses: tuple[DoseAnswer, ...]
    changes: tuple[ChangeAnswer, ...]
    examples: tuple[str, ...]
    page: str


class MessageAnswer(Model):
    """One message about an expression, in both languages."""

    id: str
    argument: str
    severity: str
    sv: str
    en: str
    fix: dict[str, Any] | None


class ExpandAnswer(Model):
    """What an expression means in one edition: normal form, stored codes in code-point order, their hash, messages. `count` is null without a list."""

    system: str
    edition: str | None
    normal: str
    count: int | None
    sha256: str
    codes: tuple[str, ...]
    messages: tuple[MessageAnswer, ...]


class CodesQuery(PageQuery):
    """Which edition, and which part of it."""

    on: Day | None = Field(default=None, description="The edition in force on this day; the newest when not told.")
    edition: str | None = Field(default=None, max_length=80, description="Label of an edition.")
    under: str | None = Field(default=None, max_length=30, description="Only this code, chapter or block and what stands below it.")


class ExpandQuery(Query):
    """The expression, and the time it is judged against."""

    expr: str = Field(max_length=20_000, description="A code expression: `F32-F33 exkl F32.3`.")
    on: Day | None = Field(default=None, description="The edition in force on this day.")
    years: str | None = Field(default=None, max_length=9, pattern=r"^(19|20)\d\d-(19|20)\d\d$", description="Years of the study, `2010-2020`.")


def list_systems(query: PageQuery) -> Page[SystemBrief]:
    """Every code system."""
    lists = _lists()
    return cut(list(lists.systems.values()), query, lambda one: one.id, lambda one: SystemBrief(**_system(one, lists)), Page[SystemBrief])  # type: ignore[no-any-return]


def get_system(query: Query, system: str) -> SystemAnswer:
    """One code system."""
    lists = _lists()
    one, words = _known(lists, system), language()
    return SystemAnswer(
        **_system(one, lists), owner=one.owner.of(words), licence=one.licence_note.of(words), matching=one.matching, example=one.example,
        levels=tuple(level.label.of(words) for level in one.levels), editions=api_address("code-systems", one.id, "editions"),
        codes=api_address("code-systems", one.id, "codes"), page=page_address(f"/kodverk/{one.id}"),
        coded=tuple(CodedAnswer(register_code=part.register, column=part.column, first_year=part.first, last_year=part.last) for part in coded_in(catalogue(), one.id)),
    )


def list_editions(query: PageQuery, system: str) -> Page[EditionAnswer]:
    """The loaded editions, newest first."""
    lists = _lists()
    name = _known(lists, system).id
    return cut(lists.editions.get(name, ()), query, lambda one: one.label, _edition_answer, Page[EditionAnswer])  # type: ignore[no-any-return]


def _edition_answer(one: CodeEdition) -> EditionAnswer:
    return EditionAnswer(
        label=one.label, first=one.valid_from, code_count=len(one), is_sample=one.is_sample, source=one.source, sha256=one.sha256,
        codes=api_address("code-systems", one.system, "codes", edition=one.label),
    )


def list_codes(query: CodesQuery, system: str) -> Page[CodeBrief]:
    """Codes of an edition in code-point order."""
    lists = _lists()
    edition = _edition(lists, _known(lists, system), query)
    chosen = edition.codes if query.under is None else _under(edition, _stored(query.under))
    return _page(lists, edition, chosen, query)


def list_children(query: CodesQuery, system: str, code: str) -> Page[CodeBrief]:
    """What stands right below a code, chapter or block."""
    lists = _lists()
    edition = _edition(lists, _known(lists, system), query)
    stored = _stored(code)
    if not edition.find(stored):
        raise NotFound("web.error.no_code", code=code[:40], system=edition.system)
    return _page(lists, edition, edition.children_of(stored), query)


def get_code(query: Query, system: str, code: str) -> CodeAnswer:
    """One code of the newest edition that has it."""
    page = code_page(catalogue(), canonical_system(system), code)
    entry, name = page.entry, page.system.id
    return CodeAnswer(
        **_code(name, page.edition, entry.code, page.title), system=name, edition=page.edition.label, expr=page.expr, ended=page.ended, below=page.below,
        marker=entry.marker, part=entry.part, not_main=entry.not_main, valid_from=entry.valid_from, valid_to=entry.valid_to,
        parents=tuple(one.stored for one in page.parents), children=api_address("code-systems", name, "codes", entry.code, "children"),
        titles=tuple(TitleAnswer(edition=one.edition, first=one.first, sv=one.title_sv, en=one.title_en, is_listed=one.is_listed) for one in page.names),
        words=tuple(WordAnswer(kind=one.kind, language=one.language, text=one.text) for one in page.facts.words),
        doses=tuple(DoseAnswer(amount=one.amount, unit=one.unit, route=one.route, note=one.note, year=one.year) for one in page.facts.doses),
        changes=tuple(
            ChangeAnswer(old=one.old, new=one.new, kind=one.kind, day=one.day, is_approved=bool(one.approved_by), source=one.source)
            for one in (*page.facts.moved_from, *page.facts.moved_to)
        ),
        examples=tuple(one.key for one in page.examples), page=page_address(f"/kod/{name}/{entry.code}"),
    )


def get_expansion(query: ExpandQuery, system: str) -> ExpandAnswer:
    """What an expression means; an expression with errors has messages and no codes."""
    lists = _lists()
    name = _known(lists, system).id
    years = sorted(int(year) for year in (query.years or "").split("-") if year)
    period = Period(first=date(years[0], 1, 1), last=date(years[-1], 12, 31)) if years else None
    found = expand(query.expr, name, lists, period, on=query.on)
    return ExpandAnswer.model_validate({"system": name, "edition": found.edition, **plain_report(found)})


def _lists() -> CodeLists:
    with reading(doors().engine) as session:
        return open_code_lists(session)


def _known(lists: CodeLists, system: str) -> CodeSystem:
    found = lists.systems.get(canonical_system(system))
    if found is None:
        raise NotFound("web.error.no_system", system=system[:40])
    return found


def _edition(lists: CodeLists, system: CodeSystem, query: CodesQuery) -> CodeEdition:
    found = lists.choose(system.id, query.edition, query.on)
    if found is None:
        raise NotFound("codes.error.no_edition", system=system.id, label=query.edition or "")
    return found


def _under(edition: CodeEdition, code: str) -> tuple[str, ...]:
    """The code and everything below it by the list's own hierarchy."""
    found, left = [], [code] if edition.find(code) else []
    while left:
        one = left.pop()
        found += [one] if one in edition else []
        left += edition.children_of(one)
    return tuple(sorted(set(found)))


def _page(lists: CodeLists, edition: CodeEdition, codes: tuple[str, ...], query: CodesQuery) -> Page[CodeBrief]:
    editions = (edition, *lists.others(edition))
    return cut(codes, query, str, lambda one: CodeBrief(**_code(edition.system, edition, one, best_title(editions, one, language()))), Page[CodeBrief])  # type: ignore[no-any-return]


def _code(system: str, edition: CodeEdition, stored: str, title: str) -> dict[str, Any]:
    entry = edition.find(stored)[0]
    return {
        "code": show_code(system, stored), "stored": stored, "title": title, "kind": entry.kind, "level": entry.level, "parent": entry.parent,
        "has_children": bool(edition.children_of(stored)), "href": api_address("code-systems", system, "codes", stored),
    }


def _stored(code: str) -> str:
    return code.replace(".", "").strip().upper()


def _system(one: CodeSystem, lists: CodeLists) -> dict[str, Any]:
    newest = lists.choose(one.id)
    return {
        "id": one.id, "label": one.label.of(language()), "edition": newest.label if newest else None, "code_count": len(newest) if newest else 0,
        "href": api_address("code-systems", one.id),
    }


OPERATIONS = (
    Operation("/code-systems", "codes", "Every code system.", Page[SystemBrief], list_systems, PageQuery),
    Operation("/code-systems/{system}", "codes", "One code system.", SystemAnswer, get_system),
    Operation("/code-systems/{system}/editions", "codes", "Its loaded editions, newest first.", Page[EditionAnswer], list_editions, PageQuery),
    Operation("/code-systems/{system}/codes", "codes", "Codes of an edition.", Page[CodeBrief], list_codes, CodesQuery),
    Operation("/code-systems/{system}/codes/{code}", "codes", "One code.", CodeAnswer, get_code),
    Operation("/code-systems/{system}/codes/{code}/children", "codes", "What stands right below a code.", Page[CodeBrief], list_children, CodesQuery),
    Operation("/code-systems/{system}/expand", "codes", "What a code expression means.", ExpandAnswer, get_expansion, ExpandQuery),
)

"""The parts of an order in a few words each, for lists that lead to the page where they are changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from assistant.order.cohort import Cohort
from assistant.order.criterion import Criterion, walk
from assistant.order.order import Order
from assistant.phrases import codes_phrase, cohort_name, register_phrase, span_phrase
from catalog.lookup import Catalogue
from exports.table_view import TableView
from web.language import language, t


@dataclass(frozen=True)
class CriterionWords:
    """One criterion: its register, codes, years, JSON pointer, and the group it stands in when it is not simply required."""

    path: str
    label: str
    codes: str
    years: str
    inside: str


@dataclass(frozen=True)
class GroupWords:
    """One group of persons: its name, its criteria and its ages."""

    name: str
    criteria: tuple[CriterionWords, ...]
    ages: str


@dataclass(frozen=True)
class TableWords:
    """One table: its name and, when it is complete enough, how it will look."""

    name: str
    view: TableView | None


def group_words(order: Order, known: Catalogue) -> tuple[GroupWords, ...]:
    """Every group in the order's order."""
    return tuple(_group(at, cohort, known) for at, cohort in enumerate(order.cohorts))


def table_words(order: Order, laid_out: Mapping[str, TableView], known: Catalogue) -> tuple[TableWords, ...]:
    """Every table in the order's order."""
    found = []
    for table in order.tables:
        view = laid_out.get(table.id or "t1")
        measure = known.measures.get(table.measure)
        name = view.title if view else measure.title.of(language()) if measure else t("web.guide.new_table")
        found.append(TableWords(name, view))
    return tuple(found)


def _group(at: int, cohort: Cohort, known: Catalogue) -> GroupWords:
    criteria = tuple(_criterion(path, one, known) for path, one in walk(cohort.criteria, f"/cohorts/{at}/criteria"))
    return GroupWords(cohort_name(cohort, language()) or cohort.id or "", criteria, _ages(cohort))


def _criterion(path: str, one: Criterion, known: Catalogue) -> CriterionWords:
    label = register_phrase(one.register_code, known, language()) if one.register_code else t("web.guide.no_register")
    inside = next((group for group in ("any_of", "none_of") if f"/{group}/" in path), "")
    return CriterionWords(
        path, label[:1].upper() + label[1:], codes_phrase(one.codes, language()) or t("web.guide.all_codes"), span_phrase(one.period, language()),
        t(f"web.guide.inside.{inside}") if inside else "",
    )


def _ages(cohort: Cohort) -> str:
    limits = cohort.age
    if limits is None or (limits.first is None and limits.last is None):
        return t("web.guide.all_ages")
    if limits.last is None:
        return t("web.guide.ages_from", first=limits.first)
    return t("web.guide.ages_between", first=limits.first or 0, last=limits.last)

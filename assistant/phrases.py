"""Parts of sentences in both languages that shells and read-back share: periods, lists, populations, criteria."""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from datetime import date

from assistant.order.codes import CodeExpression
from assistant.order.cohort import Cohort
from assistant.order.criterion import AllOf, AnyOf, Criterion, NoneOf, members
from assistant.order.order import Order
from assistant.order.span import Span
from catalog.lookup import Catalogue
from common.errors import NotFound
from common.translate import translate
from metadata.model.period import Period
from metadata.model.text import Text

LANGUAGES = ("sv", "en")


def listed(items: Sequence[str], language: str, word: str = "and") -> str:
    """`a`, `a and b`, `a, b and c`; `word` is `and` or `or`."""
    if len(items) < 2:
        return "".join(items)
    last = translate("phrase.or" if word == "or" else "phrase.and", language)
    return f"{', '.join(items[:-1])} {last} {items[-1]}"


def both(sv: str, en: str) -> Text:
    """A pair of two sentences made already."""
    return Text(sv=sv, en=en)


def month_name(day: date, language: str) -> str:
    """`januari 2015`, `January 2015`."""
    name = translate(f"phrase.month_{day.month}", language)
    return f"{name} {day.year}"


def period_phrase(period: Period, language: str) -> str:
    """`2015–2023` for whole years, `januari 2015–mars 2016` for whole months, else both dates."""
    whole_years = (period.first.month, period.first.day, period.last.month, period.last.day) == (1, 1, 12, 31)
    if whole_years:
        years = (str(period.first.year), str(period.last.year))
        return years[0] if years[0] == years[1] else "–".join(years)
    whole_months = period.first.day == 1 and period.last.day == calendar.monthrange(period.last.year, period.last.month)[1]
    if whole_months:
        edges = (month_name(period.first, language), month_name(period.last, language))
        return edges[0] if edges[0] == edges[1] else "–".join(edges)
    return f"{period.first.isoformat()} – {period.last.isoformat()}"


def span_phrase(span: Span | None, language: str) -> str:
    """The phrase of a span that may be missing, reversed or rolling."""
    if span is None:
        return translate("phrase.no_period", language)
    if span.period is not None:
        return period_phrase(span.period, language)
    return translate(f"phrase.{span.rolling}", language) if span.rolling else str(span)


def codes_phrase(codes: Sequence[CodeExpression], language: str) -> str:
    """`ATC N06BA`, several systems joined; the expression as the orderer wrote it."""
    return listed([f"{one.system} {one.normal_form or one.expr}".strip() for one in codes if one.expr], language, "or")


def register_phrase(register_code: str, catalogue: Catalogue, language: str) -> str:
    """The register's or the family's name; the code itself when the catalogue does not know it."""
    family = catalogue.families.get(register_code)
    try:
        name = (family or catalogue.get_register(register_code)).name.of(language)
    except NotFound:
        return register_code or translate("phrase.no_register", language)
    return f"the {name[4:]}" if name.startswith("The ") else name


def register_name(register_code: str, catalogue: Catalogue) -> dict[str, str]:
    """The register's name in both languages, as a parameter of a sentence."""
    return {language: register_phrase(register_code, catalogue, language) for language in LANGUAGES}


def criterion_phrase(criterion: Criterion, catalogue: Catalogue, language: str, *, is_excluded: bool = False) -> str:
    """One criterion as the end of a sentence that begins "persons with …", or "… without" when it is excluded."""
    params = {
        "register": register_phrase(criterion.register_code, catalogue, language),
        "codes": codes_phrase(criterion.codes, language) or translate("phrase.any_code", language),
        "period": span_phrase(criterion.period, language),
        "count": criterion.at_least,
    }
    what = translate(_event_key(criterion, catalogue, is_excluded=is_excluded), language, **params)
    extra = [*_extras(criterion, language)]
    return what + (f" ({'; '.join(extra)})" if extra else "")


def _event_key(criterion: Criterion, catalogue: Catalogue, *, is_excluded: bool) -> str:
    many = "many" if criterion.at_least > 1 else "none" if is_excluded else "one"
    if criterion.register_code == "lmed":
        return f"phrase.dispensing_{many}"
    if criterion.codes and not catalogue.is_care(criterion.register_code):
        return f"phrase.coded_{many}"
    if any(codes.system == "KVA" for codes in criterion.codes):
        return f"phrase.procedure_{many}"
    return f"phrase.diagnosis_{many}" if criterion.codes else f"phrase.row_{many}"


def _extras(criterion: Criterion, language: str) -> list[str]:
    found = []
    if criterion.position:
        found.append(translate(f"phrase.position_{criterion.position}", language))
    if criterion.run_in_months == "unlimited":
        found.append(translate("phrase.run_in_unlimited", language))
    elif criterion.run_in_months is not None:
        found.append(translate("phrase.run_in", language, months=criterion.run_in_months))
    if criterion.relation is not None:
        first, last = criterion.relation.window
        shown = {"first": "…" if first is None else first, "last": "…" if last is None else last}
        found.append(translate("phrase.relation", language, to=criterion.relation.to, **shown))
    found += [f"{name}: {value}" for name, value in criterion.filters.items()]
    return found


def condition_phrase(condition: Criterion | AllOf | AnyOf | NoneOf, catalogue: Catalogue, language: str, *, is_excluded: bool = False) -> str:
    """A criterion or a group of them, groups in brackets where they stand inside others."""
    if isinstance(condition, Criterion):
        return criterion_phrase(condition, catalogue, language, is_excluded=is_excluded)
    inner = isinstance(condition, NoneOf) or is_excluded
    parts = [condition_phrase(member, catalogue, language, is_excluded=inner) for member in members(condition)]
    joined = listed(parts, language, "and" if isinstance(condition, AllOf) else "or")
    if isinstance(condition, NoneOf):
        return translate("phrase.none_of", language, members=joined)
    return f"[{joined}]" if len(parts) > 1 else joined


def cohort_phrase(cohort: Cohort, order: Order, catalogue: Catalogue, language: str) -> str:
    """Who belongs to the cohort, in one phrase: base, every condition, age."""
    base = order.find_cohort(cohort.base)
    parts = [condition_phrase(condition, catalogue, language) for condition in cohort.criteria]
    parts = [part.removeprefix("[").removesuffix("]") for part in parts] if len(parts) == 1 else parts
    phrase = translate("phrase.everyone", language)
    if base is not None and base is not cohort:
        phrase = translate("phrase.members_of", language, cohort=cohort_name(base, language))
    if parts:
        phrase = translate("phrase.persons_with", language, base=phrase, conditions=listed(parts, language))
    return phrase + _age_phrase(cohort, language)


def _age_phrase(cohort: Cohort, language: str) -> str:
    age = cohort.age
    if age is None or (age.first is None and age.last is None):
        return ""
    when = translate(f"phrase.age_at_{age.at}", language)
    key = "phrase.age_from_to" if age.first is not None and age.last is not None else "phrase.age_from" if age.first is not None else "phrase.age_to"
    return ", " + translate(key, language, first=age.first, last=age.last, when=when)


def cohort_name(cohort: Cohort, language: str) -> str:
    """The cohort's label, else its id."""
    text = cohort.label.text if cohort.label else None
    return text.of(language) if text else cohort.id or ""

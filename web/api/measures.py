"""Measures and the breakdowns of tables."""

from __future__ import annotations

from pydantic import Field

from metadata.model.base import Model
from metadata.model.breakdown import BreakdownDefinition
from metadata.model.measure import Measure
from web.api.operation import Operation, PageQuery, Query
from web.api.paging import Page, api_address, cut, page_address
from web.catalogue import catalogue
from web.language import language
from web.present import unfilled


class MeasureBrief(Model):
    """A measure in a list."""

    id: str
    title: str
    unit: str
    registers: tuple[str, ...]
    orderable: bool
    href: str


class OptionAnswer(Model):
    """A choice an order may make."""

    name: str
    label: str
    explanation: str
    values: tuple[str, ...]
    default: str | None


class MeasureAnswer(MeasureBrief):
    """What a measure counts, exactly. `additive`: over what its cells add up to the total."""

    version: int
    definition: str
    unit_label: str
    decimals: int
    rates: bool
    economic: bool
    options: tuple[OptionAnswer, ...]
    additive: dict[str, str]
    footnotes: tuple[str, ...]
    page: str


class BreakdownBrief(Model):
    """A breakdown in a list."""

    id: str
    label: str
    kind: str
    orderable: bool
    href: str


class BreakdownValueAnswer(Model):
    """One value of a breakdown."""

    code: str
    label: str


class BreakdownAnswer(BreakdownBrief):
    """What a table may be broken down by. `values_from`: where its values come from when they are not fixed here."""

    level: str
    total_label: str
    registers: tuple[str, ...]
    values_from: str | None
    values: tuple[BreakdownValueAnswer, ...]


class MeasureQuery(PageQuery):
    """`register`: only those that count rows of it."""

    register_code: str | None = Field(default=None, alias="register", max_length=60, description="Id of a register.")


def list_measures(query: MeasureQuery) -> Page[MeasureBrief]:
    """Every measure."""
    known = catalogue()
    wanted = set(known.members(query.register_code)) if query.register_code is not None else set()
    found = [
        one for one in known.measures.values()
        if query.register_code is None or wanted.intersection(part for name in one.registers for part in known.members(name))
    ]
    return cut(found, query, lambda one: one.id, lambda one: MeasureBrief(**_brief(one)), Page[MeasureBrief])  # type: ignore[no-any-return]


def get_measure(query: Query, measure: str) -> MeasureAnswer:
    """One measure."""
    known, words = catalogue(), language()
    one = known.get_measure(measure)
    return MeasureAnswer(
        **_brief(one), version=one.version, definition=unfilled(one.definition.of(words)), unit_label=one.unit_label.of(words), decimals=one.decimals,
        rates=one.rates.allowed, economic=one.economic, additive={name: str(value) for name, value in one.additive.model_dump().items()},
        options=tuple(
            OptionAnswer(name=name, label=option.label.of(words), explanation=option.explanation.of(words), values=option.values, default=option.default)
            for name, option in one.options.items()
        ),
        footnotes=tuple(known.note_text(note).of(words) for note in one.footnotes), page=page_address(f"/matt/{one.id}"),
    )


def list_breakdowns(query: PageQuery) -> Page[BreakdownBrief]:
    """Every breakdown."""
    found = list(catalogue().breakdowns.values())
    return cut(found, query, lambda one: one.id, lambda one: BreakdownBrief(**_breakdown(one)), Page[BreakdownBrief])  # type: ignore[no-any-return]


def get_breakdown(query: Query, breakdown: str) -> BreakdownAnswer:
    """One breakdown."""
    words = language()
    one: BreakdownDefinition = catalogue().get("breakdowns", breakdown)
    return BreakdownAnswer(
        **_breakdown(one), level=one.level, total_label=one.total_label.of(words), registers=one.registers, values_from=one.values_from,
        values=tuple(BreakdownValueAnswer(code=value.code, label=value.label.of(words)) for value in one.values),
    )


def _brief(one: Measure) -> dict[str, object]:
    return {
        "id": one.id, "title": unfilled(one.title.of(language())), "unit": one.unit, "registers": one.registers, "orderable": one.orderable,
        "href": api_address("measures", one.id),
    }


def _breakdown(one: BreakdownDefinition) -> dict[str, object]:
    return {"id": one.id, "label": one.label.of(language()), "kind": one.kind, "orderable": one.orderable, "href": api_address("breakdowns", one.id)}


OPERATIONS = (
    Operation("/measures", "measures", "Every measure.", Page[MeasureBrief], list_measures, MeasureQuery),
    Operation("/measures/{measure}", "measures", "One measure with its exact definition.", MeasureAnswer, get_measure),
    Operation("/breakdowns", "measures", "Every breakdown.", Page[BreakdownBrief], list_breakdowns, PageQuery),
    Operation("/breakdowns/{breakdown}", "measures", "One breakdown.", BreakdownAnswer, get_breakdown),
)

"""An order table made into the shell that is shown empty, computed, protected and delivered."""

from __future__ import annotations

from assistant.judgement import Context
from assistant.order.order import Order
from assistant.phrases import cohort_name, cohort_phrase, listed, period_phrase
from assistant.specification import TablePlan, footnotes_of, plan_tables
from catalog.lookup import Catalogue
from common.translate import translate
from metadata.model.table import Figure, TableShell
from metadata.model.text import Text


def build_shells(order: Order, catalogue: Catalogue, context: Context) -> tuple[TableShell, ...]:
    """The shells of every table that is complete enough, in the order's order; the rules say why another one is missing."""
    return tuple(build_shell(plan, order, catalogue, context) for plan in plan_tables(order, catalogue, context).values())


def build_shell(plan: TablePlan, order: Order, catalogue: Catalogue, context: Context) -> TableShell:
    """One shell: headings, figures, margins, units and footnotes of a planned table."""
    measure = plan.measure
    return TableShell(
        id=plan.table.id or "t1", title=_title(plan, order), measure=measure.id, measure_version=measure.version, unit=_unit(measure.unit),
        scale=measure.scale, economic=measure.economic, figures=_figures(plan), rows=tuple(one.shell for one in plan.rows),
        columns=tuple(one.shell for one in plan.columns), period=plan.period, cell_period=plan.cell_period,
        population=_population(plan, order, catalogue), footnotes=footnotes_of(plan, order, catalogue, context),
    )


def _unit(unit: str) -> str:
    return unit if unit in ("person", "row", "amount") else "amount"


def _figures(plan: TablePlan) -> tuple[Figure, ...]:
    measure = plan.measure
    main = Figure(id=measure.id, label=measure.figure, unit=measure.unit_label, decimals=measure.decimals)
    if measure.outcomes is not None and measure.outcomes.grid:
        label = Text(**{language: translate("shell.going_on", language) for language in ("sv", "en")})
        return (
            Figure(id=f"{measure.id}.at_risk", label=measure.figure, unit=measure.unit_label),
            Figure(id=f"{measure.id}.share", label=label, unit=Text(sv="%", en="%"), decimals=1, is_derived=True),
        )
    if measure.outcomes is not None:
        share = Text(**{language: translate("shell.share", language, figure=measure.figure.of(language)) for language in ("sv", "en")})
        return main, Figure(id=f"{measure.id}.share", label=share, unit=Text(sv="%", en="%"), decimals=1, is_derived=True)
    if plan.rate is None:
        return (main,)
    label = Text(**{language: translate("shell.rate", language, figure=measure.figure.of(language), base=_number(plan.rate)) for language in ("sv", "en")})
    unit = Text(**{language: translate("shell.rate_unit", language, base=_number(plan.rate)) for language in ("sv", "en")})
    return main, Figure(id=f"{measure.id}.per_{plan.rate}", label=label, unit=unit, decimals=2, is_derived=True)


def _number(value: int) -> str:
    """Thousands apart by a no-break space, which both languages read."""
    return f"{value:,}".replace(",", "\u00a0")


def _title(plan: TablePlan, order: Order) -> Text:
    own = plan.table.title.text if plan.table.title else None
    return own or Text(sv=_title_in(plan, order, "sv"), en=_title_in(plan, order, "en"))


def _title_in(plan: TablePlan, order: Order, language: str) -> str:
    cohort = order.find_cohort(plan.cohort_id)
    broken_down = [one.definition.label.of(language).lower() for one in plan.breakdowns]
    by = translate("shell.by", language, breakdowns=listed(broken_down, language)) if broken_down else ""
    return translate(
        "shell.title", language, measure=plan.measure.title.of(language), cohort=cohort_name(cohort, language) if cohort else "", by=by,
        period=period_phrase(plan.period, language),
    )


def _population(plan: TablePlan, order: Order, catalogue: Catalogue) -> Text:
    cohort = order.find_cohort(plan.cohort_id)
    if cohort is None:
        return Text(sv=translate("phrase.everyone", "sv"), en=translate("phrase.everyone", "en"))
    return Text(**{language: cohort_phrase(cohort, order, catalogue, language) for language in ("sv", "en")})

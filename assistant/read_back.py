"""An order as plain, complete sentences in Swedish or English: what the orderer confirms, together with the shells."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from assistant.judgement import Context
from assistant.order.cohort import Cohort
from assistant.order.order import Order
from assistant.order.table import OrderTable
from assistant.phrases import codes_phrase, cohort_name, cohort_phrase, listed, period_phrase, span_phrase
from assistant.shells import build_shell
from assistant.specification import UNLIMITED, BreakdownPlan, TablePlan, is_new_patient_measure, plan_tables, resolved_codes
from catalog.lookup import Catalogue
from common.translate import translate
from metadata.model.table import TableShell


def read_back(order: Order, catalogue: Catalogue, language: str, context: Context | None = None) -> str:
    """The whole order in sentences, one thing a line, sections apart by an empty line; code titles where lists are at hand in the context."""
    context = context or Context(date.min)
    reader = _Reader(order, catalogue, language, context)
    sections = [reader.head(), reader.cohorts(), reader.codes(), *reader.tables(), reader.delivery()]
    return "\n\n".join("\n".join(section) for section in sections if section) + "\n"


class _Reader:
    """The order, the catalogue and the language that every sentence is made from."""

    def __init__(self, order: Order, catalogue: Catalogue, language: str, context: Context) -> None:
        self.order, self.catalogue, self.language, self.context = order, catalogue, language, context

    def say(self, key: str, **params: object) -> str:
        return translate(f"read_back.{key}", self.language, **params)

    def head(self) -> list[str]:
        title = self.order.title.text if self.order.title else None
        lines = [title.of(self.language) if title else self.say("no_title"), self.say(f"kind_{self.order.kind}")]
        purpose = self.order.purpose
        known = purpose.legal in ("statistics", "follow_up", "research")
        lines.append(self.say(f"purpose_{purpose.legal}") if known else self.say("purpose_missing"))
        if purpose.text:
            lines.append(self.say("purpose_text", text=purpose.text))
        if purpose.legal_ground:
            lines.append(self.say("legal_ground", text=purpose.legal_ground))
        return lines

    def cohorts(self) -> list[str]:
        if not self.order.cohorts:
            return [self.say("no_cohort")]
        return [self.say("cohorts"), *(line for cohort in self.order.cohorts for line in self._cohort(cohort))]

    def _cohort(self, cohort: Cohort) -> Iterator[str]:
        phrase = cohort_phrase(cohort, self.order, self.catalogue, self.language)
        yield self.say("cohort", name=cohort_name(cohort, self.language) or "–", phrase=phrase)
        key = cohort.index_date if cohort.index_date in ("first", "each") else "criterion"
        yield self.say(f"index_{key}", criterion=cohort.index_date)

    def codes(self) -> list[str]:
        lines = []
        for path, expansions in resolved_codes(self.order, self.catalogue, self.context).items():
            criterion = next(one for at, _cohort, one in self.order.criteria() if at == path)
            for codes, expansion in expansions:
                said = {"system": codes.system, "expr": expansion.normal or codes.expr, "count": expansion.count}
                lines.append(self.say("codes", period=span_phrase(criterion.period, self.language), policy=self.say(f"policy_{codes.version_policy}"), **said))
                lines += self._titles(codes.system, expansion.codes)
        return [self.say("codes_head"), *dict.fromkeys(lines)] if lines else []

    def _titles(self, system: str, codes: tuple[str, ...]) -> list[str]:
        """The topmost codes of a selection with their titles; at most twenty, the rest as a number."""
        lists = self.context.editions
        if lists is None or lists.choose(system) is None:
            return []
        chosen = set(codes)
        top = [code for code in codes if not any(code[:end] in chosen for end in range(1, len(code)))]
        lines = [self.say("code", code=code, title=lists.title(system, code, self.language)) for code in top[:20]]
        return [*lines, self.say("more_codes", count=len(top) - 20)] if len(top) > 20 else lines

    def tables(self) -> Iterator[list[str]]:
        plans = plan_tables(self.order, self.catalogue, self.context)
        for path, table in self.order.each_table():
            plan = plans.get(path)
            if plan is None:
                yield [self.say("table_incomplete", id=table.id or path)]
            else:
                yield self._table(plan, build_shell(plan, self.order, self.catalogue, self.context), table)

    def _table(self, plan: TablePlan, shell: TableShell, table: OrderTable) -> list[str]:
        lines = [self.say("table", id=shell.id, title=shell.title.of(self.language))]
        lines.append(self.say("measure", measure=plan.measure.title.of(self.language), definition=plan.measure.definition.of(self.language)))
        cohort = self.order.find_cohort(plan.cohort_id)
        name = cohort_name(cohort, self.language) if cohort else plan.cohort_id
        lines.append(self.say("counted_of", cohort=name, period=period_phrase(plan.period, self.language)))
        for key, plans in (("rows", plan.rows), ("columns", plan.columns)):
            if plans:
                lines.append(self.say(key, breakdowns=listed([self._breakdown(one) for one in plans], self.language)))
        if plan.sources:
            lines.append(self.say("populations"))
        lines += self._margins(plan)
        lines += self._choices(plan, table)
        lines.append(self.say("cells", count=shell.cell_count))
        lines += [self.say("footnote", text=note.text.of(self.language)) for note in shell.footnotes]
        return lines

    def _breakdown(self, plan: BreakdownPlan) -> str:
        label = plan.definition.label.of(self.language).lower()
        names = [category.label.of(self.language) for category in plan.shell.categories]
        if len(names) > 8:
            return self.say("breakdown_many", label=label, count=len(names), first=names[0], last=names[-1])
        return self.say("breakdown", label=label, values=listed(names, self.language))

    def _margins(self, plan: TablePlan) -> list[str]:
        with_total = [one for one in plan.breakdowns if one.shell.has_total]
        if not with_total:
            return [self.say("no_totals")]
        lines = []
        for one in with_total:
            label = one.shell.total_label.of(self.language) if one.shell.total_label else ""
            key = "total_adds" if one.shell.additive else "total_distinct"
            lines.append(self.say(key, label=label, breakdown=one.definition.label.of(self.language).lower()))
        return lines

    def _choices(self, plan: TablePlan, table: OrderTable) -> list[str]:
        lines = [self.say(f"anchor_{plan.anchor}")]
        if plan.look_back is not None and not is_new_patient_measure(plan.measure):
            months = self.say("run_in_unlimited") if plan.run_in_months == UNLIMITED else self.say("run_in_months", months=plan.run_in_months)
            key, _colon, level = plan.look_back.partition(":")
            lines.append(self.say(f"look_back_{key}", level=level, run_in=months))
        for number, group in enumerate(plan.table.groups, 1):
            label = group.label.text.of(self.language) if group.label is not None and group.label.text is not None else group.id
            lines.append(self.say("group", number=number, label=label, codes=codes_phrase(group.codes, self.language)))
        if plan.window is not None:
            lines.append(self.say("window", first=plan.window[0], last=plan.window[1]))
        if plan.rate is not None:
            lines.append(self.say("rate", base=f"{plan.rate:,}".replace(",", "\u00a0")))
        for name, value in sorted(plan.options.items()):
            option = plan.measure.options[name]
            key = "option_chosen" if name in table.options else "option_default"
            explanation = _explained(option.explanation.of(self.language), value)
            lines.append(self.say(key, label=option.label.of(self.language), value=explanation))
        return lines

    def delivery(self) -> list[str]:
        wish, delivery = self.order.disclosure, self.order.delivery
        lines = [self.say("delivery_head"), self.say("disclosure")]
        if wish is not None and wish.method is not None:
            lines.append(self.say("method", method=wish.method))
        if wish is not None and wish.persons is not None:
            lines.append(self.say("threshold", t=wish.persons.t))
        lines.append(self.say("formats", formats=listed([self.say(f"format_{name}") for name in delivery.formats], self.language)))
        lines.append(self.say(f"language_{delivery.language}"))
        if self.order.attachments:
            lines.append(self.say("attachments", files=listed(sorted(self.order.attachments.values()), self.language)))
        return lines


def _explained(explanation: str, value: str) -> str:
    """The part of an option's explanation that tells what a value means (`value: …`), without the value's own word; the value where there is none."""
    start = explanation.find(f"{value}: ")
    if start < 0:
        return value
    sentence = explanation[start + len(value) + 2:].split(". ")[0].rstrip(".")
    return sentence

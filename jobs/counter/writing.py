"""An order written as a JobSpec: codes compiled to matchers, criteria named, breakdowns resolved, versions pinned."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Literal

from assistant.codes import Expansion
from assistant.document import specification_hash
from assistant.judgement import Context
from assistant.linter import check_order
from assistant.order.codes import CodeExpression
from assistant.order.cohort import Cohort as OrderedCohort
from assistant.order.criterion import AllOf, AnyOf, NoneOf, members
from assistant.order.criterion import Criterion as OrderedCriterion
from assistant.order.order import Order
from assistant.shells import build_shell
from assistant.specification import BreakdownPlan, Sought, TablePlan, expand_list, is_sensitive, plan_tables
from assistant.specification.code_rows import expand_criterion, variable_of
from catalog.lookup import Catalogue
from common.errors import Finding, InputRefused, Severity
from jobs.counter.context import policy_for
from jobs.counter.sources import KNOWN, row_source
from jobs.spec import (
    AgeLimit,
    Band,
    BreakdownJob,
    CodeItem,
    CodeMatch,
    CodeRow,
    Cohort,
    Criterion,
    Group,
    JobSpec,
    RegisterLimit,
    Relation,
    RowSource,
    TableJob,
    Target,
)
from metadata.model.period import Period

UNLIMITED = -1
_OPERATORS: dict[type, str] = {AllOf: "all", AnyOf: "any", NoneOf: "none"}
_VARIABLES = {"ATC": "code", "OP": "procedure", "HDIA": "diagnosis", "EKOD": "diagnosis"}


def build_spec(
    order: Order, catalogue: Catalogue, context: Context, *, order_id: str, snapshot: str, today: date, purpose: str = "delivery"
) -> JobSpec:
    """The frozen message to the worker. Raises InputRefused with every error of the rules, and `jobs.error.table_without_plan`."""
    errors = [finding for finding in check_order(order, catalogue, context) if finding.severity is Severity.error]
    if errors:
        raise InputRefused(errors)
    writer = _Writer(order, catalogue, context)
    plans = plan_tables(order, catalogue, context)
    unplanned = [path for path, _table in order.each_table() if path not in plans]
    if unplanned:
        raise InputRefused(Finding("jobs.error.table_without_plan", Severity.error, path) for path in unplanned)
    editions = {codes.system: label for codes in writer.lists() if (label := writer.edition_of(codes))}
    return JobSpec.model_validate({
        "kind": order.kind, "purpose": purpose, "order_id": order_id, "specification_hash": specification_hash(order), "catalogue_version": catalogue.version,
        "editions": dict(sorted(editions.items())), "snapshot": snapshot,
        "policy": policy_for(order, catalogue, today, is_sensitive=writer.is_sensitive()).model_dump(by_alias=True),
        "cohorts": tuple(writer.cohort(cohort) for cohort in order.cohorts),
        "tables": tuple(writer.table(plan) for plan in plans.values()),
        "registers": tuple(writer.registers()),
    })


class _Writer:
    """Writes one order; criteria without an id of their own get one that says where they stand."""

    def __init__(self, order: Order, catalogue: Catalogue, context: Context) -> None:
        self.order, self.catalogue, self.context = order, catalogue, context
        self.names = {id(criterion): criterion.id or _name(cohort, path) for path, cohort, criterion in order.criteria()}

    def lists(self) -> Iterator[CodeExpression]:
        """Every code list of the order's criteria."""
        for _path, _cohort, criterion in self.order.criteria():
            yield from criterion.codes

    def edition_of(self, codes: CodeExpression) -> str | None:
        """Label of the edition a list is expanded in, None where no list of its system is loaded."""
        lists = self.context.editions
        edition = lists.choose(codes.system, codes.version) if lists is not None else None
        return edition.label if edition is not None else None

    def is_sensitive(self) -> bool:
        """Whether any list holds a code of the policy's sensitive group."""
        listed = policy_for(self.order, self.catalogue, self.context.today).sensitive
        return any(is_sensitive(codes, listed, self.context) for codes in self.lists())

    def registers(self) -> Iterator[RegisterLimit]:
        """First days with data of the registers the order reads, as the catalogue states them."""
        used = {part for _path, _cohort, criterion in self.order.criteria() for part in self.catalogue.members(criterion.register_code)}
        for code in sorted(used):
            yield RegisterLimit(register_code=code, data_from=self.catalogue.get_register(code).data_from)

    def cohort(self, cohort: OrderedCohort) -> Cohort:
        """A cohort with its criteria resolved."""
        age = AgeLimit(at=cohort.age.at, first=cohort.age.first, last=cohort.age.last) if cohort.age else None
        criteria = Group(operator="all", members=tuple(self._condition(condition) for condition in cohort.criteria))
        return Cohort(id=cohort.id or "", base=cohort.base, criteria=criteria, index_date=cohort.index_date, age=age)

    def _condition(self, condition: OrderedCriterion | AllOf | AnyOf | NoneOf) -> Criterion | Group:
        if isinstance(condition, OrderedCriterion):
            return self.criterion(condition)
        return Group.model_validate({"operator": _OPERATORS[type(condition)], "members": tuple(self._condition(one) for one in members(condition))})

    def criterion(self, ordered: OrderedCriterion) -> Criterion:
        """A criterion with matchers, dates and registers."""
        assert ordered.period is not None, "the rules refuse an order without a period"
        relation = ordered.relation
        window = relation.window if relation else (None, None)
        return Criterion.model_validate({
            "id": self.names[id(ordered)], "registers": self.catalogue.members(ordered.register_code),
            "variable": _VARIABLES.get(variable_of(ordered, self.catalogue), "code") if ordered.codes else "row", "sources": self._sources(ordered),
            "match": tuple(compiled(codes.system, expansion) for codes, expansion in expand_criterion(ordered, self.catalogue, self.context)),
            "position": ordered.position, "period": ordered.period.period, "at_least": ordered.at_least,
            "run_in_months": UNLIMITED if ordered.run_in_months == "unlimited" else ordered.run_in_months,
            "look_back": ordered.look_back_group if ordered.run_in_months else None,
            "relation": Relation(to=relation.to, from_days=window[0], to_days=window[1]) if relation else None, "filters": ordered.filters,
        })

    def _sources(self, ordered: OrderedCriterion) -> tuple[RowSource, ...]:
        """Where the rows of registers lie that are known by their description alone; none for the others."""
        systems = {codes.system for codes in ordered.codes}
        parts = [part for part in self.catalogue.members(ordered.register_code) if part not in KNOWN]
        return tuple(source for part in parts if (source := row_source(self.catalogue, part, systems, ordered.position, ordered.person)) is not None)

    def table(self, plan: TablePlan) -> TableJob:
        """A planned table with its shell."""
        return TableJob(
            shell=build_shell(plan, self.order, self.catalogue, self.context), of=plan.cohort_id, events=self.names[id(plan.events)], cell_period=plan.cell_period,
            breakdowns=tuple(self._breakdown(one, plan) for one in plan.breakdowns), anchor=plan.anchor, look_back=plan.look_back,
            run_in_months=plan.run_in_months, rate=plan.rate, options=dict(plan.options), targets=tuple(self._target(one, plan) for one in plan.sought),
            window=plan.window, follow_up_to=self._follow_up(plan) if plan.sought else None,
        )

    def _target(self, one: Sought, plan: TablePlan) -> Target:
        """What is looked for around the index date, on the days that the window can reach."""
        assert plan.window is not None
        reach = Period(first=plan.period.first + timedelta(days=plan.window[0]), last=plan.period.last + timedelta(days=plan.window[1] + self._pause(plan)))
        expansions = [(codes, expand_list(codes, self.context, reach)) for codes in one.codes]
        variable = "procedure" if any(codes.system == "KVA" for codes in one.codes) else "code" if one.register_code == "lmed" else "diagnosis"
        return Target(code=one.code, criterion=Criterion.model_validate({
            "id": one.code, "registers": self.catalogue.members(one.register_code), "variable": variable, "period": reach,
            "match": tuple(compiled(codes.system, expansion) for codes, expansion in expansions if expansion is not None),
            "position": one.position if variable == "diagnosis" else None,
        }))

    def _pause(self, plan: TablePlan) -> int:
        """Days after the window in which a dispensing still tells whether treatment went on."""
        return sum(int(plan.options[name]) for name in ("supply_days", "grace_days")) if "follow_up_days" in plan.options else 0

    def _follow_up(self, plan: TablePlan) -> date | None:
        """The last day that persons are followed to: as the table says, else the last with data."""
        facts = self.context.snapshot.get_register("lmed") if self.context.snapshot is not None else None
        return plan.table.follow_up_to or (facts.data_to if facts is not None else None)

    def _breakdown(self, plan: BreakdownPlan, table: TablePlan) -> BreakdownJob:
        system = plan.system or next((codes.system for codes in table.events.codes), "")
        return BreakdownJob(
            id=plan.definition.id, periods=dict(plan.periods), codes=plan.codes, regions=dict(plan.regions),
            bands=tuple(Band(code=band.code, first=band.first, last=band.last) for band in plan.bands),
            code_rows=tuple(CodeRow(code=code, match=self._row(system, expression, table)) for code, expression in plan.code_rows.items()),
        )

    def _row(self, system: str, expression: str, table: TablePlan) -> CodeMatch:
        """As the stored form has it: the row of a single code matches that code, the row of a group the code and everything below."""
        kind: Literal["prefix", "exact"] = "prefix" if table.table.code_detail.startswith("level:") else "exact"
        return CodeMatch(system=system, includes=(CodeItem(kind=kind, first=expression.replace(".", "").upper()),))


def compiled(system: str, expansion: Expansion) -> CodeMatch:
    """The matcher of an expansion: its items, not its codes, because data hold codes that no list has (codes.md 5)."""
    return CodeMatch(system=system, includes=tuple(_item(item) for item in expansion.includes), excludes=tuple(_item(item) for item in expansion.excludes))


def _item(item: object) -> CodeItem:
    kind, first, last = item.kind, item.first, item.last  # type: ignore[attr-defined]
    return CodeItem(kind=kind, first=first, last=last if kind == "range" else None)


def _name(cohort: OrderedCohort, path: str) -> str:
    return f"{cohort.id or 'cohort'}.{path.partition('/criteria/')[2].replace('/', '.')}"

"""A draft as its reader sees it: in words, as empty tables, with everything the rules say about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from assistant.document import order_from, read_order, specification_hash, write_order
from assistant.judgement import Context
from assistant.linter import check_order, unanswered
from assistant.lookup import OrderView
from assistant.order.order import Order
from assistant.read_back import read_back
from assistant.shells import build_shells
from common.clock import today
from common.errors import Finding, InputRefused, Severity
from exports.table_view import TableView, table_view
from jobs.counter import context_for
from metadata.model.table import TableShell
from web.catalogue import catalogue
from web.doors import doors
from web.drafts import Draft
from web.language import language
from web.words import GroupWords, TableWords, group_words, table_words


@dataclass(frozen=True)
class Judged:
    """`order` is None while the document has faults of shape. `views` are the laid-out empty tables; `answered` the warnings set aside with a reason."""

    text: str
    order: Order | None
    findings: tuple[Finding, ...]
    shells: tuple[TableShell, ...] = ()
    read_back: str = ""
    answered: tuple[tuple[str, str], ...] = ()
    open_warnings: tuple[Finding, ...] = ()
    groups: tuple[GroupWords, ...] = ()
    tables: tuple[TableWords, ...] = ()

    @property
    def errors(self) -> tuple[Finding, ...]:
        """What blocks submitting."""
        return tuple(finding for finding in self.findings if finding.severity is Severity.error)

    @property
    def specification(self) -> str:
        """The hash of what is confirmed; empty while there is no order."""
        return specification_hash(self.order) if self.order else ""

    def findings_at(self, path: str) -> tuple[Finding, ...]:
        """What is said about a place of the document and everything in it."""
        return tuple(finding for finding in self.findings if finding.path == path or finding.path.startswith(f"{path}/"))

    def table_at(self, number: int) -> TableWords | None:
        """The table of a number, None where there is none."""
        return self.tables[number] if number < len(self.tables) else None

    @property
    def views(self) -> tuple[TableView, ...]:
        """The empty tables laid out in the reader's language."""
        return tuple(table.view for table in self.tables if table.view is not None)


def judge_value(value: Mapping[str, Any]) -> Judged:
    """Judges a document of plain values."""
    order, findings = order_from(value)
    return judge_order(order) if order else Judged("", None, tuple(findings))


def show_value(value: Mapping[str, Any]) -> Judged:
    """A document of plain values in words and as empty tables, without asking the rules: an example is known to keep them."""
    order, findings = order_from(value)
    if order is None:
        return Judged("", None, tuple(findings))
    against, _refused = _context(order)
    shells = build_shells(order, catalogue(), against)
    laid_out = {shell.id: table_view(shell, language()) for shell in shells}
    return Judged(
        write_order(order), order, (), shells, read_back(order, catalogue(), language(), against), tables=table_words(order, laid_out, catalogue())
    )


def judge_text(text: str) -> Judged:
    """Judges a document as typed."""
    order, findings = read_order(text)
    return judge_order(order) if order else Judged(text, None, tuple(findings))


def judge_view(view: OrderView) -> Judged:
    """Judges a stored order."""
    if view.order is None:
        return Judged(view.document, None, view.findings)
    return judge_order(view.order, {(one.rule, one.path): one.reason for one in view.answers})


def judge_draft(draft: Draft) -> Judged:
    """Judges the stored order of a draft."""
    return judge_view(draft.view)


def context(order: Order) -> Context:
    """What an order is judged against now: the data there are, the code lists, the policy of its kind, the day."""
    return context_for(doors().engine, catalogue(), today(doors().clock), order=order)


def _context(order: Order) -> tuple[Context, tuple[Finding, ...]]:
    """The context, and what the disclosure policy refuses; an order that asks for less protection is still shown."""
    try:
        return context(order), ()
    except InputRefused as refusal:
        return context_for(doors().engine, catalogue(), today(doors().clock)), refusal.findings


def judge_order(order: Order, settled: Mapping[tuple[str, str], str] | None = None) -> Judged:
    """Judges an order against the catalogue, the data that exist and today."""
    against, refused = _context(order)
    findings = (*refused, *check_order(order, catalogue(), against))
    shells = build_shells(order, catalogue(), against)
    laid_out = {shell.id: table_view(shell, language()) for shell in shells}
    left = tuple(unanswered(findings, settled or {}))
    return Judged(
        write_order(order), order, tuple(one for one in findings if one.severity is not Severity.warning or one in left), shells,
        read_back(order, catalogue(), language(), against), tuple((rule, reason) for (rule, _path), reason in (settled or {}).items()), left,
        group_words(order, catalogue()), table_words(order, laid_out, catalogue()),
    )

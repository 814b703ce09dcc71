"""An order being written, as the guide edits it: opened, started and saved through the assistant's doors."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from assistant.actions import create_draft, keep_answer, save_draft
from assistant.document import KINDS, write_order
from assistant.fixes import apply_fix
from assistant.lookup import OrderView, find_orders, get_order
from common.actor import Actor
from common.documents import read_document, write_yaml
from common.errors import Finding, InputRefused, NotFound
from web.doors import doors
from web.language import language

BLANK: Mapping[str, Mapping[str, Any]] = {kind: {"order": "1", "kind": kind} for kind in KINDS}
"""The blank sheet of every kind."""
_SAME_CLICK = timedelta(seconds=60)


@dataclass(frozen=True)
class Draft:
    """`value` is the document as plain values, None while its text cannot be read."""

    view: OrderView
    value: dict[str, Any] | None

    @property
    def id(self) -> str:
        """The order's id."""
        return self.view.case.id

    @property
    def kind(self) -> str:
        """The kind of order, which decides the way through the guide."""
        return self.view.case.kind

    @property
    def version(self) -> int:
        """The version the reader sees; saving names it."""
        return self.view.case.version

    @property
    def text(self) -> str:
        """The document as saved."""
        return self.view.document

    @property
    def title(self) -> str:
        """The title in the reader's language; empty when there is none."""
        title = self.view.case.title(language())
        return "" if title == self.id else title

    @property
    def saved_at(self) -> datetime:
        """When it was last saved."""
        return self.view.case.updated_at

    @property
    def expires_at(self) -> datetime:
        """When it is thrown away unless sent in."""
        return self.view.case.expires_at


def get_draft(actor: Actor, order_id: str) -> Draft:
    """An order with its plain document. Raises NotFound when it is not the actor's."""
    view = get_order(doors().engine, actor, order_id)
    try:
        value = read_document(view.document).value
    except InputRefused:
        value = None
    return Draft(view, value if isinstance(value, dict) else None)


def start_draft(actor: Actor, value: Mapping[str, Any], *, example: str | None = None) -> str:
    """The id of a new draft; a second click within a minute gets the untouched draft of the first."""
    house = doors()
    now = house.clock.now()
    for case in find_orders(house.engine, actor, state="draft"):
        if case.orderer == actor.id and case.example == example and case.kind == value["kind"] and case.version == 1 and now - case.created_at < _SAME_CLICK:
            return case.id
    return create_draft(house.engine, actor, house.clock, document=write_yaml(dict(value)), example=example).id


def save_value(actor: Actor, order_id: str, value: Mapping[str, Any], *, expected: int | None) -> None:
    """Saves a changed document. Raises Conflict when someone else saved first."""
    save_text(actor, order_id, write_yaml(dict(value)), expected=expected)


def save_text(actor: Actor, order_id: str, text: str, *, expected: int | None) -> None:
    """Saves the document as typed. Raises Conflict when someone else saved first."""
    save_draft(doors().engine, actor, doors().clock, order_id=order_id, document=text, version=expected or 0)


def mend(actor: Actor, draft: Draft, finding: Finding) -> None:
    """Carries out the fix a finding offers and saves the order. Raises NotFound `web.error.no_fix` when it offers none."""
    if finding.fix is None or draft.view.order is None:
        raise NotFound("web.error.no_fix", rule=finding.code)
    save_text(actor, draft.id, write_order(apply_fix(draft.view.order, finding.fix)), expected=draft.version)


def find_finding(findings: Iterable[Finding], rule: str, path: str) -> Finding:
    """The finding of a rule at a place. Raises NotFound `web.error.no_fix` when the draft has changed since it was shown."""
    for finding in findings:
        if (finding.code, finding.path) == (rule, path):
            return finding
    raise NotFound("web.error.no_fix", rule=rule)


def set_aside(actor: Actor, draft: Draft, finding: Finding, reason: str) -> None:
    """Keeps a reason for a warning. Raises ActionDenied when the reason says nothing."""
    keep_answer(doors().engine, actor, doors().clock, order_id=draft.id, rule=finding.code, path=finding.path, reason=reason)

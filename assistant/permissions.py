"""May this person do this: roles and what they grant, as data. Whether it may happen now is said in policies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from assistant.states import OrderCase
from common.actor import Actor
from common.errors import ActionDenied


class Role(StrEnum):
    """Who may sign in as what; `system` is the clock and the worker."""

    orderer = "orderer"
    officer = "officer"
    reviewer = "reviewer"
    keeper = "keeper"
    admin = "admin"
    system = "system"


class Scope(StrEnum):
    """Whose orders a grant reaches: the person's own, those of the organisation (own where there is none), or all that are sent in."""

    own = "own"
    organisation = "organisation"
    sent_in = "sent_in"
    any = "any"


@dataclass(frozen=True)
class Grant:
    """A role may do something within a scope."""

    role: Role
    scope: Scope


_ORDERER = (Grant(Role.orderer, Scope.organisation),)
_OFFICER = (Grant(Role.officer, Scope.sent_in),)
_SYSTEM = (Grant(Role.system, Scope.any),)

GRANTS: Mapping[str, tuple[Grant, ...]] = {
    "create": (Grant(Role.orderer, Scope.own),),
    "read": (*_ORDERER, *_OFFICER, Grant(Role.reviewer, Scope.sent_in), *_SYSTEM),
    "save": _ORDERER,
    "submit": _ORDERER,
    "answer": _ORDERER,
    "confirm": _ORDERER,
    "object": _ORDERER,
    "withdraw": _ORDERER,
    "fetch": (*_ORDERER, *_OFFICER),
    "assign": _OFFICER,
    "ask": _OFFICER,
    "specify": _OFFICER,
    "approve": _OFFICER,
    "refuse": _OFFICER,
    "queue": _OFFICER,
    "restart": _OFFICER,
    "number": _OFFICER,
    "close": (*_ORDERER, *_OFFICER),
    "deliver": (*_OFFICER, *_SYSTEM),
    "expire": _SYSTEM,
}
"""Action → grants. Keepers edit content and administrators accounts: neither role reads an order."""

DECISIONS = frozenset({"specify", "approve", "refuse"})
"""What nobody does to an order of their own."""


def check_may(actor: Actor, action: str, case: OrderCase | None = None) -> None:
    """Raises ActionDenied `order.denied.role` without a role for the action, `.not_yours` outside its scope, `.own_order` for deciding on one's own."""
    grants = [grant for grant in GRANTS[action] if grant.role in actor.roles]
    if not grants:
        raise ActionDenied("order.denied.role", action=action)
    if case is None:
        return
    if not any(_reaches(grant, actor, case) for grant in grants):
        raise ActionDenied("order.denied.not_yours")
    if action in DECISIONS and case.orderer == actor.id:
        raise ActionDenied("order.denied.own_order")


def _reaches(grant: Grant, actor: Actor, case: OrderCase) -> bool:
    if grant.scope is Scope.any:
        return True
    if grant.scope is Scope.sent_in:
        return case.state not in ("draft", "expired")
    if case.orderer == actor.id:
        return True
    return grant.scope is Scope.organisation and actor.organisation is not None and actor.organisation == case.organisation

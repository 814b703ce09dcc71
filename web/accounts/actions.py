"""Every change of an account, each with its audit event in the same transaction."""

from __future__ import annotations

import re
from collections.abc import Iterable

from common.actor import Actor
from common.audit.event import AuditEvent
from common.clock import Clock
from common.database import Engine, reading, transaction
from common.errors import Conflict, Finding, InputRefused, NotFound, Severity
from web.accounts import store
from web.accounts.account import Account
from web.accounts.passwords import MIN_LENGTH, hash_password, matches
from web.accounts.roles import ROLES

_LOGIN = re.compile(r"[a-z][a-z0-9._@-]{1,63}")


def add_account(
    engine: Engine, actor: Actor, clock: Clock, *, login: str, name: str, roles: Iterable[str], password: str, organisation: str | None = None
) -> Account:
    """Adds an account. Raises InputRefused with every fault (`web.error.login_shape`, `.password_short`, `.role_unknown`), Conflict when the login is taken."""
    login, wanted = login.strip().lower(), frozenset(roles)
    _check(login, wanted, password)
    account = Account(login, name.strip() or login, organisation, wanted, hash_password(password))
    event = AuditEvent("account.added", actor, clock.now(), "account", login, facts={"roles": " ".join(sorted(wanted))})
    with transaction(engine) as session:
        if store.find(session, login):
            raise Conflict("web.error.login_taken", login=login)
        store.add(session, account, event)
    return account


def change_password(engine: Engine, actor: Actor, clock: Clock, *, login: str, password: str) -> None:
    """Gives an account a new password; every session of it ends. Raises NotFound `web.error.no_account`."""
    _check(login, frozenset(), password)
    with transaction(engine) as session:
        if store.find(session, login) is None:
            raise NotFound("web.error.no_account", login=login)
        event = AuditEvent("account.password_changed", actor, clock.now(), "account", login)
        store.replace_password(session, login, hash_password(password), event)


def get_account(engine: Engine, login: str) -> Account:
    """The account of a login. Raises NotFound `web.error.no_account`."""
    with reading(engine) as session:
        found = store.find(session, login.strip().lower())
    if found is None:
        raise NotFound("web.error.no_account", login=login)
    return found


def find_accounts(engine: Engine) -> list[Account]:
    """Every account, by login."""
    with reading(engine) as session:
        return store.find_all(session)


def find_active(engine: Engine, login: str) -> Account | None:
    """The account when it exists and may sign in."""
    with reading(engine) as session:
        found = store.find(session, login)
    return found if found and found.is_active else None


def check_sign_in(engine: Engine, login: str, password: str) -> Account | None:
    """The account when login and password belong together; the same time is spent whatever is wrong."""
    found = find_active(engine, login.strip().lower())
    return found if matches(found.password_hash if found else None, password) else None


def _check(login: str, roles: frozenset[str], password: str) -> None:
    findings = []
    if not _LOGIN.fullmatch(login):
        findings.append(Finding("web.error.login_shape", Severity.error, "/login"))
    if len(password) < MIN_LENGTH:
        findings.append(Finding("web.error.password_short", Severity.error, "/password", {"min": MIN_LENGTH}))
    findings += [
        Finding("web.error.role_unknown", Severity.error, "/roles", {"role": role, "known": ", ".join(ROLES)}) for role in sorted(roles - set(ROLES))
    ]
    if findings:
        raise InputRefused(findings)

"""Every change of an account, each with its audit event in the same transaction."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable

from common.actor import Actor
from common.audit.event import AuditEvent
from common.clock import Clock
from common.database import Engine, Session, reading, transaction
from common.errors import ActionDenied, Conflict, Finding, InputRefused, NotFound, Severity
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


def set_roles(engine: Engine, actor: Actor, clock: Clock, *, login: str, roles: Iterable[str]) -> None:
    """Gives an account other roles, which count from its next request. Raises InputRefused, NotFound, and ActionDenied for the last administrator."""
    wanted = frozenset(roles)
    findings = list(_role_findings(wanted))
    if findings:
        raise InputRefused(findings)
    with transaction(engine) as session:
        account = _known(session, login)
        if "admin" in account.roles and "admin" not in wanted:
            _check_other_admin(session, login)
        facts = {"before": " ".join(sorted(account.roles)), "roles": " ".join(sorted(wanted))}
        store.change(session, login, AuditEvent("account.roles_changed", actor, clock.now(), "account", login, facts=facts), roles=wanted)


def set_active(engine: Engine, actor: Actor, clock: Clock, *, login: str, is_active: bool) -> None:
    """Lets an account sign in, or ends every session of it at once. Raises NotFound, and ActionDenied for oneself and for the last administrator."""
    if login == actor.id and not is_active:
        raise ActionDenied("web.denied.own_account")
    with transaction(engine) as session:
        account = _known(session, login)
        if "admin" in account.roles and not is_active:
            _check_other_admin(session, login)
        what = "account.enabled" if is_active else "account.disabled"
        store.change(session, login, AuditEvent(what, actor, clock.now(), "account", login), is_active=is_active)


def reset_password(engine: Engine, actor: Actor, clock: Clock, *, login: str) -> str:
    """A new random password, told once and stored as a hash only; every session of the account ends. Raises NotFound `web.error.no_account`."""
    password = secrets.token_urlsafe(12)
    change_password(engine, actor, clock, login=login, password=password)
    return password


def _known(session: Session, login: str) -> Account:
    found = store.find(session, login)
    if found is None:
        raise NotFound("web.error.no_account", login=login)
    return found


def _check_other_admin(session: Session, login: str) -> None:
    """Somebody must be left who can add accounts."""
    if not any("admin" in one.roles and one.is_active for one in store.find_all(session) if one.login != login):
        raise ActionDenied("web.denied.last_admin")


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
    findings += _role_findings(roles)
    if findings:
        raise InputRefused(findings)


def _role_findings(roles: frozenset[str]) -> list[Finding]:
    known = ", ".join(ROLES)
    return [Finding("web.error.role_unknown", Severity.error, "/roles", {"role": role, "known": known}) for role in sorted(roles - set(ROLES))]

"""Rows of accounts."""

from __future__ import annotations

import json
from collections.abc import Iterable

from sqlmodel import Field, Session, SQLModel, select

from common.audit.event import AuditEvent
from common.audit.store import append
from common.database import stamp
from web.accounts.account import Account


class AccountRow(SQLModel, table=True):
    """One local account; the password as an argon2 hash only."""

    __tablename__ = "account"
    login: str = Field(primary_key=True)
    name: str
    organisation: str | None
    roles: str
    password_hash: str
    is_active: bool
    created_at: str


def add(session: Session, account: Account, event: AuditEvent) -> None:
    """Writes a new account and its audit event."""
    session.add(
        AccountRow(
            login=account.login, name=account.name, organisation=account.organisation, roles=json.dumps(sorted(account.roles)),
            password_hash=account.password_hash, is_active=account.is_active, created_at=stamp(event.at),
        )
    )
    append(session, event)


def replace_password(session: Session, login: str, password_hash: str, event: AuditEvent) -> None:
    """Writes a new password hash, which ends every session of the account, and its audit event."""
    row = session.get_one(AccountRow, login)
    row.password_hash = password_hash
    append(session, event)


def change(session: Session, login: str, event: AuditEvent, *, roles: Iterable[str] | None = None, is_active: bool | None = None) -> None:
    """Writes other roles, or whether the account may sign in, and the audit event."""
    row = session.get_one(AccountRow, login)
    if roles is not None:
        row.roles = json.dumps(sorted(roles))
    if is_active is not None:
        row.is_active = is_active
    session.add(row)
    append(session, event)


def find(session: Session, login: str) -> Account | None:
    """The account of a login, or None."""
    row = session.get(AccountRow, login)
    return _account(row) if row else None


def find_all(session: Session) -> list[Account]:
    """Every account, by login."""
    return [_account(row) for row in _rows(session)]


def _rows(session: Session) -> Iterable[AccountRow]:
    return session.exec(select(AccountRow).order_by(AccountRow.login))


def _account(row: AccountRow) -> Account:
    roles = frozenset(json.loads(row.roles))
    return Account(row.login, row.name, row.organisation, roles, row.password_hash, row.is_active)

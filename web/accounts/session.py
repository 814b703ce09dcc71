"""Who is signed in: the session of a browser, and the gate in front of pages that need a role."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any, cast

from flask import Flask, redirect, request, session, url_for
from flask_login import AnonymousUserMixin, LoginManager, UserMixin, current_user, login_user, logout_user

from common.actor import ANONYMOUS, Actor
from common.errors import ActionDenied
from web.accounts.account import Account
from web.accounts.actions import find_active
from web.doors import doors


class SignedIn(UserMixin):  # type: ignore[misc]
    """A signed-in account; the id in the cookie also names the password, so that a new password ends every session."""

    def __init__(self, account: Account) -> None:
        self.account = account

    def get_id(self) -> str:
        return f"{self.account.login}|{_fingerprint(self.account)}"


class Visitor(AnonymousUserMixin):  # type: ignore[misc]
    """Nobody in particular."""

    account = None


def guard_sessions(app: Flask) -> None:
    """Loads the account of each request; a session that moved to another browser is dropped."""
    manager = LoginManager(app)
    manager.session_protection = None  # _load compares the browser itself; the built-in way sets a cookie on every anonymous answer
    manager.anonymous_user = Visitor
    app.permanent_session_lifetime = timedelta(hours=doors_of(app).settings.session_hours)

    @manager.user_loader  # type: ignore[untyped-decorator]
    def _load(value: str) -> SignedIn | None:
        login, _, fingerprint = value.rpartition("|")
        account = find_active(doors().engine, login)
        is_same = account is not None and _fingerprint(account) == fingerprint and session.get("browser") == _browser()
        return SignedIn(account) if account and is_same else None


def doors_of(app: Flask) -> Any:
    """The doors before the first request."""
    return app.extensions["registerlots"]


def begin(account: Account) -> None:
    """Signs in with a fresh session."""
    session.clear()
    session.permanent = True
    session["browser"] = _browser()
    login_user(SignedIn(account))


def end() -> None:
    """Signs out and forgets the session."""
    logout_user()
    session.clear()


def current_actor() -> Actor:
    """Who asks; ANONYMOUS when nobody is signed in."""
    account = current_user.account
    return cast(Actor, account.actor) if account else ANONYMOUS


def requires(*roles: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """The page needs a signed-in person holding one of the roles; without roles anyone signed in."""

    def wrap(view: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(view)
        def gate(*arguments: Any, **keywords: Any) -> Any:
            if not current_user.is_authenticated:
                here = request.full_path.rstrip("?") if request.method == "GET" else url_for("home.front")
                return redirect(url_for("accounts.sign_in", next=here), 303)
            if roles and not current_actor().roles & set(roles):
                raise ActionDenied("web.error.role_needed")
            return view(*arguments, **keywords)

        return gate

    return wrap


def _fingerprint(account: Account) -> str:
    return hashlib.sha256(account.password_hash.encode()).hexdigest()[:16]


def _browser() -> str:
    return hashlib.sha256(str(request.user_agent).encode()).hexdigest()[:16]

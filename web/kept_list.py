"""Whose variable list a request is about: the signed-in person's, or that of a visitor's browser, which carries a secret in a cookie of its own."""

from __future__ import annotations

import re
import secrets
from typing import Any

from flask import Flask, after_this_request, flash, request
from flask_login import user_logged_in

from assistant.variable_list.actions import VISITOR_LIFETIME, Owner, adopt, person, visitor
from common.actor import ANONYMOUS
from common.errors import InputRefused
from web.accounts.session import SignedIn, current_actor
from web.doors import doors
from web.language import t

COOKIE = "registerlots_list"
_SECRET = re.compile(r"[A-Za-z0-9_-]{40,60}")


def owner() -> Owner | None:
    """Whose list it is; None for a visitor who has not chosen anything yet."""
    actor = current_actor()
    if actor != ANONYMOUS:
        return person(actor)
    secret = _secret()
    return visitor(secret) if secret else None


def owner_for_writing() -> Owner:
    """Whose list a change goes to; a visitor's browser is given its secret, or a longer life for the one it has."""
    actor = current_actor()
    if actor != ANONYMOUS:
        return person(actor)
    secret = _secret() or secrets.token_urlsafe(32)

    @after_this_request
    def _keep(response: Any) -> Any:
        age = int(VISITOR_LIFETIME.total_seconds())
        response.set_cookie(COOKIE, secret, max_age=age, httponly=True, samesite="Lax", secure=request.is_secure)
        return response

    return visitor(secret)


def follow_sign_in(app: Flask) -> None:
    """What a visitor gathered goes with the person who signs in; when it does not fit, it stays where it is and the person is told."""

    def _adopt(_app: Flask, user: SignedIn, **_rest: Any) -> None:
        secret = _secret()
        if not secret:
            return
        try:
            came = adopt(doors().engine, user.account.actor, doors().clock, secret)
        except InputRefused:
            flash(t("web.list.not_adopted"))
            return
        if came:
            flash(t("web.list.adopted", count=came))

        @after_this_request
        def _forget(response: Any) -> Any:
            response.delete_cookie(COOKIE, httponly=True, samesite="Lax", secure=request.is_secure)
            return response

    user_logged_in.connect(_adopt, app, weak=False)


def _secret() -> str:
    value = request.cookies.get(COOKIE, "")
    return value if _SECRET.fullmatch(value) else ""

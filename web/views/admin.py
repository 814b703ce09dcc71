"""The administrator's desk: accounts and their roles, and the newest events of the audit log."""

from __future__ import annotations

import secrets

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from common.audit.store import newest_events
from common.audit.verify import verify_chain
from common.database import reading
from common.errors import Conflict, Finding, InputRefused, Severity
from web.accounts import actions
from web.accounts.roles import ROLE_NAMES
from web.accounts.session import current_actor, requires
from web.doors import doors
from web.language import t

blueprint = Blueprint("admin", __name__)
EVENTS = 100


@blueprint.get("/administration")
@requires("admin")
def desk() -> str:
    """Every account."""
    return _desk()


@blueprint.post("/administration/konton")
@requires("admin")
def add() -> ResponseReturnValue:
    """Adds an account with a random password that is shown once."""
    form, password = request.form, secrets.token_urlsafe(12)
    try:
        account = actions.add_account(
            doors().engine, current_actor(), doors().clock, login=form.get("login", ""), name=form.get("name", "")[:120], roles=form.getlist("roles"),
            password=password, organisation=form.get("organisation", "").strip()[:120] or None,
        )
    except InputRefused as refusal:
        return _desk(refusal.findings), 422
    except Conflict as conflict:
        return _desk((Finding(conflict.code, Severity.error, "/login", conflict.params),)), 409
    return _told(account.login, password)


@blueprint.post("/administration/konton/<login>")
@requires("admin")
def change(login: str) -> ResponseReturnValue:
    """Gives other roles, lets in, shuts out, or gives a new password."""
    engine, actor, clock, act = doors().engine, current_actor(), doors().clock, request.form.get("do")
    if act == "reset":
        return _told(login, actions.reset_password(engine, actor, clock, login=login))
    try:
        if act in ("enable", "disable"):
            actions.set_active(engine, actor, clock, login=login, is_active=act == "enable")
        else:
            actions.set_roles(engine, actor, clock, login=login, roles=request.form.getlist("roles"))
    except InputRefused as refusal:
        return _desk(refusal.findings), 422
    flash(t("web.admin.changed", login=login))
    return redirect(url_for("admin.desk"), 303)


@blueprint.get("/administration/logg")
@requires("admin")
def log() -> str:
    """The newest events, and whether the chain of the whole log holds."""
    with reading(doors().engine) as session:
        count, breaks = verify_chain(session)
        return render_template("pages/admin_log.html", events=newest_events(session, EVENTS), count=count, breaks=breaks)


def _told(login: str, password: str) -> str:
    return render_template("pages/admin_password.html", login=login, password=password)


def _desk(faults: tuple[Finding, ...] = ()) -> str:
    return render_template("pages/admin.html", accounts=actions.find_accounts(doors().engine), roles=ROLE_NAMES, faults=faults, wrong=bool(faults))

"""The sign-in and sign-out pages."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from common.errors import Finding, Severity
from web.accounts import session
from web.accounts.actions import check_sign_in
from web.accounts.demo import DEMO_ACCOUNTS, DEMO_PASSWORD
from web.doors import doors
from web.language import local_address
from web.limits import SIGN_IN_LIMIT, limiter

blueprint = Blueprint("accounts", __name__)


@blueprint.get("/logga-in")
def sign_in() -> ResponseReturnValue:
    """The sign-in form."""
    return _page(())


@blueprint.post("/logga-in")
@limiter.limit(SIGN_IN_LIMIT)
def sign_in_sent() -> ResponseReturnValue:
    """Signs in and goes on to the page asked for; a failure says nothing about which part was wrong."""
    account = check_sign_in(doors().engine, request.form.get("login", ""), request.form.get("password", "")[:1000])
    if account is None:
        return _page((Finding("web.error.sign_in_failed", Severity.error, "/login"),)), 401
    session.begin(account)
    return redirect(local_address(request.form.get("next", "")) or url_for("home.front"), 303)


@blueprint.post("/logga-ut")
def sign_out() -> ResponseReturnValue:
    """Signs out."""
    session.end()
    return redirect(url_for("home.front"), 303)


def _page(findings: tuple[Finding, ...]) -> str:
    demo = DEMO_ACCOUNTS if doors().settings.demo else ()
    following = local_address(request.values.get("next", ""))
    return render_template("pages/sign_in.html", findings=findings, demo=demo, demo_password=DEMO_PASSWORD, following=following)


"""The page on what the rules say, with the fixes that mend it and the answers that settle a warning."""

from __future__ import annotations

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from common.errors import ActionDenied, Finding, Severity
from web.accounts.session import current_actor, requires
from web.drafts import find_finding, mend, set_aside
from web.judged import judge_draft
from web.language import local_address
from web.views.guide.page import blueprint, open_draft, show


@blueprint.get("/bestall/<order_id>/kontroll")
@requires("orderer")
def checks(order_id: str) -> ResponseReturnValue:
    """Everything the rules say about the draft."""
    return show("checks", open_draft(order_id))


@blueprint.post("/bestall/<order_id>/kontroll")
@requires("orderer")
def fix(order_id: str) -> ResponseReturnValue:
    """Applies the fix of one finding, named by its rule and place."""
    draft = open_draft(order_id)
    mend(current_actor(), draft, find_finding(judge_draft(draft).findings, request.values.get("rule", ""), request.values.get("path", "")))
    return redirect(local_address(request.args.get("next", "")) or url_for("guide.checks", order_id=order_id), 303)


@blueprint.post("/bestall/<order_id>/kontroll/svar")
@requires("orderer")
def dismiss(order_id: str) -> ResponseReturnValue:
    """Answers a warning with a reason, which the case officer reads."""
    draft = open_draft(order_id)
    finding = find_finding(judge_draft(draft).findings, request.form.get("rule", ""), request.form.get("path", ""))
    reason = request.form.get("reason", "")
    try:
        set_aside(current_actor(), draft, finding, reason)
    except ActionDenied as refusal:
        fault = Finding(refusal.code, Severity.error, finding.path, refusal.params)
        return show("checks", draft, faults=(fault,), status=422, asked=finding.path, typed=reason)
    return redirect(url_for("guide.checks", order_id=order_id), 303)

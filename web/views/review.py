"""The reviewer's desk: the protected table beside the true one, the evidence, and the decision."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from assistant.lookup import find_orders, get_order
from common.errors import SystemFailed, allowed
from jobs.counter import follow_run
from jobs.review import actions
from jobs.review.lookup import find_items, get_case, see_unprotected
from jobs.review.permissions import check_may_review
from jobs.review.policies import check_in_review
from web.accounts.session import current_actor, requires
from web.beside import lay_beside
from web.deliver import deliver
from web.doors import doors
from web.evidence import panels, reasons
from web.judged import judge_view
from web.language import language, t

blueprint = Blueprint("review", __name__)


@blueprint.get("/granskning")
@requires("reviewer")
def listing() -> str:
    """Runs that wait for a decision, and those decided."""
    waiting = find_items(doors().engine, current_actor())
    decided = [item for item in find_items(doors().engine, current_actor(), waiting_only=False) if item not in waiting]
    titles = {case.id: case.title(language()) for case in find_orders(doors().engine, current_actor())}
    return render_template("pages/review_list.html", waiting=waiting, decided=decided, titles=titles)


@blueprint.get("/granskning/<run_id>")
@requires("reviewer")
def case(run_id: str) -> str:
    """One case as its recipient will see it, with the evidence."""
    return _page(run_id, seen=None)


@blueprint.post("/granskning/<run_id>/sanna")
@requires("reviewer")
def unprotected(run_id: str) -> str:
    """The true numbers beside the protected ones; the view is logged before anything is shown."""
    return _page(run_id, seen=see_unprotected(doors().engine, current_actor(), run_id, doors().clock))


@blueprint.post("/granskning/<run_id>/<any(godkann, aterlamna, avsla, skydda):decision>")
@requires("reviewer")
def decide(run_id: str, decision: str) -> ResponseReturnValue:
    """Approves exactly what was seen, returns it with a text, rejects it, or has it protected against what was released since."""
    house, actor, reason = doors(), current_actor(), request.form.get("reason", "")
    if decision == "godkann":
        actions.approve(house.engine, actor, house.clock, run_id=run_id, reason=reason, seen_hash=request.form.get("seen", ""), follow=follow_run)
        return _hand_over(run_id)
    elif decision == "skydda":
        actions.protect_again(house.engine, actor, house.clock, run_id=run_id, follow=follow_run)
    elif decision == "aterlamna":
        actions.return_for_change(house.engine, actor, house.clock, run_id=run_id, reason=reason, follow=follow_run)
    else:
        actions.reject(house.engine, actor, house.clock, run_id=run_id, reason=reason, follow=follow_run)
    return redirect(url_for("review.listing"), 303)


def _hand_over(run_id: str) -> ResponseReturnValue:
    """Builds the package at once; when the disk refuses, the order stays released and `delivery build` finishes it."""
    house = doors()
    order_id = get_case(house.engine, current_actor(), run_id).item.order_id
    try:
        deliver(house.engine, house.settings, house.clock, order_id)
        flash(t("web.review.delivered"))
    except SystemFailed as error:
        flash(t("web.review.not_delivered", reason=t(error.code, **error.params)))
    return redirect(url_for("review.listing"), 303)


def _page(run_id: str, *, seen: dict[str, object] | None) -> str:
    found = get_case(doors().engine, current_actor(), run_id, doors().clock)
    may = allowed(check_may_review, current_actor(), found.item) and allowed(check_in_review, found.item)
    return render_template("pages/review_case.html", found=found, tables_beside=lay_beside(found, seen, reasons(found, seen)), panels=panels(found.evidence), has_seen=seen is not None, may_decide=may,
        order=judge_view(get_order(doors().engine, current_actor(), found.item.order_id)))

"""What every page of the guide shares: the draft, its judgement, the way through, and saving."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from assistant.document import order_from, write_order
from common.errors import Finding
from web.accounts.session import current_actor
from web.drafts import Draft, get_draft, save_text
from web.forms.pointer import value_at
from web.judged import Judged, judge_draft
from web.views.guide.way import STEPS, left_on, place_links, step_after, step_of

blueprint = Blueprint("guide", __name__)


def open_draft(order_id: str) -> Draft:
    """The draft of one's own. Raises NotFound for anyone else's."""
    return get_draft(current_actor(), order_id)


def readable(draft: Draft) -> dict[str, Any]:
    """The plain document; a draft whose text cannot be read is edited as a document only."""
    if draft.value is None:
        abort(redirect(url_for("guide.document", order_id=draft.id), 303))
    return draft.value


def part(document: Mapping[str, Any], pointer: str) -> dict[str, Any]:
    """The mapping at a pointer; a place that does not exist is a page that does not exist."""
    found = value_at(document, pointer)
    if not isinstance(found, dict):
        abort(404)
    return found


def show(template: str, draft: Draft, *, judged: Judged | None = None, status: int = 200, faults: tuple[Finding, ...] = (), **values: Any) -> ResponseReturnValue:
    """A page of the guide; `faults` are what the last answer was refused for."""
    judged = judged or judge_draft(draft)
    here = step_of(request.endpoint or "")
    page = render_template(
        f"pages/guide/{template}.html", draft=draft, judged=judged, steps=STEPS[draft.kind], here=here, links=place_links(draft.id, judged.findings),
        faults=faults, messages={fault.path: fault for fault in faults}, wrong=bool(faults), left=left_on(judged.errors), **values,
    )
    return page, status


def keep(draft: Draft, document: dict[str, Any]) -> tuple[Finding, ...]:
    """Saves a changed document; what cannot be an order is not saved, and every reason is given back."""
    order, faults = order_from(document)
    if order is None:
        return faults
    save_text(current_actor(), draft.id, write_order(order), expected=request.form.get("version", type=int))
    return ()


def onwards(draft: Draft, endpoint: str = "", **values: Any) -> ResponseReturnValue:
    """To a page, by itself the next one on the way; back to the same one when the reader only wanted to see the effect."""
    if request.form.get("do") in ("stay", "take"):
        return redirect(request.script_root + request.full_path.rstrip("?"), 303)
    return redirect(url_for(endpoint or step_after(draft.kind, request.endpoint or ""), order_id=draft.id, **values), 303)

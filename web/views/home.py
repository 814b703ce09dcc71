"""The front page, the pages of error codes, and the sign of life."""

from __future__ import annotations

from flask import Blueprint, jsonify, render_template
from flask.typing import ResponseReturnValue

from common.database import reading
from common.errors import NotFound
from common.translate import catalogue as sentences
from web.catalogue import catalogue
from web.delivered import find_delivered
from web.doors import doors
from web.judged import show_value
from web.language import language

blueprint = Blueprint("home", __name__)
FRONT_ROWS = 7
IN_FULL = 3
"""Examples that are shown with table and chart; the others are named."""


@blueprint.get("/")
def front() -> str:
    """Examples first, each with its delivered table and chart."""
    examples = [(example, find_delivered(example)) for example in catalogue().examples]
    chosen = sorted(examples, key=lambda one: one[1] is None)[:IN_FULL]
    shown = []
    for example, delivered in chosen:
        views = delivered.views if delivered else show_value(example.order).views
        shown.append((example, delivered, views[0] if views else None))
    others = [example for example, _delivered in examples if example not in [one for one, *_rest in shown]]
    return render_template("pages/front.html", shown=shown, others=others, rows=FRONT_ROWS, registers=list(catalogue().registers.values()))


@blueprint.get("/fel/<code>")
def error_code(code: str) -> str:
    """What an error code means; the address in `type` of a problem document."""
    sentence = sentences(language()).get(code)
    if sentence is None or ".error." not in code and ".denied." not in code:
        raise NotFound("web.error.not_found")
    return render_template("pages/error_code.html", code=code, sentence=sentence)


@blueprint.get("/health")
def health() -> ResponseReturnValue:
    """`ok` when the database answers."""
    with reading(doors().engine):
        return jsonify(status="ok")

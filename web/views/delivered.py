"""Files of a public example's delivery that a page shows: its chart."""

from __future__ import annotations

from flask import Blueprint, send_file
from flask.typing import ResponseReturnValue

from common.errors import NotFound
from web.catalogue import catalogue
from web.delivered import find_chart

blueprint = Blueprint("delivered", __name__)


@blueprint.get("/exempel/<key>/diagram/<name>")
def chart(key: str, name: str) -> ResponseReturnValue:
    """One chart of the example's latest delivery, as SVG without scripts."""
    path = find_chart(catalogue().get_example(key), name)
    if path is None:
        raise NotFound("web.error.no_delivery")
    return send_file(path, mimetype="image/svg+xml", max_age=300)

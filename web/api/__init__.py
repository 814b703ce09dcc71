"""The JSON API and its description; it answers what the pages answer and takes exactly the document that the guide writes."""

from __future__ import annotations

import json

from flask import Blueprint, Response, request

from assistant.document import json_schema
from web.api import changes, codes, measures, orders, reading, registers, variables
from web.api.description import describe
from web.api.operation import Query, read_query
from web.api.serving import json_answer, serve
from web.doors import doors

OPERATIONS = (
    *registers.OPERATIONS, *variables.OPERATIONS, *codes.OPERATIONS, *measures.OPERATIONS, *reading.OPERATIONS, *changes.OPERATIONS, *orders.OPERATIONS,
)
"""Every operation, in the order of the description."""

blueprint = Blueprint("api", __name__, url_prefix="/api/v1")


@blueprint.get("/openapi.json")
def document() -> Response:
    """The description of this API."""
    read_query(Query, request.args.to_dict(flat=False))
    return json_answer(json.dumps(describe(doors().settings.base_url, OPERATIONS), ensure_ascii=False))


@blueprint.get("/schema/order.json")
def schema() -> Response:
    """The JSON Schema of the order document."""
    read_query(Query, request.args.to_dict(flat=False))
    return json_answer(json.dumps(json_schema(), ensure_ascii=False))


serve(blueprint, OPERATIONS)

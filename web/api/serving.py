"""Operations to answers: query read, model written, ETag and Last-Modified compared, open to other sites' scripts."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from flask import Blueprint, Response, request

from catalog.lookup import changed_at
from common.database import reading
from web.api.operation import Operation, read_query
from web.doors import doors
from web.limits import API_LIMIT, limiter


def serve(blueprint: Blueprint, operations: tuple[Operation, ...]) -> None:
    """Hangs every operation on the blueprint."""
    for operation in operations:
        view = limiter.limit(API_LIMIT)(_view(operation))
        blueprint.add_url_rule(operation.rule, operation.id, view, methods=[operation.method.upper()])


def _view(operation: Operation) -> Callable[..., Response]:
    def view(**path: str) -> Response:
        query = read_query(operation.query, request.args.to_dict(flat=False))
        answer = operation.serve(query, **path)
        return json_answer(answer.model_dump_json(by_alias=True), is_kept=operation.method == "get")

    view.__name__ = operation.id
    return view


def json_answer(body: str, *, is_kept: bool = True) -> Response:
    """A JSON answer; one that may be kept carries ETag and Last-Modified, and is empty (304) for whoever has it already."""
    response = Response(body, mimetype="application/json")
    if not is_kept:
        return response
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cache-Control"] = "public, no-cache"
    response.set_etag(hashlib.sha256(body.encode()).hexdigest()[:32])
    with reading(doors().engine) as session:
        response.last_modified = changed_at(session)
    response.make_conditional(request)
    return response

"""A deliberate error as a page for people and as problem+json (RFC 9457) for programs; one wall for everything else."""

from __future__ import annotations

import logging
import secrets

from flask import Flask, Response, jsonify, render_template, request, url_for
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from common.errors import InputRefused, RegisterlotsError
from web.language import public_address, t

_log = logging.getLogger("registerlots.web")

_HTTP_CODES = {
    400: "web.error.bad_request", 401: "web.error.sign_in_needed", 403: "web.error.forbidden", 404: "web.error.not_found",
    405: "web.error.method", 413: "web.error.too_large", 415: "web.error.media_type", 429: "web.error.too_many",
}


def register_errors(app: Flask) -> None:
    """Hangs the three handlers on the application: deliberate, HTTP, and the wall."""
    app.register_error_handler(RegisterlotsError, _deliberate)
    app.register_error_handler(CSRFError, _forged)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _wall)


def wants_json() -> bool:
    """Programs: the API, and whoever asks for JSON rather than HTML."""
    best = request.accept_mimetypes.best_match(["text/html", "application/json", "application/problem+json"], default="text/html")
    return request.path.startswith("/api/") or best != "text/html"


def _deliberate(error: RegisterlotsError) -> tuple[Response | str, int]:
    findings = error.findings if isinstance(error, InputRefused) else ()
    return _answer(error.status, error.code, error.params, findings=findings)


def _forged(_error: CSRFError) -> tuple[Response | str, int]:
    return _answer(400, "web.error.csrf", {})


def _http(error: HTTPException) -> tuple[Response | str, int] | Response:
    if error.code is None or error.code < 400:
        return error.get_response()  # type: ignore[return-value]
    body, status = _answer(error.code, _HTTP_CODES.get(error.code, "web.error.bad_request"), {})
    response = body if isinstance(body, Response) else Response(body, status)
    response.status_code = status
    for name, value in error.get_headers():
        if name in ("Allow", "Retry-After", "WWW-Authenticate"):
            response.headers[name] = value
    return response


def _wall(error: Exception) -> tuple[Response | str, int]:
    reference = secrets.token_hex(4)
    _log.error("request failed, reference %s, at %s, %s", reference, request.endpoint, type(error).__name__, exc_info=error)
    return _answer(500, "web.error.unexpected", {"reference": reference})


def _answer(status: int, code: str, params: dict[str, object], findings: tuple = ()) -> tuple[Response | str, int]:  # type: ignore[type-arg]
    if not wants_json():
        sought = request.path.rstrip("/").rpartition("/")[2].replace("-", " ")[:60] if status == 404 else ""
        return render_template("pages/error.html", status=status, code=code, params=params, findings=findings, sought=sought), status
    problem = {
        "type": public_address(url_for("home.error_code", code=code)), "title": t(code, **params), "status": status, "code": code,
        "errors": [{"code": f.code, "severity": f.severity, "path": f.path, "params": dict(f.params), "title": t(f.key, **f.params)} for f in findings],
    }
    response = jsonify(problem)
    response.mimetype = "application/problem+json"
    return response, status

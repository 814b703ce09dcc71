"""The safety headers of every answer: our own files only, no inline script or style, no framing."""

from __future__ import annotations

from flask import Flask, Response
from secure import (
    ContentSecurityPolicy,
    CrossOriginOpenerPolicy,
    PermissionsPolicy,
    ReferrerPolicy,
    Secure,
    StrictTransportSecurity,
    XContentTypeOptions,
    XFrameOptions,
)


def build_headers(*, is_https: bool) -> Secure:
    """The headers; strict transport only where the public address is https."""
    policy = ContentSecurityPolicy().default_src("'self'").base_uri("'self'").form_action("'self'").frame_ancestors("'none'").object_src("'none'")
    return Secure(
        csp=policy,
        coop=CrossOriginOpenerPolicy().same_origin(),
        hsts=StrictTransportSecurity().max_age(31536000) if is_https else None,
        permissions=PermissionsPolicy().geolocation().microphone().camera(),
        referrer=ReferrerPolicy().same_origin(),
        xcto=XContentTypeOptions().nosniff(),
        xfo=XFrameOptions().deny(),
    )


def protect_answers(app: Flask, *, is_https: bool) -> None:
    """Adds the headers to every answer; what a signed-in person sees is never kept by a shared cache."""
    items = build_headers(is_https=is_https).header_items()

    @app.after_request
    def _add(response: Response) -> Response:
        for name, value in items:
            response.headers[name] = value
        if "Cache-Control" not in response.headers:
            response.headers["Cache-Control"] = "no-store"
        return response

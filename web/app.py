"""Makes the web application out of settings, an engine and a clock."""

from __future__ import annotations

import secrets
from pathlib import Path

from flask import Flask, request
from flask_wtf.csrf import CSRFProtect, generate_csrf

from common.clock import Clock
from common.database import Engine
from common.settings import Settings
from web.accounts.session import current_actor, guard_sessions
from web.accounts.views import blueprint as accounts
from web.api import blueprint as api
from web.doors import KEY, Doors, doors
from web.errors import register_errors
from web.headers import protect_answers
from web.kept_list import follow_sign_in
from web.language import LanguagePrefix, address_in, canonical, language, lasting_address, public_address, t
from web.limits import limiter
from web.present import FILTERS
from web.views import BLUEPRINTS
from web.views.oai import blueprint as oai

csrf = CSRFProtect()


def create_app(settings: Settings, engine: Engine, clock: Clock) -> Flask:
    """The application: every page, the API and the safety around them. Reads no microdata and has no setting that says where it lies."""
    app = Flask("web", root_path=str(Path(__file__).parent))
    is_https = settings.base_url.startswith("https:")
    app.config.update(
        SECRET_KEY=_secret(settings.data / "secret"),
        SESSION_COOKIE_NAME="registerlots", SESSION_COOKIE_HTTPONLY=True, SESSION_COOKIE_SAMESITE="Lax", SESSION_COOKIE_SECURE=is_https,
        MAX_CONTENT_LENGTH=2 * settings.order_document_max_bytes, MAX_FORM_MEMORY_SIZE=2 * settings.order_document_max_bytes,
        SEND_FILE_MAX_AGE_DEFAULT=3600, WTF_CSRF_TIME_LIMIT=None, WTF_CSRF_SSL_STRICT=is_https, RATELIMIT_HEADERS_ENABLED=True,
    )
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.extensions[KEY] = Doors(settings, engine, clock)
    app.before_request(_allow_large_files)  # before the check of the token, which reads the whole form
    csrf.init_app(app)
    csrf.exempt(api)  # stores nothing and reads no session
    csrf.exempt(oai)  # the protocol posts forms; nothing is stored and no session is read
    limiter.init_app(app)
    guard_sessions(app)
    follow_sign_in(app)
    protect_answers(app, is_https=is_https)
    register_errors(app)
    for blueprint in (accounts, api, *BLUEPRINTS):
        app.register_blueprint(blueprint)
    _dress_templates(app, settings)
    app.wsgi_app = LanguagePrefix(app.wsgi_app, settings.base_url)  # type: ignore[method-assign]
    return app


def _allow_large_files() -> None:
    """A keeper may send in code lists, which are larger than any order; everybody else stays under the common limit."""
    if request.endpoint == "keeper.try_file" and "keeper" in current_actor().roles:
        request.max_content_length = doors().settings.upload_max_bytes


def _dress_templates(app: Flask, settings: Settings) -> None:
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(
        t=t, language=language, address_in=address_in, csrf_token=generate_csrf, actor=current_actor, demo_site=settings.demo,
        public_address=public_address, lasting_address=lasting_address, canonical=canonical,
    )
    app.jinja_env.filters.update(FILTERS)


def _secret(path: Path) -> bytes:
    """The key that signs sessions, made at the first start and readable by its owner only."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_bytes(secrets.token_bytes(32))
    return path.read_bytes()

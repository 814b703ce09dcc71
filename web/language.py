"""The reader's language is the address: `/…` is Swedish, `/en/…` English; the browser's own language never chooses."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import parse_qs, urlsplit

from flask import request

from common.translate import LANGUAGES, translate
from web.doors import doors

_KEY = "registerlots.language"
API = "/api/"


class LanguagePrefix:
    """Moves the path of the public address and `/en` from the path to the script root, so that every address built for the request keeps both.

    A proxy may strip the public path before it asks us or leave it there: either way the addresses we write begin with it.
    """

    def __init__(self, application: Any, base_url: str) -> None:
        self.application = application
        self.root = urlsplit(base_url).path.rstrip("/")

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        path = _without(environ.get("PATH_INFO", ""), self.root)
        environ["SCRIPT_NAME"] = self.root or environ.get("SCRIPT_NAME", "")
        environ["PATH_INFO"] = path
        environ[_KEY] = "sv"
        if path == "/en" or path.startswith("/en/"):
            environ[_KEY] = "en"
            environ["SCRIPT_NAME"] += "/en"
            environ["PATH_INFO"] = path[3:] or "/"
        if environ["PATH_INFO"].startswith(API):
            environ[_KEY] = _asked_for(environ.get("QUERY_STRING", "")) or environ[_KEY]
        return self.application(environ, start_response)  # type: ignore[no-any-return]


def _asked_for(query: str) -> str:
    """The language that a question to the API names, which goes before that of its address; nothing for any other word."""
    named = parse_qs(query).get("lang", [""])[0]
    return named if named in LANGUAGES else ""


def _without(path: str, root: str) -> str:
    return path[len(root):] or "/" if root and (path == root or path.startswith(f"{root}/")) else path


def language() -> str:
    """`sv` or `en` of the request being answered."""
    return str(request.environ.get(_KEY, "sv"))


def t(key: str, /, **params: Any) -> str:
    """The sentence of a key in the reader's language."""
    return translate(key, language(), **params)


def address_in(other: str) -> str:
    """The address of this same page in the other language, its query kept."""
    root = request.script_root.removesuffix("/en") if language() == "en" else request.script_root
    query = f"?{request.query_string.decode('latin-1')}" if request.query_string else ""
    return f"{root}{'/en' if other == 'en' else ''}{request.path}{query}"


def public_address(address: str) -> str:
    """An address of this site (as `url_for` writes it) with the scheme and host of the public base address, whatever host was asked."""
    base = urlsplit(doors().settings.base_url)
    return f"{base.scheme}://{base.netloc}{address}"


def public_base() -> str:
    """The public base address without a slash at its end, the same in every language."""
    return doors().settings.base_url.rstrip("/")


def lasting_address(uri: str) -> str:
    """The address of a described object (`id/…`) that never changes, the same in every language."""
    return f"{public_base()}/{uri}"


def canonical() -> str:
    """The one public address of this page in this language, without its query."""
    return public_address(f"{request.script_root}{request.path}")


def local_address(address: str) -> str:
    """The address when it is a path of this site, the language put before it where it is missing; else nothing."""
    if not address.startswith("/") or address.startswith("//") or "\\" in address:
        return ""
    return address if address.startswith(f"{request.script_root}/") else f"{request.script_root}{address}"

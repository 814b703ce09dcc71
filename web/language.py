"""The reader's language is the address: `/…` is Swedish, `/en/…` English; the browser's own language never chooses."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import request

from common.translate import translate

_KEY = "registerlots.language"


class LanguagePrefix:
    """Moves `/en` from the path to the script root, so that every address built for the request keeps the language."""

    def __init__(self, application: Any) -> None:
        self.application = application

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        environ[_KEY] = "sv"
        if path == "/en" or path.startswith("/en/"):
            environ[_KEY] = "en"
            environ["SCRIPT_NAME"] = environ.get("SCRIPT_NAME", "") + "/en"
            environ["PATH_INFO"] = path[3:] or "/"
        return self.application(environ, start_response)  # type: ignore[no-any-return]


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


def local_address(address: str) -> str:
    """The address when it is a path of this site, the language put before it where it is missing; else nothing."""
    if not address.startswith("/") or address.startswith("//") or "\\" in address:
        return ""
    return address if address.startswith(f"{request.script_root}/") else f"{request.script_root}{address}"

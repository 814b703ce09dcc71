"""Long lists in parts: an opaque cursor, and links built from the public base address, whatever host or path a proxy asked us by."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar
from urllib.parse import quote, urlencode

from flask import request

from common.errors import NotFound
from metadata.model.base import Model
from web.api.operation import PageQuery
from web.language import language, public_base

Item = TypeVar("Item")
BASE = "/api/v1"


class Links(Model):
    """Absolute addresses; `next` is null on the last part."""

    self: str
    first: str
    next: str | None = None


class Page(Model, Generic[Item]):
    """A part of a list: `total` counts the whole list."""

    items: tuple[Item, ...]
    total: int
    links: Links


def api_address(*steps: str, **query: Any) -> str:
    """The public address of a resource of the API in the language of the answer."""
    asked = {name: value for name, value in query.items() if value is not None}
    words = urlencode(asked)
    return f"{public_root()}{BASE}/{'/'.join(quote(step, safe='') for step in steps)}{'?' if words else ''}{words}"


def page_address(path: str) -> str:
    """The public address of a page for people, in the language of the answer."""
    return f"{public_root()}{quote(path)}"


def public_root() -> str:
    """The public base address with `/en` for English."""
    return public_base() + ("/en" if language() == "en" else "")


def cut(found: Sequence[Any], query: PageQuery, key: Callable[[Any], str], show: Callable[[Any], Any], page: type[Page[Any]]) -> Any:
    """The part of a list that was asked for. Raises NotFound `api.error.cursor` for a cursor that no link of this list ever held."""
    start = 0
    if query.cursor is not None:
        after = _read(query.cursor)
        start = next((at for at, one in enumerate(found, 1) if key(one) == after), 0)
        if not start:
            raise _refused()
    part = found[start : start + query.limit]
    more = start + len(part) < len(found)
    return page(
        items=tuple(show(one) for one in part), total=len(found),
        links=Links(self=_link(query.cursor), first=_link(None), next=_link(_write(key(part[-1]))) if more else None),
    )


def _link(cursor: str | None) -> str:
    """This same question from another place."""
    steps = request.path.removeprefix(f"{BASE}/").split("/")
    asked = {name: value for name, value in request.args.items() if name not in ("cursor",)}
    return api_address(*steps, **asked, cursor=cursor)


def _write(after: str) -> str:
    return base64.urlsafe_b64encode(json.dumps([after]).encode()).decode().rstrip("=")


def _read(cursor: str) -> str:
    try:
        found = json.loads(base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True))
    except (ValueError, binascii.Error, RecursionError):
        raise _refused() from None
    if not (isinstance(found, list) and len(found) == 1 and isinstance(found[0], str)):
        raise _refused()
    return found[0]


def _refused() -> NotFound:
    return NotFound("api.error.cursor")

"""One conversation with a portal: an object sent or taken away, tried again while the portal asks for patience."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import quote

import requests

from exports.portal.target import Target

TIMEOUT = (5, 60)
"""Seconds to connect and to read."""
TRIES = 5
LONGEST_WAIT = 120.0
LONGEST_ANSWER = 1_000_000
LONGEST_NAME = 500
"""Bytes of an answer that are read, and characters of a name or mark in it that are kept."""
_PATIENCE = frozenset({408, 425, 429, 500, 502, 503, 504})
_NO_ENTRY = frozenset({401, 403})


@dataclass(frozen=True)
class Outcome:
    """What came of it. `kind`: delivered, refused (asking again would not help), no_entry (the secret does not open) moved (the portal
    has another address now, which a person must write down) or unreachable (try another day).
    """

    kind: str
    attempts: int
    status: int = 0
    remote_id: str = ""
    etag: str = ""


@dataclass(frozen=True)
class Parcel:
    """One object on its way: identity, hash of its content, its bytes and their media type."""

    uuid: str
    sha256: str
    data: bytes
    media_type: str
    ending: str
    remote_id: str = ""

    @property
    def key(self) -> str:
        """The idempotency key: the same object with the same content is the same parcel, however often it is sent."""
        return f"{self.uuid}:{self.sha256}"


class Client:
    """Speaks with one target. `sleep` waits seconds; TLS is always verified; the secret is never in a message."""

    def __init__(self, target: Target, token: str, sleep: Callable[[float], None]) -> None:
        self._target, self._sleep = target, sleep
        self._session = requests.Session()
        self._session.headers["User-Agent"] = "registerlots"
        if token:
            self._session.headers["Authorization"] = f"Bearer {token}"

    def send(self, parcel: Parcel) -> Outcome:
        """Puts an object in, or in place of the one that is there."""
        return self._ask(*_SEND[self._target.kind](self._target, parcel), parcel)

    def withdraw(self, parcel: Parcel) -> Outcome:
        """Takes an object away; one that is not there is taken away already."""
        outcome = self._ask(*_WITHDRAW[self._target.kind](self._target, parcel), parcel)
        return Outcome("delivered", outcome.attempts, outcome.status) if outcome.status in (404, 410) else outcome

    def holds(self, parcel: Parcel) -> Outcome:
        """Whether the portal has the object; asks once and changes nothing."""
        method, address = ("GET", f"{_base(self._target)}/api/3/action/package_show?id={parcel.uuid}") if self._target.kind == "ckan_like" else ("HEAD", _own(self._target, parcel))
        return self._once(method, address, {}, None, 1)[0]

    def _ask(self, method: str, address: str, headers: dict[str, str], body: Any, parcel: Parcel) -> Outcome:
        sent = {"Content-Type": parcel.media_type, "Idempotency-Key": parcel.key} | headers
        outcome = Outcome("unreachable", 0)
        for attempt in range(1, TRIES + 1):
            outcome, patience = self._once(method, address, sent, body, attempt)
            if patience is None:
                return outcome
            if attempt < TRIES:
                self._sleep(max(patience, _pause(attempt, parcel.key)))
        return outcome

    def _once(self, method: str, address: str, headers: dict[str, str], body: Any, attempt: int) -> tuple[Outcome, float | None]:
        """The outcome, and how many seconds the portal wants us to wait before the next try; None when there is to be none."""
        try:
            with self._session.request(method, address, headers=headers, data=body, timeout=TIMEOUT, allow_redirects=False, stream=True) as answer:
                said = _said(answer)
        except requests.RequestException:  # no connection, none that lasted, or an answer that is no HTTP
            return Outcome("unreachable", attempt), 0.0
        if answer.status_code in _PATIENCE:
            return Outcome("unreachable", attempt, answer.status_code), _retry_after(answer)
        if answer.status_code in _NO_ENTRY:
            return Outcome("no_entry", attempt, answer.status_code), None
        if 300 <= answer.status_code < 400:
            return Outcome("moved", attempt, answer.status_code), None
        if answer.status_code >= 400:
            return Outcome("refused", attempt, answer.status_code), None
        return Outcome("delivered", attempt, answer.status_code, _remote_id(answer, said), answer.headers.get("ETag", "")[:LONGEST_NAME]), None


def _pause(attempt: int, key: str) -> float:
    """Seconds before the next try: doubled each time, and spread so that many senders do not come back at once. Equal for the same parcel."""
    spread = hashlib.sha256(f"{key}:{attempt}".encode()).digest()[0] / 255
    return min(LONGEST_WAIT, 2.0**attempt) * (1 + spread) / 2


def _retry_after(answer: requests.Response) -> float:
    """Seconds of Retry-After; a moment is measured by the portal's own clock, so that ours may be wrong."""
    said = answer.headers.get("Retry-After", "")
    if said.isascii() and said.isdigit():
        return min(float(said), LONGEST_WAIT)
    try:
        until, now = (parsedate_to_datetime(text).replace(tzinfo=UTC) for text in (said, answer.headers["Date"]))
    except (ValueError, KeyError, TypeError):
        return 0.0
    return min(max((until - now).total_seconds(), 0.0), LONGEST_WAIT)


def _said(answer: requests.Response) -> bytes:
    """The body of an answer, as far as an honest one goes: nobody fills our memory or keeps us for long."""
    found, until = b"", time.monotonic() + TIMEOUT[1]
    for part in answer.iter_content(1024):
        found += part
        if len(found) > LONGEST_ANSWER or time.monotonic() > until:
            break
    return found


def _remote_id(answer: requests.Response, said: bytes) -> str:
    """The portal's own name of the object, where it says one."""
    try:
        value = json.loads(said)
    except (ValueError, RecursionError):
        return str(answer.headers.get("Location", ""))[:LONGEST_NAME]
    result = value.get("result", value) if isinstance(value, dict) else {}
    return str(result.get("id", ""))[:LONGEST_NAME] if isinstance(result, dict) else ""


def _base(target: Target) -> str:
    return target.base_url.rstrip("/")


def _own(target: Target, parcel: Parcel) -> str:
    return f"{_base(target)}/{parcel.uuid}.{parcel.ending}"


def _put(target: Target, parcel: Parcel) -> tuple[str, str, dict[str, str], bytes]:
    return "PUT", _own(target, parcel), {}, parcel.data


def _delete(target: Target, parcel: Parcel) -> tuple[str, str, dict[str, str], None]:
    return "DELETE", _own(target, parcel), {}, None


def _post(target: Target, parcel: Parcel) -> tuple[str, str, dict[str, str], bytes]:
    return "POST", _base(target), {}, parcel.data


def _named(parcel: Parcel) -> str:
    """The portal's name of an object as it may stand in an address, whatever it is."""
    return quote(parcel.remote_id or parcel.uuid, safe="")


def _ckan(target: Target, parcel: Parcel) -> tuple[str, str, dict[str, str], bytes]:
    action = "package_update" if parcel.remote_id else "package_create"
    return "POST", f"{_base(target)}/api/3/action/{action}?id={_named(parcel)}", {}, parcel.data


def _ckan_delete(target: Target, parcel: Parcel) -> tuple[str, str, dict[str, str], None]:
    return "POST", f"{_base(target)}/api/3/action/package_delete?id={_named(parcel)}", {}, None


_SEND: dict[str, Callable[[Target, Parcel], tuple[str, str, dict[str, str], Any]]] = {"plain_put": _put, "ingest_post": _post, "ckan_like": _ckan}
_WITHDRAW: dict[str, Callable[[Target, Parcel], tuple[str, str, dict[str, str], Any]]] = {
    "plain_put": _delete, "ingest_post": _delete, "ckan_like": _ckan_delete,
}

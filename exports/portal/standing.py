"""How the portals stand: what the last push left, and, when asked, whether the portal still holds what it was given."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from common.database import Engine, reading
from exports.portal.client import Client, Parcel
from exports.portal.form import FORMS
from exports.portal.store import PortalRecordRow, records_of
from exports.portal.target import Target


@dataclass(frozen=True)
class Standing:
    """One object at one portal. `drift`: missing or changed at the portal, unknown when it did not answer, empty where all is well or nobody asked."""

    target: str
    uuid: str
    label: str
    status: str
    attempts: int
    last_success: str | None
    last_error: str
    drift: str = ""


def standing_of(engine: Engine, target: Target, tokens: Mapping[str, str] | None = None) -> Iterator[Standing]:
    """Every object of a target by its label; with `tokens` the portal is asked, once an object, and nothing is changed there or here."""
    with reading(engine) as session:
        rows = sorted(records_of(session, target.name).values(), key=lambda row: (row.label, row.uuid))
    client = Client(target, tokens.get(target.name, ""), lambda _seconds: None) if tokens is not None else None
    for row in rows:
        drift = _drift(client, target, row) if client is not None and row.sha256 else ""
        yield Standing(target.name, row.uuid, row.label, row.status, row.attempts, row.last_success, row.last_error, drift)


def _drift(client: Client, target: Target, row: PortalRecordRow) -> str:
    form = FORMS[row.profile]
    held = client.holds(Parcel(row.uuid, row.sha256, b"", form.media_type, form.ending, row.remote_id))
    if held.status in (404, 410):
        return "missing"
    if held.kind != "delivered":
        return "unknown"
    return "changed" if row.remote_etag and held.etag and held.etag != row.remote_etag else ""

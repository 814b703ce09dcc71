"""What of a content object the feed knows: its lasting identity, its version and the hash of its text; nothing of its meaning."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from common.documents import canonical_json
from metadata.model.artefact import Artefact, kebab, mint
from metadata.model.content import KINDS

FIRST_VERSION = "1.0.0"
_MODELS: Mapping[str, type[Artefact]] = {kind: model for kind, model in KINDS.items() if issubclass(model, Artefact)}


@dataclass(frozen=True)
class Described:
    """One published object as stored: `body` is its canonical JSON without what has its default."""

    type_name: str
    id: str
    uuid: UUID
    version: str
    life_cycle: str
    label: Mapping[str, str]
    body: Mapping[str, Any]
    sha256: str

    @property
    def uri(self) -> str:
        """Relative address `id/{type}/{uuid}`."""
        return f"id/{kebab(self.type_name)}/{self.uuid}"


def describe_rows(rows: Iterable[tuple[str, str]]) -> dict[UUID, Described]:
    """Published objects of (kind, canonical JSON) rows, by identity. Drafts and kinds that are no description are left out.

    The JSON is read without the model, so that content stored by an earlier version of the software is compared as well.
    """
    found = (_describe(model, body) for kind, body in rows if (model := _MODELS.get(kind)) is not None)
    return {one.uuid: one for one in found if one is not None}


def _describe(model: type[Artefact], text: str) -> Described | None:
    body = json.loads(text)
    if body.get("administrative", "published") != "published":
        return None
    identity = UUID(body["identity"]) if body.get("identity") else mint(model.type_name, body["id"])
    return Described(
        model.type_name, body["id"], identity, body.get("version", FIRST_VERSION), body.get("life_cycle", "valid"), body["name"], body,
        hashlib.sha256(text.encode()).hexdigest(),
    )


def describe_objects(objects: Iterable[Mapping[str, Any]]) -> dict[UUID, Described]:
    """Published objects of the exchange profile, as an imported description holds them, by identity."""
    found = {}
    for one in objects:
        if one.get("administrativeStatus") == "published":
            text = canonical_json(dict(one))
            found[UUID(one["id"])] = Described(
                one["type"], one["localId"], UUID(one["id"]), one["version"], one.get("lifeCycleStatus", "valid"), one["name"], one,
                hashlib.sha256(text.encode()).hexdigest(),
            )
    return found

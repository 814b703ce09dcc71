"""The envelope of rut-gsim-se/1.0 around sorted objects: same objects in, same bytes out."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime
from typing import Any, Literal

from common.documents import canonical_json
from exports.plain_files import write_json
from exports.rut.objects import is_exportable, to_object
from metadata.model.artefact import Artefact, kebab, mint

PROFILE = "rut-gsim-se/1.0"


def write_rut(
    described: Iterable[Artefact], *, base: str, created: datetime, catalogue: str, kind: Literal["export", "order-list"] = "export"
) -> bytes:
    """The JSON document of these objects."""
    return write_json(rut_document(described, base=base, created=created, catalogue=catalogue, kind=kind))


def rut_document(
    described: Iterable[Artefact], *, base: str, created: datetime, catalogue: str, kind: Literal["export", "order-list"] = "export"
) -> dict[str, Any]:
    """Published objects only, sorted by type, uri and version; `created` from the caller's clock. An object given twice stands once."""
    given = {(artefact.type_name, artefact.id): artefact for artefact in described if is_exportable(artefact)}

    def refer(type_: type[Artefact], key: str) -> str:
        known = given.get((type_.type_name, key))
        return known.ref if known else f"id/{kebab(type_.type_name)}/{mint(type_.type_name, key)}@1.0.0"

    objects = [to_object(artefact, refer) for artefact in given.values() if artefact.administrative == "published"]
    objects.sort(key=lambda one: (one["type"], one["uri"], one["version"]))
    return {
        "profile": PROFILE,
        "kind": kind,
        "generatedAt": created.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "base": base.rstrip("/") + "/",
        "agency": "se.socialstyrelsen",
        "snapshot": {"cursor": None, "catalogue": catalogue, "sha256": hashlib.sha256(canonical_json(objects).encode()).hexdigest()},
        "languages": ["sv", "en"],
        "objects": objects,
    }

"""The envelope of rut-gsim-se/1.0 around sorted objects: same objects in, same bytes out."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any, Literal

from common.documents import canonical_json
from exports.plain_files import write_json
from exports.rut.objects import code_system_object, is_exportable, to_object
from metadata.model.artefact import Artefact, kebab, mint
from metadata.model.code_system import CodeSystem
from metadata.model.variable import ValueDomain

PROFILE = "rut-gsim-se/1.0"
Kind = Literal["export", "order-list"]
NO_SYSTEMS: Mapping[str, CodeSystem] = MappingProxyType({})


def write_rut(
    described: Iterable[Artefact],
    *,
    base: str,
    created: datetime,
    catalogue: str,
    kind: Kind = "export",
    systems: Mapping[str, CodeSystem] = NO_SYSTEMS,
) -> bytes:
    """The JSON document of these objects."""
    return write_json(rut_document(described, base=base, created=created, catalogue=catalogue, kind=kind, systems=systems))


def rut_document(
    described: Iterable[Artefact],
    *,
    base: str,
    created: datetime,
    catalogue: str,
    kind: Kind = "export",
    systems: Mapping[str, CodeSystem] = NO_SYSTEMS,
) -> dict[str, Any]:
    """Published objects only, sorted by type, uri and version; `created` from the caller's clock. An object given twice stands once.

    A national classification (`systems`) stands as a code list without codes: its codes are the owner's, and each order names its own.
    """
    given = {(artefact.type_name, artefact.id): artefact for artefact in described if is_exportable(artefact)}

    def refer(type_: type[Artefact], key: str) -> str:
        known = given.get((type_.type_name, key))
        return known.ref if known else f"id/{kebab(type_.type_name)}/{mint(type_.type_name, key)}@1.0.0"

    objects = [to_object(artefact, refer) for artefact in given.values() if artefact.administrative == "published"]
    named = {one.code_system for one in given.values() if isinstance(one, ValueDomain) and one.code_system}
    objects += [code_system_object(name, systems.get(name)) for name in sorted(named)]
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

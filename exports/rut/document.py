"""The envelope of rut-gsim-se/1.0 around sorted objects: same objects in, same bytes out."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any, Literal

from catalog.exchange.objects import AGENCY, PROFILE, Object, ordered, sort_key
from common.documents import canonical_json
from exports.rut.derived import derived_objects
from exports.rut.objects import code_system_object, is_exportable, to_object
from metadata.model.artefact import Artefact, kebab, mint
from metadata.model.code_system import CodeSystem
from metadata.model.variable import ValueDomain

Kind = Literal["export", "order-list"]
NO_SYSTEMS: Mapping[str, CodeSystem] = MappingProxyType({})


def rut_objects(described: Iterable[Artefact], systems: Mapping[str, CodeSystem] = NO_SYSTEMS) -> list[dict[str, Any]]:
    """Published objects only, sorted by type, uri and version; an object given twice stands once.

    A national classification (`systems`) stands as a code list without codes: its codes are the owner's, and each order names its own.
    Structures, data sets and processing steps are derived from what was given.
    """
    given = {(artefact.type_name, artefact.id): artefact for artefact in described if is_exportable(artefact)}

    def refer(type_: type[Artefact], key: str) -> str:
        known = given.get((type_.type_name, key))
        return known.ref if known else f"id/{kebab(type_.type_name)}/{mint(type_.type_name, key)}@1.0.0"

    objects = [to_object(artefact, refer) for artefact in given.values() if artefact.administrative == "published"]
    named = {one.code_system for one in given.values() if isinstance(one, ValueDomain) and one.code_system}
    objects += [code_system_object(name, systems.get(name)) for name in sorted(named)]
    objects += derived_objects(objects)
    return sorted((ordered(one) for one in objects), key=sort_key)


def rut_envelope(objects: Iterable[Object], *, base: str, created: datetime, kind: Kind = "export", agency: str = AGENCY) -> dict[str, Any]:
    """The document around objects that are sorted already."""
    listed = list(objects)
    return {
        "profile": PROFILE,
        "kind": kind,
        "generatedAt": created.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "base": base.rstrip("/") + "/",
        "agency": agency,
        "snapshot": {"cursor": None, "sha256": hashlib.sha256(canonical_json(listed).encode()).hexdigest()},
        "languages": ["sv", "en"],
        "objects": listed,
    }

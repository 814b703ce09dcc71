"""A saved code list as a FHIR R4 ValueSet: every code named, so that no server needs the hierarchy to read it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from assistant.code_lists.saved import ListVersion
from exports.code_list import CodeLine
from exports.plain_files import write_json

SYSTEM_URIS: Mapping[str, str] = {
    "ATC": "http://www.whocc.no/atc",
    "ICD-10-SE": "urn:oid:1.2.752.116.1.1.1.1.3",
    "KVA": "urn:oid:1.2.752.116.1.3.2.1.4",
    "NKOO": "http://snomed.info/sct",
}
"""Identifiers that others use for a code system: FHIR's own where it has registered one, else the OID of the Swedish register.
`http://hl7.org/fhir/sid/icd-10-se` is widely written but not registered, and validators refuse it. Any other system has an address here."""


def write_value_set(version: ListVersion, lines: Sequence[CodeLine], *, base: str, publisher: str) -> bytes:
    """The resource as JSON. `base`: public base address without slash at its end; equal versions give equal bytes."""
    return write_json(value_set(version, lines, base=base, publisher=publisher))


def value_set(version: ListVersion, lines: Sequence[CodeLine], *, base: str, publisher: str) -> dict[str, Any]:
    """The resource as plain values, with definition and expansion; elements without a value are left out, as FHIR demands."""
    system = SYSTEM_URIS.get(version.system, f"{base}/id/code-system/{version.system}")
    day = version.saved_at.strftime("%Y-%m-%dT%H:%M:%S+00:00")
    concepts = [{"code": line.shown} | ({"display": line.title_sv} if line.title_sv else {}) | _designation(line) for line in lines]
    contains = [{"system": system, "version": version.edition, "code": line.shown} | ({"display": line.title_sv} if line.title_sv else {}) for line in lines]
    resource = {
        "resourceType": "ValueSet", "id": _identifier(version), "language": "sv", "url": f"{base}/kodlista/{version.address}",
        "identifier": [{"system": "urn:ietf:rfc:3986", "value": f"{base}/kodlista/{version.content_sha256}"}],
        "version": str(version.number), "name": _name(version.name), "title": version.name, "status": "active" if version.signature else "draft",
        "experimental": False, "date": day, "publisher": publisher, "description": _description(version), "immutable": True,
        "compose": {"include": [{"system": system, "version": version.edition, "concept": concepts}]},
        "expansion": {"identifier": f"urn:sha256:{version.expansion_sha256}", "timestamp": day, "total": len(lines), "contains": contains},
    }
    return {key: value for key, value in resource.items() if value != ""}


def _designation(line: CodeLine) -> dict[str, Any]:
    return {"designation": [{"language": "en", "value": line.title_en}]} if line.title_en and line.title_en != line.title_sv else {}


def _identifier(version: ListVersion) -> str:
    """A resource id: letters, digits, hyphens and full stops, at most 64."""
    tail = f"-v{version.number}"
    return version.address[: 64 - len(tail)].rstrip("-") + tail


def _name(name: str) -> str:
    """A name for programs: begins with a capital letter, then letters, digits and underscores only (vsd-0)."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    words = "".join(word[:1].upper() + word[1:] for word in re.findall("[A-Za-z0-9]+", plain))
    return (words if words[:1].isalpha() else f"List{words}")[:255]


def _description(version: ListVersion) -> str:
    signed = f" Signed by {version.signature.name} ({version.signature.title})." if version.signature else ""
    note = f" {version.note}" if version.note else ""
    return f"{version.system} {version.edition}: {version.normal}.{note}{signed}"

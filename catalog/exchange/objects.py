"""An object of rut-gsim-se/1.0 as a plain value, and the few things every reader and writer of such objects needs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from metadata.model.artefact import kebab, mint

PROFILE = "rut-gsim-se/1.0"
AGENCY = "se.socialstyrelsen"
Object = Mapping[str, Any]
COMMON = (
    "type", "id", "uri", "localId", "agency", "version", "versionDate", "versionRationale", "previousVersion", "name", "description", "alias",
    "lifeCycleStatus", "administrativeStatus", "validFrom", "validUntil", "created", "modified", "url", "annotation", "source",
)
"""The members every object may have, in the order they are written; a type's own members follow in the order of the alphabet."""
_LISTS = ("broader", "narrower", "related", "identifiers", "measures", "attributes", "inputs", "outputs")
_SINGLE = ("holder", "population", "agent", "object", "from", "to", "previousVersion")


def make_object(type_name: str, local_id: str, name: Mapping[str, str], /, **own: Any) -> dict[str, Any]:
    """A new object in draft, its identity minted from type and key; members that are None or empty are left out."""
    identity = str(mint(type_name, local_id))
    made = {
        "type": type_name, "id": identity, "uri": f"id/{kebab(type_name)}/{identity}", "localId": local_id, "version": "1.0.0", "name": dict(name),
        "lifeCycleStatus": "valid", "administrativeStatus": "draft",
    }
    return ordered(made | {key: value for key, value in own.items() if value is not None and value != [] and value != {}})


def ordered(one: Object) -> dict[str, Any]:
    """The same object with its members in the order of the profile."""
    return {name: one[name] for name in (*(name for name in COMMON if name in one), *sorted(set(one) - set(COMMON)))}


def reference(one: Object) -> str:
    """The citable reference `uri@version`."""
    return f"{one['uri']}@{one['version']}"


def sort_key(one: Object) -> tuple[str, str, str]:
    """Objects stand by type, address and version."""
    return str(one["type"]), str(one["uri"]), str(one["version"])


def references_of(one: Object) -> Iterator[str]:
    """Every reference `uri@version` of an object; an address without version belongs to another agency and is not ours to check."""
    for name, value in one.items():
        if isinstance(value, str):
            if (name.endswith("Ref") or name in _SINGLE) and "@" in value:
                yield value
        elif isinstance(value, list) and name in _LISTS:
            yield from (each for each in value if isinstance(each, str) and "@" in each)


def text_of(one: Object, member: str, language: str = "sv") -> str:
    """A bilingual member in one language, the other where it is missing; empty when there is none."""
    value = one.get(member)
    if not isinstance(value, Mapping):
        return str(value or "")
    return str(value.get(language) or value.get("sv") or value.get("en") or "")


def closure(wanted: Iterable[Object], known: Mapping[str, Object]) -> list[Object]:
    """These objects and all they refer to, each once, sorted; `known` by reference."""
    found: dict[str, Object] = {}
    waiting = list(wanted)
    while waiting:
        one = waiting.pop()
        if reference(one) not in found:
            found[reference(one)] = one
            waiting += [known[target] for target in references_of(one) if target in known]
    return sorted(found.values(), key=sort_key)

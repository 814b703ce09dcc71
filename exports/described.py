"""The described catalogue as every export sees it: published objects of rut-gsim-se, read once and handed to the serialisers."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property, lru_cache
from uuid import UUID

from catalog.changes import Feed, latest_of, open_feed
from catalog.exchange.drafts import Description, get_import, published_descriptions, published_state
from catalog.exchange.objects import AGENCY, Object, closure, reference, references_of, sort_key
from catalog.importers.content import read_systems
from catalog.lookup import Catalogue, loaded_at, open_catalogue
from common.database import Session
from common.documents import canonical_json
from common.errors import NotFound
from exports.rut.describe import describe_registers
from exports.rut.document import rut_objects

_STRUCTURAL = frozenset({"DataStructure", "DataSet", "ProcessStep"})


@dataclass(frozen=True, eq=False)
class Described:
    """Published objects sorted by type, address and version; `described_at`: when they were last loaded or imported. `families`: parts by family.

    `feed` knows when each object changed; None for objects that were never published.
    """

    objects: tuple[Object, ...] = field(repr=False)
    described_at: datetime
    families: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    agency: str = AGENCY
    feed: Feed | None = field(default=None, repr=False)

    @cached_property
    def sha256(self) -> str:
        """Equal for equal objects."""
        return hashlib.sha256(canonical_json(self.objects).encode()).hexdigest()

    @cached_property
    def known(self) -> Mapping[str, Object]:
        """Objects by reference."""
        return {reference(one): one for one in self.objects}

    @cached_property
    def _by_type(self) -> Mapping[str, tuple[Object, ...]]:
        found: dict[str, list[Object]] = {}
        for one in self.objects:
            found.setdefault(str(one["type"]), []).append(one)
        return {name: tuple(listed) for name, listed in found.items()}

    def of(self, type_name: str) -> Sequence[Object]:
        """Objects of a type; empty when there are none."""
        return self._by_type.get(type_name, ())

    def follow(self, one: Object, *members: str) -> Object:
        """What references lead to, one after the other; an empty mapping where a reference is missing or leads nowhere."""
        for member in members:
            one = self.known.get(str(one.get(member)), {})
        return one

    @cached_property
    def registers(self) -> Sequence[Object]:
        """Registers by key."""
        return sorted(self.of("Register"), key=lambda one: str(one["localId"]))

    def get_register(self, key: str) -> Object:
        """A register by key, alias or identity. NotFound `catalogue.error.register`."""
        for one in self.registers:
            names = {str(one["localId"]), str(one["id"]), *(str(alias.get("value")) for alias in one.get("alias", ()))}
            if key in names or key.upper() in names:
                return one
        raise NotFound("catalogue.error.register", id=key)

    @cached_property
    def _resources(self) -> Mapping[str, tuple[Object, ...]]:
        return _group(self.of("DataResource"), "registerRef")

    @cached_property
    def _variables(self) -> Mapping[str, tuple[Object, ...]]:
        return _group(self.of("InstanceVariable"), "dataResourceRef")

    def resources(self, register: Object) -> Sequence[Object]:
        """Data resources of a register by key."""
        return sorted(self._resources.get(reference(register), ()), key=lambda one: str(one["localId"]))

    def variables(self, resource: Object) -> Sequence[Object]:
        """Instance variables of a data resource in the order they are presented."""
        found = self._variables.get(reference(resource), ())
        return sorted(found, key=lambda one: (one.get("position", 0), str(one["localId"]), str(one.get("dataFrom"))))

    def value_domain(self, variable: Object) -> Object:
        """The value domain of an instance variable; an empty mapping when it has none."""
        return self.follow(variable, "representedVariableRef", "valueDomainRef")

    def parts(self, register: Object) -> set[UUID]:
        """Identities of everything the description of a register tells: itself, holder, population, tables, columns and their values."""
        near = [self.follow(register, member) for member in ("holder", "population", "unitTypeRef")]
        for resource in self.resources(register):
            near.append(resource)
            for variable in self.variables(resource):
                near += [variable, self.follow(variable, "representedVariableRef"), self.value_domain(variable)]
        return {UUID(str(register["id"])), *(UUID(str(one["id"])) for one in near if one)}

    def changed_at(self, register: Object) -> datetime:
        """When the description of a register last changed, as the change feed tells; where none does, when everything was last described."""
        found = latest_of(self.feed, self.parts(register)) if self.feed is not None else None
        return found or self.described_at

    def only(self, registers: Iterable[str]) -> Described:
        """These registers (families resolved) with all that hangs on them and all they refer to; everything when none is named."""
        names = [part for one in registers for part in self.families.get(one, (one,))]
        if not names:
            return self
        chosen = [self.get_register(name) for name in names]
        resources = [each for one in chosen for each in self.resources(one)]
        return self.around([*chosen, *resources, *(each for one in resources for each in self.variables(one))])

    def around(self, wanted: Iterable[Object]) -> Described:
        """These objects, all they refer to, and the structures, data sets and steps whose references they satisfy."""
        found = closure(wanted, self.known)
        keys = {reference(one) for one in found}
        found += [one for one in self.objects if one["type"] in _STRUCTURAL and keys.issuperset(references_of(one))]
        return Described(tuple(sorted(found, key=sort_key)), self.described_at, self.families, self.agency, self.feed)


def describe_catalogue(session: Session) -> Described:
    """The loaded content and the published imports. Kept until either changes. NotFound `catalogue.error.not_loaded` when there is neither."""
    marks, at = published_state(session), loaded_at(session)
    if at is None and not marks:
        raise NotFound("catalogue.error.not_loaded")
    content, feed = open_catalogue(session) if at is not None else None, open_feed(session)
    slot = _slot(str(session.get_bind().engine.url), content.version if content else "", str(at), (*marks, feed.cursor))
    if not slot:
        slot.append(_merged(content, at, published_descriptions(session), feed))
    return slot[0]


def _merged(content: Catalogue | None, at: datetime | None, imported: Sequence[Description], feed: Feed) -> Described:
    """Content and imports together; of two with one address and version the content's stands."""
    own = list(rut_objects(describe_registers(content), read_systems())) if content else []
    merged = {(one["uri"], one["version"]): one for one in [*(each for item in imported for each in item.objects), *own]}
    families = {key: family.members for key, family in content.families.items()} if content else {}
    for one in merged.values():
        if one["type"] == "Register" and one.get("family") and content is None:
            families[str(one["family"])] = (*families.get(str(one["family"]), ()), str(one["localId"]))
    newest = max([*([at] if at else []), *(one.generated_at for one in imported)])
    return Described(tuple(sorted(merged.values(), key=sort_key)), newest, families, feed=feed)


def describe_draft(session: Session, key: str) -> Described:
    """The objects of one import, whatever its state. NotFound `exchange.error.no_draft`."""
    found = get_import(session, key)
    return Described(found.objects, found.generated_at, agency=found.agency or AGENCY)


@lru_cache(maxsize=4)
def _slot(_address: str, _version: str, _loaded_at: str, _imports: tuple[object, ...]) -> list[Described]:
    """The place where one state of one database is kept."""
    return []


def _group(objects: Iterable[Object], member: str) -> Mapping[str, tuple[Object, ...]]:
    found: dict[str, list[Object]] = {}
    for one in objects:
        found.setdefault(str(one.get(member)), []).append(one)
    return {key: tuple(listed) for key, listed in found.items()}

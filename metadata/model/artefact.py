"""What every described object carries (GSIM identifiable artefact and administrative details), and how its lasting identity is made."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import ClassVar, Literal
from uuid import UUID, uuid5

from pydantic import Field

from metadata.model.base import Model
from metadata.model.day import FirstDay, LastDay
from metadata.model.text import Text

NAMESPACE = UUID("6f0c3a54-7a0e-5d0f-9b52-5d1f6f2c8b11")
"""Every identity is minted in this namespace; changing it would give every object a new one."""
_CAPITAL = re.compile(r"(?<!^)(?=[A-Z])")


class Certainty(StrEnum):
    """How sure a statement is: official source, seen in published deliveries, or assumed (registers.md: V, D, A)."""

    verified = "verified"
    delivered = "delivered"
    assumed = "assumed"


class Source(Model):
    """Where a statement comes from and how sure it is."""

    text: str = Field(min_length=1)
    certainty: Certainty = Certainty.verified


class Alias(Model):
    """Another name of the object: scheme (sos, rut, scb, delivery, snd, doi) and value, None while the scheme's owner has given none."""

    scheme: Literal["sos", "rut", "scb", "delivery", "snd", "doi"]
    value: str | None = None
    valid_from: FirstDay | None = None
    valid_until: LastDay | None = None


class Artefact(Model):
    """A described object. `id` is the human key inside its type; `uuid`, `uri` and `ref` are the lasting identity made from it."""

    type_name: ClassVar[str]

    id: str = Field(min_length=1)
    identity: UUID | None = Field(default=None, description="Lasting identity minted elsewhere; minted from type and id when absent.")
    version: str = Field(default="1.0.0", pattern=r"^\d+\.\d+\.\d+$")
    name: Text
    description: Text | None = None
    alias: tuple[Alias, ...] = ()
    life_cycle: Literal["incomplete", "valid", "superseded", "retired"] = "valid"
    administrative: Literal["draft", "review", "approved", "published", "withdrawn"] = "published"
    valid_from: FirstDay | None = None
    valid_until: LastDay | None = None
    certainty: Certainty = Certainty.verified
    source: str | None = None

    @property
    def uuid(self) -> UUID:
        """The identity: the one given, else a UUID 5 of type and id, equal on every installation."""
        return self.identity or mint(self.type_name, self.id)

    @property
    def uri(self) -> str:
        """Relative address `id/{type}/{uuid}`."""
        return f"id/{kebab(self.type_name)}/{self.uuid}"

    @property
    def ref(self) -> str:
        """The citable reference `uri@version`."""
        return f"{self.uri}@{self.version}"


def mint(type_name: str, local_id: str) -> UUID:
    """The lasting identity of an object first described here."""
    return uuid5(NAMESPACE, f"{type_name}/{local_id}")


def kebab(type_name: str) -> str:
    """`InstanceVariable` → `instance-variable`."""
    return _CAPITAL.sub("-", type_name).lower()

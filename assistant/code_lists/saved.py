"""A saved code list and its versions: a version never changes, so that its address can be quoted; a signature belongs to one version."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime

from common.documents import canonical_json

MAX_NAME = 120
MAX_NOTE = 1_000


@dataclass(frozen=True)
class Signature:
    """Who answers for the content, in which capacity, when."""

    login: str
    name: str
    title: str
    at: datetime


@dataclass(frozen=True)
class SavedList:
    """A named list. `address` is its public name for ever; `owner` and colleagues of the same organisation save new versions."""

    address: str
    name: str
    system: str
    owner: str
    owner_name: str
    organisation: str | None
    newest: int
    created_at: datetime


@dataclass(frozen=True)
class ListVersion:
    """One version: the expression as typed, what it meant in the edition of that day, the codes themselves, who saved and who signed it."""

    address: str
    number: int
    name: str
    system: str
    expr: str
    normal: str
    edition: str
    codes: tuple[str, ...]
    expansion_sha256: str
    content_sha256: str
    note: str
    saved_by: str
    saved_by_name: str
    saved_at: datetime
    signature: Signature | None = None

    @property
    def count(self) -> int:
        """Number of codes."""
        return len(self.codes)


@dataclass(frozen=True)
class Difference:
    """What one version has that another has not, in items of the expression and in codes."""

    items_added: tuple[str, ...]
    items_removed: tuple[str, ...]
    codes_added: tuple[str, ...]
    codes_removed: tuple[str, ...]


def content_hash(system: str, normal: str, edition: str, expansion_sha256: str) -> str:
    """SHA-256 of what a version says and what it meant: system, normal form, edition, expansion."""
    return hashlib.sha256(canonical_json([system, normal, edition, expansion_sha256]).encode()).hexdigest()


def address_of(name: str) -> str:
    """A name as an address: lower case, å ä ö without marks, everything else a hyphen."""
    plain = unicodedata.normalize("NFKD", name.lower()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:80].strip("-") or "kodlista"


def compare(old: ListVersion, new: ListVersion) -> Difference:
    """From the old version to the new one; items carry `!` when they are excludes."""
    before, after = _items(old.normal), _items(new.normal)
    return Difference(
        tuple(item for item in after if item not in before), tuple(item for item in before if item not in after),
        tuple(sorted(set(new.codes) - set(old.codes))), tuple(sorted(set(old.codes) - set(new.codes))),
    )


def _items(normal: str) -> tuple[str, ...]:
    includes, _mark, excludes = normal.partition(" ! ")
    return (*filter(None, includes.split(" | ")), *(f"! {item}" for item in excludes.split(" | ") if item))

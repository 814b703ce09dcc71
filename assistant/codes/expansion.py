"""What an expression means in one edition: normal form, codes, hashes, messages and the compiled matcher."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

from assistant.codes.item import Item
from assistant.codes.message import is_error
from common.documents import canonical_json
from common.errors import Finding


@dataclass(frozen=True)
class Expansion:
    """An evaluated expression.

    `normal` is empty and `codes`, `includes`, `excludes` are without members when any message is an error. `codes`: distinct stored codes of
    the edition (and kept retired ones), in code-point order. `includes`, `excludes`: what data is matched with, items of stored codes.
    `edition`: label of the list version, None when none is loaded: then `codes` is empty though the matcher is not.
    """

    system: str
    edition: str | None
    normal: str = ""
    codes: tuple[str, ...] = field(default=(), repr=False)
    messages: tuple[Finding, ...] = ()
    includes: tuple[Item, ...] = ()
    excludes: tuple[Item, ...] = ()

    @property
    def has_errors(self) -> bool:
        """Whether any message stops the expression."""
        return any(is_error(message) for message in self.messages)

    @property
    def is_checked(self) -> bool:
        """Whether a list was loaded, so that count and hash mean something."""
        return self.edition is not None

    @property
    def count(self) -> int:
        """Number of distinct codes; 0 with any error, and where no list is loaded."""
        return len(self.codes)

    @property
    def sha256(self) -> str:
        """SHA-256 of the stored codes, sorted by code point and joined by line feeds; empty with any error or without a list."""
        if self.has_errors or not self.is_checked:
            return ""
        return hashlib.sha256("\n".join(self.codes).encode()).hexdigest()

    def matches(self, stored: str) -> bool:
        """Whether a stored code of the data is met: at least one include and no exclude (codes.md 5)."""
        return any(item.matches(stored) for item in self.includes) and not any(item.matches(stored) for item in self.excludes)


def definition_hash(system: str, normal: str, version_policy: str) -> str:
    """SHA-256 of what the list says, whatever the edition."""
    return hashlib.sha256(canonical_json([system, normal, version_policy]).encode()).hexdigest()

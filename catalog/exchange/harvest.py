"""What reading a foreign description gives: its objects, what was found on the way, and how much of it was filled."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Literal

from catalog.exchange.objects import AGENCY, Object, ordered
from common.documents import canonical_json
from common.errors import Finding, InputRefused, Severity

Kind = Literal["rut", "workbook", "ddi", "dcat"]
MAX_BYTES = 60_000_000
"""No honest description comes near it."""


@dataclass(frozen=True)
class Harvest:
    """One file read; `file_sha256` is its checksum as it came. `counts`: rows or objects by sheet or type; `coverage`: share of rows with a value, by column (workbooks only)."""

    kind: Kind
    file: str
    objects: tuple[Object, ...] = field(repr=False)
    findings: tuple[Finding, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)
    coverage: Mapping[str, float] = field(default_factory=dict)
    agency: str = AGENCY
    generated_at: datetime | None = None
    file_sha256: str = ""

    @property
    def sha256(self) -> str:
        """Equal for equal objects, whatever file they came in."""
        bare = [{member: value for member, value in one.items() if member != "source"} for one in self.objects]
        return hashlib.sha256(canonical_json(bare).encode()).hexdigest()

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The findings that stop the import."""
        return tuple(one for one in self.findings if one.severity is Severity.error)


def traced(harvest: Harvest, data: bytes) -> Harvest:
    """The harvest of a foreign file: every object made from it names file and checksum as its source."""
    known = checked(harvest, data)
    objects = (ordered({**one, "source": {"file": harvest.file, **one.get("source", {}), "sha256": known.file_sha256}}) for one in harvest.objects)
    return replace(known, objects=tuple(objects))


def checked(harvest: Harvest, data: bytes) -> Harvest:
    """The harvest of a file of our own profile: its checksum is kept, its objects stay as they are, sources too."""
    return replace(harvest, file_sha256=hashlib.sha256(data).hexdigest())


def finding(code: str, severity: Severity, path: str, /, **params: Any) -> Finding:
    """A finding of a reader; `path` is sheet and row, element or pointer."""
    return Finding(code, severity, path, params)


def refused(code: str, path: str, /, **params: Any) -> InputRefused:
    """One error that stops the reading, as the exception that carries it."""
    return InputRefused([Finding(code, Severity.error, path, params)])


def check_size(data: bytes, name: str) -> None:
    """Refuses a file beyond every honest size, and an empty one: `exchange.error.too_large`, `.empty`."""
    if len(data) > MAX_BYTES:
        raise refused("exchange.error.too_large", name, size=len(data), max=MAX_BYTES)
    if not data.strip():
        raise refused("exchange.error.empty", name)

"""What a check yields: which object, which part of it, what is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from common.errors import Severity


@dataclass(frozen=True)
class Problem:
    """A problem of one object: its kind and id, a JSON pointer inside it, the code of the sentence and its parameters.

    `lacks`: kind and name of the object whose absence is the whole problem (name empty: any of the kind).
    """

    code: str
    kind: str
    id: str
    pointer: str = ""
    params: Mapping[str, Any] = field(default_factory=dict)
    severity: Severity = Severity.error
    lacks: tuple[str, str] | None = None

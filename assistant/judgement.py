"""What an order is judged against besides the catalogue: the day, the data that exist, the code lists, the policy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from metadata.model.code_system import CodeLists
from metadata.model.policy import DisclosurePolicy
from metadata.model.snapshot import SnapshotFacts


@dataclass(frozen=True)
class Context:
    """A frozen value passed in by the caller.

    `editions`: the code lists that expressions are expanded in, None where none are loaded. `is_submitting`: the "missing" rules
    speak. `companies`: companies that sell each ATC code, as far as known.
    """

    today: date
    snapshot: SnapshotFacts | None = None
    editions: CodeLists | None = None
    policy: DisclosurePolicy | None = None
    is_submitting: bool = True
    companies: Mapping[str, int] = field(default_factory=dict)

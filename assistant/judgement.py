"""What an order is judged against besides the catalogue: the day, the data that exist, the code lists, the policy, the answers given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from metadata.model.policy import DisclosurePolicy
from metadata.model.snapshot import SnapshotFacts


@dataclass(frozen=True)
class Context:
    """A frozen value passed in by the caller.

    `editions`: the code lists that expressions are expanded in (assistant.codes), None where none are loaded. `is_submitting`: the "missing" rules
    speak. `population_size`: persons in the country, for a first estimate of how thin a table is. `answered`: rule id and pointer of dismissed warnings.
    """

    today: date
    snapshot: SnapshotFacts | None = None
    editions: Any = None
    policy: DisclosurePolicy | None = None
    is_submitting: bool = True
    answered: Mapping[tuple[str, str], str] = field(default_factory=dict)
    companies: Mapping[str, int] = field(default_factory=dict)

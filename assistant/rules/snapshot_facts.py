"""How far the registers of a criterion reach in the snapshot the order is judged against."""

from __future__ import annotations

from assistant.order.criterion import Criterion
from assistant.rules.rule import Case
from metadata.model.snapshot import RegisterFacts


def register_facts(case: Case, criterion: Criterion) -> list[RegisterFacts]:
    """Facts of every part of the criterion's register; empty without a snapshot or when it lacks them."""
    if case.context.snapshot is None:
        return []
    found = [case.context.snapshot.get_register(part) for part in case.parts(criterion)]
    return [facts for facts in found if facts is not None]

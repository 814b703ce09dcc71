"""A family and its registers say the same about each other, and no family has the id of a register."""

from __future__ import annotations

from collections.abc import Iterator

from metadata.checks.problem import Problem
from metadata.model.content import Content


def check_families(content: Content) -> Iterator[Problem]:
    """Yields `content.error.family_member` and `content.error.family_is_register`."""
    for family in content.register_families.values():
        if family.id in content.registers:
            yield Problem("content.error.family_is_register", "register_families", family.id, "/id", {"id": family.id})
        for at, member in enumerate(family.members):
            if member in content.registers and content.registers[member].family != family.id:
                yield Problem("content.error.family_member", "register_families", family.id, f"/members/{at}", {"family": family.id, "member": member})

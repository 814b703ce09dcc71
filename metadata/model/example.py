"""The envelope of an example order; the order inside stays a plain value and is parsed by the assistant."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from metadata.model.base import Model
from metadata.model.text import Text


class Turn(Model):
    """One question of the case officer and the orderer's answer."""

    question: Text
    answer: Text


class Draft(Model):
    """A naive first draft: its order document and the rules it must trigger."""

    order: dict[str, Any]
    rules: tuple[str, ...] = Field(min_length=1)


class Dismissal(Model):
    """A warning the finished order keeps, with the reason given."""

    rule: str
    reason: Text


class Example(Model):
    """A complete order that a visitor can read from need to table, start from and run.

    `key` stands in the address `/exempel/<key>`; `rank` orders the front page; `order` is the finished document as plain values.
    """

    key: str = Field(pattern=r"^[a-z0-9-]+$")
    rank: int = Field(default=100, ge=0)
    title: Text
    summary: Text
    need: Text
    dialogue: tuple[Turn, ...] = ()
    route: Text | None = None
    order: dict[str, Any]
    first_draft: Draft | None = None
    first_draft_rules: tuple[str, ...] = ()
    dismissed: tuple[Dismissal, ...] = ()
    delivered: Text
    notes: tuple[Text, ...] = ()

    @property
    def id(self) -> str:
        """The key."""
        return self.key

"""A help page: one question a newcomer asks, answered in a few paragraphs."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from metadata.model.base import Model
from metadata.model.text import Text

Topic = Literal["orders", "counting", "registers", "codes", "results"]


class HelpPage(Model):
    """`text` is paragraphs apart by an empty line: `## ` opens a heading, lines that begin with `- ` are a list, `**…**` is strong.

    `words`: what people may type who look for it. `measures`, `registers`, `see` (keys of other help pages): where to read on.
    """

    key: str = Field(pattern=r"^[a-z0-9-]+$")
    topic: Topic
    rank: int = Field(default=100, ge=0)
    title: Text
    summary: Text
    text: Text
    words: tuple[Text, ...] = ()
    measures: tuple[str, ...] = ()
    registers: tuple[str, ...] = ()
    see: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """The key."""
        return self.key

"""Words people use for codes that official titles do not use: lay words, abbreviations, brands, classes (codes.md 10)."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from metadata.model.base import Model
from metadata.model.text import Text


class Designation(Model):
    """A word and the codes it points to, best first. `checked_by` None: written from general knowledge, not yet read by a terminologist.

    `caution` makes the codes a curated set: what nobody should take for granted about it; shown above the hits, never applied by itself.
    """

    word: str = Field(min_length=2)
    system: str
    codes: tuple[str, ...] = Field(min_length=1)
    kind: Literal["lay", "abbreviation", "brand", "substance", "class", "synonym", "english"]
    language: Literal["sv", "en", "la"] = "sv"
    caution: Text | None = None
    author: str = "registerlots"
    checked_by: str | None = None

    @property
    def id(self) -> str:
        """`system/word`."""
        return f"{self.system}/{self.word.lower()}"

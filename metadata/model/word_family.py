"""Words that mean the same thing in everyday speech, in official titles, and as parts of compounds (`gallblåsa`, `kolecyst-`)."""

from __future__ import annotations

from pydantic import Field

from metadata.model.base import Model


class WordFamily(Model):
    """One thing under all its names, so that a question in one kind of words meets titles in another.

    `words`: whole words in any form; `phrases`: several words together, read in questions only; `beginnings` and `endings`: parts of
    longer words (`nefr-`, `-ektomi`).
    """

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    words: tuple[str, ...] = Field(min_length=1)
    phrases: tuple[str, ...] = ()
    beginnings: tuple[str, ...] = ()
    endings: tuple[str, ...] = ()

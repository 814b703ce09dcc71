"""Small words that every part of an order uses: texts that may be half written, ids, and the base that takes any case of an id."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator, StringConstraints

from metadata.model.base import Model
from metadata.model.text import Text


class DraftText(Model):
    """A text in both languages, either of which may still be missing."""

    sv: str = ""
    en: str = ""

    @property
    def text(self) -> Text | None:
        """The pair; the language that is there stands in for the other; None when both are empty."""
        if not (self.sv or self.en):
            return None
        return Text(sv=self.sv or self.en, en=self.en or self.sv)


def _lower(value: object) -> object:
    return value.strip().lower() if isinstance(value, str) else value


LowerId = Annotated[str, BeforeValidator(_lower), StringConstraints(pattern=r"^[a-z0-9_]*$", max_length=60)]
"""An id of the catalogue in any case, written in lower case."""

LocalId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,40}$")]
"""An id of the order's own: cohorts, criteria, tables, groups."""

Level = Annotated[str, BeforeValidator(_lower), StringConstraints(pattern=r"^(group|each_code|level:[1-5])$")]
"""What codes are told apart by: the whole group, each code, or the groups of a level."""

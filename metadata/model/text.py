"""The Swedish–English pair that every text of the content is."""

from __future__ import annotations

from pydantic import Field

from metadata.model.base import Model


class Text(Model):
    """A text in both languages; neither may be empty."""

    sv: str = Field(min_length=1)
    en: str = Field(min_length=1)

    def of(self, language: str) -> str:
        """The text in `sv` or `en`; any other language reads English."""
        return self.sv if language == "sv" else self.en

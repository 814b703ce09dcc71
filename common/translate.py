"""Dotted key + parameters + language → sentence, from the gettext catalogues of every room (`<room>/translations/<language>/*.po`)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any

from babel.messages.pofile import read_po

LANGUAGES = ("sv", "en")
ROOMS = ("common", "metadata", "catalog", "assistant", "exports", "jobs", "web")
ROOT = Path(__file__).resolve().parent.parent


@cache
def catalogue(language: str) -> Mapping[str, str]:
    """Every key of every room in one language; a key that two files hold is a fault of the house and is refused by its tests."""
    found: dict[str, str] = {}
    for room in ROOMS:
        for path in sorted((ROOT / room / "translations" / language).glob("*.po")):
            with path.open("rb") as file:
                found.update({str(message.id): str(message.string) for message in read_po(file) if message.id})
    return found


class _Lenient(Formatter):
    """Leaves a name it was not given visible instead of failing in front of a reader."""

    def get_value(self, key: Any, args: Any, kwargs: Any) -> Any:
        if isinstance(key, str):
            return kwargs.get(key, "{" + key + "}")
        return super().get_value(key, args, kwargs)


def translate(key: str, language: str, /, **params: Any) -> str:
    """The sentence of a key; the key itself when nobody has written one (the house tests refuse that).

    A parameter may itself be a mapping `{sv: …, en: …}` (a label of the content): the reader's language is taken.
    """
    text = catalogue(language).get(key)
    if text is None:
        return key
    values = {name: value[language] if isinstance(value, Mapping) and language in value else value for name, value in params.items()}
    return _Lenient().vformat(text, (), values)

"""The free text of the column Värdemängd: code lists, ranges, signs of missing values, references; anything else stays text."""

from __future__ import annotations

import re
from dataclasses import dataclass

from catalog.exchange.workbook.words import vocabulary

_REFERENCE = re.compile(r"(?:se\s+)?(?:flik(?:en)?\s+)?kodlista[_\s-]*(.+)", re.IGNORECASE)
_RANGE = re.compile(r"(-?\d+(?:[.,]\d+)?)\s*(?:-|–|—|till|\.\.)\s*(-?\d+(?:[.,]\d+)?)")
_PAIR = re.compile(r"\s*([^\s=:;,]{1,20})\s*[=:]\s*(.+?)\s*")


@dataclass(frozen=True)
class ValueSet:
    """What a text says: codes with meanings, a range, sentinels (code, meaning, kind), a reference to a sheet. `is_understood` False: only text."""

    codes: tuple[tuple[str, str], ...] = ()
    minimum: str | None = None
    maximum: str | None = None
    sentinels: tuple[tuple[str, str, str], ...] = ()
    sheet: str | None = None
    is_understood: bool = True


def parse_value_set(text: str) -> ValueSet:
    """The value set of a cell; an empty text is an empty, understood one."""
    text = text.strip()
    if not text:
        return ValueSet()
    if match := _REFERENCE.fullmatch(text):
        return ValueSet(sheet=match[1].strip().rstrip("."))
    codes: list[tuple[str, str]] = []
    sentinels: list[tuple[str, str, str]] = []
    minimum = maximum = None
    for part in _parts(text):
        if match := _RANGE.fullmatch(part):
            minimum, maximum = match[1].replace(",", "."), match[2].replace(",", ".")
        elif match := _PAIR.fullmatch(part):
            kind = _sentinel(match[2])
            if kind:
                sentinels.append((match[1], match[2], kind))
            else:
                codes.append((match[1], match[2]))
        else:
            return ValueSet(is_understood=False)
    return ValueSet(tuple(codes), minimum, maximum, tuple(sentinels))


def _parts(text: str) -> list[str]:
    """Split at semicolons and line breaks; at commas only when every part is then a pair."""
    parts = [part.strip() for part in re.split(r"[;\n\r]+", text) if part.strip()]
    if len(parts) == 1 and "," in text:
        commas = [part.strip() for part in text.split(",") if part.strip()]
        if all(_PAIR.fullmatch(part) or _RANGE.fullmatch(part) for part in commas):
            return commas
    return parts


def _sentinel(meaning: str) -> str | None:
    plain = re.sub(r"[^a-zåäö]", "", meaning.lower())
    return next((kind for word, kind in vocabulary("sentinels").items() if plain == word or plain.endswith(word)), None)

"""Personal identity numbers in free text: found by shape, date and check digit, so that they can be refused and blotted out."""

from __future__ import annotations

import re
from datetime import date

_SHAPE = re.compile(r"(?<!\d)(?:19|20)?(\d{2})(\d{2})(\d{2})[-+]?(\d{4})(?!\d)")
COORDINATION = 60
"""Added to the day in a coordination number (samordningsnummer)."""


def holds_identity_number(text: str) -> bool:
    """Whether the text holds a personal identity or coordination number with a possible date and a right check digit."""
    return any(_is_valid(match) for match in _SHAPE.finditer(text))


def blot_out(text: str, mark: str = "[…]") -> str:
    """The text with every such number replaced by a mark."""
    return _SHAPE.sub(lambda match: mark if _is_valid(match) else match[0], text)


def _is_valid(match: re.Match[str]) -> bool:
    year, month, day, last = match.groups()
    number = int(day) - COORDINATION if int(day) > COORDINATION else int(day)
    try:
        date(2000 + int(year), int(month), number)
    except ValueError:
        return False
    return _luhn(year + month + day + last)


def _luhn(digits: str) -> bool:
    """Check digit by the Luhn rule over all ten digits."""
    doubled = [int(digit) * (2 if at % 2 == 0 else 1) for at, digit in enumerate(digits)]
    return sum(value // 10 + value % 10 for value in doubled) % 10 == 0

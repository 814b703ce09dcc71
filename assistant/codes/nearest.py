"""The nearest well-formed reading of a text that does not have a system's form, offered as a fix and never applied."""

from __future__ import annotations

import re

from metadata.codes import Shape


def nearest_reading(text: str, shape: Shape) -> str | None:
    """A code or range in shown form, None when nothing is near (`I6` → `I60-I69`, `021.1` → `O21.1`, `N06AB4` → `N06AB04`)."""
    stripped = re.sub(r"[^A-Z0-9./]", "", text)
    for candidate in (stripped, re.sub(r"[^A-Z0-9]", "", stripped), _letter_first(stripped, shape), _zero_before_last(stripped, shape)):
        if candidate and candidate != text and (stored := shape.stored(candidate)) is not None:
            return shape.show(stored)
    return _widened(stripped, shape)


def _widened(stripped: str, shape: Shape) -> str | None:
    """Every code that a text one digit short could mean."""
    low, high = shape.stored(f"{stripped}0"), shape.stored(f"{stripped}9")
    if stripped and low is not None and high is not None and stripped[-1].isdigit():
        return f"{shape.show(low)}-{shape.show(high)}"
    return None


def _letter_first(text: str, shape: Shape) -> str:
    """A leading zero that was meant as the letter O; proposed, never read so."""
    return f"O{text[1:]}" if text.startswith("0") and shape.system in ("ICD-10-SE", "KVA") else ""


def _zero_before_last(text: str, shape: Shape) -> str:
    """Two digits of ATC are written out, so a single one has lost its zero."""
    return f"{text[:-1]}0{text[-1]}" if text[-1:].isdigit() and shape.system == "ATC" else ""

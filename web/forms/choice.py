"""One answer that can be picked: its value in the form, its label, a hint."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Choice:
    """A value with the sentence a reader picks it by; `group` gathers choices in a long list."""

    value: str
    label: str
    hint: str = ""
    group: str = ""

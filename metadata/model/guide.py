"""Page specs of the guided ordering: questions, help texts, fields; one thing a page, conditions as data."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from metadata.model.base import Model
from metadata.model.text import Text


class Choice(Model):
    """One answer that can be picked."""

    value: str
    label: Text
    hint: Text | None = None


class GuideField(Model):
    """One thing asked: `path` is where the answer lies in the order document, `widget` how it is asked."""

    id: str
    path: str
    label: Text
    hint: Text | None = None
    widget: str
    choices: tuple[Choice, ...] = ()
    choices_from: str | None = None
    required: bool = False


class GuidePage(Model):
    """One page: shown when every entry of `shown_when` (field id → value) is so."""

    id: str = Field(pattern=r"^[a-z0-9_]+$")
    rank: int = 100
    kinds: tuple[str, ...] = ()
    title: Text
    lead: Text | None = None
    fields: tuple[GuideField, ...] = ()
    shown_when: dict[str, str] = {}
    more: dict[str, Any] = {}

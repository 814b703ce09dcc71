"""Everything a delivery is written from: the released result and the words, versions and approvals that go with it. Names of people have no place here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from metadata.model.artefact import Artefact
from metadata.model.code_system import CodeSystem
from metadata.model.table import Result
from metadata.model.text import Text

Language = Literal["sv", "en"]


@dataclass(frozen=True)
class Definition:
    """The definition of a measure or a breakdown as printed on the definitions sheet; `version` of its content."""

    id: str
    title: Text
    text: Text
    version: int = 1
    source: str = ""


@dataclass(frozen=True)
class QualityNote:
    """A quality note (footnote id of measures.md 7 or registers.md 14) and what it is about."""

    id: str
    text: Text
    about: Text | None = None


@dataclass(frozen=True)
class SourceRegister:
    """A register the numbers rest on: first and last day in the snapshot, and the last day that is final (later days are preliminary)."""

    id: str
    name: Text
    version: str = ""
    uri: str = ""
    data_from: date | None = None
    data_to: date | None = None
    final_to: date | None = None


@dataclass(frozen=True)
class Approval:
    """A decision on the way to the delivery: the role that took it, what it was, and when. Never a name."""

    role: Literal["orderer", "officer", "preparer", "reviewer", "machine"]
    decision: Literal["confirmed", "approved", "prepared", "reviewed", "released", "demonstrated"]
    at: datetime


@dataclass(frozen=True)
class Publisher:
    """The organisation that delivers, and how to reach it."""

    name: Text
    contact: str = ""
    web: str = ""


@dataclass(frozen=True)
class DeliveryInput:
    """One delivery. `order_text` is the order document as confirmed, `spec` the plain value of the JobSpec that was run.

    `created`: when the delivery is made, with time zone, from the caller's clock. `hidden_from`: the smallest number an X can stand for (0 when the
    policy lets zeros be hidden, else 1). `policy_notes`: how numbers were treated (rounded to fives …). `described`: every described object the
    delivery's registers and variables need, references included (rut-gsim-se/1.0); `code_systems` those their value domains name;
    `catalogue` is the catalogue version they come from.
    """

    delivery_id: str
    order_id: str
    title: Text
    order_text: str
    spec: Mapping[str, Any]
    read_back: Text
    result: Result
    publisher: Publisher
    created: datetime
    language: Language = "sv"
    order_version: int = 1
    definitions: tuple[Definition, ...] = ()
    quality_notes: tuple[QualityNote, ...] = ()
    sources: tuple[SourceRegister, ...] = ()
    approvals: tuple[Approval, ...] = ()
    policy_notes: tuple[Text, ...] = ()
    hidden_from: Literal[0, 1] = 1
    described: tuple[Artefact, ...] = ()
    code_systems: tuple[CodeSystem, ...] = ()
    catalogue: str = ""
    base_url: str = "http://127.0.0.1:8000"

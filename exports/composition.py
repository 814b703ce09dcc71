"""Puts a delivery together: the released result, the words of the catalogue and of the read-back, and who decided what when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from assistant.judgement import Context
from assistant.order.order import Order
from assistant.read_back import read_back
from catalog.importers.content import read_systems
from catalog.lookup import Catalogue
from common.clock import Clock
from common.settings import Settings
from common.translate import LANGUAGES, translate
from exports.delivery_input import Approval, DeliveryInput, Publisher
from exports.gather import SnapshotDates, gather_definitions, gather_notes, gather_sources
from exports.rut.describe import describe_delivery
from metadata.model.snapshot import SnapshotFacts
from metadata.model.table import Result
from metadata.model.text import Text


@dataclass(frozen=True)
class Released:
    """What a delivery rests on: order and its text as confirmed, result, spec as plain values, facts of the snapshot, decisions by role."""

    order_id: str
    order: Order
    order_text: str
    order_version: int
    result: Result
    spec: Mapping[str, Any]
    facts: SnapshotFacts | None
    approvals: tuple[Approval, ...]


def compose(released: Released, catalogue: Catalogue, context: Context, *, created: datetime, publisher: Publisher, base_url: str) -> DeliveryInput:
    """The input of `write_delivery`. The delivery's id is its order's id and the first figures of the spec's hash: equal releases, equal id."""
    order, shells = released.order, [table.shell for table in released.result.tables]
    title = order.title.text if order.title else None
    facts = released.facts.registers if released.facts else ()
    dates = {one.register_code: SnapshotDates(one.data_from, one.data_to, one.final_to) for one in facts}
    return DeliveryInput(
        delivery_id=f"{released.order_id}-{released.result.spec_hash[:8]}", order_id=released.order_id, order_version=released.order_version,
        title=title or (shells[0].title if shells else Text(sv=released.order_id, en=released.order_id)), order_text=released.order_text, spec=released.spec,
        read_back=Text(sv=read_back(order, catalogue, "sv", context), en=read_back(order, catalogue, "en", context)), result=released.result,
        publisher=publisher, created=created, language=order.delivery.language, definitions=gather_definitions(catalogue, shells),
        quality_notes=gather_notes(catalogue, shells, released.spec), sources=gather_sources(catalogue, released.spec, dates, base_url),
        approvals=released.approvals, described=tuple(describe_delivery(catalogue, released.spec)), code_systems=tuple(read_systems().values()), catalogue=catalogue.version, base_url=base_url,
        policy_notes=_policy_notes(released.spec), hidden_from=0 if (released.spec.get("policy") or {}).get("zeros") in ("hideable", "hidden") else 1,
    )


def _policy_notes(spec: Mapping[str, Any]) -> tuple[Text, ...]:
    """How the numbers were treated beyond the marks: rounded ones need not add up."""
    methods = (spec.get("policy") or {}).get("methods") or ["suppress"]
    return (Text(**{language: translate("exports.note.round5", language) for language in LANGUAGES}),) if methods[0] == "round5" else ()


def demonstration(clock: Clock) -> tuple[Approval, ...]:
    """The decision line of a run that nobody has approved: a run of one's own, by command."""
    return (Approval("machine", "demonstrated", clock.now()),)


def publisher_of(settings: Settings) -> Publisher:
    """The publisher as the installation names itself."""
    if settings.publisher:
        return Publisher(Text(sv=settings.publisher, en=settings.publisher), settings.publisher_contact)
    return Publisher(Text(**{language: translate("exports.publisher.unnamed", language) for language in LANGUAGES}), settings.publisher_contact)

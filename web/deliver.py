"""Builds the package of a released order and notes that it is delivered; needs jobs and exports, so it lives in the room above both."""

from __future__ import annotations

from pathlib import Path

from assistant.judgement import Context
from assistant.lookup import get_order
from catalog.editions import open_code_lists
from catalog.lookup import open_catalogue
from common.actor import SYSTEM
from common.clock import Clock, today
from common.database import Engine, reading
from common.errors import InputRefused
from common.settings import Settings
from exports.certificate import certificate_hash
from exports.composition import Released, compose, publisher_of
from exports.delivery import verify_delivery, write_delivery
from exports.delivery_input import Approval
from jobs.counter import mark_delivered, released_material


def deliver(engine: Engine, settings: Settings, clock: Clock, order_id: str) -> Path:
    """The folder of the order's package, built when it is not there whole. Built again it is the same but for its date.

    Raises NotFound before a reviewer has released the order, SystemFailed when the disk refuses; the order is then still released, not delivered.
    """
    material = released_material(engine, order_id)
    view = get_order(engine, SYSTEM, order_id)
    if view.order is None:
        raise InputRefused(view.findings)
    folder = settings.deliveries_folder / order_id
    if not folder.is_dir() or verify_delivery(folder):
        with reading(engine) as session:
            catalogue, editions = open_catalogue(session), open_code_lists(session)
        approvals = (Approval("preparer", "prepared", material.prepared_at), Approval("reviewer", "reviewed", material.reviewed_at))
        released = Released(order_id, view.order, view.document, view.case.version, material.result, material.spec, material.facts, approvals)
        context = Context(today(clock), snapshot=material.facts, editions=editions)
        write_delivery(folder, compose(released, catalogue, context, created=clock.now(), publisher=publisher_of(settings), base_url=settings.base_url))
    mark_delivered(engine, clock, order_id=order_id, certificate=certificate_hash(folder))
    return folder

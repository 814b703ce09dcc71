"""The delivery package of an order, for its parties only."""

from __future__ import annotations

from pathlib import Path

from assistant.lookup import get_order
from assistant.permissions import check_may
from assistant.states import OrderCase
from common.actor import Actor
from common.errors import NotFound, allowed
from exports.delivery import zip_delivery
from exports.table_view import TableView, table_view
from jobs.counter import released_material
from web.doors import doors
from web.language import language


def find_package(actor: Actor, case: OrderCase) -> Path | None:
    """The folder of the latest delivery when there is one and the actor may fetch it."""
    folder = doors().settings.deliveries_folder / case.id
    return folder if allowed(check_may, actor, "fetch", case) and (folder / "certificate.json").is_file() else None


def find_tables(actor: Actor, case: OrderCase) -> tuple[TableView, ...]:
    """The delivered tables laid out for the parties of the order; empty before the delivery."""
    if find_package(actor, case) is None:
        return ()
    return tuple(table_view(table, language()) for table in released_material(doors().engine, case.id).result.tables)


def read_package(actor: Actor, order_id: str) -> tuple[str, bytes]:
    """Name and bytes of the package. Raises NotFound when it is not there or not the actor's."""
    folder = find_package(actor, get_order(doors().engine, actor, order_id).case)
    if folder is None:
        raise NotFound("web.error.no_delivery")
    return folder.name, zip_delivery(folder)

"""The accounts of a demonstration installation, one a role; never made unless the setting `demo` is on."""

from __future__ import annotations

from common.actor import SYSTEM
from common.clock import Clock
from common.database import Engine
from common.errors import Conflict
from web.accounts.actions import add_account

DEMO_PASSWORD = "prova-registerlots"  # printed on the sign-in page of a demonstration
DEMO_ACCOUNTS = (
    ("bestallare", "Beda Beställare", "Exempelregionen", ("orderer",)),
    ("handlaggare", "Hanna Handläggare", None, ("officer",)),
    ("granskare", "Gunnar Granskare", None, ("reviewer",)),
    ("redaktor", "Rut Redaktör", None, ("keeper",)),
    ("admin", "Ada Administratör", None, ("admin",)),
)


def add_demo_accounts(engine: Engine, clock: Clock) -> None:
    """Adds the demonstration accounts that are missing; running it again does nothing."""
    for login, name, organisation, roles in DEMO_ACCOUNTS:
        try:
            add_account(engine, SYSTEM, clock, login=login, name=name, roles=roles, password=DEMO_PASSWORD, organisation=organisation)
        except Conflict:
            continue

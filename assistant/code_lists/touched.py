"""What a younger edition touches: every example, order, series and saved code list that names codes, asked in one place."""

from __future__ import annotations

from assistant.code_lists.actions import find_lists
from assistant.impact import Impact, Named, find_impact
from assistant.lookup import named_orders
from catalog.editions import open_code_lists
from catalog.lookup import open_catalogue
from common.database import Engine, reading
from metadata.model.code_system import CodeEdition


def named_things(engine: Engine, language: str) -> list[Named]:
    """Examples, then orders and series that have not ended, then the newest version of every saved list."""
    with reading(engine) as session:
        things = [Named("example", one.key, one.title.of(language), one.order) for one in open_catalogue(session).examples]
    things += [Named(*one) for one in named_orders(engine)]
    return things + [Named("code_list", one.address, one.name, {"system": one.system, "expr": one.expr}) for one in find_lists(engine)]


def find_touched(engine: Engine, before: CodeEdition, after: CodeEdition, language: str) -> list[Impact]:
    """Everything named that means other codes, or the same codes under other titles, in the younger edition."""
    with reading(engine) as session:
        lists = open_code_lists(session)
    return find_impact(named_things(engine, language), lists, before, after)

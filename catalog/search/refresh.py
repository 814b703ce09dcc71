"""Keeping the index in step with the loaded content and code lists: says whether it is stale, and rebuilds it."""

from __future__ import annotations

from pathlib import Path

from catalog.editions import open_code_lists
from catalog.lookup import open_catalogue
from catalog.search.index import build_index, read_stamp, stamp_of
from common.database import Session
from metadata.model.code_system import CodeEdition


def is_stale(session: Session, folder: Path) -> bool:
    """Whether the index is missing or was built from other content or other code lists than those loaded now."""
    return read_stamp(folder) != stamp_of(open_catalogue(session), searched_editions(session))


def refresh_index(session: Session, folder: Path) -> int | None:
    """Rebuilds a stale index and returns its number of entries; None when it was in step already."""
    if not is_stale(session, folder):
        return None
    return build_index(folder, open_catalogue(session), searched_editions(session))


def searched_editions(session: Session) -> list[CodeEdition]:
    """The edition of each code system that is searched: the newest loaded."""
    lists = open_code_lists(session)
    return [edition for system in sorted(lists.editions) if (edition := lists.choose(system)) is not None]

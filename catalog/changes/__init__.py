"""The change feed: what of the description was published, changed or withdrawn, and when (metadata-exchange.md 15).

Datestamps of harvesters, the site map, entity tags and the push client read it; there is no other source of "changed".
"""

from catalog.changes.described import Described, describe_objects, describe_rows
from catalog.changes.difference import Change, differ
from catalog.changes.feed import Feed, latest_of, open_feed, read_changes, record_changes
from catalog.store.changes import ChangeEvent

__all__ = ["Change", "ChangeEvent", "Described", "Feed", "describe_objects", "describe_rows", "differ", "latest_of", "open_feed", "read_changes", "record_changes"]

"""The code expressions of codes.md: typed text in, evaluated list of one system out, with every message at once."""

from assistant.codes.evaluate import expand
from assistant.codes.expansion import Expansion, definition_hash
from assistant.codes.item import Item
from assistant.codes.limits import Limits
from assistant.codes.message import mark_of

__all__ = ["Expansion", "Item", "Limits", "definition_hash", "expand", "mark_of"]

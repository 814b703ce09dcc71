"""The tolerant vocabulary of the workbook, read once from `words.yaml`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path

from common.documents import read_document

_FILE = Path(__file__).with_name("words.yaml")


def plain(text: str) -> str:
    """A heading, sheet name or word as it is compared: lower case without blanks, `_`, `-`, brackets, colons and points."""
    return re.sub(r"[\s_\-–()/:.,!?]+", "", text).lower()


@lru_cache(maxsize=1)
def _words() -> Mapping[str, Mapping[str, list[str]]]:
    value: Mapping[str, Mapping[str, list[str]]] = read_document(_FILE.read_bytes(), _FILE.name).value
    return value


@lru_cache(maxsize=16)
def vocabulary(kind: str) -> Mapping[str, str]:
    """Compared word → its meaning, of one kind (columns, frequency, rights …)."""
    return {word: meaning for meaning, words in _words()[kind].items() for word in words}


def meaning_of(kind: str, text: str) -> str | None:
    """What a word means; None when it is not known."""
    return vocabulary(kind).get(plain(text))



def near_meaning(kind: str, text: str) -> str | None:
    """What a misspelled heading means; None when nothing is near."""
    near = get_close_matches(plain(text), vocabulary(kind), n=1, cutoff=0.9)
    return vocabulary(kind)[near[0]] if near else None

"""Ids of our own things: random, sortable by the moment they were made, never counters."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
"""Crockford's base 32: no letter that is mistaken for a digit."""

Entropy = Callable[[int], int]
"""Takes a number of bits, gives a random number of so many bits."""


def new_id(moment: datetime, entropy: Entropy = secrets.randbits) -> str:
    """20 characters: 45 bits of milliseconds since 1970, then 55 random bits."""
    number = (int(moment.timestamp() * 1000) << 55) | entropy(55)
    return "".join(ALPHABET[(number >> shift) & 31] for shift in range(95, -1, -5))

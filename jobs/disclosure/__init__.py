"""Arithmetic on cells, a policy and earlier releases: what is hidden, and the proof that it cannot be worked out."""

from jobs.disclosure.evidence import cells_csv, relations_document
from jobs.disclosure.kin import Counted
from jobs.disclosure.ledger import ReleasedCell, ReleasedTable, record_tables
from jobs.disclosure.outcome import HiddenCell, Protection
from jobs.disclosure.protection import protect
from jobs.disclosure.recipient import Opened, attack_printed, attack_tables, read_printed

__all__ = [
    "Counted", "HiddenCell", "Opened", "Protection", "ReleasedCell", "ReleasedTable", "attack_printed", "attack_tables", "cells_csv", "protect", "read_printed", "record_tables", "relations_document",
]

"""Arithmetic on cells, a policy and earlier releases: what is hidden, and the proof that it cannot be worked out."""

from jobs.disclosure.evidence import cells_csv, relations_document
from jobs.disclosure.ledger import LedgerCell
from jobs.disclosure.outcome import HiddenCell, Protection
from jobs.disclosure.protection import protect

__all__ = ["HiddenCell", "LedgerCell", "Protection", "cells_csv", "protect", "relations_document"]

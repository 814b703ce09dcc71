"""The OAI-PMH 2.0 provider: registers as records that portals harvest (metadata-exchange.md 7, openarchives.org/OAI/openarchivesprotocol.html)."""

from exports.oai.provider import Repository, answer
from exports.oai.record import Record

__all__ = ["Record", "Repository", "answer"]

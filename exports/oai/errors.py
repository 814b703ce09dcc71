"""The error conditions of the protocol: part of an answer with status 200, never an HTTP error."""

from __future__ import annotations


class ProtocolError(Exception):
    """A condition of the protocol's own list (`badArgument` …) with the sentence a harvester's keeper reads."""

    def __init__(self, code: str, sentence: str) -> None:
        self.code, self.sentence = code, sentence
        super().__init__(code)

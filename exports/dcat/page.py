"""One page of a catalogue in hydra's words; every link from the configured base, never from a request."""

from __future__ import annotations

from dataclasses import dataclass

from exports.rdf import Triples

SIZE = 100


@dataclass(frozen=True)
class Page:
    """Page `number` (from 1) of `total` things at `address`; `query` is what every page's address carries. `number` 0 is the whole, unpaged."""

    address: str = ""
    number: int = 0
    total: int = 0
    query: str = ""
    size: int = SIZE

    @property
    def last(self) -> int:
        """The number of the last page, at least 1."""
        return max(1, -(-self.total // self.size))

    def at(self, number: int) -> str:
        """The address of a page."""
        return f"{self.address}?{self.query}&page={number}"

    def write(self, triples: Triples) -> None:
        """First, previous, next and last page and how many things there are; nothing for the whole."""
        if not self.number:
            return
        node = triples.node(self.at(self.number), "hydra:PagedCollection")
        triples.say(node, "hydra:totalItems", self.total, "xsd:integer")
        triples.say(node, "hydra:itemsPerPage", self.size, "xsd:integer")
        before, after = self.number - 1, self.number + 1 if self.number < self.last else 0
        for name, number in (("first", 1), ("previous", before), ("next", after), ("last", self.last)):
            if number:  # older readers know the names with Page and take a text, newer ones a link
                triples.link(node, f"hydra:{name}", self.at(number))
                triples.say(node, f"hydra:{name}Page", self.at(number))

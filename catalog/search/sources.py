"""What the parts of the index are made of: one part for the content, one for each code system, each with a stamp that tells when it is out of date."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from catalog.importers.draft import Term
from catalog.lookup import Catalogue
from catalog.search.documents import CodeWords, IndexDocument, documents_of_codes, documents_of_content
from common.documents import canonical_json
from metadata.model.code_system import CodeChange, CodeEdition
from metadata.model.designation import Designation
from metadata.model.text import Text
from metadata.model.word_family import WordFamily

FORMAT = "12"
"""Raised when the fields or the analysis change, so that an index of older software is out of date."""
CONTENT = "content"
TermsByCode = Mapping[str, tuple[Term, ...]]


@dataclass(frozen=True)
class PartSource:
    """One part: its name (`content` or a code system), its stamp, and how its documents are made when they are needed."""

    name: str
    stamp: str
    make: Callable[[], list[IndexDocument]]


def families_of(catalogue: Catalogue) -> tuple[WordFamily, ...]:
    """The word families of the content."""
    return tuple(catalogue.content.of("word_families").values())


def content_source(catalogue: Catalogue) -> PartSource:
    """The part of measures, variables, registers, examples and curated sets."""
    return PartSource(CONTENT, _stamp(catalogue.version), lambda: documents_of_content(catalogue))


def code_source(
    catalogue: Catalogue, system: str, editions: Iterable[tuple[str, str]], changes: Sequence[CodeChange],
    load: Callable[[], tuple[Sequence[CodeEdition], TermsByCode]], own_titles: Mapping[str, Text] | None = None,
) -> PartSource:
    """The part of a code system. `editions` are (label, hash), newest first; `load` gives them with the newest one's further words by code.

    `own_titles`: the product's own wording by code, in both languages, beside an authority's list that has one.
    """
    designations = tuple(one for one in catalogue.content.designations.values() if one.system == system)
    families = families_of(catalogue)
    stamp = _stamp([list(one) for one in editions], [[str(cell) for cell in one] for one in changes], _plain(designations), _plain(families), {code: [title.sv, title.en] for code, title in (own_titles or {}).items()})

    def make() -> list[IndexDocument]:
        loaded, terms = load()
        return documents_of_codes(loaded, CodeWords(designations, terms, tuple(changes), own_titles or {}))

    return PartSource(system, stamp, make)


def _plain(objects: Iterable[Designation | WordFamily]) -> list[object]:
    return [one.model_dump(mode="json") for one in objects]


def _stamp(*values: object) -> str:
    return hashlib.sha256(canonical_json([FORMAT, *values]).encode()).hexdigest()

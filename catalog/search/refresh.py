"""Keeping the index in step with the loaded content and code lists: says which parts are out of date, and builds those."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path

from catalog.editions import find_editions, open_edition
from catalog.importers.content import read_samples
from catalog.importers.draft import Term
from catalog.lookup import Catalogue, open_catalogue
from catalog.search.index import build_parts, read_stamps
from catalog.search.sources import PartSource, TermsByCode, code_source, content_source, families_of
from catalog.store.codes import EditionHead, changes_of, terms_of
from common.database import Session
from metadata.model.code_system import CodeEdition
from metadata.model.text import Text


def is_stale(session: Session, folder: Path) -> bool:
    """Whether the index is missing or was built from other content or other code lists than those loaded now. Reads no code."""
    return read_stamps(folder) != {source.name: source.stamp for source in sources_of(session, open_catalogue(session))}


def refresh_index(session: Session, folder: Path) -> int | None:
    """Builds the parts that are out of date and returns their number of entries; None when all were in step already."""
    catalogue = open_catalogue(session)
    sources = sources_of(session, catalogue)
    if read_stamps(folder) == {source.name: source.stamp for source in sources}:
        return None
    return build_parts(folder, sources, families_of(catalogue))


def sources_of(session: Session, catalogue: Catalogue) -> list[PartSource]:
    """The content and every code system with a loaded list; samples are left out where the authority's list is loaded."""
    heads = find_editions(session)
    found = [content_source(catalogue)]
    for system in sorted({head.system for head in heads}):
        own = [head for head in heads if head.system == system]
        official = [head for head in own if not head.is_sample] or own[:1]
        stamps = [(head.label, f"{head.sha256} {head.titles}") for head in official]
        titles = {} if official[0].is_sample else own_titles().get(system, {})
        found.append(code_source(catalogue, system, stamps, changes_of(session, system), _loader(session, official), titles))
    return found


@lru_cache(maxsize=1)
def own_titles() -> dict[str, dict[str, Text]]:
    """Titles in the product's own wording, by system and stored code: Swedish beside an English list, English beside a Swedish one."""
    return {
        sample.system: {one.code: Text(sv=one.title_sv or one.title_en, en=one.title_en or one.title_sv) for one in sample.codes if one.kind == "code"}
        for sample in read_samples()
    }


def _loader(session: Session, heads: Sequence[EditionHead]) -> Callable[[], tuple[Sequence[CodeEdition], TermsByCode]]:
    def load() -> tuple[Sequence[CodeEdition], TermsByCode]:
        terms: dict[str, tuple[Term, ...]] = {}
        for code, kind, language, text, weight in terms_of(session, heads[0].id):
            terms[code] = (*terms.get(code, ()), Term(code, kind, text, language, weight))
        return [open_edition(session, head) for head in heads], terms

    return load

"""Everyday words against the loaded lists: a word that leads to a code the authority's list does not hold is a finding."""

from __future__ import annotations

from collections.abc import Iterator

from catalog.editions import find_editions, open_edition
from catalog.lookup import Catalogue
from common.database import Session
from common.errors import Finding, Severity


def find_dead_words(session: Session, catalogue: Catalogue) -> Iterator[Finding]:
    """Warnings `search.doctor.designation`, for systems with an authority's list; samples are too small to judge by."""
    newest = {head.system: head for head in reversed(find_editions(session)) if not head.is_sample}
    for system, head in newest.items():
        edition = open_edition(session, head)
        for one in catalogue.content.designations.values():
            for code in one.codes if one.system == system else ():
                if code not in edition:
                    params = {"word": one.word, "system": system, "code": code, "label": edition.label}
                    yield Finding("search.doctor.designation", Severity.warning, f"designations/{one.id}", params)

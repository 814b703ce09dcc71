"""The authority's code lists as the tests of expressions and of the search read them in place."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from pathlib import Path

from catalog.editions import edition_of
from catalog.importers.content import read_systems
from catalog.importers.edition import import_edition
from metadata.model.code_system import CodeEdition, CodeLists

TODAY = date(2026, 5, 1)


@lru_cache(maxsize=1)
def real_lists(codes: Path) -> CodeLists:
    """The set-up of codes.md 12."""
    def read(path: str, system: str, version: str) -> CodeEdition:
        return edition_of(import_edition(codes / path, system, TODAY, version))

    counties = read("admin/scb_lan_2020.tsv", "LKF", "2020")
    municipalities = read("admin/scb_kommun_2020.tsv", "LKF", "2020")
    changes = import_edition(codes / "atc/atc_changes_2021_2026.tsv", "ATC", TODAY, approved_by="test").changes
    editions = {
        "ICD-10-SE": (read("icd-10-se-2021-text", "ICD-10-SE", "2021"),),
        "ATC": (read("atc/who_atc_ddd_2026-04-25.csv", "ATC", "2026-04-25"), read("atc/who_atc_ddd_2021-12-03.csv", "ATC", "2021-12-03")),
        "KVA": (read("kva-2021-text", "KVA", "2021"),),
        "NKOO": (read("samples/nkoo", "NKOO", "sample"),),
        "LKF": (counties.with_codes(municipalities.entries),),
        "MVO": (read("admin/mvo_like.tsv", "MVO", "sample"),),
    }
    return CodeLists(read_systems(), editions, {"ATC": changes})

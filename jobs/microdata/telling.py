"""What the protected zone tells the open one of a snapshot: how far it reaches, and how many companies sell each code; nothing about a person."""

from __future__ import annotations

import pyarrow.parquet as parquet

from jobs.microdata.integrity import Seal
from jobs.microdata.snapshot import Snapshot
from metadata.model.snapshot import SnapshotFacts

PRODUCTS = "lmed_products"


def tell_facts(snapshot: Snapshot) -> SnapshotFacts:
    """The snapshot's facts with the number of companies per full ATC code, from the table of products (a product register, not microdata)."""
    Seal(snapshot, [PRODUCTS])
    companies: dict[str, set[str]] = {}
    for path in snapshot.files(PRODUCTS):
        for row in parquet.read_table(path, columns=["ATC", "company"]).to_pylist():
            companies.setdefault(row["ATC"], set()).add(row["company"])
    return snapshot.facts.model_copy(update={"companies": {code: len(names) for code, names in sorted(companies.items())}})

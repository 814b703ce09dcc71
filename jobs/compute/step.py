"""One statement of a run: the name of the temporary table it makes and the query that fills it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlglot import exp


@dataclass(frozen=True)
class Step:
    """A query and the temporary table that keeps its rows for later steps."""

    name: str
    query: exp.Expression

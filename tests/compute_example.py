"""The running example of the measures: six persons, seventeen rows of LMED, three counties."""

from __future__ import annotations

from compute_registers import frames_of, rows_of

from jobs.compute.reference import Frames

DRUGS = """
| row_no | person | ATC     | EDATUM     | ANTAL | fddd | TKOST | LK   |
|--------|--------|---------|------------|-------|------|-------|------|
| 1      | 1      | N06BA04 | 2023-03-10 | 1     | 30   | 300   | 0100 |
| 2      | 1      | N06BA04 | 2024-03-10 | 1     | 30   | 300   | 0100 |
| 3      | 2      | N06BA04 | 2024-06-15 | 1     | 30   | 300   | 0100 |
| 4      | 2      | N06BA04 | 2024-09-20 | 2     | 60   | 600   | 1200 |
| 5      | 3      | N06BA12 | 2023-11-01 | 1     | 30   | 700   | 1200 |
| 6      | 3      | N06BA04 | 2024-02-01 | 1     | 30   | 300   | 1200 |
| 7      | 4      | N06BA12 | 2024-05-01 | 1     | 30   | 700   | 1200 |
| 8      | 4      | N06BA12 | 2024-05-02 | −1    | −30  | −700  | 1200 |
| 9      | 4      | N06BA12 | 2024-08-08 | 1     | 30   | 700   | 1200 |
| 10     | 5      | N06BA04 | 2024-02-01 | 1     | 30   | 300   | 0100 |
| 11     | 6      | N06BA04 | 2022-12-30 | 3     | 90   | 900   | 1400 |
| 12     | 6      | N06BA04 | 2024-01-02 | 3     | 90   | 900   | 1400 |
| 13     | 6      | N06BA04 | 2024-01-05 | −1    | −30  | −300  | 1400 |
| 14     | 6      | N06BA12 | 2024-11-11 | −1    | −30  | −700  | 1400 |
| 15     | 5      | N06BA04 | 2024-04-01 | 0.5   | 15   | 150   | 0100 |
| 16     | 5      | N06BA04 | 2024-04-15 | 0.5   | 15   | 150   | 0100 |
| 17     | 2      | N06BA12 | 2024-12-01 | 1     | 30   | 700   | 1200 |
"""
"""Persons: A = 1, B = 2, C = 3, D = 4, E = 5, F = 6."""

PEOPLE = """
| person | KON | FODDAT     | 2022 | 2023 | 2024 |
|--------|-----|------------|------|------|------|
| 1      | 2   | 1990-05-01 | 0100 | 0100 | 0100 |
| 2      | 1   | 2010-12-31 | 0100 | 0100 | 1200 |
| 3      | 2   | 1948-02-10 | 1200 | 1200 |      |
| 4      | 1   | 1975-08-08 | 1200 | 1200 | 1200 |
| 5      | 2   | 2001-01-15 |      |      | 0100 |
| 6      | 1   | 1960-06-06 | 1400 | 1400 | 1400 |
"""
"""County of residence on 31 December of each year; empty = no record (C died in March 2024, E immigrated in January 2024)."""

SPELLS = """
| person | from       | to         |
|--------|------------|------------|
| 1      | 1990-05-01 |            |
| 2      | 2010-12-31 |            |
| 3      | 1948-02-10 | 2024-03-20 |
| 4      | 1975-08-08 |            |
| 5      | 2024-01-15 |            |
| 6      | 1960-06-06 |            |
"""

COUNTS = """
| year | LK   | KON | ALDER | n    |
|------|------|-----|-------|------|
| 2023 | 0100 | 1   | 40    | 1900 |
| 2024 | 0100 | 1   | 40    | 2000 |
| 2024 | 1200 | 2   | 40    | 1500 |
| 2024 | 1400 | 1   | 40    | 500  |
"""


def example(*, first: str = "", reverse: bool = False) -> Frames:
    """The example; `first` adds drawn rows of LMED, `reverse` stores the rows in the opposite order."""
    drugs = rows_of(DRUGS) + (rows_of(first) if first else [])
    records = [
        {"person": row["person"], "year": int(year), "KON": row["KON"], "FODDAT": row["FODDAT"], "LK": row[year]}
        for row in rows_of(PEOPLE) for year in ("2022", "2023", "2024") if row[year]
    ]
    return frames_of({
        "lmed": drugs[::-1] if reverse else drugs, "person_years": records, "spells": rows_of(SPELLS), "counts": rows_of(COUNTS),
    })

"""Values as the bytes of text files: JSON and CSV that are equal whenever the values are."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Sequence
from typing import Any


def write_json(value: Any) -> bytes:
    """JSON in UTF-8, keys in the order given, two blanks of indent, ending in a line feed."""
    return (json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False) + "\n").encode()


def write_csv(header: Sequence[str], rows: Iterable[Sequence[str]], separator: str = ",") -> bytes:
    """CSV in UTF-8: comma unless told otherwise, line feed, quotes only where needed."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n", delimiter=separator)
    writer.writerow(header)
    writer.writerows(rows)
    return buffer.getvalue().encode()


def safe_text(text: str) -> str:
    """Text that no spreadsheet takes for a formula: an apostrophe before `=`, `+`, `-`, `@`, tab and carriage return. Not for numbers."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text

"""A period as two fields, its first and its last year, month or day."""

from __future__ import annotations


def show_period(written: object) -> dict[str, str]:
    """The two fields of a period as the document writes it; a single point stands in both."""
    first, _slash, last = str(written or "").partition("/")
    return {"first": first, "last": last or first}


def written_period(first: str, last: str) -> str:
    """The period of two fields as typed; empty without a beginning. A rolling period stands alone."""
    begin, end = first.strip(), last.strip()
    if begin.startswith("rolling_"):
        return begin
    return f"{begin}/{end or begin}" if begin else ""

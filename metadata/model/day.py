"""Days written as a year, a month or a day: `1997`, `1997-01`, `1997-01-01`; the first or the last day of what was written."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from pydantic import BeforeValidator

from metadata.model.period import Period


def _first(value: Any) -> Any:
    return Period.parse(value).first if isinstance(value, str) else value


def _last(value: Any) -> Any:
    return Period.parse(value).last if isinstance(value, str) else value


FirstDay = Annotated[date, BeforeValidator(_first)]
"""A date; a year or month means its first day."""
LastDay = Annotated[date, BeforeValidator(_last)]
"""A date; a year or month means its last day."""

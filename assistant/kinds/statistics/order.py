"""The document of a statistics order."""

from __future__ import annotations

from typing import Literal

from assistant.order.order import Order


class StatisticsOrder(Order):
    """Custom statistics: any cohorts of the registers, any tables whose measures exist."""

    kind: Literal["statistics"] = "statistics"

"""A measure starts no earlier than its registers, is clean no earlier than it is valid, and names columns its registers have."""

from __future__ import annotations

from collections.abc import Iterator

from metadata.checks.problem import Problem
from metadata.model.content import Content
from metadata.model.measure import Measure


def check_measures(content: Content) -> Iterator[Problem]:
    """Yields `content.error.measure_start`, `.measure_clean`, `.unknown_column`, `.measure_rate`."""
    for measure in content.measures.values():
        starts = [content.registers[code].data_from for code in measure.registers if code in content.registers]
        if measure.valid_from and starts and measure.valid_from < min(starts):
            params = {"measure": measure.id, "from": measure.valid_from.isoformat(), "register_from": min(starts).isoformat()}
            yield Problem("content.error.measure_start", "measures", measure.id, "/valid_from", params)
        if measure.clean_from and measure.valid_from and measure.clean_from < measure.valid_from:
            params = {"measure": measure.id, "clean": measure.clean_from.isoformat(), "from": measure.valid_from.isoformat()}
            yield Problem("content.error.measure_clean", "measures", measure.id, "/clean_from", params)
        if measure.rates.allowed and not measure.rates.denominators:
            yield Problem("content.error.measure_rate", "measures", measure.id, "/rates", {"measure": measure.id})
        yield from _columns(content, measure)


def _columns(content: Content, measure: Measure) -> Iterator[Problem]:
    known = {variable.column_name for variable in content.instance_variables.values() if variable.register_code in measure.registers}
    for at, column in enumerate(measure.columns):
        if column not in known:
            params = {"column": column, "register": ", ".join(measure.registers)}
            yield Problem("content.error.unknown_column", "measures", measure.id, f"/columns/{at}", params, lacks=("variables", column))

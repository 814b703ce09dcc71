"""Writes a snapshot of made-up registers; the rows come from `jobs.synthetic`, which knows nothing of files."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path

import pyarrow as pa

from common.documents import canonical_json
from jobs.microdata.layout import REGISTERS, TABLES, TableLayout
from jobs.microdata.manifest import Generator, Manifest, RegisterEntry
from jobs.microdata.writer import SnapshotWriter
from jobs.synthetic.described import DescribedDraw
from jobs.synthetic.marginals import marginals
from jobs.synthetic.registers import LMED_START_YEAR, Draw, Part, draw_parts
from metadata.model.period import add_months

GENERATOR_VERSION = 2
THREADS = 2
PRELIMINARY_MONTHS = {"lmed": 1, "par_in": 3, "par_out": 3, "dors": 12, "population": 0}


def generate(
    folder: Path, persons: int, first_year: int, last_year: int, seed: int, registers: Sequence[str] = REGISTERS,
    progress: Callable[[str], None] | None = None, *, described: Sequence[DescribedDraw] = (),
) -> Manifest:
    """Makes a synthetic snapshot in `folder` and returns its manifest; the same arguments give the same bytes.

    `persons`: distinct persons in all, residents and others. `described`: registers that are known by their description alone. LMED always begins 1 July 2005; the population the year before the earliest register.
    Raises as SnapshotWriter does.
    """
    draw = Draw(persons, first_year, last_year, seed, tuple(code for code in REGISTERS if code in registers), tuple(described))
    with SnapshotWriter(folder, [one.register for one in described]) as writer, ThreadPoolExecutor(THREADS) as pool:
        waiting = []
        for part in draw_parts(draw):
            waiting.append(pool.submit(_write, writer, part, progress))
            while len(waiting) > 2 * THREADS:
                waiting.pop(0).result()
        for job in waiting:
            job.result()
        return writer.finish(_manifest(draw, writer))


def _write(writer: SnapshotWriter, part: Part, progress: Callable[[str], None] | None) -> None:
    for table, rows in part.tables().items():
        writer.write(table, part.year, _in_order(rows, writer.layouts[table]), part.name)
        if progress:
            progress(f"{table} {part.year or ''}".strip())


def _in_order(rows: pa.Table, layout: TableLayout) -> pa.Table:
    """The columns of the layout; rows of described tables also in its order and types."""
    chosen = rows.select(layout.schema.names)
    if layout.name in TABLES:
        return chosen
    return chosen.cast(layout.schema).sort_by([(name, "ascending") for name in layout.order])


def _manifest(draw: Draw, writer: SnapshotWriter) -> Manifest:
    entries = {}
    for code in draw.registers:
        main = next(layout.name for layout in TABLES.values() if layout.register_code == code)
        rows = sum(entry.rows for entry in writer.files if entry.table == main)
        entries[code] = _register_entry(draw, code, rows)
    for one in draw.described:
        code, main = one.register.register_code, one.register.tables[0].name
        first, last = date(max(draw.first_year, one.first_year), 1, 1), date(draw.last_year, 12, 31)
        rows = sum(entry.rows for entry in writer.files if entry.table == main)
        final = add_months(date(draw.last_year + 1, 1, 1), -one.register.preliminary_months) - timedelta(days=1)
        entries[code] = RegisterEntry(data_from=first, data_to=last, final_to=final, rows=rows, period=f"{first.isoformat()[:7]}/{last.isoformat()[:7]}")
    generator = Generator(
        version=GENERATOR_VERSION, persons=draw.persons, first_year=draw.first_year, last_year=draw.last_year, seed=draw.seed, registers=draw.registers,
        described={one.register.register_code: _checksum(one) for one in draw.described},
    )
    return Manifest(
        id=f"synthetic-{draw.persons}-{draw.first_year}-{draw.last_year}-{draw.seed}", synthetic=True, generator=generator,
        described=tuple(one.register for one in draw.described), created=f"{draw.last_year + 1}-01-01T00:00:00.000000Z", registers=entries, files=(), marginals=marginals(),
    )


def _checksum(draw: DescribedDraw) -> str:
    words = [draw.register.model_dump(mode="json"), draw.first_year, {name: [list(one.values), one.low, one.high] for name, one in sorted(draw.columns.items())}]
    return hashlib.sha256(canonical_json(words).encode()).hexdigest()


def _register_entry(draw: Draw, code: str, rows: int) -> RegisterEntry:
    first = date(LMED_START_YEAR, 7, 1) if code == "lmed" else date(draw.people_year, 12, 31) if code == "population" else date(draw.first_year, 1, 1)
    last = date(draw.last_year, 12, 31)
    months = 12 - PRELIMINARY_MONTHS[code] + 1
    final = date(draw.last_year + (months - 1) // 12, (months - 1) % 12 + 1, 1) - timedelta(days=1)
    return RegisterEntry(data_from=first, data_to=last, final_to=final, rows=rows, period=f"{first.isoformat()[:7]}/{last.isoformat()[:7]}")

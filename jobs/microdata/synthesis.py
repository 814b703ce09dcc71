"""Writes a snapshot of made-up registers; the rows come from `jobs.synthetic`, which knows nothing of files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path

from jobs.microdata.layout import REGISTERS, TABLES
from jobs.microdata.manifest import Generator, Manifest, RegisterEntry
from jobs.microdata.writer import SnapshotWriter
from jobs.synthetic.marginals import marginals
from jobs.synthetic.registers import LMED_START_YEAR, Draw, Part, draw_parts

GENERATOR_VERSION = 1
THREADS = 2
PRELIMINARY_MONTHS = {"lmed": 1, "par_in": 3, "par_out": 3, "dors": 12, "population": 0}


def generate(
    folder: Path, persons: int, first_year: int, last_year: int, seed: int, registers: Sequence[str] = REGISTERS,
    progress: Callable[[str], None] | None = None,
) -> Manifest:
    """Makes a synthetic snapshot in `folder` and returns its manifest; the same arguments give the same bytes.

    `persons`: distinct persons in all, residents and others. LMED always begins 1 July 2005; the population the year before the earliest register.
    Raises as SnapshotWriter does.
    """
    draw = Draw(persons, first_year, last_year, seed, tuple(code for code in REGISTERS if code in registers))
    with SnapshotWriter(folder) as writer, ThreadPoolExecutor(THREADS) as pool:
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
        writer.write(table, part.year, rows.select(TABLES[table].schema.names), part.name)
        if progress:
            progress(f"{table} {part.year or ''}".strip())


def _manifest(draw: Draw, writer: SnapshotWriter) -> Manifest:
    entries = {}
    for code in draw.registers:
        main = next(layout.name for layout in TABLES.values() if layout.register_code == code)
        rows = sum(entry.rows for entry in writer.files if entry.table == main)
        entries[code] = _register_entry(draw, code, rows)
    generator = Generator(
        version=GENERATOR_VERSION, persons=draw.persons, first_year=draw.first_year, last_year=draw.last_year, seed=draw.seed, registers=draw.registers,
    )
    return Manifest(
        id=f"synthetic-{draw.persons}-{draw.first_year}-{draw.last_year}-{draw.seed}", synthetic=True, generator=generator,
        created=f"{draw.last_year + 1}-01-01T00:00:00.000000Z", registers=entries, files=(), marginals=marginals(),
    )


def _register_entry(draw: Draw, code: str, rows: int) -> RegisterEntry:
    first = date(LMED_START_YEAR, 7, 1) if code == "lmed" else date(draw.people_year, 12, 31) if code == "population" else date(draw.first_year, 1, 1)
    last = date(draw.last_year, 12, 31)
    months = 12 - PRELIMINARY_MONTHS[code] + 1
    final = date(draw.last_year + (months - 1) // 12, (months - 1) % 12 + 1, 1) - timedelta(days=1)
    return RegisterEntry(data_from=first, data_to=last, final_to=final, rows=rows, period=f"{first.isoformat()[:7]}/{last.isoformat()[:7]}")

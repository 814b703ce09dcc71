"""Loading a delivery: files in, a new complete snapshot out, or nothing and every problem named."""

from __future__ import annotations

import errno
import hashlib
import re
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import duckdb
import pyarrow as pa

from common.documents import canonical_json
from common.errors import Conflict, Finding, InputRefused, SystemFailed
from jobs.microdata.loading.build import Builder, described_tables
from jobs.microdata.loading.columns import Delivery, deliveries_of
from jobs.microdata.loading.described import described_deliveries
from jobs.microdata.loading.population import count_strangers
from jobs.microdata.loading.problems import Problems
from jobs.microdata.loading.sas import NotSas
from jobs.microdata.loading.sources import Source, open_source, read_batches
from jobs.microdata.loading.stage import Stage
from jobs.microdata.manifest import Manifest, RegisterEntry, SourceFile
from jobs.microdata.snapshot import Snapshot
from jobs.microdata.writer import SnapshotWriter, disk_failure, file_checksum
from metadata.model.period import CellPeriod, Period, add_months
from metadata.model.stored import StoredRegister

PRELIMINARY_MONTHS = {"lmed": 1, "par_in": 3, "par_out": 3, "dors": 12, "population": 0}
"""Last months that are preliminary unless the keeper says what is final (registers.md 1; for dors assumed)."""

UNDATED = ("spells", "lmed_products")
"""Parts that are delivered whole and replace what was there."""
MONTHLY = ("lmed", "par_in", "par_out")
ENDINGS = (".csv", ".tsv", ".txt", ".parquet", ".pq", ".sas7bdat")
FILE_MARKS = {"par_sv": "par_in", "par_ov": "par_out", "thr": "dental", "khsl": "municipal"}
"""Words in the holder's file names (`UT_PAR_SV_8467_2016.txt`) for registers whose id is another."""


@dataclass(frozen=True)
class Request:
    """What to load and how. `period`: the months delivered (else from the first to the last month found); they replace those of `base`.

    `key`: name of the column that holds the person key, where it is not one of the usual. `described`: the registers that the software does not know itself.
    """

    files: Sequence[Path]
    registers: Sequence[str]
    created: str
    base: Snapshot | None = None
    period: Period | None = None
    final_to: Mapping[str, date] = field(default_factory=dict)
    accept_right_rows: bool = False
    key: str | None = None
    described: Sequence[StoredRegister] = ()

    @property
    def every_description(self) -> tuple[StoredRegister, ...]:
        """The descriptions of the base, each replaced by a newer one."""
        known = {one.register_code: one for one in self.base.manifest.described} if self.base is not None else {}
        return tuple((known | {one.register_code: one for one in self.described}).values())


@dataclass(frozen=True)
class Loaded:
    """A finished load: the manifest, and everything that was noticed (and, on request, left out) on the way."""

    manifest: Manifest
    findings: tuple[Finding, ...]


def load_snapshot(folder: Path, request: Request, progress: Callable[[str], None] | None = None) -> Loaded:
    """Loads a delivery into a new snapshot in `folder` (the folder of snapshots); the id is made from the files and the base.

    Raises InputRefused with every problem (rows wrong, columns or months missing), Conflict `snapshot.error.exists` when this very delivery is loaded
    already, SystemFailed when the disk fails. In all these cases nothing is left behind.
    """
    problems = Problems()
    assigned = _assign(request, problems)
    sources = [source for path, code in assigned if (source := open_source(path, _deliveries(code, request), problems))]
    _refuse_if(problems.blocks_always, problems)
    marks = {path: file_checksum(path) for path, _ in assigned}
    name = _name(request, marks)
    if list(folder.glob(f"{name}-*")):
        raise Conflict("snapshot.error.exists", name=name)
    with SnapshotWriter(folder / name, request.every_description) as writer:
        stage = Stage(writer.building / "work")
        try:
            read = _read(stage, sources, problems, progress)
            months = {part: _months(stage, part, request, problems) for part in stage.parts}
            _refuse_if(problems.blocks_always or (problems.blocks and not request.accept_right_rows), problems)
            Builder(stage, writer, request.base, months, described_tables(request.every_description)).build()
            count_strangers(stage, problems, _population_files(request.base))
            manifest = _manifest(name, request, stage, months, writer)
        except (duckdb.Error, pa.ArrowException) as error:
            raise _failure(error) from error
        except OSError as error:
            raise disk_failure(error) from None
        finally:
            stage.close()
        shutil.rmtree(writer.building / "work")
        files = tuple(
            SourceFile(name=source.name, register_code=source.delivery.register_code, rows=rows, sha256=marks[source.path])
            for source, rows in zip(sources, read, strict=True)
        )
        return Loaded(writer.finish(manifest.model_copy(update={"source_files": files}), is_named_by_id=True), tuple(problems.findings()))


def _population_files(base: Snapshot | None) -> list[str]:
    return [str(path) for table in ("person_years", "spells") for path in base.files(table)] if base else []


def _deliveries(code: str, request: Request) -> list[Delivery]:
    found = deliveries_of(code) or described_deliveries(one for one in request.described if one.register_code == code)
    return [delivery.keyed_by(request.key) for delivery in found] if request.key else list(found)


def _assign(request: Request, problems: Problems) -> list[tuple[Path, str]]:
    """Each file with its register: the only one asked for, else the one whose id, or the holder's word for it, stands in the file's name (the longest)."""
    found = []
    marks = {code: code for code in request.registers} | {mark: code for mark, code in FILE_MARKS.items() if code in request.registers}
    for path in _files(request.files, problems):
        fitting = [mark for mark in marks if re.search(rf"(^|_){re.escape(mark)}(_|\d|$)", path.stem.lower())]
        code = request.registers[0] if len(request.registers) == 1 else marks.get(max(fitting, key=len, default=""), "")
        if code:
            found.append((path, code))
        else:
            problems.add("snapshot.file.which_register", path.name, registers=", ".join(request.registers))
    return found


def _files(paths: Sequence[Path], problems: Problems) -> list[Path]:
    found: list[Path] = []
    for path in paths:
        inside = sorted(item for item in path.iterdir() if item.suffix.lower() in ENDINGS) if path.is_dir() else [path]
        found += inside
        if not inside:
            problems.add("snapshot.file.none", path.name, endings=", ".join(ENDINGS))
    return found


def _refuse_if(blocked: bool, problems: Problems) -> None:
    if blocked:
        raise InputRefused(problems.findings(), "snapshot.error.refused")


def _read(stage: Stage, sources: Sequence[Source], problems: Problems, progress: Callable[[str], None] | None) -> list[int]:
    """Reads and checks every file; rows read by file."""
    read = []
    for number, source in enumerate(sources):
        try:
            read.append(stage.add(source, read_batches(source, problems), number, problems))
        except (pa.ArrowInvalid, UnicodeDecodeError, NotSas):
            read.append(0)
            problems.add("snapshot.file.unreadable", source.name)
        if progress:
            progress(source.name)
    stage.examine()
    for part, delivery in stage.parts.items():
        if delivery.keys:
            stage.count_without_key(part)
    return read


def _months(stage: Stage, part: str, request: Request, problems: Problems) -> tuple[str, ...]:
    """Months the delivery of a part covers; those that are missing or outside the stated period are problems."""
    found = stage.months(part)
    if part in UNDATED or not found:
        return ()
    if not _is_monthly(part, request):
        years = {int(month[:4]) for month in found}
        for year in sorted(set(range(min(years), max(years) + 1)) - years):
            problems.add("snapshot.month.missing", register=part, month=str(year))
        return tuple(found)
    period = request.period or Period.parse(f"{found[0]}/{found[-1]}")
    expected = [cell.code for cell in period.cells(CellPeriod.month)]
    for month in expected:
        if month not in found:
            problems.add("snapshot.month.missing", register=part, month=month)
    for month in found:
        if month not in expected:
            problems.add("snapshot.month.outside", register=part, month=month, period=str(period))
    return tuple(expected)


def _is_monthly(part: str, request: Request) -> bool:
    described = {table.name for one in request.described if one.is_monthly for table in one.tables}
    return part in MONTHLY or part in described


def _name(request: Request, marks: Mapping[Path, str]) -> str:
    """The beginning of the id: the day, and a mark of the very delivery, so that the same files are not loaded twice."""
    words = [sorted(marks.values()), request.base.id if request.base else "", str(request.period or ""), sorted(request.registers), request.accept_right_rows]
    words.append({code: day.isoformat() for code, day in request.final_to.items()})
    return f"snapshot-{request.created[:10].replace('-', '')}-{hashlib.sha256(canonical_json(words).encode()).hexdigest()[:8]}"


def _manifest(name: str, request: Request, stage: Stage, months: Mapping[str, tuple[str, ...]], writer: SnapshotWriter) -> Manifest:
    base = request.base
    entries = dict(base.manifest.registers) if base else {}
    for code in dict.fromkeys(delivery.register_code for delivery in stage.parts.values()):
        parts = [part for part in stage.parts if stage.parts[part].register_code == code]
        covered = sorted({month for part in parts for month in months[part]})
        if covered:
            entries[code] = _entry(code, covered, stage, entries.get(code), request, writer)
    return Manifest(
        id=name, synthetic=False, described=request.every_description, created=request.created, base=base.id if base else None, registers=entries,
        files=(), loading=dict(sorted(stage.counts.items())),
    )


def _entry(
    code: str, covered: Sequence[str], stage: Stage, before: RegisterEntry | None, request: Request, writer: SnapshotWriter
) -> RegisterEntry:
    first, last = Period.parse(covered[0]).first, Period.parse(covered[-1]).last
    is_monthly = any(_is_monthly(part, request) for part, delivery in stage.parts.items() if delivery.register_code == code)
    if not is_monthly:
        first, last = date(first.year, 12, 31) if code == "population" else date(first.year, 1, 1), date(last.year, 12, 31)
    if before is not None:
        first, last = min(first, before.data_from), max(last, before.data_to)
    months = PRELIMINARY_MONTHS.get(code, next((one.preliminary_months for one in request.described if one.register_code == code), 0))
    preliminary = add_months(last.replace(day=1), 1 - months) - timedelta(days=1)
    main = next(layout.name for layout in writer.layouts.values() if layout.register_code == code)
    rows = sum(entry.rows for entry in writer.files if entry.table == main)
    found = {month for part, delivery in stage.parts.items() if delivery.register_code == code for month in stage.months(part)}
    missing = [month for month in covered if is_monthly and month not in found]
    kept = [month for month in (before.missing_months if before else ()) if month not in covered]
    return RegisterEntry(
        data_from=first, data_to=last, final_to=request.final_to.get(code, max(preliminary, first)), rows=rows,
        period=f"{first.isoformat()[:7]}/{last.isoformat()[:7]}", missing_months=tuple(sorted({*missing, *kept})),
    )


def _failure(error: Exception) -> SystemFailed:
    """The deliberate error for a failing workshop. The library's own words are dropped: they may quote a row."""
    if isinstance(error, duckdb.OutOfMemoryException):
        return SystemFailed("snapshot.error.disk_full" if "temp_directory" in str(error) else "snapshot.error.memory")
    if isinstance(error, duckdb.IOException):
        return disk_failure(OSError(errno.ENOSPC if "No space left" in str(error) else errno.EIO, ""))
    return SystemFailed("snapshot.error.load_failed", kind=type(error).__name__)

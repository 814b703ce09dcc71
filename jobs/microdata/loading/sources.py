"""Reading delivered files as text: CSV with any of the usual separators, UTF-8 or Windows-1252, Parquet and SAS7BDAT; row by row numbered."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv
import pyarrow.parquet as pq

from jobs.microdata.loading.columns import Delivery
from jobs.microdata.loading.problems import Problems
from jobs.microdata.loading.sas import NotSas, read_header, read_rows

SAS = ".sas7bdat"
SEPARATORS = ",;\t|"
BLOCK_BYTES = 4 * 1024 * 1024
"""The reader keeps up to 32 blocks waiting, so that small ones save memory."""
BATCH_ROWS = 100_000
_NAME = re.compile(r"[A-Za-zÅÄÖåäö_][\wåäöÅÄÖ ]{0,40}")


@dataclass(frozen=True)
class Source:
    """A delivered file that can be read: its part of the register, and for each of its columns the name it is known by (None = not used)."""

    path: Path
    delivery: Delivery
    names: tuple[str | None, ...]
    encoding: str = ""
    separator: str = ""

    @property
    def name(self) -> str:
        """The file's name without its folder."""
        return self.path.name

    @property
    def first_row(self) -> int:
        """Number of the first row with values: a text's header is row 1."""
        return 2 if self.separator else 1


def open_source(path: Path, deliveries: Sequence[Delivery], problems: Problems) -> Source | None:
    """Looks at a file's header. None, with the reason among the problems, when it cannot be a delivery of the register with these parts."""
    if path.suffix.lower() in (".parquet", ".pq"):
        try:
            return _match(path, deliveries, list(pq.read_schema(path).names), problems)
        except pa.ArrowInvalid:
            problems.add("snapshot.file.not_parquet", path.name)
            return None
    if path.suffix.lower() == SAS:
        try:
            return _match(path, deliveries, list(read_header(path).names), problems)
        except NotSas:
            problems.add("snapshot.file.not_sas", path.name)
            return None
    with path.open("rb") as file:
        head = file.read(64 * 1024)
    if not head.strip():
        problems.add("snapshot.file.empty", path.name)
        return None
    if b"\x00" in head:
        problems.add("snapshot.file.not_text", path.name)
        return None
    encoding = _encoding(path)
    first = head.decode("utf-8-sig" if encoding == "utf8" else encoding, errors="replace").splitlines()[0]
    separator = max(SEPARATORS, key=first.count)
    header = next(csv.reader([first], delimiter=separator))
    return _match(path, deliveries, header, problems, encoding, separator)


def _encoding(path: Path) -> str:
    with path.open("r", encoding="utf-8-sig") as file:
        try:
            while file.read(1 << 20):
                pass
        except UnicodeDecodeError:
            return "cp1252"
    return "utf8"


def _match(path: Path, deliveries: Sequence[Delivery], header: list[str], problems: Problems, encoding: str = "", separator: str = "") -> Source | None:
    """The part of the register whose required columns are all there, else the nearest with what it lacks."""
    best: tuple[Delivery, tuple[str | None, ...], list[str]] | None = None
    for delivery in deliveries:
        names = tuple(delivery.name_of(name.strip()) for name in header)
        needed = [column.name for column in delivery.columns if column.required] + [key.name for key in delivery.keys[:1]]
        lacking = [name for name in needed if name not in names]
        if best is None or len(lacking) < len(best[2]):
            best = (delivery, names, lacking)
    if best is None or not any(best[1]):
        problems.add("snapshot.file.no_header", path.name, register=deliveries[0].register_code)
        return None
    delivery, names, lacking = best
    seen = ", ".join(name.strip() for name in header if _NAME.fullmatch(name.strip()))
    for name in lacking:
        problems.add("snapshot.file.missing_column", path.name, column=name, found=seen)
    doubled = sorted({name for name in names if name is not None and names.count(name) > 1})
    for name in doubled:
        problems.add("snapshot.file.doubled_column", path.name, column=name)
    return None if lacking or doubled else Source(path, delivery, names, encoding, separator)


def read_batches(source: Source, problems: Problems) -> Iterator[pa.Table]:
    """The file's known columns as text, with `_row` (the header is row 1); rows of a wrong width are among the problems and left out."""
    if not source.separator:
        yield from _read_sas(source) if source.path.suffix.lower() == SAS else _read_parquet(source)
        return
    skipped: set[int] = set()

    def note(row: pacsv.InvalidRow) -> str:
        skipped.add(row.number)
        if row.text.strip():
            problems.add_row("snapshot.row.width", source.name, row.number)
        return "skip"

    labels = [name if name is not None else f"_unused{place}" for place, name in enumerate(source.names)]
    reader = pacsv.open_csv(
        source.path, pacsv.ReadOptions(use_threads=False, block_size=BLOCK_BYTES, column_names=labels, skip_rows=1, encoding=source.encoding),
        pacsv.ParseOptions(delimiter=source.separator, invalid_row_handler=note, ignore_empty_lines=False, newlines_in_values=True),
        pacsv.ConvertOptions(column_types=dict.fromkeys(labels, pa.dictionary(pa.int32(), pa.string())), strings_can_be_null=False, include_columns=[name for name in source.names if name]),
    )
    before = 1
    for table in _gathered(reader):
        rows, before = _number(table.num_rows, before, skipped)
        yield table.append_column("_row", rows)


def _gathered(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.Table]:
    """The batches in tables large enough that what is done once a table is cheap."""
    waiting: list[pa.RecordBatch] = []
    for batch in batches:
        waiting.append(batch)
        if sum(one.num_rows for one in waiting) >= BATCH_ROWS:
            yield pa.Table.from_batches(waiting)
            waiting = []
    if waiting:
        yield pa.Table.from_batches(waiting)


def _number(count: int, before: int, skipped: set[int]) -> tuple[pa.Array, int]:
    """Row numbers of the next `count` rows after row `before`, stepping over the skipped ones; and the last of them."""
    numbers = np.arange(before + 1, before + 1 + count + len(skipped), dtype=np.int64)
    if skipped:
        numbers = numbers[~np.isin(numbers, np.fromiter(skipped, dtype=np.int64))]
    numbers = numbers[:count]
    return pa.array(numbers), int(numbers[-1]) if count else before


def _read_parquet(source: Source) -> Iterator[pa.Table]:
    with pq.ParquetFile(source.path) as file:
        header = file.schema_arrow.names
        wanted = [column for column, name in zip(header, source.names, strict=True) if name]
        before = 0
        for batch in file.iter_batches(batch_size=100_000, columns=wanted):
            texts = {
                name: pc.fill_null(batch.column(column).cast(pa.string()), "")
                for column, name in zip(header, source.names, strict=True) if name
            }
            texts["_row"], before = _number(batch.num_rows, before, set())
            yield pa.table(texts)


def _read_sas(source: Source) -> Iterator[pa.Table]:
    header, before = read_header(source.path), 0
    names = {column: name for column, name in zip(header.names, source.names, strict=True) if name}
    for texts in read_rows(source.path, header, list(names)):
        rows, before = _number(len(next(iter(texts.values()))), before, set())
        yield pa.table({names[column]: found for column, found in texts.items()} | {"_row": rows})

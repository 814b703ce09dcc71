"""Reading delivered files as text: CSV with any of the usual separators, UTF-8 or Windows-1252, and Parquet; row by row numbered."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv
import pyarrow.parquet as pq

from jobs.microdata.loading.columns import Delivery, deliveries_of
from jobs.microdata.loading.problems import Problems

SEPARATORS = ",;\t|"
BLOCK_BYTES = 8 * 1024 * 1024
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


def open_source(path: Path, register_code: str, problems: Problems) -> Source | None:
    """Looks at a file's header. None, with the reason among the problems, when it cannot be a delivery of the register."""
    if path.suffix.lower() in (".parquet", ".pq"):
        try:
            return _match(path, register_code, list(pq.read_schema(path).names), problems)
        except pa.ArrowInvalid:
            problems.add("snapshot.file.not_parquet", path.name)
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
    return _match(path, register_code, header, problems, encoding, separator)


def _encoding(path: Path) -> str:
    with path.open("r", encoding="utf-8-sig") as file:
        try:
            while file.read(1 << 20):
                pass
        except UnicodeDecodeError:
            return "cp1252"
    return "utf8"


def _match(path: Path, register_code: str, header: list[str], problems: Problems, encoding: str = "", separator: str = "") -> Source | None:
    """The part of the register whose required columns are all there, else the nearest with what it lacks."""
    best: tuple[Delivery, tuple[str | None, ...], list[str]] | None = None
    for delivery in deliveries_of(register_code):
        known = delivery.known()
        names = tuple(known.get(name.strip().upper()) for name in header)
        needed = [column.name for column in delivery.columns if column.required] + (["person"] if delivery.keyed else [])
        lacking = [name for name in needed if name not in names]
        if best is None or len(lacking) < len(best[2]):
            best = (delivery, names, lacking)
    if best is None or not any(best[1]):
        problems.add("snapshot.file.no_header", path.name, register=register_code)
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
        yield from _read_parquet(source)
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
        pacsv.ConvertOptions(column_types=dict.fromkeys(labels, pa.string()), strings_can_be_null=False, include_columns=[name for name in source.names if name]),
    )
    before = 1
    for batch in reader:
        rows, before = _number(batch.num_rows, before, skipped)
        yield pa.Table.from_batches([batch]).append_column("_row", rows)


def _number(count: int, before: int, skipped: set[int]) -> tuple[pa.Array, int]:
    """Row numbers of the next `count` rows after row `before`, stepping over the skipped ones; and the last of them."""
    numbers: list[int] = []
    number = before
    while len(numbers) < count:
        number += 1
        if number not in skipped:
            numbers.append(number)
    return pa.array(numbers, type=pa.int64()), number


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
            texts["_row"] = pa.array(range(before + 1, before + 1 + batch.num_rows), type=pa.int64())
            before += batch.num_rows
            yield pa.table(texts)

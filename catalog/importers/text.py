"""Bytes to lines and cells: UTF-8 with or without BOM, else Windows-1252; tab, semicolon or comma."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

from catalog.importers.source import SourceFile, refused

csv.field_size_limit(1_000_000)


@dataclass(frozen=True)
class TextFile:
    """A decoded file and the encoding it turned out to have."""

    name: str
    folder: str
    text: str
    encoding: str

    @property
    def header(self) -> list[str]:
        """The cells of the first line, without quotes and outer blanks."""
        return next((cells for _line, cells in self.rows()), [])

    @property
    def separator(self) -> str:
        """Tab where the first line has one, else semicolon, else comma."""
        first = self.text.split("\n", 1)[0]
        return next((sign for sign in ("\t", ";") if sign in first), ",")

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """(line number, cells) of every line that is not blank; quoted cells may span lines."""
        reader = csv.reader(io.StringIO(self.text, newline=""), delimiter=self.separator)
        try:
            for cells in reader:
                if any(cell.strip() for cell in cells):
                    yield reader.line_num, [cell.strip() for cell in cells]
        except csv.Error:
            raise refused("codes.error.unreadable_row", f"{self.name}:{reader.line_num}") from None

    def records(self) -> Iterator[tuple[str, dict[str, str]]]:
        """(`file:line`, cells by header in lower case) of every row after the header."""
        rows = self.rows()
        names = [name.lower().rstrip(":") for name in next(rows, (0, []))[1]]
        for line, cells in rows:
            yield f"{self.name}:{line}", dict(zip(names, cells + [""] * (len(names) - len(cells)), strict=False))


def decode(file: SourceFile) -> TextFile:
    """The text of a file. Raises InputRefused `codes.error.encoding` for bytes that are no text."""
    if b"\0" in file.data[:4096]:
        raise refused("codes.error.encoding", file.name)
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            text = file.data.decode(encoding)
        except UnicodeDecodeError:
            continue
        shown = "utf-8" if encoding == "utf-8-sig" else "windows-1252"
        return TextFile(file.name, file.folder, text, shown)
    raise refused("codes.error.encoding", file.name)

"""The empty tables of an order as files: a workbook with a sheet per table, in the layout the delivery will have."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from exports.folder import replace_folder
from exports.long_csv import header_of
from exports.plain_files import safe_text, write_csv
from exports.workbook.empty import write_shell_workbook
from metadata.model.table import TableShell

SHELL_WORKBOOK = "shell.xlsx"


def write_shells(folder: Path, shells: Sequence[TableShell], language: str) -> list[Path]:
    """Writes `shell.xlsx` and `tables/<id>.csv` (keys, no values) into the folder and returns their paths. Errors as `exports.folder.replace_folder`."""
    files = shell_files(shells, language)
    replace_folder(folder, files, marker=SHELL_WORKBOOK)
    return [folder / path for path in files]


def shell_files(shells: Sequence[TableShell], language: str) -> dict[str, bytes]:
    """The empty tables by path; equal shells give equal bytes."""
    return {SHELL_WORKBOOK: write_shell_workbook(shells, language)} | {f"tables/{shell.id}.csv": _empty_csv(shell) for shell in shells}


def _empty_csv(shell: TableShell) -> bytes:
    rows = [(*map(safe_text, key), figure.id, "", "", figure.unit.en, "") for key in shell.keys() for figure in shell.figures]
    return write_csv(header_of(shell), rows)

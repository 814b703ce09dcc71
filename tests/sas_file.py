"""Writes small SAS7BDAT files for tests with the C library that reads them, whose writing half its Python package does not offer."""

from __future__ import annotations

import ctypes
from collections.abc import Mapping, Sequence
from pathlib import Path

import pyreadstat._readstat_writer

_STRING, _DOUBLE = 0, 5
_WRITE = ctypes.CFUNCTYPE(ctypes.c_ssize_t, ctypes.c_void_p, ctypes.c_size_t, ctypes.c_void_p)


def write_sas(path: Path, columns: Mapping[str, Sequence[str | float | None]], formats: Mapping[str, str] | None = None) -> Path:
    """Columns of texts or numbers; `formats` as SAS names them (`DATE9`)."""
    library = ctypes.CDLL(pyreadstat._readstat_writer.__file__)
    for name in ("readstat_writer_init", "readstat_add_variable"):
        getattr(library, name).restype = ctypes.c_void_p
    content = bytearray()

    @_WRITE
    def keep(data: int, length: int, _context: int | None) -> int:
        content.extend(ctypes.string_at(data, length))
        return length

    writer = ctypes.c_void_p(library.readstat_writer_init())
    assert library.readstat_set_data_writer(writer, keep) == 0
    variables = {}
    for name, values in columns.items():
        is_text = any(isinstance(value, str) for value in values)
        width = max((len(str(value or "").encode()) for value in values), default=1) if is_text else 0
        variable = ctypes.c_void_p(library.readstat_add_variable(writer, name.encode(), _STRING if is_text else _DOUBLE, ctypes.c_size_t(max(width, 1) if is_text else 0)))
        if formats and name in formats:
            library.readstat_variable_set_format(variable, formats[name].encode())
        variables[name] = (variable, is_text)
    rows = len(next(iter(columns.values())))
    assert library.readstat_begin_writing_sas7bdat(writer, None, ctypes.c_long(rows)) == 0
    for row in range(rows):
        assert library.readstat_begin_row(writer) == 0
        for name, (variable, is_text) in variables.items():
            _insert(library, writer, variable, columns[name][row], is_text=is_text)
        assert library.readstat_end_row(writer) == 0
    assert library.readstat_end_writing(writer) == 0
    library.readstat_writer_free(writer)
    path.write_bytes(bytes(content))
    return path


def _insert(library: ctypes.CDLL, writer: ctypes.c_void_p, variable: ctypes.c_void_p, value: str | float | None, *, is_text: bool) -> None:
    if is_text:
        code = library.readstat_insert_string_value(writer, variable, str(value or "").encode())
    elif value is None:
        code = library.readstat_insert_missing_value(writer, variable)
    else:
        code = library.readstat_insert_double_value(writer, variable, ctypes.c_double(float(value)))
    assert code == 0

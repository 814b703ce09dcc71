"""SAS7BDAT files as batches of texts: numbers as they would be written in a text file, dates by their format, missing as nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyreadstat

SAS_EPOCH_DAYS = 3653
"""Days from 1 January 1960, from which SAS counts, to 1 January 1970."""
CHUNK_ROWS = 200_000
_DAYS = ("DATE", "YYMMDD", "DDMMYY", "MMDDYY", "E8601DA", "B8601DA", "YYMMDDN", "SWEDATE", "EURDF", "NLDATE")
_MOMENTS = ("DATETIME", "E8601DT", "B8601DT", "NLDATM", "DATEAMPM")


class NotSas(Exception):
    """The file cannot be read as SAS7BDAT."""


@dataclass(frozen=True)
class SasHeader:
    """Names of the columns in order, the format of each (`DATE9`, empty where there is none), and the number of rows."""

    names: tuple[str, ...]
    formats: tuple[str, ...]
    rows: int


def read_header(path: Path) -> SasHeader:
    """The header of a file, without its rows. Raises NotSas; the library's words are dropped, since they may quote what was read."""
    try:
        _, found = pyreadstat.read_sas7bdat(path, metadataonly=True, output_format="dict")
    except (pyreadstat.ReadstatError, UnicodeDecodeError) as error:
        raise NotSas from error
    formats = tuple(str(found.original_variable_types.get(name, "")).upper() for name in found.column_names)
    return SasHeader(tuple(found.column_names), formats, int(found.number_rows or 0))


def read_rows(path: Path, header: SasHeader, wanted: Sequence[str]) -> Iterator[dict[str, pa.Array]]:
    """The wanted columns as texts, some rows at a time; a text column is a dictionary. Raises NotSas."""
    kinds = dict(zip(header.names, header.formats, strict=True))
    for start in range(0, header.rows, CHUNK_ROWS):
        try:
            found, _ = pyreadstat.read_sas7bdat(
                path, usecols=list(wanted), output_format="dict", disable_datetime_conversion=True, row_offset=start, row_limit=CHUNK_ROWS,
            )
        except (pyreadstat.ReadstatError, UnicodeDecodeError) as error:
            raise NotSas from error
        yield {name: _texts(found[name], kinds[name]) for name in wanted}


def _texts(values: Any, kind: str) -> pa.DictionaryArray:
    listed = pa.array(values, from_pandas=True)
    if pa.types.is_null(listed.type):
        listed = listed.cast(pa.string())
    if pa.types.is_string(listed.type):
        return pc.fill_null(listed, "").dictionary_encode()
    encoded = pc.fill_null(listed.cast(pa.float64()), np.nan).dictionary_encode()
    return pa.DictionaryArray.from_arrays(encoded.indices, pa.array([_written(float(value), kind) for value in np.asarray(encoded.dictionary)], pa.string()))


def _written(value: float, kind: str) -> str:
    """A number as text: whole numbers without point; days and seconds since 1960 as what they mean."""
    if np.isnan(value):
        return ""
    if kind.startswith(_MOMENTS):
        return str(np.datetime64("1960-01-01T00:00:00") + np.timedelta64(round(value), "s")).replace("T", " ")
    if kind.startswith(_DAYS):
        return str(np.datetime64(int(value) - SAS_EPOCH_DAYS, "D"))
    return str(int(value)) if value.is_integer() else repr(value)

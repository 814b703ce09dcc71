"""Number arrays to Arrow columns without a Python loop: texts by place in a list, exact decimals from whole minor units, days."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray


def texts(places: NDArray[np.integer], values: Sequence[str | None]) -> pa.Array:
    """A text column from each row's place in `values`; a negative place, or a value of None, is missing."""
    unique = sorted({value for value in values if value is not None})
    index = {value: place for place, value in enumerate(unique)}
    translate = np.array([-1 if value is None else index[value] for value in values] + [-1], dtype=np.int32)
    codes = translate[places]
    missing = codes < 0
    indices = pa.array(codes, mask=missing if missing.any() else None, type=pa.int32())
    return pa.DictionaryArray.from_arrays(indices, pa.array(unique, type=pa.string()))


def decimals(units: NDArray[np.integer], scale: int, missing: NDArray[np.bool_] | None = None) -> pa.Array:
    """An exact decimal(12, scale) column from whole minor units (thousandths for scale 3, öre for scale 2), sharing their memory."""
    whole = np.ascontiguousarray(units, dtype=np.int64)
    valid = None if missing is None or not missing.any() else pa.array(~missing).buffers()[1]
    return pa.Array.from_buffers(pa.decimal64(12, scale), len(whole), [valid, pa.py_buffer(whole)])


def days(numbers: NDArray[np.integer], missing: NDArray[np.bool_] | None = None) -> pa.Array:
    """A date column from day numbers."""
    return pa.array(np.ascontiguousarray(numbers, dtype=np.int32), mask=missing).cast(pa.date32())


def numbers(values: NDArray[np.integer], missing: NDArray[np.bool_] | None = None) -> pa.Array:
    """An int32 column."""
    return pa.array(np.ascontiguousarray(values, dtype=np.int32), mask=missing)


def keys(values: NDArray[np.integer], missing: NDArray[np.bool_] | None = None) -> pa.Array:
    """An int64 column of keys."""
    return pa.array(np.ascontiguousarray(values, dtype=np.int64), mask=missing)

"""A fingerprint of tables of results: equal for equal values, whatever library wrote or read them."""

import hashlib
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

_EPOCH = np.datetime64("1970-01-01", "s")


def digest_of(tables: Mapping[str, pd.DataFrame]) -> str:
    """SHA-256 (hexadecimal) over names, columns and values, in order.

    Only values count, not how they are held: every float as a little-endian float64 (one NaN, one zero), every
    integer as int64, a date as seconds since 1970, a text as UTF-8 with its length before it. So it outlives
    changes of pandas, of pyarrow and of the Parquet encoding, and float32 equals its exact float64.
    """
    sha = hashlib.sha256()
    for name, table in tables.items():
        sha.update(f"table {name} {len(table)}\n".encode())
        for column in table.columns:
            kind, values = _plain(table[column])
            sha.update(f"column {column} {kind}\n".encode())
            sha.update(values)
    return sha.hexdigest()


def _plain(column: "pd.Series[Any]") -> tuple[str, bytes]:
    """The kind of a column's values, and the values as bytes."""
    if pd.api.types.is_bool_dtype(column.dtype):
        return "bool", column.to_numpy(dtype=np.uint8).tobytes()
    if pd.api.types.is_integer_dtype(column.dtype):
        return "integer", column.to_numpy(dtype="<i8").tobytes()
    if pd.api.types.is_float_dtype(column.dtype):
        values = column.to_numpy(dtype="<f8", copy=True)
        values[np.isnan(values)] = np.nan
        values += 0.0  # -0.0 becomes 0.0
        return "float", values.tobytes()
    if pd.api.types.is_datetime64_dtype(column.dtype):
        seconds = (column.to_numpy().astype("datetime64[s]") - _EPOCH).astype("<i8")
        return "date", seconds.tobytes()
    texts = [str(value).encode() for value in column]
    return "text", b"".join(b"%d:%b" % (len(text), text) for text in texts)

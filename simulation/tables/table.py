"""A table: named columns of equal length, held as arrays, each with its dtype, unit and meaning."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
import pandas as pd
from numpy.typing import DTypeLike, NDArray


@dataclass(frozen=True)
class Column:
    """One column: what it holds, in which unit, and the value of a row that nobody has touched."""

    name: str
    dtype: DTypeLike
    unit: str
    meaning: str
    initial: float = 0
    width: int | None = None


class Table:
    """Rows of equal kind as a structure of arrays; `table.savings` is the column `savings`.

    A column with a width w is an array of shape (rows, w), else (rows,).
    Rules add the columns they need with `add`, so that a new rule touches no table.
    """

    columns: ClassVar[tuple[Column, ...]] = ()

    def __init__(self, rows: int) -> None:
        self.rows = rows
        self.described: dict[str, Column] = {}
        for column in self.columns:
            self.add(column)

    def __len__(self) -> int:
        return self.rows

    if TYPE_CHECKING:

        def __setattr__(self, name: str, column: Any) -> None: ...

    def __getattr__(self, name: str) -> NDArray[Any]:
        raise AttributeError(f"{type(self).__name__} has no column {name!r}; it has {', '.join(self.described)}")

    def add(self, column: Column) -> None:
        """Add a column filled with its initial value.

        Raises:
            ValueError: when a column of that name is there with another dtype or width.
        """
        present = self.described.get(column.name)
        if present is not None:
            if (np.dtype(present.dtype), present.width) != (np.dtype(column.dtype), column.width):
                raise ValueError(f"{type(self).__name__}.{column.name} is already {np.dtype(present.dtype)}")
            return
        shape = self.rows if column.width is None else (self.rows, column.width)
        self.described[column.name] = column
        setattr(self, column.name, np.full(shape, column.initial, dtype=column.dtype))

    def rearrange(self, order: NDArray[np.int64]) -> None:
        """Take the rows in this order, leaving out those not named; a number past the end is a new row.

        Args:
            order: row numbers, shape (rows,); new rows are filled with their column's initial value.
        """
        added = max(0, int(order.max(initial=-1)) + 1 - self.rows)
        for name, column in self.described.items():
            before = getattr(self, name)
            new = np.full((added, *before.shape[1:]), column.initial, dtype=before.dtype)
            setattr(self, name, np.concatenate((before, new))[order])
        self.rows = len(order)

    def append(self, rows: int) -> NDArray[np.int64]:
        """Add new rows at the end, filled with initial values; returns their numbers."""
        first = self.rows
        self.rearrange(np.arange(first + rows))
        return np.arange(first, first + rows)

    def frame(self) -> pd.DataFrame:
        """The columns without a width as a DataFrame (copies)."""
        return pd.DataFrame({name: getattr(self, name).copy() for name, c in self.described.items() if c.width is None})

"""Who is new: the rows that have just been added to the tables and that no rule has filled yet."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


class Newcomers(NamedTuple):
    """Rows of each table, int64; when the city is founded, all of them."""

    residents: NDArray[np.int64]
    households: NDArray[np.int64]
    assemblies: NDArray[np.int64]
    associations: NDArray[np.int64]

    @classmethod
    def everyone(cls, residents: int, households: int, assemblies: int, associations: int) -> "Newcomers":
        """All rows of tables of these lengths."""
        return cls(*(np.arange(rows) for rows in (residents, households, assemblies, associations)))

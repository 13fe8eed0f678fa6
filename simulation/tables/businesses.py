"""Small businesses: the units that people work in who are neither traders nor paid by the state (C6)."""

from typing import ClassVar

import numpy as np
from numba import njit

from simulation.chance import Stream, unit, words
from simulation.tables.residents import Occupation, Residents
from simulation.tables.table import Column, Table

IN_BUSINESSES = (Occupation.WORKSHOP, Occupation.RESTAURANT, Occupation.CONSTRUCTION, Occupation.WAGE_EARNER)
SIZES = np.array([1, 2, 3, 4, 6, 10])
SHARE = np.array([0.24, 0.28, 0.22, 0.16, 0.07, 0.03])
"""How many businesses have so many workers (assumption, so that most people work in one of four or fewer: ART-09)."""
LADDER = np.cumsum(SHARE)[:-1]
KIND_BITS = np.uint64(24)
"""Bits of a business's id below its barrio and trade: its number there."""
NO_BUSINESS = -1


class Businesses(Table):
    """Workshops, restaurants, building crews and other employers, sorted by barrio and trade."""

    columns: ClassVar[tuple[Column, ...]] = (
        Column("barrio", np.int16, "row", "the barrio it lies in"),
        Column("occupation", np.uint8, "Occupation", "what is done there"),
        Column("workers", np.int32, "persons", "how many work there"),
        Column("at_work", np.int32, "persons", "how many of them are there today"),
    )


def employ(residents: Residents, seed: int) -> Businesses:
    """Group those who work into businesses of their barrio and trade, by the order of their ids.

    Sets `residents.business`. Grouping anew gives the same businesses where nobody has come or gone.
    """
    rows = np.flatnonzero(residents.alive & np.isin(residents.occupation, IN_BUSINESSES))
    barrio = residents.barrio[residents.household[rows]].astype(np.int64)
    kind = barrio * len(Occupation) + residents.occupation[rows]
    rows = rows[np.lexsort((residents.id[rows], kind))]
    kind = np.sort(kind)
    begins = _begins(seed, kind)
    number = np.cumsum(begins) - 1
    residents.business[:] = NO_BUSINESS
    residents.business[rows] = number
    table = Businesses(int(number[-1]) + 1 if len(rows) else 0)
    table.barrio[:], table.occupation[:] = np.divmod(kind[begins], len(Occupation))
    table.workers[:] = np.bincount(number, minlength=len(table))
    table.at_work[:] = table.workers
    return table


@njit(cache=True, nogil=True)
def _begins(seed, kind):
    """Which workers are the first of their business; `kind` is that of each, sorted, and the last takes who is left."""
    begins = np.zeros(kind.shape[0], dtype=np.bool_)
    first, number = 0, np.uint64(0)
    while first < kind.shape[0]:
        begins[first] = True
        luck = words(seed, np.uint32(Stream.BUSINESS), 0, (np.uint64(kind[first]) << KIND_BITS) + number)
        end = min(kind.shape[0], first + SIZES[np.searchsorted(LADDER, unit(luck[0]))])
        after = first + 1
        while after < end and kind[after] == kind[first]:
            after += 1
        number = number + np.uint64(1) if after < kind.shape[0] and kind[after] == kind[first] else np.uint64(0)
        first = after
    return begins

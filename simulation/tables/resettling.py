"""Resettling: households and residents put in order again after births, deaths, departures and arrivals.

Changes are gathered first, then every column of both tables is copied once. Dead residents and empty households fall
away; the rest lie sorted by home block and household, adults first, as the kernels need them.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulation.tables.residents import Households, Occupation, Residents


@dataclass
class Removal:
    """What a season changes.

    Households are numbered as they will be appended: those that stand keep their row, then the new homes of those who
    leave their parents, then the households that arrive.
    """

    household: NDArray[np.int64]
    """The household of each resident that stands, shape (residents,)."""
    block: NDArray[np.int64]
    """The block of every household, old and new, shape (households + homes + arrivals,)."""
    born_into: NDArray[np.int64]
    """The household of each child born."""
    arriving: NDArray[np.int64]
    """The number of residents in each household that arrives."""


@dataclass(frozen=True)
class Places:
    """Where the new rows lie after resettling."""

    born: NDArray[np.int64]
    """Rows of residents born, in the order of `Removal.born_into`."""
    arrived: NDArray[np.int64]
    """Rows of residents who arrived."""
    homes: NDArray[np.int64]
    """Rows of the new homes."""
    arrivals: NDArray[np.int64]
    """Rows of the households that arrived."""


def resettle(households: Households, residents: Residents, removal: Removal) -> Places:
    """Put both tables in order; returns where the new rows lie."""
    stood, lived = len(households), len(residents)
    homes = len(removal.block) - stood - len(removal.arriving)
    first_arrival = stood + homes
    arrived_into = np.repeat(np.arange(first_arrival, len(removal.block)), removal.arriving)
    household = np.concatenate((removal.household, removal.born_into, arrived_into))
    child = np.zeros(len(household), dtype=bool)
    child[:lived] = residents.occupation == Occupation.CHILD
    child[lived : lived + len(removal.born_into)] = True
    kept = np.flatnonzero(np.concatenate((residents.alive, np.ones(len(household) - lived, dtype=bool))))

    inhabited = np.flatnonzero(np.bincount(household[kept], minlength=len(removal.block)) > 0)
    order = inhabited[np.argsort(removal.block[inhabited], kind="stable")]
    place = np.full(len(removal.block), -1)
    place[order] = np.arange(len(order))
    key = 2 * place[household] + child
    people = kept[np.argsort(key[kept], kind="stable")]
    _by_id_where_mixed(people, key, household, residents)

    households.rearrange(order)
    residents.rearrange(people)
    households.block[:] = removal.block[order]
    residents.household[:] = place[household[people]]
    now_at = np.full(len(household), -1)
    now_at[people] = np.arange(len(people))
    return Places(
        born=now_at[lived : lived + len(removal.born_into)],
        arrived=now_at[lived + len(removal.born_into) :],
        homes=place[stood:first_arrival],
        arrivals=place[first_arrival:],
    )


def _by_id_where_mixed(
    people: NDArray[np.int64], key: NDArray[np.int64], household: NDArray[np.int64], residents: Residents
) -> None:
    """Order by id, in place, those households that people of several households have joined.

    All others are in the order of ids already; without this, where a row lay before would matter.
    """
    lived = len(residents)
    moved = np.unique(household[:lived][household[:lived] != residents.household])
    mixed = np.flatnonzero(np.isin(household[people], moved))
    rows = people[mixed]
    ids = np.full(len(household), np.iinfo(np.uint64).max)
    ids[:lived] = residents.id
    people[mixed] = rows[np.lexsort((ids[rows], key[rows]))]

"""Who belongs to which trade association: no association, no selling in the street (C11)."""

import numpy as np
from numpy.typing import NDArray

from simulation.chance import Stream, uniforms
from simulation.tables.associations import Associations
from simulation.tables.residents import Occupation, Residents
from simulation.tables.territory import Territory

SMALLEST, LARGEST = 200, 2_000
"""Evidence COR-SIZE: members of an association."""
TAIL = 1.9
"""Exponent of the sizes: most are near the smallest (assumption; gives a mean of about 330)."""


def found_associations(table: Associations, rows: NDArray[np.int64], seed: int, territory: Territory) -> None:
    """New associations take their place in the market."""
    luck = uniforms(seed, Stream.ASSOCIATION, 0, rows.astype(np.uint64), 4)
    table.draw[rows] = np.minimum(SMALLEST * (1 - luck[:, 0]) ** -(1 / TAIL), LARGEST)
    table.cohesion[rows] = 0.4 + 0.4 * luck[:, 1]
    spread = max(1.0, territory.breadth * 0.05)
    for axis, middle, end in ((2, territory.market[0], territory.width), (3, territory.market[1], territory.height)):
        place = np.clip(middle + spread * (luck[:, axis] * 2 - 1), 0, end - 1)
        (table.x if axis == 2 else table.y)[rows] = place


def affiliate(table: Associations, residents: Residents, rows: NDArray[np.int64], seed: int) -> None:
    """Traders in `rows` who have no association yet join one; the larger draw more."""
    seek = rows[(residents.occupation[rows] == Occupation.TRADER) & (residents.association[rows] < 0)]
    share = np.cumsum(table.draw, dtype=np.float64)
    pick = uniforms(seed, Stream.ASSOCIATION, 1, residents.id[seek])[:, 0]
    residents.association[seek] = np.minimum(np.searchsorted(share / share[-1], pick), len(table) - 1)
    list_members(table, residents)


def list_members(table: Associations, residents: Residents) -> None:
    """Keep for each association the rows of its members."""
    members = np.flatnonzero(residents.association >= 0)
    order = np.argsort(residents.association[members], kind="stable")
    table.member_rows = members[order].astype(np.int32)
    table.members[:] = np.bincount(residents.association[members], minlength=len(table))
    table.first_member = np.concatenate(([0], np.cumsum(table.members))).astype(np.int32)

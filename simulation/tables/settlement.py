"""How the city comes to be there: barrios founded one after the other, then filled with households.

Cohorts arrive as the city grows (censuses of 1950, 1976 and 1992, the article's figure after that). Each founds
a barrio on free ground near its kin; those who came together live together (C3), others join them later.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np
from numba import njit
from numpy.typing import NDArray

from simulation.chance import Stream, uniforms
from simulation.tables.assemblies import Assemblies
from simulation.tables.city_parameters import CityParameters
from simulation.tables.populating import populate, reckon_households, size_of, sizes_of
from simulation.tables.residents import Households, Origin, Residents
from simulation.tables.territory import Blocks, Territory

CENSUSES = ((1950, 11_000), (1976, 95_744), (1992, 405_492))
"""Evidence POP-1950, POP-1976, POP-1992."""
MINES_CLOSED = (1985, 1988)
"""Evidence SET-DS21060: in these years miners come in numbers; the share is an assumption."""
MINE_SHARE = 0.35
RURAL_SHARE = 0.75
DISTRICTS = 9
"""Evidence DIST-2003."""
RESERVED = 24
"""Bits of a household's id below its barrio's number; a resident's id adds eight for the place in the household."""
NO_COHORT = -1
"""The cohort of a household that came alone."""


@dataclass
class Settlement:
    """The tables of a founded city."""

    territory: Territory
    blocks: Blocks
    assemblies: Assemblies
    households: Households
    residents: Residents


def settle(city: CityParameters, seed: int, year: int) -> Settlement:
    """Found a city of this scale as it stands in `year`."""
    barrios, built = city.scaled(city.barrios), city.scaled(city.blocks)
    ids = np.arange(barrios, dtype=np.uint64)
    luck = uniforms(seed, Stream.FOUNDING, 0, ids, 4)
    more = uniforms(seed, Stream.FOUNDING, 1, ids, 4)

    territory, assemblies = Territory(city.scaled(max(city.map_blocks, city.blocks)), city.ground), Assemblies(barrios)
    assemblies.founded[:] = _founding_years(city, barrios, year)
    assemblies.origin[:] = _origins(assemblies.founded, luck[:, 2])
    blocks = _found_barrios(territory, assemblies, built, luck)
    assemblies.district[:] = _districts(territory, blocks, barrios)
    if city.ground == "roads_mirrored":
        territory.move_roads()

    weight = np.exp(0.4 * (more[:, 0] - 0.5))
    assemblies.people[:] = _shared_out(city.scaled(city.population), weight)
    kin = np.clip(city.kin_share + (1 - city.kin_share) * city.kin_share * 1.6 * (more[:, 1] - 0.5), 0, 1)
    assemblies.cohesion[:] = city.cohesion_strangers + (city.cohesion_kin - city.cohesion_strangers) * kin
    households, residents = _fill(city, seed, year, assemblies, kin.astype(np.float32), len(blocks))
    return Settlement(
        territory=territory,
        blocks=blocks,
        assemblies=assemblies,
        households=households,
        residents=residents,
    )


def _founding_years(city: CityParameters, barrios: int, year: int) -> NDArray[np.int64]:
    """When each barrio was founded: when the city had the people to need it."""
    counted = [census for census in CENSUSES if census[0] < year and census[1] < city.population]
    years, people = np.array([*counted, (year, city.population)]).T
    reached = (np.arange(barrios) + 0.5) / barrios * city.population
    return np.floor(np.interp(np.log(reached), np.log(people), years)).astype(np.int64)


def _origins(founded: NDArray[np.int16], luck: NDArray[np.float32]) -> NDArray[np.int64]:
    mines = (founded >= MINES_CLOSED[0]) & (founded <= MINES_CLOSED[1])
    mine_share = np.where(mines, MINE_SHARE, 0.02)
    rural = luck < mine_share + (1 - mine_share) * RURAL_SHARE
    return np.select([luck < mine_share, rural], [Origin.MINE, Origin.RURAL], Origin.CITY)


def _found_barrios(territory: Territory, assemblies: Assemblies, built: int, luck: NDArray[np.float32]) -> Blocks:
    """Each barrio in turn takes its ground: the first on the best, later ones near kin of the same origin."""
    barrios = len(assemblies)
    share = np.diff(np.arange(barrios + 1) * built // barrios)
    blocks, seats = Blocks(built), np.zeros((barrios, 2))
    first = 0
    for barrio in range(barrios):
        assemblies.first_block[barrio] = first
        kin = np.flatnonzero(assemblies.origin[:barrio] == assemblies.origin[barrio])
        seat = None
        if len(kin):
            nearest = seats[kin[int(luck[barrio, 3] * len(kin))]]
            seat = (float(nearest[0]), float(nearest[1]))
        cells = territory.found(int(share[barrio]), seat, luck[barrio, :2])
        rows = slice(first, first + len(cells))
        blocks.x[rows], blocks.y[rows], blocks.barrio[rows] = cells[:, 0], cells[:, 1], barrio
        seats[barrio] = cells.mean(axis=0)
        first += len(cells)
    return blocks


def _districts(territory: Territory, blocks: Blocks, barrios: int) -> NDArray[np.int64]:
    """Nine districts as sectors around La Ceja, each with as many barrios."""
    x = np.bincount(blocks.barrio, blocks.x, barrios) / np.bincount(blocks.barrio, minlength=barrios)
    y = np.bincount(blocks.barrio, blocks.y, barrios) / np.bincount(blocks.barrio, minlength=barrios)
    angle = np.arctan2(y - territory.la_ceja[1], territory.la_ceja[0] + 1 - x)
    return 1 + np.argsort(np.argsort(angle)) * DISTRICTS // barrios


def _shared_out(total: int, weight: NDArray[np.float64]) -> NDArray[np.int64]:
    """Whole numbers in proportion to `weight` that add up to `total` exactly."""
    ends = np.floor(np.cumsum(weight) / weight.sum() * total + 0.5).astype(np.int64)
    ends[-1] = total
    return np.diff(ends, prepend=0)


def _fill(
    city: CityParameters, seed: int, year: int, assemblies: Assemblies, kin: NDArray[np.float32], blocks: int
) -> tuple[Households, Residents]:
    """Every household and resident of every barrio."""
    counts = _count_households(seed, city.household_size, assemblies.people)
    assemblies.households[:], assemblies.first_household[:] = counts, np.cumsum(counts) - counts
    households, residents = Households(int(counts.sum())), Residents(int(assemblies.people.sum()))
    barrio = np.repeat(np.arange(len(assemblies)), counts)
    place = np.arange(len(households)) - assemblies.first_household[barrio]
    households.id[:] = (barrio.astype(np.uint64) << np.uint64(RESERVED)) + place.astype(np.uint64)
    wanted = sizes_of(seed, households.id, city.household_size)
    last = np.cumsum(counts) - 1
    wanted[last] -= np.bincount(barrio, wanted).astype(np.int64) - assemblies.people
    households.size[:], households.start[:] = wanted, np.cumsum(wanted) - wanted
    built = np.diff(np.append(assemblies.first_block, blocks))
    households.block[:] = assemblies.first_block[barrio] + place * built[barrio] // counts[barrio]
    luck = uniforms(seed, Stream.HOUSEHOLD, 1, households.id, 4)
    came_along = luck[:, 1] < kin[barrio]
    founded = assemblies.founded[barrio].astype(np.int64)
    households.cohort[:] = np.where(came_along, barrio, NO_COHORT)
    late = (luck[:, 2] * (year - founded + 1)).astype(np.int64)
    households.arrival[:] = np.where(came_along, founded, np.minimum(year, founded + late))
    rows, today = np.arange(len(households)), date(year, 1, 1).toordinal()
    populate(city, seed, today, households, residents, rows, assemblies.origin[barrio])
    reckon_households(city, households, residents)
    return households, residents


@njit(cache=True, nogil=True)
def _count_households(seed, mean, people):
    """How many households hold the people of each barrio."""
    counts = np.zeros(people.shape[0], dtype=np.int64)
    for b in range(people.shape[0]):
        left = people[b]
        while left > 0:
            left -= size_of(seed, (np.uint64(b) << np.uint64(RESERVED)) + np.uint64(counts[b]), mean)
            counts[b] += 1
    return counts

"""How the city comes to be there: barrios founded one after the other, then filled with households.

Cohorts arrive as the city grows (censuses of 1950, 1976 and 1992, the article's figure after that). Each founds
a barrio on free ground near its kin; those who came together live together (C3), others join them later.
"""

from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray

from simulation.chance import Stream, uniforms, unit, words
from simulation.tables.assemblies import Assemblies
from simulation.tables.associations import Associations
from simulation.tables.city_parameters import CityParameters
from simulation.tables.names import name_barrios
from simulation.tables.residents import Households, Occupation, Origin, Residents
from simulation.tables.territory import Blocks, Territory, neighbours

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
ROTA_LENGTH = 27720
"""Divisible by every rota up to twelve, so that each day of a rota calls as many."""


@dataclass
class Settlement:
    """The tables of a founded city, and who touches whom."""

    territory: Territory
    blocks: Blocks
    assemblies: Assemblies
    households: Households
    residents: Residents
    block_neighbours: tuple[NDArray[np.int32], NDArray[np.int32]]
    barrio_neighbours: tuple[NDArray[np.int32], NDArray[np.int32]]


def settle(city: CityParameters, seed: int, year: int) -> Settlement:
    """Found a city of this scale as it stands in `year`."""
    barrios, built = city.scaled(city.barrios), city.scaled(city.blocks)
    ids = np.arange(barrios, dtype=np.uint64)
    luck = uniforms(seed, Stream.FOUNDING, 0, ids, 4)
    more = uniforms(seed, Stream.FOUNDING, 1, ids, 4)

    territory, assemblies = Territory(built), Assemblies(barrios)
    assemblies.founded[:] = _founding_years(city, barrios, year)
    assemblies.origin[:] = _origins(assemblies.founded, luck[:, 2])
    blocks = _found_barrios(territory, assemblies, built, luck)
    assemblies.district[:] = _districts(territory, blocks, barrios)
    assemblies.names = name_barrios(assemblies.origin)

    weight = np.exp(0.4 * (more[:, 0] - 0.5))
    assemblies.people[:] = _shared_out(city.scaled(city.population), weight)
    kin = np.clip(city.kin_share + (1 - city.kin_share) * city.kin_share * 1.6 * (more[:, 1] - 0.5), 0, 1)
    assemblies.cohesion[:] = city.cohesion_strangers + (city.cohesion_kin - city.cohesion_strangers) * kin
    households, residents = _fill(city, seed, year, assemblies, blocks, kin.astype(np.float32))
    return Settlement(
        territory=territory,
        blocks=blocks,
        assemblies=assemblies,
        households=households,
        residents=residents,
        block_neighbours=neighbours(blocks.x, blocks.y, np.arange(built, dtype=np.int32), built),
        barrio_neighbours=neighbours(blocks.x, blocks.y, blocks.barrio, barrios),
    )


def _founding_years(city: CityParameters, barrios: int, year: int) -> NDArray[np.int64]:
    """When each barrio was founded: when the city had the people to need it."""
    years, people = np.array((*CENSUSES, (max(year, 1993), city.population))).T
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
    city: CityParameters, seed: int, year: int, assemblies: Assemblies, blocks: Blocks, kin: NDArray[np.float32]
) -> tuple[Households, Residents]:
    """Every household and resident of every barrio."""
    counts = _count_households(seed, city.household_size, assemblies.people)
    households, residents = Households(int(counts.sum())), Residents(int(assemblies.people.sum()))
    assemblies.households[:] = counts
    assemblies.first_household[:] = np.cumsum(counts) - counts
    members = city.scaled(city.associations) * MEAN_MEMBERS
    adults = len(residents) * (1 - city.children)
    trader = min(members / adults / city.employed, 1 - city.state_employees - city.wage_earners)
    jobs = np.cumsum(
        [
            city.state_employees,
            city.wage_earners,
            trader,
            0.4 * (1 - trader - city.state_employees - city.wage_earners),
            0.3 * (1 - trader - city.state_employees - city.wage_earners),
        ]
    )
    adult_young = (city.under_25 - city.children) / (1 - city.children)
    _fill_kernel(
        seed,
        year,
        city.household_size,
        city.children,
        adult_young,
        city.employed,
        city.unconnected,
        city.income,
        city.income_spread,
        jobs,
        kin,
        assemblies.people,
        assemblies.households,
        assemblies.first_household,
        assemblies.first_block,
        np.append(assemblies.first_block[1:], len(blocks)).astype(np.int32),
        assemblies.founded,
        assemblies.origin,
        households.id,
        households.start,
        households.size,
        households.adults,
        households.block,
        households.cohort,
        households.arrival,
        households.rota,
        households.connected,
        households.earners,
        households.salaried,
        households.traders,
        households.income,
        residents.id,
        residents.household,
        residents.birth,
        residents.origin,
        residents.occupation,
    )
    return households, residents


@njit(cache=True, nogil=True)
def _size_of(seed, household, mean):
    """Two to 2 mean - 2 persons, triangular around the mean."""
    w = words(seed, Stream.HOUSEHOLD, 0, household)
    return 2 + int(np.floor((mean - 2.0) * (unit(w[0]) + unit(w[1])) + 0.5))


@njit(cache=True, nogil=True)
def _count_households(seed, mean, people):
    """How many households hold the people of each barrio."""
    counts = np.zeros(people.shape[0], dtype=np.int64)
    for b in range(people.shape[0]):
        left = people[b]
        while left > 0:
            left -= min(left, _size_of(seed, (np.uint64(b) << np.uint64(RESERVED)) + np.uint64(counts[b]), mean))
            counts[b] += 1
    return counts


YEAR = 365.25
ADULT, YOUNG, OLD = 15.0, 25.0, 80.0
"""Children are under fifteen; the ages of adults over twenty-five fall off linearly to eighty (assumption)."""
FIRST_DAY = 719163
"""1 January 1970 as a proleptic ordinal, from which days of birth are counted back."""


@njit(cache=True, nogil=True)
def _fill_kernel(
    seed,
    year,
    mean,
    children,
    adult_young,
    employed,
    unconnected,
    income,
    income_spread,
    jobs,
    kin,
    people,
    n_households,
    first_household,
    first_block,
    last_block,
    founded,
    barrio_origin,
    h_id,
    h_start,
    h_size,
    h_adults,
    h_block,
    h_cohort,
    h_arrival,
    h_rota,
    h_connected,
    h_earners,
    h_salaried,
    h_traders,
    h_income,
    r_id,
    r_household,
    r_birth,
    r_origin,
    r_occupation,
):
    today = FIRST_DAY + int((year - 1970) * YEAR)
    resident = 0
    for b in range(people.shape[0]):
        left = people[b]
        blocks = last_block[b] - first_block[b]
        for j in range(n_households[b]):
            h = first_household[b] + j
            identity = (np.uint64(b) << np.uint64(RESERVED)) + np.uint64(j)
            size = min(left, _size_of(seed, identity, mean))
            left -= size
            w = words(seed, Stream.HOUSEHOLD, 1, identity)
            v = words(seed, Stream.HOUSEHOLD, 2, identity)
            minors = min(size - 1, int(np.floor(size * children + unit(w[0]))))
            came_along = unit(w[1]) < kin[b]
            h_id[h] = identity
            h_start[h] = resident
            h_size[h] = size
            h_adults[h] = size - minors
            h_block[h] = first_block[b] + j * blocks // n_households[b]
            h_cohort[h] = b if came_along else -1
            late = int(unit(w[2]) * (year - founded[b] + 1))
            h_arrival[h] = founded[b] if came_along else founded[b] + late
            h_rota[h] = int(unit(v[0]) * ROTA_LENGTH)
            h_connected[h] = unit(w[3]) >= unconnected
            spread = np.sqrt(-2.0 * np.log(unit(v[1]))) * np.cos(2.0 * np.pi * unit(v[2]))
            for place in range(size):
                person = (identity << np.uint64(8)) + np.uint64(place)
                p = words(seed, Stream.RESIDENT, 0, person)
                r_id[resident] = person
                r_household[resident] = h
                if place >= size - minors:
                    age = ADULT * unit(p[0])
                    r_origin[resident] = Origin.CITY
                    r_occupation[resident] = Occupation.CHILD
                else:
                    if unit(p[0]) < adult_young:
                        age = ADULT + (YOUNG - ADULT) * unit(p[1])
                    else:
                        age = YOUNG + (OLD - YOUNG) * (1.0 - np.sqrt(unit(p[1])))
                    born_here = year - age > h_arrival[h]
                    r_origin[resident] = np.uint8(Origin.CITY) if born_here else barrio_origin[b]
                    if unit(p[2]) < employed:
                        job = np.searchsorted(jobs, unit(p[3]))
                        r_occupation[resident] = _JOBS[job]
                        h_earners[h] += 1
                        h_salaried[h] += _JOBS[job] == Occupation.STATE_EMPLOYEE
                        h_traders[h] += _JOBS[job] == Occupation.TRADER
                    else:
                        r_occupation[resident] = Occupation.NONE
                r_birth[resident] = today - int(age * YEAR)
                resident += 1
            h_income[h] = int(100.0 * 0.5 * income * max(1, h_earners[h]) * np.exp(income_spread * spread))


_JOBS = np.array(
    [
        Occupation.STATE_EMPLOYEE,
        Occupation.WAGE_EARNER,
        Occupation.TRADER,
        Occupation.WORKSHOP,
        Occupation.RESTAURANT,
        Occupation.CONSTRUCTION,
    ],
    dtype=np.uint8,
)
MEAN_MEMBERS = 330
SMALLEST, LARGEST = 200, 2_000
"""Evidence COR-SIZE: members of an association; the mean is an assumption (skewed, most near the smallest)."""


def associate(city: CityParameters, seed: int, residents: Residents, territory: Territory) -> Associations:
    """Found the trade associations and give every trader a stall through one of them (C11)."""
    count = city.scaled(city.associations)
    table = Associations(count)
    luck = uniforms(seed, Stream.ASSOCIATION, 0, np.arange(count, dtype=np.uint64), 4)
    size = SMALLEST * (1 - luck[:, 0]) ** -(1 / 1.9)
    share = np.cumsum(np.minimum(size, LARGEST))
    traders = np.flatnonzero(residents.occupation == Occupation.TRADER)
    pick = uniforms(seed, Stream.ASSOCIATION, 1, residents.id[traders])[:, 0]
    residents.association[traders] = np.minimum(np.searchsorted(share / share[-1], pick), count - 1)
    order = np.argsort(residents.association[traders], kind="stable")
    table.member_rows = traders[order].astype(np.int32)
    table.members[:] = np.bincount(residents.association[traders], minlength=count)
    table.first_member = np.concatenate(([0], np.cumsum(table.members))).astype(np.int32)
    table.cohesion[:] = 0.4 + 0.4 * luck[:, 1]
    spread = max(1.0, territory.width * 0.05)
    table.x[:] = np.clip(territory.market[0] + spread * (luck[:, 2] * 2 - 1), 0, territory.width - 1)
    table.y[:] = np.clip(territory.market[1] + spread * (luck[:, 3] * 2 - 1), 0, territory.height - 1)
    return table

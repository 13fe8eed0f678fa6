"""Who lives in a household: size, ages, where they come from, what they live by.

Every draw is keyed by the household's or the person's id, so it does not matter when or in which order they come.
"""

import numpy as np
from numba import njit
from numpy.typing import NDArray

from simulation.chance import Stream, unit, words
from simulation.tables.city_parameters import CityParameters
from simulation.tables.residents import DAYS_A_YEAR, Households, Occupation, Origin, Residents

ROTA_LENGTH = 27720
"""Divisible by every rota up to twelve, so that each day of a rota calls as many."""
ADULT, YOUNG, OLD = 15.0, 25.0, 80.0
"""Children are under fifteen; the ages of adults over twenty-five fall off linearly to eighty (assumption)."""
MEAN_MEMBERS = 330
"""Mean members of a trade association (assumption within evidence COR-SIZE: 200 to over 2,000)."""

BORN = np.uint64(1 << 63)
"""Set in the ids of those born in the city after its founding."""

JOBS = np.array(
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
NO_WORK = np.uint8(Occupation.NONE)
CHILD = np.uint8(Occupation.CHILD)
TRADER, STATE = np.uint8(Occupation.TRADER), np.uint8(Occupation.STATE_EMPLOYEE)
CITY_BORN = np.uint8(Origin.CITY)


def job_ladder(city: CityParameters) -> NDArray[np.float64]:
    """Cumulative shares of `JOBS` among workers: the state, wages, trade through associations, the rest in three."""
    workers = city.population * (1 - city.children) * city.employed
    rest = 1 - city.state_employees - city.wage_earners
    traders = min(rest, city.trade * city.population * MEAN_MEMBERS / workers)
    others = rest - traders
    return np.cumsum([city.state_employees, city.wage_earners, traders, 0.4 * others, 0.3 * others])


@njit(cache=True, nogil=True)
def size_of(seed, household, mean):
    """Two to 2 mean - 2 persons, triangular around the mean."""
    w = words(seed, Stream.HOUSEHOLD, 0, household)
    return 2 + int(np.floor((mean - 2.0) * (unit(w[0]) + unit(w[1])) + 0.5))


@njit(cache=True, nogil=True)
def sizes_of(seed, ids, mean):
    """The size of each household, int64."""
    sizes = np.empty(ids.shape[0], dtype=np.int64)
    for k in range(ids.shape[0]):
        sizes[k] = size_of(seed, ids[k], mean)
    return sizes


@njit(cache=True, nogil=True)
def job_of(seed, person, ladder, employed):
    """What an adult lives by, drawn once for a person's life."""
    w = words(seed, Stream.RESIDENT, 0, person)
    if unit(w[2]) >= employed:
        return NO_WORK
    return JOBS[np.searchsorted(ladder, unit(w[3]))]


@njit(cache=True, nogil=True)
def jobs_of(seed, people, ladder, employed):
    """What each of these adults lives by, uint8."""
    jobs = np.empty(people.shape[0], dtype=np.uint8)
    for k in range(people.shape[0]):
        jobs[k] = job_of(seed, people[k], ladder, employed)
    return jobs


@njit(cache=True, nogil=True)
def child_ids(seed, parents, births):
    """The id of each parent's next child, from the parent's own and the order of birth."""
    ids = np.empty(parents.shape[0], dtype=np.uint64)
    for k in range(parents.shape[0]):
        w = words(seed, Stream.BIRTH, births[k], parents[k])
        ids[k] = BORN | (np.uint64(w[0]) << np.uint64(31)) | np.uint64(w[1] >> np.uint32(1))
    return ids


def populate(
    city: CityParameters,
    seed: int,
    today: int,
    households: Households,
    residents: Residents,
    rows: NDArray[np.int64],
    origin: NDArray[np.uint8],
) -> None:
    """Fill households `rows`, whose id, start, size and arrival stand, and the residents in them.

    Args:
        city: the shares that hold in the city.
        seed: the city's luck.
        today: day on which they are as old as drawn, as a proleptic ordinal.
        households: the table.
        residents: the table.
        rows: which households, shape (n,).
        origin: where each household comes from, shape (n,).
    """
    adult_young = (city.under_25 - city.children) / (1 - city.children)
    _populate(
        seed, today, city.children, adult_young, city.employed, city.unconnected, city.income_spread, job_ladder(city),
        rows, origin, households.id, households.start, households.size, households.arrival, households.adults,
        households.rota, households.connected, households.fortune,
        residents.id, residents.household, residents.birth, residents.origin, residents.occupation,
    )  # fmt: skip


@njit(cache=True, nogil=True)
def _populate(
    seed, today, children, adult_young, employed, unconnected, income_spread, ladder, rows, origin,
    h_id, h_start, h_size, h_arrival, h_adults, h_rota, h_connected, h_fortune,
    r_id, r_household, r_birth, r_origin, r_occupation,
):  # fmt: skip
    year = 1970 + (today - 719163) / DAYS_A_YEAR
    for k in range(rows.shape[0]):
        h = rows[k]
        w = words(seed, Stream.HOUSEHOLD, 1, h_id[h])
        minors = min(h_size[h] - 1, int(np.floor(h_size[h] * children + unit(w[0]))))
        h_adults[h] = h_size[h] - minors
        h_connected[h] = unit(w[3]) >= unconnected
        v = words(seed, Stream.HOUSEHOLD, 2, h_id[h])
        h_rota[h] = int(unit(v[0]) * ROTA_LENGTH)
        h_fortune[h] = np.exp(income_spread * np.sqrt(-2.0 * np.log(unit(v[1]))) * np.cos(2.0 * np.pi * unit(v[2])))
        for place in range(h_size[h]):
            i = h_start[h] + place
            person = (h_id[h] << np.uint64(8)) + np.uint64(place)
            p = words(seed, Stream.RESIDENT, 0, person)
            r_id[i], r_household[i] = person, h
            if place >= h_adults[h]:
                age = ADULT * unit(p[0])
                r_origin[i], r_occupation[i] = CITY_BORN, CHILD
            else:
                if unit(p[0]) < adult_young:
                    age = ADULT + (YOUNG - ADULT) * unit(p[1])
                else:
                    age = YOUNG + (OLD - YOUNG) * (1.0 - np.sqrt(unit(p[1])))
                r_origin[i] = CITY_BORN if year - age > h_arrival[h] else origin[k]
                r_occupation[i] = job_of(seed, person, ladder, employed)
            r_birth[i] = today - int(age * DAYS_A_YEAR)


def reckon_households(city: CityParameters, households: Households, residents: Residents) -> None:
    """What follows from who lives in each household: where it starts, how many it has, what its earners bring home.

    Residents must lie sorted by household, adults first.
    """
    _reckon(
        0.5 * 100 * city.income, residents.household, residents.occupation, residents.alive, households.fortune,
        households.start, households.size, households.adults, households.earners, households.salaried,
        households.traders, households.income,
    )  # fmt: skip


@njit(cache=True, nogil=True)
def _reckon(each, household, occupation, alive, fortune, start, size, adults, earners, salaried, traders, income):
    size[:], adults[:], earners[:], salaried[:], traders[:] = 0, 0, 0, 0, 0
    for i in range(household.shape[0] - 1, -1, -1):
        h = household[i]
        start[h] = i
        job = occupation[i]
        adults[h] += job != CHILD
        if alive[i]:
            size[h] += 1
            working = job != CHILD and job != NO_WORK
            earners[h] += working
            salaried[h] += job == STATE
            traders[h] += job == TRADER
    for h in range(start.shape[0]):
        income[h] = int(each * max(1, earners[h]) * fortune[h])

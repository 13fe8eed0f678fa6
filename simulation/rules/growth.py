"""Growth: births, deaths, arrivals; cohorts found barrios, barrios that grow too large divide (C1 C2 C3 C8 C26).

Once in each quarter of a year (dt = 1/4), for a resident of age a in year t

    P(die)          = 1 - exp(-dt * m(a, t)),   m = infant_deaths under one, child_deaths under five,
                      adult_deaths * exp(ageing * a) above;  all times 1 - progress * (t - 1950) / 50
    P(have a child) = dt * births * (1 - fewer * (t - 1950) / 50)          for adults under forty-five
    P(leave home)   = dt * leaving    for adults of 20 to 35 who do not head their household; two of a barrio
                      who leave found a household
    households that arrive = dt * arrivals(t) * residents / household_size

They come in cohorts: the families of one rural community, the people of one mine (many more of these from 1985 to
1988), and single households. A cohort founds a barrio on free ground near its kin, or joins a barrio of its own
origin; single households go where there is room. A barrio of more than divide_at people divides: its younger half
founds a daughter beside it. New associations are founded as traders become many.

Cohesion of a barrio is

    cohesion_strangers + (cohesion_kin - cohesion_strangers) * (largest share of one cohort) + bond
    bond' = bonding * q - loosening * bond                   (q: what they do together, smoothed; per year)
"""

from typing import TYPE_CHECKING, Annotated, Any, ClassVar, NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulation.chance import Stream
from simulation.errors import ScenarioError
from simulation.parameters import uncertain
from simulation.rules.rule import Rule
from simulation.tables.affiliation import affiliate, found_associations
from simulation.tables.newcomers import Newcomers
from simulation.tables.populating import (
    MEAN_MEMBERS,
    ROTA_LENGTH,
    child_ids,
    job_ladder,
    jobs_of,
    populate,
    reckon_households,
    sizes_of,
)
from simulation.tables.resettling import Removal, resettle
from simulation.tables.residents import DAYS_A_YEAR, Occupation, Origin
from simulation.tables.settlement import MINES_CLOSED, NO_COHORT
from simulation.tables.table import Column

if TYPE_CHECKING:
    from simulation.city import City

QUARTER = 0.25
START = 1950
ADULT, FERTILE_UNTIL = 15, 45
LEAVE_FROM, LEAVE_UNTIL = 20, 35
HOME = np.uint64(1 << 62)
ARRIVED = np.uint64(1 << 50)
"""Bits set in the ids of homes founded by those who leave their parents', and of households that arrive."""
STRANGERS = 0.05
"""Weight of a barrio of another origin, beside one of their own, for a cohort that looks for kin (assumption)."""
MAP_BARRIOS = 550
"""Barrios for which the map has room: with its blocks, how much ground one takes (article ART-12, AREA-URB-1)."""
INHERITED = ("outlook", "state_presence", "party_presence")
"""What a daughter barrio has from its mother."""
KEPT = ("cohort", "arrival", "connected", "fortune")
"""What those who found a home keep of that which they leave."""
RATE = "per year"
CENSUS = "evidence: set so that the censuses come out"


class Cohort(NamedTuple):
    """People who come together: how many households, from where, and where they go."""

    households: int
    origin: int
    barrio: int
    """The barrio they settle in."""
    kin: int
    """The barrio whose founders they are, or join as kin; -1 for a household that comes alone."""


class Growth(Rule):
    """Who is born, dies, comes; which barrios are founded."""

    section: ClassVar[str] = "growth"
    claims: ClassVar[tuple[str, ...]] = ("C1", "C2", "C3", "C8", "C26")
    does: ClassVar[str] = "births, deaths, arrivals; cohorts found barrios, barrios that grow too large divide"
    columns: ClassVar[dict[str, tuple[Column, ...]]] = {
        "residents": (Column("children", np.int16, "persons", "how many children they have had"),),
        "assemblies": (Column("bond", np.float32, "0..1", "cohesion from what they did together"),),
    }

    births: Annotated[float, uncertain("children born in 1950 to an adult under 45", RATE, 0, 1)] = 0.085
    fewer: Annotated[float, uncertain("by how much births fell in fifty years", "share", 0, 1)] = 0.3
    infant_deaths: Annotated[float, uncertain("mortality under one in 1950", RATE, 0, 1)] = 0.12
    child_deaths: Annotated[float, uncertain("mortality from one to five in 1950", RATE, 0, 1)] = 0.012
    adult_deaths: Annotated[float, uncertain("mortality above five in 1950, at birth", RATE, 0, 1)] = 0.0008
    ageing: Annotated[float, uncertain("rise of mortality with age", RATE, 0, 0.2)] = 0.07
    progress: Annotated[float, uncertain("by how much mortality fell in fifty years", "share", 0, 1)] = 0.5
    arrivals_before_1976: Annotated[
        float, uncertain("people who come, beside those who live here", RATE, 0, 1, f"{CENSUS}: POP-1950, POP-1976")
    ] = 0.059
    arrivals_before_1992: Annotated[
        float, uncertain("people who come, beside those who live here", RATE, 0, 1, f"{CENSUS}: POP-1976, POP-1992")
    ] = 0.078
    arrivals_since_1992: Annotated[
        float, uncertain("people who come, beside those who live here", RATE, 0, 1, "article ART-01, ART-03")
    ] = 0.033
    rural_cohorts: Annotated[float, uncertain("arrivals in cohorts of a rural community", "share", 0, 1)] = 0.5
    mine_cohorts: Annotated[
        float,
        uncertain("arrivals in cohorts of a mine, 1985 to 1988", "share", 0, 1, "assumption: years SET-DS21060"),
    ] = 0.35
    cohort_size: Annotated[float, uncertain("median size of a cohort", "households", 1, 1_000)] = 80.0
    founding: Annotated[float, uncertain("cohorts that found a barrio instead of joining kin", "share", 0, 1)] = 0.45
    divide_at: Annotated[
        float,
        uncertain("people in a barrio above which it divides", "persons", 100, 100_000, "assumption: ART-13 is 1,500"),
    ] = 2_200.0
    leaving: Annotated[float, uncertain("grown children who leave home", RATE, 0, 1)] = 0.08
    bonding: Annotated[float, uncertain("cohesion gained by doing all that is asked together", RATE, 0, 1)] = 0.1
    loosening: Annotated[float, uncertain("loss of the cohesion so gained", RATE, 0, 1)] = 0.5

    def apply(self, city: "City") -> None:
        """A quarter of a year of births, deaths and arrivals, on its first day."""
        if not city.season_begins:
            return
        self._die(city)
        self._come_of_age(city)
        household = city.residents.household.astype(np.int64)
        self._take_in(city, household)
        parents = self._parents(city)
        leavers = self._leave_home(city, household)
        block = city.households.block.astype(np.int64)
        self._divide(city, block)
        cohorts = self._cohorts(city)
        self._settle(city, household, block, parents, leavers, cohorts)
        self._affiliate(city)
        self._bond(city)

    def _hazard(self, city: "City") -> NDArray[np.float64]:
        age = ages(city)
        older = self.adult_deaths * np.exp(self.ageing * age)
        by_age = np.select([age < 1, age < 5], [self.infant_deaths, self.child_deaths], older)
        return by_age * max(0.0, 1 - self.progress * self._half_centuries(city))

    @staticmethod
    def _half_centuries(city: "City") -> float:
        return (city.date.year - START) / 50

    def _die(self, city: "City") -> None:
        residents = city.residents
        luck = city.draw(Stream.LIFE, city.day, residents.id)[:, 0]
        dies = residents.alive & (luck < -np.expm1(-QUARTER * self._hazard(city)))
        residents.alive[dies] = False
        city.register.deaths += dies.sum()

    def _come_of_age(self, city: "City") -> None:
        """Children of fifteen take up what they will live by."""
        residents, parameters = city.residents, city.scenario.city
        child = residents.occupation == Occupation.CHILD
        grown = np.flatnonzero(residents.alive & child & (ages(city) >= ADULT))
        residents.occupation[grown] = jobs_of(
            city.seed, residents.id[grown], job_ladder(parameters), parameters.employed
        )

    def _take_in(self, city: "City", household: NDArray[np.int64]) -> None:
        """Children with no adult left, and what the dead leave, go to the next household of the barrio."""
        residents, households = city.residents, city.households
        adult = adults(city)
        if not adult.any():
            raise ScenarioError(f"nobody has survived to {city.date}; allowed: fewer deaths (growth)")
        cared = np.bincount(household[adult], minlength=len(households)) > 0
        by_id = np.lexsort((households.id, residents.barrio))
        gone, open_doors = np.flatnonzero(~cared[by_id]), np.flatnonzero(cared[by_id])
        doors = np.minimum(np.searchsorted(open_doors, gone), len(open_doors) - 1)
        gone, after, before = by_id[gone], by_id[open_doors[doors]], by_id[open_doors[np.maximum(0, doors - 1)]]
        host = np.where(residents.barrio[after] == residents.barrio[gone], after, before)
        for column in (households.savings, households.arrears):
            np.add.at(column, host, column[gone])
            column[gone] = 0
        moves_to = np.arange(len(households))
        moves_to[gone] = host
        household[:] = moves_to[household]

    def _parents(self, city: "City") -> NDArray[np.int64]:
        """The residents to whom a child is born."""
        rate = self.births * max(0.0, 1 - self.fewer * self._half_centuries(city))
        luck = city.draw(Stream.LIFE, city.day, city.residents.id, 2)[:, 1]
        return np.flatnonzero(adults(city) & (ages(city) < FERTILE_UNTIL) & (luck < QUARTER * rate))

    def _leave_home(self, city: "City", household: NDArray[np.int64]) -> NDArray[np.int64]:
        """Two by two, grown children found homes of their own in their barrio, numbered after those that stand.

        Returns the residents who leave, two for each home, and changes their `household`.
        """
        residents, households = city.residents, city.households
        age, adult = ages(city), adults(city)
        luck = city.draw(Stream.LIFE, city.day, residents.id, 3)[:, 2]
        head = np.full(len(households), len(residents))
        np.minimum.at(head, household[adult], np.flatnonzero(adult))
        rows = np.arange(len(residents))
        may = adult & (age >= LEAVE_FROM) & (age < LEAVE_UNTIL) & (rows != head[household])
        leaves = np.flatnonzero(may & (luck < QUARTER * self.leaving))
        leaves = leaves[np.lexsort((residents.id[leaves], residents.barrio[household[leaves]]))]
        barrio = residents.barrio[household[leaves]]
        first = np.searchsorted(barrio, barrio)
        rank = np.arange(len(leaves)) - first
        paired = np.flatnonzero((rank % 2 == 0)[:-1] & (barrio[1:] == barrio[:-1]))
        leavers = np.column_stack((leaves[paired], leaves[paired + 1])).ravel()
        household[leavers] = len(households) + np.repeat(np.arange(len(paired)), 2)
        return leavers

    def _divide(self, city: "City", block: NDArray[np.int64]) -> None:
        """The younger half of a barrio that has grown too large founds a daughter beside it; changes their `block`."""
        assemblies, households = city.assemblies, city.households
        for mother in np.flatnonzero(assemblies.people > self.divide_at).tolist():
            daughter = self._lay_out(city, mother, assemblies.origin[mother])
            if daughter is None:
                return
            first = assemblies.first_household[mother]
            rows = np.arange(first, first + assemblies.households[mother])
            younger = rows[np.lexsort((households.id[rows], -households.arrival[rows]))][: len(rows) // 2]
            block[younger] = self._blocks_for(city, daughter, households.id[younger])
            for column in INHERITED:
                getattr(assemblies, column)[daughter] = getattr(assemblies, column)[mother]
            city.register.divisions += 1

    def _lay_out(self, city: "City", near: int, origin: int) -> int | None:
        """Ground for a new barrio beside the barrio `near`; its number, or None when no ground is free."""
        assemblies, blocks, parameters = city.assemblies, city.blocks, city.scenario.city
        number = len(assemblies)
        each = parameters.map_blocks / MAP_BARRIOS
        wanted = int((number + 1) * each) - int(number * each)
        if city.territory.free.sum() < wanted:
            return None
        seat = assemblies.first_block[near]
        luck = city.draw(Stream.FOUNDING, 0, np.array([number], dtype=np.uint64), 2)[0]
        cells = city.territory.found(wanted, (float(blocks.x[seat]), float(blocks.y[seat])), luck)
        rows = blocks.append(wanted)
        blocks.x[rows], blocks.y[rows], blocks.barrio[rows] = cells[:, 0], cells[:, 1], number
        assemblies.append(1)
        assemblies.founded[number], assemblies.origin[number] = city.date.year, origin
        assemblies.district[number], assemblies.first_block[number] = assemblies.district[near], rows[0]
        return number

    def _blocks_for(self, city: "City", barrio: int | NDArray[np.int64], ids: NDArray[np.uint64]) -> NDArray[np.int64]:
        """A block of the barrio, theirs or each its own, for each of these households."""
        first = city.assemblies.first_block
        built = np.diff(first, append=len(city.blocks))
        return first[barrio] + (city.draw(Stream.HOME, 0, ids)[:, 0] * built[barrio]).astype(np.int64)

    def _cohorts(self, city: "City") -> list[Cohort]:
        """Who comes this quarter, and where they settle; barrios are founded for those who found one."""
        parameters, assemblies, year = city.scenario.city, city.assemblies, city.date.year
        expected = QUARTER * self._arrivals(year) * assemblies.people.sum() / parameters.household_size
        mines = self.mine_cohorts if MINES_CLOSED[0] <= year <= MINES_CLOSED[1] else 0.0
        together = mines + (1 - mines) * self.rural_cohorts
        room = np.maximum(1e-9, self.divide_at - assemblies.people)
        alone = int(expected * (1 - together) + city.luck(Stream.COHORT))
        luck = city.draw(Stream.ARRIVAL, city.day, np.arange(alone, dtype=np.uint64))[:, 0]
        cohorts = [Cohort(1, Origin.RURAL, barrio, NO_COHORT) for barrio in weighted(room, luck).tolist()]
        left, number = expected * together, 0
        while left > 0:
            number += 1
            luck = city.draw(
                Stream.COHORT, city.day, np.array([2 * number, 2 * number + 1], dtype=np.uint64), 4
            ).ravel()
            size = max(1, round(self.cohort_size * float(np.exp(2 * luck[0] - 1))))
            if size > left and luck[1] >= left / size:
                break
            origin = Origin.MINE if luck[2] * together < mines else Origin.RURAL
            kin = np.where(assemblies.origin[: len(room)] == origin, room, STRANGERS * room)
            barrio = int(weighted(kin, luck[3:4])[0])
            if luck[4] < self.founding:
                barrio = self._lay_out(city, barrio, origin) or barrio
            if barrio < len(room):
                room[barrio] = max(1e-9, room[barrio] - size * parameters.household_size)
            cohorts.append(Cohort(size, origin, barrio, barrio))
            left -= size
        return cohorts

    def _arrivals(self, year: int) -> float:
        if year < 1976:
            return self.arrivals_before_1976
        return self.arrivals_before_1992 if year < 1992 else self.arrivals_since_1992

    def _settle(
        self,
        city: "City",
        household: NDArray[np.int64],
        block: NDArray[np.int64],
        parents: NDArray[np.int64],
        leavers: NDArray[np.int64],
        cohorts: list[Cohort],
    ) -> None:
        """Put everyone in their place: the born, those who left home, those who came."""
        households, residents, parameters = city.households, city.residents, city.scenario.city
        settled = len(city.assemblies.names)
        from_home = residents.household[leavers[::2]]
        founded = self._homes(city, leavers)
        arriving, origin = self._arriving(city, cohorts)
        born_ids = child_ids(city.seed, residents.id[parents], residents.children[parents])
        residents.children[parents] += 1

        moved = np.concatenate((block, block[from_home], arriving["block"]))
        places = resettle(households, residents, Removal(household, moved, household[parents], arriving["size"]))
        born, homes, came = places.born, places.homes, places.arrivals
        for rows, columns in ((homes, founded), (came, arriving)):
            for name, values in columns.items():
                getattr(households, name)[rows] = values
        residents.id[born], residents.origin[born], residents.occupation[born] = born_ids, Origin.CITY, Occupation.CHILD
        days_old = city.draw(Stream.BIRTH, 0, born_ids)[:, 0] * DAYS_A_YEAR * QUARTER
        residents.birth[born] = city.day - days_old.astype(int)
        households.start[came] = np.searchsorted(residents.household, came)
        populate(parameters, city.seed, city.day, households, residents, came, origin)
        reckon_households(parameters, households, residents)
        city.register.births += len(born)
        city.register.arrivals += arriving["size"].sum()
        city.take_stock()
        city.welcome(
            Newcomers(
                residents=np.concatenate((born, places.arrived)),
                households=np.concatenate((homes, came)),
                assemblies=np.arange(settled, len(city.assemblies)),
                associations=np.arange(0),
            )
        )

    def _homes(self, city: "City", leavers: NDArray[np.int64]) -> dict[str, NDArray[Any]]:
        """What the homes of those who leave their parents start with, by column; their share of the savings goes along."""
        households, residents = city.households, city.residents
        left = residents.household[leavers]
        takes = households.savings[left] // (households.size[left] + 1)
        np.subtract.at(households.savings, left, takes)
        ids = HOME | residents.id[leavers[::2]]
        return {name: getattr(households, name)[left[::2]] for name in KEPT} | {
            "id": ids,
            "rota": city.draw(Stream.HOME, 1, ids)[:, 0] * ROTA_LENGTH,
            "savings": takes.reshape(-1, 2).sum(axis=1),
        }

    def _arriving(self, city: "City", cohorts: list[Cohort]) -> tuple[dict[str, NDArray[Any]], NDArray[np.uint8]]:
        """The households that come, by column, cohort after cohort; and the origin of each."""
        size, *of_cohort = np.array(cohorts, dtype=np.int64).reshape(-1, len(Cohort._fields)).T
        origin, barrio, kin = np.repeat(of_cohort, size, axis=1)
        season = 4 * city.date.year + city.date.month // 3
        ids = ARRIVED | np.uint64(season << 36) | np.arange(len(barrio), dtype=np.uint64)
        columns = {
            "id": ids,
            "size": sizes_of(city.seed, ids, city.scenario.city.household_size),
            "block": self._blocks_for(city, barrio, ids),
            "cohort": kin,
            "arrival": np.full(len(ids), city.date.year),
        }
        return columns, origin.astype(np.uint8)

    def _affiliate(self, city: "City") -> None:
        """New traders join an association; as trade grows, new ones are founded."""
        residents, associations = city.residents, city.associations
        traders = int(((residents.occupation == Occupation.TRADER) & residents.alive).sum())
        founded = associations.append(max(0, round(traders / MEAN_MEMBERS) - len(associations)))
        found_associations(associations, founded, city.seed, city.territory)
        affiliate(associations, residents, np.arange(len(residents)), city.seed)
        if len(founded):
            none = np.arange(0)
            city.welcome(Newcomers(none, none, none, founded))

    def _bond(self, city: "City") -> None:
        """Cohesion from a shared past and from what is done together."""
        assemblies, parameters = city.assemblies, city.scenario.city
        barrio, cohort = city.residents.barrio.astype(np.int64), city.households.cohort.astype(np.int64)
        together = cohort != NO_COHORT
        pair, count = np.unique(barrio[together] * len(assemblies) + cohort[together], return_counts=True)
        largest = np.zeros(len(assemblies))
        np.maximum.at(largest, pair // len(assemblies), count)
        kin = largest / np.maximum(1, assemblies.households)
        assemblies.bond += QUARTER * (self.bonding * assemblies.q - self.loosening * assemblies.bond)
        past = parameters.cohesion_strangers + (parameters.cohesion_kin - parameters.cohesion_strangers) * kin
        assemblies.cohesion[:] = np.clip(past + assemblies.bond, 0, 1)


def ages(city: "City") -> NDArray[np.float64]:
    """The age of every resident in years."""
    return (city.day - city.residents.birth) / DAYS_A_YEAR


def adults(city: "City") -> NDArray[np.bool_]:
    """Which residents are living adults."""
    return city.residents.alive & (city.residents.occupation != Occupation.CHILD)


def weighted(weight: NDArray[np.float64], luck: NDArray[np.float32]) -> NDArray[np.int64]:
    """Rows drawn in proportion to their weight, one for each draw."""
    ladder = np.cumsum(weight)
    return np.minimum(len(weight) - 1, np.searchsorted(ladder, luck * ladder[-1], side="right"))

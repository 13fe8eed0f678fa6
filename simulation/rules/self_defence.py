"""Self-defence: thefts, the puppets that warn, the whistles that call the neighbours, the police (C15 C16).

The article: people hang puppets to warn thieves and whistle for their neighbours, for the police are absent or with
the thieves. The thieves here come from nowhere and are nobody's neighbours (an assumption): no resident is lost when
one of them dies. Thefts in barrio b on a day are Poisson around

    mean_b = theft_rate / 365 * households_b * (1 - watch * cohesion_b) * lure_b * exp(-warning * puppets_b)
             * (1 - police_b * (1 - police_in_league))
    lure_b = 1 + market_lure * exp(-distance to the market / reach)           police_b = police_presence * state_b

At each theft somebody whistles, and of those at home who hear it

    came   = 2 u * earshot * cohesion_b * at_home_b,   u uniform
    held   with chance came / (came + enough): the thief leaves without the money
    caught with chance catching, when held; else driven off

who is caught is handed over with chance police_b, and then let go with chance police_in_league; is otherwise, with
chance assault, attacked, and dies of it with chance fatal. Who is not held takes up to 2 * loss days of a household's
income out of the city, counted with what is spent outside. With chance hanging * cohesion_b the neighbours
hang a puppet, which warns less and less. `robbed_b`, the thefts that succeeded and the thieves let go, fades too; what
is left of it adds to grievance every quarter (grievance).

**The toll.** By default about seven thieves a year are killed in the whole city: police records have 7 deaths for
2009, of 11 in 15 incidents in three departments (LYN-2009), which sets `fatal` and `assault`. Later counts are lower
(LYN-1416: 3 in 28 months), and all are lower bounds, since no office counts lynchings (LYN-OFF). The article speaks
of 900 a year (ART-20). Every count found contradicts that by two orders of magnitude; the scenario `as_told` sets it,
so that it can be seen what it would mean, and not because it is likely. `thieves_killed` in the daily series,
summed over a year and divided by the scale, is the number to lay beside these.
"""

from typing import TYPE_CHECKING, Annotated, ClassVar

import numpy as np
from numba import njit
from numpy.typing import NDArray

from simulation.chance import Stream
from simulation.parameters import lever, uncertain
from simulation.rules.rule import Rule
from simulation.tables.assemblies import Action, Assemblies
from simulation.tables.newcomers import Newcomers
from simulation.tables.table import Column

if TYPE_CHECKING:
    from simulation.city import City

YEAR = 365.0
MARKET_REACH = 0.06
"""Distance over which the market's lure falls by two thirds, as a share of the city's width (assumption)."""
MOST_THEFTS = 100.0
"""Thefts that may be expected in one barrio on one day, whatever the parameters."""
EACH = 32
"""Bits of a theft's id below its number on the day: its barrio."""


class SelfDefence(Rule):
    """How a barrio without police keeps its thieves off, and what becomes of them."""

    section: ClassVar[str] = "self_defence"
    claims: ClassVar[tuple[str, ...]] = ("C15", "C16")
    does: ClassVar[str] = "theft, puppets, whistles, the police; thieves driven off, caught, hurt, killed"
    columns: ClassVar[dict[str, tuple[Column, ...]]] = {
        "assemblies": (
            Column("lure", np.float32, "x normal", "how much its place draws thieves", initial=1),
            Column("came_running", np.int32, "persons", "how many came running to thefts today"),
            Column("freed", np.int32, "persons", "thieves handed over today whom the police let go"),
            Column("hurt", np.int32, "persons", "thieves attacked today who lived"),
        ),
    }

    theft_rate: Annotated[
        float, uncertain("thefts tried where nothing keeps thieves off", "per household and year", 0, 10)
    ] = 0.25
    watch: Annotated[float, uncertain("thieves kept off by neighbours who know each other, at full cohesion", "share",
                                      0, 1)] = 0.8  # fmt: skip
    market_lure: Annotated[float, uncertain("further thefts at the market", "x normal", 0, 20)] = 4.0
    hanging: Annotated[
        float, uncertain("chance that a puppet is hung after a theft, at full cohesion", "share", 0, 1,
                         "assumption: that they hang everywhere is DOLL")
    ] = 0.25  # fmt: skip
    warning: Annotated[float, uncertain("thieves deterred by a fresh puppet", "share of those left", 0, 10)] = 0.15
    puppet_days: Annotated[float, uncertain("half-life of a puppet's warning", "days", 1, 3650)] = 60.0
    earshot: Annotated[
        float,
        uncertain("neighbours at home who hear a whistle and come, at full cohesion", "share of the barrio", 0, 1),
    ] = 0.045
    enough: Annotated[float, uncertain("neighbours who hold every other thief", "persons", 1, 10_000)] = 40.0
    catching: Annotated[float, uncertain("held thieves who are caught", "share", 0, 1)] = 0.2
    assault: Annotated[
        float, uncertain("chance that the crowd attacks a thief whom it keeps", "share", 0, 1,
                         "evidence LYN-2009: so that 7 a year die, given the other parameters")
    ] = 0.0071  # fmt: skip
    fatal: Annotated[
        float, uncertain("attacked thieves who die", "share", 0, 1, "evidence LYN-2009: 11 deaths in 15 incidents")
    ] = 11 / 15
    loss: Annotated[float, uncertain("mean loss by a theft", "days of income", 0, 100)] = 2.0
    police_presence: Annotated[
        float, lever("police at hand where the state is present", "share", 0, 1,
                     "assumption: absent, says article ART-21; one for 563 people in 2017 (POL-2017)")
    ] = 0.2  # fmt: skip
    police_in_league: Annotated[
        float, uncertain("police who are with the thieves: keep none off, let go whom they are handed", "share", 0, 1,
                         "assumption: that there are such is article ART-21")
    ] = 0.3  # fmt: skip
    memory_days: Annotated[float, uncertain("half-life of having been robbed", "days", 1, 3650)] = 90.0

    def begin(self, city: "City", new: Newcomers) -> None:
        """How near to the market a barrio lies."""
        rows, (x, y) = new.assemblies, city.territory.market
        seat = city.assemblies.first_block[rows]
        far = np.hypot(city.blocks.x[seat] - x, city.blocks.y[seat] - y)
        city.assemblies.lure[rows] = 1 + self.market_lure * np.exp(-far / (MARKET_REACH * city.territory.breadth))

    def apply(self, city: "City") -> None:
        """A day's thefts, and what the neighbours do about them."""
        a = city.assemblies
        a.puppets *= np.float32(0.5 ** (1 / self.puppet_days))
        a.robbed *= np.float32(0.5 ** (1 / self.memory_days))
        luck = city.draw(Stream.THEFT, city.day, np.arange(len(a), dtype=np.uint64))[:, 0]
        a.thefts[:] = poisson(self._expected(a), luck)
        barrio = np.repeat(np.arange(len(a)), a.thefts)
        number = np.arange(len(barrio)) - np.repeat(np.cumsum(a.thefts) - a.thefts, a.thefts)
        self._whistle(city, barrio, (barrio + (number + 1 << EACH)).astype(np.uint64))

    def _police(self, a: Assemblies) -> NDArray[np.float32]:
        return np.float32(self.police_presence) * a.state_presence

    def _expected(self, a: Assemblies) -> NDArray[np.float32]:
        """mean_b of the equation above, shape (barrios,)."""
        watched = 1 - self.watch * a.cohesion
        policed = 1 - self._police(a) * (1 - self.police_in_league)
        return self.theft_rate / YEAR * a.households * watched * a.lure * np.exp(-self.warning * a.puppets) * policed

    def _whistle(self, city: "City", barrio: NDArray[np.intp], theft: NDArray[np.uint64]) -> None:
        """Who comes running to each theft, and what becomes of the thief."""
        a = city.assemblies
        cohesion, police = a.cohesion[barrio], self._police(a)[barrio]
        answer, toll = (city.draw(stream, city.day, theft, 4) for stream in (Stream.WHISTLE, Stream.TOLL))
        at_home = np.maximum(0, a.people - a.came[:, Action.SHIFT :].sum(axis=1))[barrio]
        came = np.rint(2 * answer[:, 0] * self.earshot * cohesion * at_home).astype(np.int64)
        held = answer[:, 1] < came / (came + self.enough)
        caught = held & (answer[:, 2] < self.catching)
        handed = caught & (toll[:, 0] < police)
        freed = handed & (toll[:, 1] < self.police_in_league)
        attacked = caught & ~handed & (toll[:, 2] < self.assault)
        killed = attacked & (toll[:, 3] < self.fatal)
        self._steal(city, barrio[~held], theft[~held])

        def count(which: NDArray[np.bool_]) -> NDArray[np.intp]:
            return np.bincount(barrio[which], minlength=len(a))

        a.came_running[:] = np.bincount(barrio, came, len(a))
        a.caught[:], a.freed[:], a.killed[:] = count(caught), count(freed), count(killed)
        a.hurt[:] = count(attacked & ~killed)
        a.puppets += count(answer[:, 3] < self.hanging * cohesion).astype(np.float32)
        a.robbed += count(~held | freed).astype(np.float32)
        for row in np.flatnonzero(killed).tolist():
            why = f"a theft; {came[row]} neighbours came"
            city.tell("lynching", a.names[barrio[row]], "A man caught stealing is killed by a crowd.", why)

    def _steal(self, city: "City", barrio: NDArray[np.intp], theft: NDArray[np.uint64]) -> None:
        """Take the money out of the city."""
        a, h = city.assemblies, city.households
        luck = city.draw(Stream.THEFT, city.day, theft, 2)
        days = np.float32(2 * self.loss) * luck[:, 1]
        first, last = a.first_household[barrio], a.first_household[barrio] + a.households[barrio]
        city.market.spent += steal(
            first, last, np.ascontiguousarray(luck[:, 0]), days, h.id, h.block, h.income, h.savings
        )


def poisson(mean: NDArray[np.float32], luck: NDArray[np.float32]) -> NDArray[np.int64]:
    """The quantile `luck` of a Poisson count around each mean (at most `MOST_THEFTS`), shape as `mean`."""
    mean = np.minimum(mean, MOST_THEFTS).astype(np.float64)
    chance = np.exp(-mean)
    total, count, step = chance.copy(), np.zeros(mean.shape, dtype=np.int64), 0
    while (more := total < luck).any():
        count += more
        step += 1
        chance *= mean / step
        total += chance
    return count


@njit(cache=True, nogil=True)
def steal(first, last, luck, days, identity, block, income, savings):
    """Take so many days' income, or what there is, from a household of rows first..last; returns centavos taken.

    Which one does not depend on the order of rows within a block: there, households stand in the order of their ids.
    """
    taken = np.int64(0)
    for k in range(first.shape[0]):
        row = first[k] + int(luck[k] * np.float32(last[k] - first[k]))
        begin, end = row, row + 1
        while begin > first[k] and block[begin - 1] == block[row]:
            begin -= 1
        while end < last[k] and block[end] == block[row]:
            end += 1
        for h in range(begin, end):
            before = 0
            for other in range(begin, end):
                before += identity[other] < identity[h]
            if before == row - begin:
                loss = min(savings[h], np.int64(days[k] * np.float32(income[h])))
                savings[h] -= loss
                taken += loss
    return taken

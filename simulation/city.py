"""The city: a Mesa model that owns the tables and lives a day by applying the rules in order."""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import mesa
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulation import chance
from simulation.agents import Ground, register
from simulation.chance import Stream
from simulation.recorder import Recorder
from simulation.rules.rule import Rule
from simulation.scenario import Scenario
from simulation.stopwatch import timing
from simulation.tables.affiliation import affiliate, found_associations
from simulation.tables.associations import Associations
from simulation.tables.businesses import employ
from simulation.tables.city_parameters import CityParameters
from simulation.tables.federations import Federations
from simulation.tables.government import Causes, Government
from simulation.tables.la_paz import LaPaz
from simulation.tables.market import Market
from simulation.tables.names import name_barrios
from simulation.tables.newcomers import Newcomers
from simulation.tables.register import Register
from simulation.tables.residents import bury
from simulation.tables.settlement import settle
from simulation.tables.territory import Routes, nearest, neighbours, share_out

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from simulation.run import Run

SEASONS = (1, 4, 7, 10)
BURN_IN_DAYS = 180
"""Days lived before the first, without causes, so that no series begins with an artefact."""


@dataclass(frozen=True)
class Event:
    """Something that happened, in words, with its cause; `number` is the share of people whom a cause touches."""

    date: date
    kind: str
    place: str
    text: str
    cause: str
    number: float = float("nan")


class City(mesa.Model):
    """Everyone who lives in El Alto, and what they live through.

    Args:
        scenario: what is asked.
        seed: which luck; a run is a function of scenario and seed and of nothing else.
        rules: the day, in order, instead of the scenario's rules: a subclass of a rule, one more, one less.

    The tables are attributes: `residents`, `households`, `blocks`, `stretches`, `routes`, `assemblies`,
    `associations`, `federations`, `la_paz`, `government`, `causes`, `market`. Assemblies, associations, federations
    and the government are also Mesa agents in `agents`, placed on `grid`.
    """

    def __init__(self, scenario: Scenario, seed: int = 1, rules: Iterable[Rule] | None = None) -> None:
        super().__init__(rng=seed)
        self.scenario, self.seed = scenario, seed
        self.rules = dict(scenario.rules) if rules is None else {rule.section: rule for rule in rules}
        self.events: list[Event] = []
        with timing("founding"):
            self._found()
        self.recorder = Recorder(self)
        with timing("burn-in"):
            self._settle_down()

    def _found(self) -> None:
        """Found the city, and let every rule add and fill its columns."""
        scenario = self.scenario
        parameters = scenario.city
        self.day = scenario.start.toordinal() - BURN_IN_DAYS - 1
        settlement = settle(parameters, self.seed, scenario.start.year)
        self.territory, self.blocks = settlement.territory, settlement.blocks
        self.assemblies, self.households = settlement.assemblies, settlement.households
        self.residents = settlement.residents
        self.residents.households = self.households
        self.lay_grid()
        self.stretches = self.territory.stretches(parameters.scale)
        self.routes = Routes.along(self.stretches)
        self.associations = Associations(parameters.scaled(parameters.associations))
        found_associations(self.associations, np.arange(len(self.associations)), self.seed, self.territory)
        affiliate(self.associations, self.residents, np.arange(len(self.residents)), self.seed)
        self.federations, self.la_paz, self.government, self.market = Federations(2), LaPaz(3), Government(1), Market(1)
        self.causes, self.register = Causes.of(scenario.causes), Register(1)
        for rule in self.rules.values():
            for table, columns in rule.columns.items():
                for column in columns:
                    getattr(self, table).add(column)
        self.take_stock()
        self.businesses = employ(self.residents, self.seed)
        tables = (self.residents, self.households, self.assemblies, self.associations)
        self.welcome(Newcomers.everyone(*(len(table) for table in tables)))

    def lay_grid(self) -> None:
        """Lay Mesa's grid over the territory."""
        size = (self.territory.width, self.territory.height)
        self.grid = Ground(size, torus=False, random=self.random)

    def take_stock(self) -> None:
        """Which households and how many people each barrio has, and, where barrios are new, what lies beside them."""
        assemblies, blocks, barrios = self.assemblies, self.blocks, len(self.assemblies)
        self.residents.barrio = blocks.barrio[self.households.block]
        assemblies.households[:] = np.bincount(self.residents.barrio, minlength=barrios)
        assemblies.first_household[:] = np.cumsum(assemblies.households) - assemblies.households
        home = self.residents.barrio[self.residents.household[self.residents.alive]]
        assemblies.people[:] = np.bincount(home, minlength=barrios)
        if len(assemblies.names) != barrios:
            assemblies.names = name_barrios(assemblies.origin)
            self.block_neighbours = neighbours(blocks.x, blocks.y, np.arange(len(blocks), dtype=np.int32), len(blocks))
            self.barrio_neighbours = neighbours(blocks.x, blocks.y, blocks.barrio, barrios)
            share_out(self.stretches, blocks)
            assemblies.stretches[:] = self.stretches.of_barrios(barrios)
            assemblies.relieves[:] = nearest(blocks, assemblies.first_block, assemblies.stretches > 0)

    def welcome(self, new: Newcomers) -> None:
        """Let every rule fill its columns for rows that are new."""
        for rule in self.rules.values():
            rule.begin(self, new)
        register(self, new)

    def _settle_down(self) -> None:
        """Live until the day before the first, in calm."""
        for _ in range(BURN_IN_DAYS):
            self._live_a_day()
        self.events.clear()

    def _live_a_day(self) -> None:
        self.day += 1
        self.residents.today = self.day
        for section, rule in self.rules.items():
            with timing(section):
                rule.apply(self)

    def step(self) -> None:
        """Live one day, and record it."""
        today = self.day + 1
        if any(change.on.toordinal() == today for change in self.scenario.changes):
            self.change_rules(today)
        with timing("days"):
            self._live_a_day()
            with timing("recorder"):
                self.recorder.keep()

    def run(self, until: date | str | None = None, after_day: Callable[["City"], object] | None = None) -> "City":
        """Live until the end of `until` (a date or "2003-10-17"), or of the scenario.

        Args:
            until: the last day to live.
            after_day: called with the city after each day.
        """
        last = self.scenario.end if until is None else date.fromisoformat(until) if isinstance(until, str) else until
        while self.day < last.toordinal():
            self.step()
            if after_day is not None:
                after_day(self)
        return self

    def change_rules(self, day: int) -> None:
        """Make the scenario's changes up to this day, a proleptic ordinal; who made them already may do so again."""
        due = tuple(change for change in self.scenario.changes if change.on.toordinal() <= day)
        changed = self.scenario.rules_after(due)
        self.rules |= {
            section: changed[section] for change in due for section in (key.split(".")[0] for key in change.set)
        }

    @property
    def scenario(self) -> Scenario:
        """What is asked. (Mesa keeps a scenario of its own kind here and writes to it; ours is frozen.)"""
        return self._asked

    @scenario.setter
    def scenario(self, scenario: Scenario) -> None:
        self._asked = scenario

    @property
    def date(self) -> date:
        """The last day lived."""
        return date.fromordinal(self.day)

    @property
    def season_begins(self) -> bool:
        """Whether today begins a quarter of the year, when households are looked at afresh; never in the burn-in."""
        return self.day >= self.scenario.start.toordinal() and self.date.day == 1 and self.date.month in SEASONS

    @property
    def adults(self) -> int:
        """How many adults live here."""
        return int(self.households.adults.sum())

    @property
    def daily(self) -> pd.DataFrame:
        """What was recorded, one row a day."""
        return self.recorder.daily

    def record(self) -> "Run":
        """What this run has left behind so far."""
        return self.recorder.run()

    def plot(self, name: str) -> "Figure":
        """A figure of the run so far: "timeline", "city_map", "participation" or "organisations"."""
        from simulation.figures import draw

        return draw(self.record(), name)

    def tell(self, kind: str, place: str, text: str, cause: str, number: float = float("nan")) -> None:
        """Keep an event for the chronicle."""
        self.events.append(Event(self.date, kind, place, text, cause, number))

    def place(self, table: Any, row: int) -> str:
        """The name of an assembly or an association."""
        return self.assemblies.names[row] if table is self.assemblies else f"Association {row + 1}"

    def draw(self, stream: Stream, day: int, ids: NDArray[np.uint64], width: int = 1) -> NDArray[np.float32]:
        """Uniforms of this city's luck, shape (len(ids), width)."""
        return chance.uniforms(self.seed, stream, day, ids, width)

    def bell(self, stream: Stream, day: int, ids: NDArray[np.uint64]) -> NDArray[np.float32]:
        """Bell-shaped draws of this city's luck, mean 0, variance 1, shape (len(ids),)."""
        return chance.bells(self.seed, stream, day, ids)

    def luck(self, stream: Stream, identity: int = 0) -> float:
        """One uniform of today's luck, for what few people decide."""
        return chance.uniform(self.seed, stream, self.day, identity)

    def bury(self, barrio: int, luck: float) -> bool:
        """An adult of the barrio dies; `luck` says who. Returns whether there was one."""
        households, residents = self.households, self.residents
        first = self.assemblies.first_household[barrio]
        last = first + self.assemblies.households[barrio]
        end = households.start[last] if last < len(households) else len(residents)
        association = bury(residents, households, slice(int(households.start[first]), int(end)), luck)
        if association is None:
            return False
        self.assemblies.people[barrio] -= 1
        if association >= 0:
            self.associations.members[association] -= 1
        return True


def compile_kernels() -> float:
    """Live a few days in a very small city, so that every kernel is compiled or loaded; returns the seconds taken."""
    began = time.perf_counter()
    scenario = Scenario(name="compile", start=date(2003, 1, 1), end=date(2003, 1, 1), city=CityParameters(scale=0.004))
    City(scenario)
    return time.perf_counter() - began

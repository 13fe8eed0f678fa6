"""Self-construction: what the inhabitants build together, and what the rain takes (C4, C5).

The article: there was no infrastructure, every rain makes a lake; roads, huts, schools, sports fields and churches
were built by the inhabitants and nothing by the state. w_bk is what stands in barrio b of kind k, as a share of what
its ground needs; n_b its blocks. On every so many Sundays, each barrio on its own ones, the assembly calls one
household in so many to communal work (mobilisation and participation say who comes). Those who came build what is
missed most, as far as the treasury pays for the material:

    k      = argmax of  wish_k * (1 - w_bk)
    days   = min(came, days missing, treasury / cost_k)            whole days of work, whole centavos
    w_bk' += days / (days_k * n_b)  +  state_builds * state_presence_b * (1 - w_bk) / 365
    treasury' = treasury - days * cost_k                           spent outside the city

A day's rain falls on the whole city, with a chance by season, and mm of it exponential. It stands where no drain
takes it, recedes, and takes road with it:

    rain       = -rain_mean * ln(u)  with chance wet_chance (December to March) or dry_chance, else 0
    flooded_b' = max(flooded_b / 2^(1 / drying_days), (1 - drains_b) * min(1, rain / lake_rain))
    roads_b'   = roads_b * (1 - washout * (1 - drains_b) * min(1, rain / lake_rain))

What stands is a share of what the barrio's ground needs and not of its people: streets are laid out for all of it
when it is founded. A barrio is founded with nothing. A city founded whole starts with what age would have built:

    w_bk = max(0, 1 - c / wish_k),   c = max(0, 1 - age_b / build_years)
"""

from typing import TYPE_CHECKING, Annotated, ClassVar

import numpy as np
from numpy.typing import NDArray

from simulation.chance import Stream
from simulation.parameters import lever, uncertain
from simulation.rules.rule import Rule
from simulation.tables.assemblies import Action, Works
from simulation.tables.newcomers import Newcomers
from simulation.tables.residents import CENTAVOS
from simulation.tables.table import Column

if TYPE_CHECKING:
    from simulation.city import City

WISH = np.array([1.0, 1.0, 0.9, 0.7, 0.6, 0.6], dtype=np.float32)
"""How much each of `Works` is missed where there is none of it: a road and a place to meet first (assumption)."""
WET_MONTHS = (12, 1, 2, 3)
WEEK = 7
YEAR = 365.0
DRY = np.float32(0.05)
"""A barrio with less of it under water is dry."""
NEED = "person-days per block"


class SelfConstruction(Rule):
    """Communal work, rain, and what stands."""

    section: ClassVar[str] = "self_construction"
    claims: ClassVar[tuple[str, ...]] = ("C4", "C5")
    does: ClassVar[str] = "communal work done, weather, what stands and what the rain takes"
    columns: ClassVar[dict[str, tuple[Column, ...]]] = {
        "assemblies": (Column("work_week", np.int32, "weeks", "which of its Sundays it works on"),),
    }

    work_weeks: Annotated[int, lever("weeks between a barrio's days of communal work", "weeks", 1, 520)] = 13
    roads_days: Annotated[float, uncertain("work that the roads of a block need", NEED, 0.1, 1e5)] = 120.0
    huts_days: Annotated[float, uncertain("work that its part of a meeting house needs", NEED, 0.1, 1e5)] = 20.0
    schools_days: Annotated[float, uncertain("work that its part of a school needs", NEED, 0.1, 1e5)] = 60.0
    fields_days: Annotated[float, uncertain("work that its part of a sports field needs", NEED, 0.1, 1e5)] = 20.0
    churches_days: Annotated[float, uncertain("work that its part of a church needs", NEED, 0.1, 1e5)] = 30.0
    drains_days: Annotated[float, uncertain("work that the drains of a block need", NEED, 0.1, 1e5)] = 110.0
    earth_cost: Annotated[
        float, uncertain("material for a day's work on roads, fields and drains", "Bs per person-day", 0, 1e5)
    ] = 10.0
    brick_cost: Annotated[
        float, uncertain("material for a day's work on huts, schools and churches", "Bs per person-day", 0, 1e5)
    ] = 40.0
    state_builds: Annotated[
        float, lever("part of what is missing that the state builds", "per year", 0, 1, "article C5: nothing")
    ] = 0.0
    build_years: Annotated[
        float, uncertain("age at which a barrio of a city founded whole has built it all", "years", 1, 500)
    ] = 30.0
    wet_chance: Annotated[float, uncertain("chance of rain from December to March", "per day", 0, 1)] = 0.5
    dry_chance: Annotated[float, uncertain("chance of rain in other months", "per day", 0, 1)] = 0.06
    rain_mean: Annotated[float, uncertain("rain on a day on which it rains", "mm", 0.1, 1_000)] = 8.0
    lake_rain: Annotated[
        float,
        uncertain("rain that puts all undrained ground under water", "mm", 0.1, 1_000,
                  "assumption: that every rain makes a lake is article C4")
    ] = 20.0  # fmt: skip
    drying_days: Annotated[float, uncertain("half-life of standing water", "days", 0.1, 60)] = 1.0
    washout: Annotated[
        float, uncertain("part of its roads that a barrio loses when all of it floods", "share", 0, 1)
    ] = 0.005

    def begin(self, city: "City", new: Newcomers) -> None:
        """Give each barrio its Sundays, and what its age would have built."""
        rows, a = new.assemblies, city.assemblies
        luck = city.draw(Stream.WORKDAY, 0, rows.astype(np.uint64))[:, 0]
        a.work_week[rows] = self.work_weeks * luck
        age = np.maximum(0, city.date.year - a.founded[rows])
        missing = np.maximum(0, 1 - age / self.build_years).astype(np.float32)
        a.works[rows] = np.maximum(0, 1 - missing[:, None] / WISH)

    def apply(self, city: "City") -> None:
        """Build what those who came can build, let it rain, and plan tomorrow's work."""
        a = city.assemblies
        if (a.called[:, Action.WORK] > 0).any():
            self._build(city, np.flatnonzero(a.came[:, Action.WORK] > 0))
        if self.state_builds > 0:
            a.works += np.float32(self.state_builds / YEAR) * a.state_presence[:, None] * (1 - a.works)
        self._rain(city)
        self._plan(city)

    @property
    def needs(self) -> NDArray[np.float64]:
        """Person-days that a block needs, shape (works,)."""
        return np.array([
            self.roads_days, self.huts_days, self.schools_days, self.fields_days, self.churches_days, self.drains_days
        ])  # fmt: skip

    @property
    def costs(self) -> NDArray[np.int64]:
        """Centavos of material for a day's work, shape (works,)."""
        earth, brick = round(CENTAVOS * self.earth_cost), round(CENTAVOS * self.brick_cost)
        return np.array([earth, brick, brick, earth, brick, earth])

    def _build(self, city: "City", rows: NDArray[np.intp]) -> None:
        """Those who came to work in the barrios `rows` build one kind of works in each."""
        a = city.assemblies
        missing = 1 - a.works[rows]
        kind = np.argmax(WISH * missing, axis=1)
        blocks = np.bincount(city.blocks.barrio, minlength=len(a))[rows]
        needed = self.needs[kind] * np.maximum(1, blocks)
        cost = self.costs[kind]
        days = np.minimum(a.came[rows, Action.WORK], np.ceil(missing[np.arange(len(rows)), kind] * needed))
        days = np.where(cost > 0, np.minimum(days, a.treasury[rows] // np.maximum(1, cost)), days).astype(np.int64)
        a.treasury[rows] -= days * cost
        city.market.spent += (days * cost).sum()
        a.works[rows, kind] = np.minimum(1, a.works[rows, kind] + days / needed)

    def _rain(self, city: "City") -> None:
        """The day's rain, where it stands and what it takes."""
        a = city.assemblies
        a.flooded *= np.float32(0.5 ** (1 / self.drying_days))
        mm = self.rain(city)
        if mm > 0:
            lake = (1 - a.works[:, Works.DRAINS]) * np.float32(min(1.0, mm / self.lake_rain))
            np.maximum(a.flooded, lake, out=a.flooded)
            a.works[:, Works.ROADS] *= 1 - np.float32(self.washout) * lake
        a.flooded[a.flooded < DRY] = 0

    def rain(self, city: "City") -> float:
        """The day's rain in mm."""
        falls, much = city.draw(Stream.RAIN, city.day, np.zeros(1, dtype=np.uint64), 2)[0]
        wet = city.date.month in WET_MONTHS
        return float(-self.rain_mean * np.log(much)) if falls < (self.wet_chance if wet else self.dry_chance) else 0.0

    def _plan(self, city: "City") -> None:
        """Which assemblies mean to work together tomorrow: on their own Sundays, while anything is missing."""
        a = city.assemblies
        week, day = divmod(city.day + 1, WEEK)
        if day:  # day 0 of this count is a Sunday
            a.work_planned[:] = False
        else:
            a.work_planned[:] = ((week + a.work_week) % self.work_weeks == 0) & (a.works.min(axis=1) < 1)

"""Simpler explanations, held to the same rows: what does the model add to them?

`no_social`: the same rules, but nobody is moved by anybody: no ties, no sway of hands, no expectation from a vote, no
hope from how many are up or from a call.

`constant_hazard`: a barrio rises by chance and by contagion, whatever anyone is angry about, and stands down by
chance. With beside_b the share of the neighbouring barrios that are up,

    P(b rises today)       = 1 - exp(-(rising + catching * beside_b))
    P(b stands down today) = 1 - exp(-standing_down)

and the same for associations, with the share of them on strike beside each. All else is the full model's: who comes
to a barricade, which roads are cut, what the government does. Its three rates are fitted to the rows of October 2003
that the full model is fitted to, by a search (`points`, `distance`).
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from simulation.chance import Stream
from simulation.parameters import uncertain
from simulation.rules.mobilisation import Mobilisation, neighbours_up
from simulation.scenario import Scenario
from simulation.study.draws import with_parameters
from simulation.study.measures import Kept
from simulation.study.rows import targets

if TYPE_CHECKING:
    from simulation.city import City

FULL, ALONE, HAZARD = "full", "no_social", "constant_hazard"
TITLES = {FULL: "the model", ALONE: "no social term", HAZARD: "constant hazard, spread by neighbourhood"}
UNSOCIAL = {
    "participation.ties": 0.0,
    "participation.common_knowledge": 0.0,
    "mobilisation.sway": 0.0,
    "grievance.breadth_hope": 0.0,
    "grievance.call_hope": 0.0,
}
"""The parameters by which one person moves another, at nought."""
RATES = {"rising": (1e-5, 0.3), "catching": (1e-2, 5.0), "standing_down": (1e-3, 1.0)}
"""Bounds of the search, per day; it is even in logarithms."""
POINTS, FINER, NEAR = 40, 20, 2.0
"""Points of the search over all of the bounds, then around the best of them, within this factor."""
SEARCH_SEED = 20031008
SEARCH_SEEDS, SEARCH_SCALE = (1, 2, 3), 0.05
"""With which the points are lived."""


class ConstantHazard(Mobilisation):
    """Barrios rise and stand down by chance and by contagion; nobody votes."""

    claims: ClassVar[tuple[str, ...]] = ()
    does: ClassVar[str] = "barrios rise by chance and by contagion, whatever anyone is angry about (a null model)"

    rising: Annotated[float, uncertain("hazard of rising where no neighbour is up", "per day", 0, 10)] = 0.001
    catching: Annotated[float, uncertain("what is added to it where every neighbour is up", "per day", 0, 10)] = 0.3
    standing_down: Annotated[float, uncertain("hazard of standing down", "per day", 0, 10)] = 0.05

    def _assemblies_vote(self, city: "City") -> None:
        beside = neighbours_up(*city.barrio_neighbours, city.assemblies.up)
        self._by_chance(city, city.assemblies, beside, 0)

    def _associations_vote(self, city: "City") -> None:
        table = city.associations
        self._by_chance(city, table, np.full(len(table), table.striking.mean(), dtype=np.float32), 1 << 32)

    def _by_chance(self, city: "City", table: Any, beside: NDArray[np.float32], first_id: int) -> None:
        """Who rises and who stands down today; meetings are held once a month and decide nothing."""
        table.next_meeting[table.met] = city.day + self.month - 1
        luck = city.draw(Stream.MOOD, city.day, np.arange(len(table), dtype=np.uint64) + np.uint64(first_id))[:, 0]
        rate = np.where(table.striking, self.standing_down, self.rising + self.catching * beside)
        table.striking ^= luck < 1 - np.exp(-rate)
        table.voted[:] = table.striking
        table.mandate_until[:] = np.where(table.striking, city.day + self.mandate_days, 0)


def no_social(scenario: Scenario) -> Scenario:
    """A scenario in which nobody is moved by anybody."""
    return with_parameters(scenario, UNSOCIAL).model_copy(update={"name": f"{scenario.name}-{ALONE}"})


def constant_hazard(scenario: Scenario, rates: Mapping[str, float]) -> Scenario:
    """A scenario in which barrios rise by chance and by contagion, with these rates."""
    rule = ConstantHazard(**{**scenario.rules["mobilisation"].model_dump(), **rates})
    rules = {**scenario.rules, "mobilisation": rule}
    return scenario.model_copy(update={"rules": rules, "name": f"{scenario.name}-{HAZARD}"})


def points() -> list[dict[str, float]]:
    """The first points of the search: a Latin hypercube over `RATES`, even in logarithms."""
    luck = np.random.default_rng(SEARCH_SEED)
    places = np.column_stack([(luck.permutation(POINTS) + 0.5) / POINTS for _ in RATES])
    low, high = np.log(np.array(list(RATES.values()))).T
    return [_rates(row) for row in np.exp(low + places * (high - low))]


def around(best: Mapping[str, float]) -> list[dict[str, float]]:
    """The last points of the search: around the best of the first, within a factor of `NEAR`, inside the bounds."""
    luck = np.random.default_rng(SEARCH_SEED + 1)
    low, high = np.array(list(RATES.values())).T
    factors = NEAR ** (2 * luck.random((FINER, len(RATES))) - 1)
    return [_rates(row) for row in np.clip(np.array(list(best.values())) * factors, low, high)]


def _rates(row: NDArray[np.float64]) -> dict[str, float]:
    return {name: float(f"{value:.4g}") for name, value in zip(RATES, row, strict=True)}


def asked_of(kept: Kept) -> dict[str, float | None]:
    """The rows that may be fitted to, of one run; None where the thing did not come about."""
    values = {row.id: row.of(kept) for row in targets()}
    return {id: value if np.isfinite(value) else None for id, value in values.items()}


def distance(runs: Sequence[Mapping[str, float | None]]) -> float:
    """How far runs lie from the rows that may be fitted to, 0..1: the mean over rows of

        min(1, gap / max(1, middle))     gap from the median over runs to history's interval, middle of that interval

    and 1 for a row that did not come about in at least half of the runs.
    """
    gaps = []
    for row in targets():
        there = [value for run in runs if (value := run[row.id]) is not None]
        if 2 * len(there) < len(runs) or not there:
            gaps.append(1.0)
            continue
        median = float(np.median(there))
        gap = max(row.low - median, median - row.high, 0.0)
        gaps.append(min(1.0, gap / max(1.0, (row.low + row.high) / 2)))
    return float(np.mean(gaps))

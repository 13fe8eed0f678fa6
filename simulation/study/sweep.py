"""A sweep: one to four parameters moved through their bounds, every point lived with the same seeds.

    grid     every combination of evenly spaced values
    lhs      a Latin hypercube: each parameter's range in as many stretches as there are points, one point in each
    sobol    a Sobol sequence, scrambled; best with a power of two points

The scrambling and the hypercube depend on the first seed alone, so the same question has the same points. Seeds are
shared: points differ by their parameters, not by their luck. What has ended is kept (`many`), so a sweep goes on where
it was stopped, and a finer one lives only the points that are new.

No sharp step in a picture is a tipping point. `finite_size` asks whether the step sharpens as the city grows.
"""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulation.errors import ScenarioError, nearest
from simulation.scenario import Scenario
from simulation.study.axes import Axis, varied
from simulation.study.dataset import Numbers
from simulation.study.many import OnDone, live_many
from simulation.study.measures import OUTCOMES, Kept, Measure
from simulation.study.paired import bootstrap
from simulation.study.wave_measures import OF_WAVES
from simulation.wording import found

DESIGNS = ("grid", "lhs", "sobol")
POINTS = {"grid": 5, "lhs": 32, "sobol": 32}
"""Points of a design where no number is said; of a grid, values of each parameter."""
MOST_RUNS = 1_000_000
MEASURED: dict[str, Measure] = OUTCOMES | OF_WAVES
"""What every run of a sweep is asked, so that another picture needs no new runs."""

Sets = Callable[[Mapping[str, float]], Mapping[str, float]]


def as_named(values: Mapping[str, float]) -> Mapping[str, float]:
    """What the axes of a sweep set, where each is the parameter whose name it bears."""
    return values


@dataclass(frozen=True)
class Sweep:
    """The runs of a sweep.

    Attributes:
        scenario: what is varied.
        axes: what varies, and between which bounds.
        points: values, shape (points, axes).
        seeds: lived at every point.
        design: one of `DESIGNS`.
        scales: of the city; every point is lived at each.
        sets: what a point sets, {"section.key": value}, of {axis: value}.
    """

    scenario: Scenario
    axes: tuple[Axis, ...]
    points: NDArray[np.float64]
    seeds: range
    design: str
    scales: tuple[float, ...]
    sets: Sets = as_named

    def identity(self) -> dict[str, Any]:
        """What runs of this sweep's folder share, whatever its points: the scenario and what varies."""
        return {"study": "sweep", "scenario_digest": self.scenario.digest(), "axes": [axis.name for axis in self.axes]}

    def at(self, point: Sequence[float], scale: float) -> Scenario:
        """The scenario of a point."""
        values = dict(zip((axis.name for axis in self.axes), (float(value) for value in point), strict=True))
        return varied(self.scenario, {**self.sets(values), "city.scale": scale})

    def asked(self) -> dict[str, tuple[Scenario, int]]:
        """Scenario and seed of each run, by name."""
        runs: dict[str, tuple[Scenario, int]] = {}
        for scale, (number, point) in product(self.scales, enumerate(self.points)):
            scenario = self.at(point, scale)
            runs |= {f"scale{scale:g}-point{number}-seed{seed}": (scenario, seed) for seed in self.seeds}
        return runs


def sweep_of(
    scenario: Scenario, axes: tuple[Axis, ...], design: str, points: int | None, seeds: range,
    scales: Sequence[float] = (), sets: Sets = as_named,
) -> Sweep:  # fmt: skip
    """The runs of a sweep.

    Args:
        scenario: what is varied.
        axes: what varies.
        design: one of `DESIGNS`.
        points: how many; of a grid, values of each axis that does not say how many it has. None for `POINTS`.
        seeds: lived at every point.
        scales: of the city; the scenario's own if none is said.
        sets: what a point sets.

    Raises:
        ScenarioError: when there are too few points or too many runs.
    """
    count = POINTS[design] if points is None else points
    if count < 1:
        raise ScenarioError(f"--points {count}: too few; allowed: 1 or more")
    if design != "grid" and (said := [axis.name for axis in axes if axis.count]):
        raise ScenarioError(f"--vary {said[0]} says how many values it has, which only a grid can; allowed: --points")
    sizes = [axis.count or count for axis in axes] if design == "grid" else [count]
    runs = int(np.prod([float(size) for size in sizes])) * len(seeds) * max(1, len(scales))
    if runs > MOST_RUNS:
        raise ScenarioError(f"this would be {runs:,} runs; allowed: up to {MOST_RUNS:,}")
    where = _grid(axes, count) if design == "grid" else _spread(axes, design, count, seeds.start)
    return Sweep(scenario, axes, where, seeds, design, tuple(scales) or (scenario.city.scale,), sets)


def _grid(axes: Sequence[Axis], count: int) -> NDArray[np.float64]:
    return np.array(list(product(*(axis.grid(count) for axis in axes))), dtype=np.float64)


def _spread(axes: Sequence[Axis], design: str, count: int, seed: int) -> NDArray[np.float64]:
    from scipy.stats import qmc

    if design == "lhs":
        shares = qmc.LatinHypercube(len(axes), rng=seed).random(count)
    else:
        sequence = qmc.Sobol(len(axes), rng=seed)
        shares = sequence.random_base2(int(np.ceil(np.log2(count))))[:count]
    return np.column_stack([axis.at(column) for axis, column in zip(axes, shares.T, strict=True)])


def numbers_of(kept: Kept) -> Numbers:
    """Of a run every measure, None where it did not come about."""
    numbers = {name: float(measure.of(kept)) for name, measure in MEASURED.items()}
    return {name: None if number != number else number for name, number in numbers.items()}


def live_sweep(
    plan: Sweep,
    folder: Path,
    workers: int | None = None,
    on_done: OnDone | None = None,
    executor: Executor | None = None,
) -> pd.DataFrame:
    """Live the runs that the dataset in `folder` does not hold yet.

    Returns:
        A row a run: `scale`, `point` (its number), each axis by name, `seed`, and every measure (NaN where it did not
        come about).

    Raises:
        RunError: when runs failed; the others are kept.
    """
    lived = live_many(plan.asked(), numbers_of, folder, workers, on_done, executor)
    places = product(plan.scales, range(len(plan.points)), plan.seeds)
    names = [axis.name for axis in plan.axes]
    rows = [
        {"scale": scale, "point": point, **dict(zip(names, plan.points[point], strict=True)), "seed": seed, **numbers}
        for (scale, point, seed), numbers in zip(places, lived.values(), strict=True)
    ]
    return pd.DataFrame(rows).astype(dict.fromkeys(MEASURED, float))


def cells(table: pd.DataFrame, axes: Sequence[str], outcome: str) -> pd.DataFrame:
    """A sweep point by point, for one outcome.

    Returns:
        A row a scale and point: `scale`, `point`, the axes, `mean` with the 95 % interval `low` to `high` over seeds
        (NaN below three), `sd`, and `came` (seeds in which the outcome came about) of `seeds`.
    """
    rows = []
    for (scale, point), runs in table.groupby(["scale", "point"], sort=True):
        values = runs[outcome].to_numpy(np.float64)
        there = values[np.isfinite(values)]
        interval = bootstrap(values)
        spread = float(there.std(ddof=1)) if len(there) > 1 else np.nan
        rows.append({"scale": scale, "point": point, **{name: runs[name].iloc[0] for name in axes}, "mean": interval.mean,
                     "low": interval.low, "high": interval.high, "sd": spread, "came": len(there),
                     "seeds": len(values)})  # fmt: skip
    return pd.DataFrame(rows)


def finite_size(table: pd.DataFrame, axis: str, outcome: str) -> pd.DataFrame:
    """Does the steepest step along an axis sharpen as the city grows?

    With y_k the mean outcome at the k-th value of the axis, averaged over all others,

        step  = max over k of |y_(k+1) - y_k| / (max y - min y)      1 when all of it happens in one step
        spread = max over k of the standard deviation over seeds     grows with size only if both sides coexist

    At a tipping point the step goes to one and stays there as the grid is refined, and the spread does not fall. A
    smooth response, or one smeared by few barrios, does neither.

    Returns:
        A row a scale: `scale`, `step` with the interval `low` to `high` (bootstrap over seeds, 95 %), `between` (the
        values of the axis between which it lies) as `from` and `to`, `range` (max y - min y) and `spread`.
    """
    rows = []
    for scale, runs in table.groupby("scale", sort=True):
        grid = runs.pivot_table(index="seed", columns=axis, values=outcome, aggfunc="mean")
        at = grid.columns.to_numpy(dtype=np.float64)
        values = grid.to_numpy(dtype=np.float64)
        step, where = _steepest(np.nanmean(values, axis=0))
        picks = np.random.default_rng(len(values)).integers(len(values), size=(500, len(values)))
        steps = [_steepest(np.nanmean(values[pick], axis=0))[0] for pick in picks] if len(values) > 2 else [np.nan]
        low, high = np.quantile(steps, [0.025, 0.975])
        mean = np.nanmean(values, axis=0)
        spread = np.nanstd(values, axis=0, ddof=1).max() if len(values) > 1 else np.nan
        rows.append({"scale": scale, "step": step, "low": low, "high": high, "from": at[where], "to": at[where + 1],
                     "range": mean.max() - mean.min(), "spread": spread})  # fmt: skip
    return pd.DataFrame(rows)


def sharpens(sizes: pd.DataFrame) -> str:
    """What a finite-size check allows to be said."""
    if len(sizes) < 2:
        return "one scale only: nothing can be said of a tipping point"
    small, large = sizes.iloc[0], sizes.iloc[-1]
    if large["range"] <= 0 or not np.isfinite([small["high"], large["low"]]).all():
        return "too few seeds, or nothing changes: nothing can be said of a tipping point"
    if large["low"] > small["high"]:
        return (
            f"the steepest step is sharper at scale {large['scale']:g} than at {small['scale']:g}: "
            "compatible with a tipping point, which finer grids and larger cities would have to confirm"
        )
    return (
        f"the steepest step is no sharper at scale {large['scale']:g} than at {small['scale']:g}: "
        "no tipping point is shown"
    )


def _steepest(means: NDArray[np.float64]) -> tuple[float, int]:
    """The largest step between neighbours as a share of the whole range, and where it begins."""
    steps = np.abs(np.diff(means))
    extent = np.nanmax(means) - np.nanmin(means)
    where = int(np.nanargmax(steps))
    return float(steps[where] / extent) if extent > 0 else 0.0, where


def outcome_called(name: str) -> Measure:
    """An outcome by its name.

    Raises:
        ScenarioError: when there is none.
    """
    if name not in MEASURED:
        raise ScenarioError(
            f"--outcome {found(name)}: there is no such outcome{nearest(name, MEASURED)}; allowed: {', '.join(MEASURED)}"
        )
    return MEASURED[name]

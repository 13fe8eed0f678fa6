"""Which parameters matter? Morris's elementary effects over all that nobody knows, before a few are calibrated.

Each of N trajectories begins at a point of a grid of four levels and moves one parameter after the other by two thirds
of its range, so a trajectory of k parameters takes k + 1 runs. All runs of a trajectory share one seed: a step then
differs from the one before by its parameter and by nothing else. With EE the change of an outcome over a step, given
for the whole range,

    mu*   = mean |EE|     how much the parameter does;        sigma = sd EE     how much that depends on the others

over the trajectories (Morris 1991; Campolongo, Cariboni and Saltelli 2007), with SALib's bootstrap interval of mu*.
Bounds are those of `vary`. What did not come about counts as `targets.censored` says: a step over the edge of an
uprising is part of what a parameter does.
"""

from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from SALib.analyze import morris as analysis
from SALib.sample import morris as sampling

from simulation.scenario import Scenario
from simulation.study.dataset import Numbers
from simulation.study.draws import with_parameters
from simulation.study.many import OnDone, live_many
from simulation.study.measures import Kept
from simulation.study.rows import SHARE, Row
from simulation.study.targets import came, censored, distance, statistics
from simulation.study.vary import Vary, likely, uncertain_parameters

LEVELS = 4
WAVE, DISTANCE = "wave", "distance"
"""The outcomes that are no row."""


@dataclass(frozen=True)
class Design:
    """The runs of a screening.

    Attributes:
        scenario: what is varied.
        vary: the parameters with their bounds.
        points: their values, shape (trajectories * (parameters + 1), parameters).
        seeds: the seed of each run.
        rows: the rows of the evidence whose numbers are outcomes.
    """

    scenario: Scenario
    vary: tuple[Vary, ...]
    points: NDArray[np.float64]
    seeds: tuple[int, ...]
    rows: tuple[Row, ...]

    @property
    def problem(self) -> dict[str, Any]:
        """The parameters as SALib wants them."""
        return {
            "num_vars": len(self.vary),
            "names": [vary.name for vary in self.vary],
            "bounds": [[vary.low, vary.high] for vary in self.vary],
        }

    def asked(self) -> dict[str, Any]:
        """All of it as plain values: what tells this screening from another."""
        return {
            "study": "screening",
            "scenario_digest": self.scenario.digest(),
            "vary": [[vary.name, vary.low, vary.high] for vary in self.vary],
            "rows": [row.id for row in self.rows],
            "runs": len(self.points),
            "seed": self.seeds[0],
        }

    def run(self, number: int) -> tuple[Scenario, int]:
        """What one run lives, and with which seed."""
        values = {vary.name: float(value) for vary, value in zip(self.vary, self.points[number], strict=True)}
        return with_parameters(self.scenario, values), self.seeds[number]


def design(scenario: Scenario, rows: Sequence[Row], trajectories: int, seed: int) -> Design:
    """The runs of a screening of everything unknown, the same each time for the same question."""
    vary = tuple(likely(parameter) for parameter in uncertain_parameters(scenario))
    begun = Design(scenario, vary, np.empty((0, len(vary))), (), tuple(rows))
    points = sampling.sample(begun.problem, trajectories, num_levels=LEVELS, seed=seed)
    seeds = tuple(seed + trajectory for trajectory in range(trajectories) for _ in range(len(vary) + 1))
    return Design(scenario, vary, points, seeds, tuple(rows))


def live_design(
    plan: Design,
    folder: Path,
    workers: int | None = None,
    on_done: OnDone | None = None,
    executor: Executor | None = None,
) -> pd.DataFrame:
    """Live the runs that the dataset in `folder` does not hold yet, and keep each as it ends (`many.live_many`).

    Returns:
        The numbers of every run: a row a run, a column an outcome, what did not come about counted as `censored`.

    Raises:
        RunError: when runs failed; the others are kept.
    """
    asked = {f"run-{number}": plan.run(number) for number in range(len(plan.points))}
    lived = live_many(asked, partial(numbers_of, plan.rows), folder, workers, on_done, executor)
    return outcomes(plan, list(lived.values()))


def numbers_of(rows: Sequence[Row], kept: Kept) -> Numbers:
    """Of a run the rows' numbers, None where one did not come about, and whether a wave came."""
    return statistics(rows, kept) | {WAVE: float(came(rows, kept))}


def outcomes(plan: Design, lived: Sequence[Numbers]) -> pd.DataFrame:
    """The numbers of every run as analyses need them: what did not come about counted as `censored`."""
    table = []
    for told in lived:
        row: dict[str, float | None] = {DISTANCE: distance(plan.rows, told), WAVE: told[WAVE]}
        table.append(row | {each.id: censored(each, told[each.id], plan.scenario.days) for each in plan.rows})
    return pd.DataFrame(table).astype(float)


def effects(plan: Design, lived: pd.DataFrame, seed: int) -> pd.DataFrame:
    """What every parameter does to every outcome.

    Args:
        plan: the design.
        lived: the numbers of its runs (`live_design`).
        seed: of the bootstrap.

    Returns:
        A row a parameter and outcome: `parameter`, `outcome`, `label`, `unit`, `mu_star` with its 95 % half width
        `mu_star_conf`, `mu`, `sigma`, and `relative`, mu* as a share of the largest of that outcome (0 where no
        parameter does anything).
    """
    labels = {DISTANCE: ("distance from history", "tolerances"), WAVE: ("a wave came", SHARE)}
    labels |= {row.id: (row.says, row.unit) for row in plan.rows}
    tables = []
    for outcome, values in lived.items():
        found = analysis.analyze(plan.problem, plan.points, values.to_numpy(), num_levels=LEVELS, seed=seed)
        columns = {key: np.asarray(found[key], dtype=np.float64) for key in ("mu_star", "mu_star_conf", "mu", "sigma")}
        table = pd.DataFrame({"parameter": found["names"], "outcome": outcome, **columns})
        table.insert(2, "label", labels[str(outcome)][0])
        table.insert(3, "unit", labels[str(outcome)][1])
        table["relative"] = table["mu_star"] / (table["mu_star"].max() or 1.0)
        tables.append(table)
    return pd.concat(tables, ignore_index=True)


def ranked(table: pd.DataFrame) -> list[str]:
    """Parameters by what they do, most first: the mean over the rows' outcomes of mu* relative to its largest."""
    rows = table[table["outcome"] != DISTANCE]
    return [str(name) for name in rows.groupby("parameter")["relative"].mean().sort_values(ascending=False).index]

"""How much of what comes out varies because of each of a few parameters, and how much because of chance?

Variance-based indices (Sobol 1993; Saltelli et al. 2010; SALib). With V the variance of an outcome over the bounds of
all inputs, and E and V of y conditional on input i (or on all but i),

    S1_i = V(E(y | i)) / V         what i does by itself: by how much V would fall if it were known
    ST_i = E(V(y | all but i)) / V          with all it does together with others: what would be left if only it were not

A run also depends on its seed, so chance is one of the inputs: a number between 0 and 1 that is drawn like the others
and picks the seed. Its S1 is what no knowledge of parameters would take away.

N base points take N (k + 2) runs for k inputs, chance counted.
"""

from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from SALib.analyze import sobol as analysis
from SALib.sample import sobol as sampling

from simulation.errors import ScenarioError
from simulation.scenario import Scenario
from simulation.study.axes import Axis, varied
from simulation.study.many import OnDone, live_many
from simulation.study.sweep import MEASURED, numbers_of

CHANCE = "chance"
"""The input that is no parameter."""
FEWEST, MOST = 8, 65_536
"""Base points."""
LARGEST_SEED = 2**31


@dataclass(frozen=True)
class Plan:
    """The runs of an analysis.

    Attributes:
        scenario: what is varied.
        axes: the parameters with their bounds.
        points: the inputs of every run, each as a share of its range, chance last; shape (N (k + 2), k).
        seed: of the sequence.
        outcomes: names of measures.
    """

    scenario: Scenario
    axes: tuple[Axis, ...]
    points: NDArray[np.float64]
    seed: int
    outcomes: tuple[str, ...]

    @property
    def problem(self) -> dict[str, Any]:
        """The inputs as SALib wants them."""
        names = [*(axis.name for axis in self.axes), CHANCE]
        return {"num_vars": len(names), "names": names, "bounds": [[0.0, 1.0]] * len(names)}

    def asked(self) -> dict[str, Any]:
        """All of it as plain values: what tells this analysis from another."""
        return {
            "study": "sobol",
            "scenario_digest": self.scenario.digest(),
            "vary": [[axis.name, axis.low, axis.high] for axis in self.axes],
            "runs": len(self.points),
            "seed": self.seed,
        }

    def run(self, number: int) -> tuple[Scenario, int]:
        """What a run lives, and with which seed."""
        *shares, chance = self.points[number]
        values = {
            axis.name: float(axis.at(np.array([share]))[0]) for axis, share in zip(self.axes, shares, strict=True)
        }
        return varied(self.scenario, values), int(chance * LARGEST_SEED)


def plan_of(scenario: Scenario, axes: tuple[Axis, ...], samples: int, seed: int, outcomes: Sequence[str]) -> Plan:
    """The runs of an analysis, the same each time for the same question.

    Raises:
        ScenarioError: when there are too few or too many base points, or not a power of two of them.
    """
    if not FEWEST <= samples <= MOST or samples & (samples - 1):
        raise ScenarioError(f"--samples {samples}: allowed: a power of two from {FEWEST} to {MOST:,}")
    begun = Plan(scenario, axes, np.empty((0, len(axes) + 1)), seed, tuple(outcomes))
    points = sampling.sample(begun.problem, samples, calc_second_order=False, seed=seed)
    return Plan(scenario, axes, points, seed, tuple(outcomes))


def live_plan(
    plan: Plan,
    folder: Path,
    workers: int | None = None,
    on_done: OnDone | None = None,
    executor: Executor | None = None,
) -> pd.DataFrame:
    """Live the runs that the dataset in `folder` does not hold yet: a row a run, a column a measure."""
    asked = {f"run-{number}": plan.run(number) for number in range(len(plan.points))}
    lived = live_many(asked, numbers_of, folder, workers, on_done, executor)
    return pd.DataFrame(list(lived.values())).astype(float)


def indices(plan: Plan, lived: pd.DataFrame) -> pd.DataFrame:
    """The indices of every input for every outcome.

    An outcome that did not come about in some run has no indices: no number can stand for a wave that did not come.

    Returns:
        A row an input and outcome: `parameter`, `outcome`, `label`, `unit`, `s1` and `st` with their 95 % half widths
        `s1_conf` and `st_conf`; NaN where nothing varied or the outcome did not always come about.
    """
    tables = []
    for outcome in plan.outcomes:
        values = lived[outcome].to_numpy(np.float64)
        names = plan.problem["names"]
        columns = {key: np.full(len(names), np.nan) for key in ("S1", "S1_conf", "ST", "ST_conf")}
        if np.isfinite(values).all() and np.ptp(values) > 0:
            found = analysis.analyze(plan.problem, values, calc_second_order=False, seed=plan.seed)
            columns = {key: np.asarray(found[key], dtype=np.float64) for key in columns}
        table = pd.DataFrame({"parameter": names, "outcome": outcome, "label": MEASURED[outcome].label,
                              "unit": MEASURED[outcome].unit})  # fmt: skip
        tables.append(table.assign(**{key.lower(): column for key, column in columns.items()}))
    return pd.concat(tables, ignore_index=True)


def ranked(table: pd.DataFrame) -> list[str]:
    """Inputs by what they do with others, most first: the mean of ST over the outcomes that have one."""
    means = table.groupby("parameter", sort=False)["st"].mean().fillna(-1.0)
    return [str(name) for name in means.sort_values(ascending=False, kind="stable").index]

"""What a calibration came to: the posterior, its median as a scenario, and which rows pin which parameters.

With sd the weighted standard deviation of a parameter over the posterior, and the prior uniform on [low, high],

    contraction = 1 - sd / ((high - low) / sqrt(12))          0: as wide as before; 1: a point

A parameter is *pinned* when its contraction is at least `PINNED`, and else stays free. A row pins it when the partial
rank correlation of the parameter with the row's number, the other parameters held, is at least `TELLS` either way
over all points that were judged, kept or not (what did not come about counts as `targets.censored` says). Weights w
make n points worth 1 / sum w^2; of fewer than `FEWEST_WORTH` neither is said.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyabc
import tomlkit
from numpy.typing import NDArray
from scipy.stats import rankdata

from simulation.study.calibration import DATABASE, PRIOR, Problem
from simulation.study.draws import WEIGHT, Draws
from simulation.study.ensemble import Ensemble
from simulation.study.evaluations import Evaluations
from simulation.study.measures import Kept
from simulation.study.targets import censored

PINNED = 0.3
"""Contraction from which a parameter counts as pinned (assumption)."""
TELLS = 0.2
"""Partial rank correlation from which a row tells of a parameter (assumption)."""
FEWEST_WORTH = 10
"""Points of equal weight that a posterior must be worth before a parameter is called pinned or free."""
FREE, IS_PINNED, NOT_TOLD = "stays free", "pinned", "too few points"
LEVELS = (0.05, 0.5, 0.95)
"""Quantiles: nine in ten points lie between the first and the last."""


@dataclass(frozen=True)
class Posterior:
    """A calibration that has come to an end.

    Attributes:
        problem: what was calibrated.
        evaluations: every run.
        generations: a row a generation, the prior first: `t`, `epsilon`, `samples` (runs judged), `particles` (kept).
        draws: the points kept last, with their weights.
    """

    problem: Problem
    evaluations: Evaluations
    generations: pd.DataFrame
    draws: Draws

    @classmethod
    def load(cls, problem: Problem, evaluations: Evaluations) -> "Posterior":
        """The posterior of a calibration from its folder."""
        history = pyabc.History(f"sqlite:///{(evaluations.folder / DATABASE).absolute()}")
        points, weights = history.get_distribution(m=0)
        table = points.reset_index(drop=True).rename_axis(columns=None).assign(**{WEIGHT: weights})
        kept = ["t", "epsilon", "samples", "particles"]
        return cls(problem, evaluations, history.get_all_populations()[kept], Draws.of_table(table, DATABASE))

    def write(self, path: Path) -> None:
        """Write points and weights as Parquet, for `--draws`."""
        self.draws.points.assign(**{WEIGHT: self.draws.weights}).to_parquet(path, index=False)

    @cached_property
    def judged(self) -> pd.DataFrame:
        """The runs that were judged, in order: `generation`, the parameters, and the rows' numbers by id."""
        table = []
        for t, samples in zip(self.generations["t"], self.generations["samples"], strict=True):
            for number in range(int(samples)):
                record = self.evaluations[f"{t}/{number}"]
                table.append({"generation": int(t), **record["parameters"], **record["statistics"]})
        return pd.DataFrame(table).astype(float)

    @property
    def prior(self) -> pd.DataFrame:
        """The rows' numbers of the points from the prior: a row a run, a column a row of the evidence."""
        return self.judged.loc[self.judged["generation"] == PRIOR, [row.id for row in self.problem.rows]]

    @property
    def worth(self) -> float:
        """How many points of equal weight the posterior is worth."""
        return float(1 / (self.draws.weights**2).sum())

    def verdict(self, contraction: float) -> str:
        """Whether a parameter is pinned."""
        return NOT_TOLD if self.worth < FEWEST_WORTH else IS_PINNED if contraction >= PINNED else FREE

    def median(self) -> dict[str, float]:
        """The weighted median of each parameter by itself, to six figures."""
        return {name: float(f"{levels[1]:.6g}") for name, levels in self.quantiles().items()}

    def quantiles(self) -> dict[str, NDArray[np.float64]]:
        """The weighted quantiles (`LEVELS`) of each parameter by itself."""
        return {
            vary.name: weighted_quantiles(self.draws.points[vary.name].to_numpy(), self.draws.weights)
            for vary in self.problem.vary
        }

    def parameters(self) -> pd.DataFrame:
        """Each parameter (index): `low`, `high` of its prior, its quantiles `q05`, `q50`, `q95`, and `contraction`."""
        rows = {}
        for vary in self.problem.vary:
            values, weights = self.draws.points[vary.name].to_numpy(), self.draws.weights
            mean = float(weights @ values)
            sd = float(np.sqrt(weights @ (values - mean) ** 2))
            quantiles = dict(zip(("q05", "q50", "q95"), self.quantiles()[vary.name], strict=True))
            contraction = 1 - sd / ((vary.high - vary.low) / np.sqrt(12))
            rows[vary.name] = {"low": vary.low, "high": vary.high, **quantiles, "contraction": contraction}
        return pd.DataFrame.from_dict(rows, orient="index")

    def correlations(self) -> pd.DataFrame:
        """Partial rank correlations: a row a parameter, a column a row of the evidence; 0 where one never varies."""
        names = [vary.name for vary in self.problem.vary]
        points = self.judged[names].to_numpy()
        days = self.problem.scenario.days
        table = {}
        for row in self.problem.rows:
            numbers = [None if number != number else float(number) for number in self.judged[row.id]]
            filled = np.array([censored(row, number, days) for number in numbers])
            table[row.id] = partial_rank_correlations(points, filled)
        return pd.DataFrame(table, index=names)

    def told(self) -> dict[str, Any]:
        """All of it as plain values: each parameter with what pins it, and each generation."""
        correlations, parameters = self.correlations(), []
        for name, row in self.parameters().iterrows():
            by = dict(zip(correlations.columns, correlations.loc[str(name)].to_numpy(np.float64).tolist(), strict=True))
            strong = sorted((id for id in by if abs(by[id]) >= TELLS), key=lambda id: -abs(by[id]))
            parameters.append(
                {"parameter": name, **_figures(row), "verdict": self.verdict(row["contraction"]),
                 "told_by": [{"row": id, "correlation": round(by[id], 3)} for id in strong]}
            )  # fmt: skip
        generations = [
            {"generation": int(row["t"]) + 1, "epsilon": _number(row["epsilon"]), "runs": int(row["samples"])}
            for row in self.generations.to_dict("records")
        ]
        return {"points_worth": round(self.worth, 1), "parameters": parameters, "generations": generations}


def predicted(posterior: Posterior, ensemble: Ensemble) -> pd.DataFrame:
    """The rows' numbers of runs lived with draws: a row a seed, a column a row of the evidence, NaN where none came."""
    daily = dict(iter(ensemble.daily.groupby("seed")))
    participants = dict(iter(ensemble.participants.groupby("seed")))
    table = {
        seed: {row.id: float(row.of(Kept(summary, daily[seed], participants[seed]))) for row in posterior.problem.rows}
        for seed, summary in sorted(ensemble.summaries.items())
    }
    return pd.DataFrame.from_dict(table, orient="index", dtype=float)


def predictions(posterior: Posterior, lived: Mapping[str, pd.DataFrame]) -> list[dict[str, Any]]:
    """Each row beside what came out, as plain values.

    Args:
        posterior: the calibration.
        lived: the rows' numbers by what they are of ("prior", "posterior", "confirmed").
    """
    rows = []
    for row in posterior.problem.rows:
        told: dict[str, Any] = {"row": row.id, "says": row.says, "unit": row.unit, "low": row.low, "high": row.high}
        for name, numbers in lived.items():
            known = numbers[row.id].dropna()
            low, median, high = known.quantile(list(LEVELS)) if len(known) else (np.nan,) * 3
            told[name] = {"low": _number(low), "median": _number(median), "high": _number(high),
                          "came": len(known), "runs": len(numbers)}  # fmt: skip
        rows.append(told)
    return rows


def median_scenario(posterior: Posterior, extends: str) -> str:
    """The text of a scenario file that extends another and sets the median of the posterior."""
    document = tomlkit.document()
    document.add(
        tomlkit.comment("The weighted median of each calibrated parameter by itself. Written by el-alto calibrate.")
    )
    base = posterior.problem.scenario
    document.add("title", tomlkit.item(f"{base.title or base.name}, calibrated"[:200]))
    document.add("extends", tomlkit.item(extends))
    sections: dict[str, Any] = {}
    for name, value in posterior.median().items():
        section, _, key = name.partition(".")
        if section not in sections:
            sections[section] = tomlkit.table()
            document.add(section, sections[section])
        sections[section].add(key, value)
    return tomlkit.dumps(document)


def weighted_quantiles(values: NDArray[np.float64], weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """The quantiles (`LEVELS`) of weighted values: the least value up to which so much of the weight lies.

    Args:
        values: shape (n,).
        weights: shape (n,), summing to one.
    """
    order = np.argsort(values, kind="stable")
    reached = np.cumsum(weights[order])
    places = np.minimum(np.searchsorted(reached, LEVELS), len(values) - 1)
    return values[order][places]


def partial_rank_correlations(points: NDArray[np.float64], numbers: NDArray[np.float64]) -> NDArray[np.float64]:
    """Of each parameter with a number, in ranks, the other parameters held.

    With P the inverse of the correlation matrix of the ranks of all parameters and the number (last),
    r_j = -P_j,last / sqrt(P_jj P_last,last).

    Args:
        points: shape (runs, parameters).
        numbers: shape (runs,).

    Returns:
        Shape (parameters,), -1 to 1; nought where the parameter or the number never varies.
    """
    ranks = np.apply_along_axis(rankdata, 0, np.column_stack([points, numbers]))
    varies = ranks.std(axis=0) > 0
    found = np.zeros(points.shape[1])
    if not varies[-1]:
        return found
    precision = np.linalg.pinv(np.corrcoef(ranks[:, varies], rowvar=False))
    last = -precision[:-1, -1] / np.sqrt(np.diag(precision)[:-1] * precision[-1, -1])
    found[varies[:-1]] = last
    return found


def _figures(row: "pd.Series[Any]") -> dict[str, float]:
    return {str(key): float(f"{value:.6g}") for key, value in row.items()}


def _number(value: float) -> float | None:
    return float(f"{value:.6g}") if np.isfinite(value) else None

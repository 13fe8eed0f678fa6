"""What the page draws over time: a few series of a world, never longer than a screen is wide."""

from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulation.scenario import Scenario

MOST = 720
"""Points of a series. A longer period is drawn in spans of several days."""
SHOWN = ("up", "fuel", "gas", "food", "killed", "marching", "grievance", "hope")
HIGHEST, LOWEST = ("up", "killed", "marching"), ("fuel", "gas", "food")
"""Of a span of days the highest is drawn, or the lowest; of the others the last."""


class Series:
    """The series of one world over the whole period, NaN where it has not been lived yet.

    `values` has shape (len(SHOWN), points), float32; the point of a day is `(day - start) // every`.
    """

    def __init__(self, scenario: Scenario) -> None:
        self.start: date = scenario.start
        self.every = -(-scenario.days // MOST)
        points = -(-scenario.days // self.every)
        self.values: NDArray[np.float32] = np.full((len(SHOWN), points), np.nan, dtype=np.float32)

    def add(self, day: dict[str, Any], normal: NDArray[np.float64]) -> None:
        """Put a recorded day in.

        Args:
            day: a row of `daily`.
            normal: for how many days the normal stocks of fuel, gas and food last, shape (3,).
        """
        at = (day["date"].date() - self.start).days // self.every
        if not 0 <= at < self.values.shape[1]:
            return
        stocks = [day[f"{good}_days"] / max(1e-9, usual) for good, usual in zip(LOWEST, normal, strict=True)]
        now = (day["mobilised_share"], *stocks, day["deaths"], day["marchers"], day["grievance"], day["hope"])
        for row, (name, value) in enumerate(zip(SHOWN, now, strict=True)):
            before = self.values[row, at]
            choose = np.fmax if name in HIGHEST else np.fmin if name in LOWEST else _last
            self.values[row, at] = choose(before, np.float32(value))


def _last(_: np.float32, now: np.float32) -> np.float32:
    return now

"""Paired differences between two worlds that share their chance: seed by seed, with bootstrap intervals.

With x_s a measure of seed s in the base and y_s the same in the other world, d_s = y_s - x_s. The interval is the
percentile bootstrap of the mean of d over seeds. To know the difference of the means as well from seeds that the
worlds do not share, one would need

    saved = (var x + var y) / var d

times as many runs.
"""

from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

RESAMPLES = 4_000
LEVEL = 0.95
"""Of the intervals."""
FEWEST = 3
"""Pairs below which no interval is given: it would be that of chance in a handful."""
RESAMPLING_SEED = 20031008
"""The intervals of the same pairs are the same each time."""


class Interval(NamedTuple):
    """A mean and its interval; NaN where there is none to give."""

    mean: float
    low: float
    high: float

    @property
    def decided(self) -> int:
        """1 where all of it lies above nought, -1 where below, 0 where it holds nought or there is none."""
        return int(self.low > 0) - int(self.high < 0)


def bootstrap(values: NDArray[np.float64], level: float = LEVEL) -> Interval:
    """The mean of the values that there are, and the percentile bootstrap interval of it.

    Args:
        values: one a seed, NaN where there is none.
        level: the share of resamples that the interval holds.
    """
    values = values[np.isfinite(values)]
    if not len(values):
        return Interval(np.nan, np.nan, np.nan)
    mean = float(values.mean())
    if len(values) < FEWEST:
        return Interval(mean, np.nan, np.nan)
    picks = np.random.default_rng(RESAMPLING_SEED).integers(len(values), size=(RESAMPLES, len(values)))
    low, high = np.quantile(values[picks].mean(axis=1), [(1 - level) / 2, (1 + level) / 2])
    return Interval(mean, float(low), float(high))


def differences(base: pd.DataFrame, other: pd.DataFrame) -> pd.DataFrame:
    """Other less base, seed by seed, over the seeds that both have.

    Args:
        base: measures by seed, as `measures.measured` gives them.
        other: the same of the other world.
    """
    return (other - base).loc[base.index.intersection(other.index)]


def compared(base: pd.DataFrame, other: pd.DataFrame) -> pd.DataFrame:
    """Two worlds, measure by measure.

    Returns:
        A row a measure (index): the means `base` and `other` over the pairs in which it came about in both, the
        mean `difference` with `low` and `high`, `pairs` (how many these are), `base_only` and `other_only` (seeds in
        which it came about in one of them only) and `saved` (how many runs of unshared chance one pair is worth;
        NaN where all differences are alike).
    """
    apart = differences(base, other)
    rows = {}
    for name in base.columns:
        x, y, d = base[name].loc[apart.index], other[name].loc[apart.index], apart[name]
        both = d.notna()
        interval = bootstrap(d.to_numpy(np.float64))
        spread = d.var()
        rows[name] = {
            "base": x[both].mean(),
            "other": y[both].mean(),
            "difference": interval.mean,
            "low": interval.low,
            "high": interval.high,
            "pairs": int(both.sum()),
            "base_only": int((x.notna() & y.isna()).sum()),
            "other_only": int((y.notna() & x.isna()).sum()),
            "saved": (x[both].var() + y[both].var()) / spread if spread > 0 else np.nan,
        }
    return pd.DataFrame.from_dict(rows, orient="index")

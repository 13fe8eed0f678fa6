"""What do many seeds have in common, and how far apart do they lie? The timeline as median and 5 to 95 % band."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from simulation.figures import style
from simulation.figures.marks import Mark
from simulation.figures.periods import Column, columns_for, largest, line
from simulation.figures.style import EPOCH, days_of, heading, in_short, percent
from simulation.figures.time_page import TimePage
from simulation.figures.timeline import COUNTED, FEELINGS, GOODS, stock_axis, unit_axis, up_axis
from simulation.scenario import Scenario
from simulation.study.draws import SEEDS

HEIGHTS = (1.35, 1.1, 0.8, 0.8, 1.0)
"""Of the rows, in inches: barrios up, stocks, killed so far, marchers, grievance and hope."""
LEVELS = (5, 50, 95)
"""Percentiles over the seeds: the band and the line in it."""


def ensemble(days: pd.DataFrame, scenario: Scenario, interval: str = SEEDS) -> Figure:
    """Barrios up, stocks, the dead so far, the marchers, grievance and hope over many seeds of one scenario.

    Args:
        days: the daily series of all seeds, one below the other, with a column `seed`.
        scenario: what they were asked.
        interval: what the bands hold, "seeds" or "seeds and parameters".
    """
    runs = [run.reset_index(drop=True) for _, run in days.groupby("seed")]
    longest = max(runs, key=len)
    columns = _columns(runs, days_of(longest["date"]))
    page = TimePage(
        headline(runs, scenario), detail(runs, interval), columns, HEIGHTS, _marks(scenario, columns[0].last)
    )
    for place in range(len(columns)):
        up, stocks, killed, marching, feelings = (row[place] for row in page.rows)
        _band(up, [100 * run["mobilised_share"] for run in runs], longest, style.VERMILION)
        for good, color in GOODS.items():
            _band(
                stocks,
                [100 * run[f"{good}_days"] / max(run[f"{good}_days"].max(), 1e-9) for run in runs],
                longest,
                color,
            )
        for axes, counts, what in (
            (killed, [run["deaths"].cumsum() for run in runs], "deaths"),
            (marching, [run["marchers"] for run in runs], "marchers"),
        ):
            unit, _ = style.in_thousands(max(count.max() for count in counts))
            most = _band(axes, [count / unit for count in counts], longest, COUNTED[what])
            style.count_axis(axes, most, room=1.1)
        for feeling, color in FEELINGS.items():
            _band(feelings, [run[feeling] for run in runs], longest, color)
        up_axis(up)
        stock_axis(stocks)
        unit_axis(feelings)
    up, stocks, killed, marching, feelings = (row[0] for row in page.rows)
    many = style.in_thousands(max(run["marchers"].max() for run in runs))[1]
    dead = style.in_thousands(max(run["deaths"].sum() for run in runs))[1]
    heading(up, "Barrios up (% of all)", up=page.headroom)
    heading(stocks, "La Paz has in stock (% of normal)", *GOODS.items())
    heading(killed, f"Killed so far ({dead}persons)")
    heading(marching, f"Marching ({many}persons)")
    heading(feelings, "What people feel (0 to 1)", *FEELINGS.items())
    return page


def headline(runs: list[pd.DataFrame], scenario: Scenario) -> str:
    """In how many seeds there was a wave, and how large their largest ones were."""
    name, waves = scenario.title or scenario.name, [(run, largest(run)) for run in runs]
    peaks = [float(run["mobilised_share"].iloc[wave.peak]) for run, wave in waves if wave is not None]
    many = _seeds(len(runs))
    if not peaks:
        most = max(float(run["mobilised_share"].max()) for run in runs)
        return f"{name}, {many}: no wave; never more than {percent(most)} of barrios up"
    low, middle, high = np.percentile(peaks, LEVELS)
    came = f"a wave in {len(peaks)} of {many}" if len(peaks) < len(runs) else f"{many}, a wave in each"
    spread = f" (5 to 95 %: {100 * low:.0f} to {100 * high:.0f})" if len(peaks) > 1 else ""
    return f"{name}: {came}; median peak {percent(middle)} of barrios up{spread}"


def detail(runs: list[pd.DataFrame], interval: str = SEEDS) -> str:
    """How to read it, and how many died."""
    dead = np.percentile([run["deaths"].sum() for run in runs], LEVELS)
    return (
        f"Line: median of {_seeds(len(runs))}, day by day; band: nine in ten of them, over {interval}. Killed in all: "
        f"{dead[1]:,.0f} (5 to 95 %: {dead[0]:,.0f} to {dead[2]:,.0f})."
    )


def _seeds(count: int) -> str:
    return f"{count:,} {'seed' if count == 1 else 'seeds'}"


def _columns(runs: list[pd.DataFrame], days: style.Days) -> list[Column]:
    """A closer look at where the largest waves of most seeds lie, when they lie close together."""
    waves = [wave for run in runs if (wave := largest(run)) is not None]
    if not waves:
        return columns_for(int(days[0]), int(days[-1]), None)
    first = np.percentile([wave.first for wave in waves], LEVELS[0], method="lower")
    last = np.percentile([wave.last for wave in waves], LEVELS[-1], method="higher")
    return columns_for(int(days[0]), int(days[-1]), (int(days[first]), int(days[last])))


def _marks(scenario: Scenario, last: int) -> list[Mark]:
    """The causes; what became of them differs from seed to seed."""
    arisen = [cause for cause in scenario.causes if (cause.on - EPOCH).days <= last]
    return [
        Mark((cause.on - EPOCH).days, number, False, f"{in_short(cause.on)}: {cause.name}")
        for number, cause in enumerate(arisen, start=1)
    ]


def _band(axes: Axes, series: "list[pd.Series[float]]", longest: pd.DataFrame, color: str) -> float:
    """Draw median and band over seeds, day by day, of the seeds that still last; the largest value drawn."""
    values: NDArray[np.float64] = np.full((len(longest), len(series)), np.nan)
    for seed, one in enumerate(series):
        values[: len(one), seed] = one
    low, middle, high = np.nanpercentile(values, LEVELS, axis=1)
    days = days_of(longest["date"])
    axes.fill_between(days, low, high, color=color, alpha=0.2, linewidth=0)
    line(axes, days, middle, color)
    return float(high.max())

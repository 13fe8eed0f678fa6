"""Does turnout in calm come back on the way by which it went? Two walks of enforcement, down and up again."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from simulation.figures.style import BLUE, GREY, MARGIN, SMALL, VERMILION, WIDTH, Page, heading, wrapped
from simulation.study.hysteresis import loops, verdict
from simulation.study.paired import Interval, bootstrap

WAYS: Mapping[str, str] = {"down": BLUE, "up": VERMILION}
LEFT, GAP, HEIGHT = 0.75, 0.5, 2.7


def hysteresis(table: pd.DataFrame, title: str) -> Figure:
    """Turnout against enforcement, a panel a speed: the way down and the way up, less the city where nothing walks.

    Args:
        table: a row a run and step (`study.hysteresis.steps`).
        title: whose city it is.
    """
    found, seeds = loops(table), table["seed"].nunique()
    detail = (
        f"Fines and exclusion as times the default, each step held. Turnout at meetings less that of the same {seeds} "
        "seeds with enforcement held; 95 % intervals."
    )
    foot = "\n".join(wrapped(f"{verdict(found)[0].upper()}{verdict(found)[1:]}.", SMALL))
    page = Page(f"{title}: enforcement walks down and up again", detail, HEIGHT + 1.35 + 0.16 * foot.count("\n"), foot)
    width = (WIDTH - LEFT - MARGIN - GAP) / len(found)
    low, high = (100 * float(end) for end in np.quantile(table["apart"], [0.01, 0.99]))
    room = 0.15 * max(high - low, 1.0)
    for place, (dwell, loop) in enumerate(found.items()):
        axes = page.panel(LEFT + place * (width + GAP), 0.6, width, HEIGHT)
        walk = table[table["dwell"] == dwell]
        for way, color in WAYS.items():
            last = walk[walk["place"] == walk.loc[walk["way"] == "down", "place"].max()]
            rows = walk[walk["way"] == way] if way == "down" else pd.concat([last, walk[walk["way"] == way]])
            levels = np.unique(rows["level"].to_numpy(np.float64))
            means = [bootstrap(rows.loc[rows["level"] == level, "apart"].to_numpy(np.float64)) for level in levels]
            mean, least, most = 100 * np.array(means).T
            axes.fill_between(levels, least, most, color=color, alpha=0.16, linewidth=0)
            axes.plot(levels, mean, "o-", color=color, linewidth=2, markersize=4)
        axes.set_ylim(low - room, high + room)
        axes.axhline(0, color=GREY, linewidth=0.8)
        axes.set_xlabel("enforcement, times the default", size=SMALL)
        axes.text(0.02, 0.97, _loop(loop), transform=axes.transAxes, size=SMALL, color=GREY, va="top")
        heading(axes, f"Each step {dwell} days", *WAYS.items())
    page.write("points of turnout", MARGIN, 0.1, size=SMALL, color=GREY)
    return page


def _loop(loop: Interval) -> str:
    if loop.low != loop.low:
        return f"loop {100 * loop.mean:.1f} points, too few seeds for an interval"
    return f"loop {100 * loop.mean:.1f} points ({100 * loop.low:.1f} to {100 * loop.high:.1f})"

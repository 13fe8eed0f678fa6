"""What did a change on a day make of a run? The run and its branch, day for day, in one picture."""

from collections.abc import Callable
from datetime import date

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from simulation.figures import style
from simulation.figures.style import MARGIN, WIDTH, Page, days_of, heading
from simulation.run import Run

HEIGHT, BETWEEN, ABOVE, DATES = 1.15, 0.47, 0.35, 0.4
"""Inches: of a panel, between two of them, above the first and below the last."""
INDENT = 0.45
OF_RUN, OF_BRANCH = style.GREY, style.VERMILION

PANELS: "dict[str, Callable[[pd.DataFrame], pd.Series[float]]]" = {
    "Barrios up (%)": lambda daily: 100 * daily["mobilised_share"],
    "Fuel in La Paz (days)": lambda daily: daily["fuel_days"],
    "Killed so far": lambda daily: daily["deaths"].cumsum(),
    "Grievance (0 to 1)": lambda daily: daily["grievance"],
}


def branch(run: Run, other: Run, at: date, change: str) -> Figure:
    """Series of a run and of a branch of it.

    Args:
        run: the run.
        other: its branch.
        at: the first day that may differ.
        change: what was changed, in words.
    """
    name = run.scenario.title or run.scenario.name
    body = ABOVE + len(PANELS) * (HEIGHT + BETWEEN) + DATES
    title = f"{name}: the same days with {change} from {style.in_words(at, year=True)} on"
    detail = f"One seed ({run.seed}), the same chance in both; before that day they are the same run."
    page = Page(title, detail, body)
    days = days_of(run.daily["date"])
    for place, (what, series) in enumerate(PANELS.items()):
        down = ABOVE + place * (HEIGHT + BETWEEN)
        axes = page.panel(MARGIN + INDENT, down, WIDTH - 2 * MARGIN - INDENT, HEIGHT)
        style.date_axis(axes, days[0], days[-1], WIDTH - 2 * MARGIN, labelled=place == len(PANELS) - 1)
        _lines(axes, run, other, series, days_of(np.array([at]))[0])
        heading(axes, what, *((("run", OF_RUN), ("branch", OF_BRANCH)) if place == 0 else ()), left=INDENT)
    return page


def _lines(axes: Axes, run: Run, other: Run, series: "Callable[[pd.DataFrame], pd.Series[float]]", at: int) -> None:
    axes.axvline(at - 0.5, color=style.INK, linewidth=0.9, linestyle=(0, (2, 2)))
    for which, color, width in ((run, OF_RUN, 2.2), (other, OF_BRANCH, 1.4)):
        axes.plot(days_of(which.daily["date"]), series(which.daily), color=color, linewidth=width)
    axes.set_ylim(bottom=0)

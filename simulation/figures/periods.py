"""Stretches of time on a page: the whole period and, beside it, a closer look at its largest wave."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from numpy.typing import NDArray

from simulation.figures import style
from simulation.figures.style import Days
from simulation.waves import Wave, find_waves

BEFORE, AFTER = 7, 14
"""Days shown before and after the largest wave."""
LONG = 2.5
"""The wave is shown again by itself when the period is this many times as long as such a closer look."""
LEFT, GAP, RIGHT = 0.66, 0.3, 0.3
"""Inches beside and between the columns."""


@dataclass(frozen=True)
class Column:
    """A stretch of time (days since 1970, both ends shown) and where on the page it stands (inches)."""

    first: int
    last: int
    left: float
    width: float


def largest(daily: pd.DataFrame) -> Wave | None:
    """The largest wave: its peak times its length, as `waves.extent` has it."""
    share = daily["mobilised_share"].to_numpy()
    return max(find_waves(daily), key=lambda wave: float(share[wave.peak]) * wave.days, default=None)


def columns_for(first: int, last: int, closer: tuple[int, int] | None) -> list[Column]:
    """The whole period and, when it is much longer than what deserves a closer look, that stretch beside it."""
    room = style.WIDTH - LEFT - RIGHT
    whole = [Column(first, last, LEFT, room)]
    if closer is None:
        return whole
    near, far = max(first, closer[0] - BEFORE), min(last, closer[1] + AFTER)
    if last - first + 1 < LONG * (far - near + 1):
        return whole
    half = (room - GAP) / 2
    return [Column(first, last, LEFT, half), Column(near, far, LEFT + half + GAP, half)]


def columns_of(daily: pd.DataFrame) -> list[Column]:
    """The columns that suit one run's daily series."""
    days, wave = style.days_of(daily["date"]), largest(daily)
    closer = None if wave is None else (int(days[wave.first]), int(days[wave.last]))
    return columns_for(int(days[0]), int(days[-1]), closer)


def line(axes: Axes, days: Days, values: Any, color: str, width: float = 1.6) -> None:
    """A line from day to day; a period of one day is a dot."""
    axes.plot(days, values, color=color, linewidth=width, marker="o" if len(days) == 1 else "", markersize=4)


def steps(axes: Axes, days: Days, values: Any, color: str, solid: float = 0.0) -> None:
    """A value for each whole day of an unbroken period: a line, or a surface as solid as told (0 to 1)."""
    edges, heights = np.append(days - 0.5, days[-1] + 0.5), np.append(values, np.asarray(values)[-1])
    if solid:
        axes.fill_between(edges, heights, step="post", color=color, alpha=solid, linewidth=0.3)
    else:
        axes.plot(edges, heights, color=color, linewidth=1.6, drawstyle="steps-post")


def bars(axes: Axes, column: Column, days: Days, values: NDArray[Any], color: str) -> None:
    """A bar on each day on which there was something, none too thin to be seen; a word when there never was."""
    some = values > 0
    if not some.any():
        axes.text(0.01, 0.12, "none", transform=axes.transAxes, size=style.SMALL, color=style.GREY)
    width = max(0.8, 0.014 * (column.last - column.first + 1) / column.width)
    axes.bar(days[some], values[some], width=width, color=color, linewidth=0)


def crest(
    axes: Axes, column: Column, days: Days, values: NDArray[Any], say: Callable[[float], str], color: str
) -> None:
    """Write the largest value that a panel shows above its day, when it shows any above nought."""
    seen = np.where((days >= column.first) & (days <= column.last), np.nan_to_num(values), 0)
    top = int(np.argmax(seen))
    if seen[top] <= 0:
        return
    along = (days[top] - column.first + 0.5) / (column.last - column.first + 1)
    side = "left" if along < 0.12 else "right" if along > 0.88 else "center"
    axes.annotate(
        say(seen[top]),
        (float(days[top]), float(seen[top])),
        (0, 2),
        textcoords="offset points",
        ha=side,
        va="bottom",
        size=style.SMALL,
        color=color,
        weight="bold",
        path_effects=style.halo(),
    )

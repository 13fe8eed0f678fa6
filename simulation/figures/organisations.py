"""Do organisations grow strong in struggle, and do leaders drift away in calm? Strength, bureaucracy and the cycle."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from numpy.typing import NDArray

from simulation.figures import style
from simulation.figures.marks import marks_of
from simulation.figures.periods import LEFT, RIGHT, bars, columns_for, largest, line
from simulation.figures.style import day, days_of, heading, in_short
from simulation.figures.time_page import TimePage
from simulation.figures.timeline import unit_axis
from simulation.run import Run

HEIGHTS = (1.7, 0.75)
"""Of the rows over time, in inches: strength and bureaucracy, surpassings."""
PORTRAIT, LABELS = 3.6, 2.0
"""Height of the phase portrait and width of what is written beside it, in inches."""
BAND = (0.05, 0.95)
SAME = 0.005
"""Less than this is no move worth a word."""
SIDES = {"strength": style.BLUE, "bureaucracy": style.ORANGE}
LEAST = 0.1
"""The phase portrait never shows less than this of either axis, or a standstill would look like a journey."""
PASSAGE = LinearSegmentedColormap.from_list("passage", ["#b9c7e2", "#5b8cc0", "#204b8a", "#0d1130"])
"""Time, from light to dark."""
Path = NDArray[np.float64]
"""Strength and bureaucracy day by day, shape (days, 2)."""


def organisations(run: Run) -> Figure:
    """The spread of strength and bureaucracy over the assemblies, the surpassings, and the two against each other."""
    days = days_of(run.daily["date"])
    columns = columns_for(int(days[0]), int(days[-1]), None)
    page = TimePage(headline(run), detail(run), columns, HEIGHTS, marks_of(run), below=PORTRAIT + 1.05)
    (sides,), (surpassings,) = page.rows
    for name, color in SIDES.items():
        spread(sides, run, name, color)
    unit_axis(sides)
    bars(surpassings, columns[0], days, run.daily["surpassings"].to_numpy(), style.INK)
    style.count_axis(surpassings, float(run.daily["surpassings"].max()), room=1.1)
    heading(sides, "Assemblies (0 to 1)", *SIDES.items(), up=page.headroom)
    heading(surpassings, "Leaders surpassed (organisations a day)")
    portrait = page.panel(LEFT, page.below + 0.45, style.WIDTH - LEFT - RIGHT - LABELS, PORTRAIT)
    _portrait(portrait, run.daily)
    _told_apart(portrait, run.daily)
    _passing(page, page.below + 0.2)
    return page


def headline(run: Run) -> str:
    """How strength and bureaucracy moved in the largest wave and after it, or over the whole run without one."""
    wave, daily, name = largest(run.daily), run.daily, run.scenario.title or run.scenario.name
    rows = (0, len(daily) - 1) if wave is None else (wave.first, wave.last)
    moved = []
    for side in SIDES:
        before, after = (daily[side].iloc[row] for row in rows)
        verb = "rose" if after > before + SAME else "fell" if after < before - SAME else ""
        moved.append(f"{side} {verb} from {before:.2f} to {after:.2f}" if verb else f"{side} stayed at {after:.2f}")
    return f"{name}: {'no wave;' if wave is None else 'in the largest wave'} {', '.join(moved)}"


def detail(run: Run) -> str:
    """How often the base went past its leaders, and how to read the picture."""
    times = run.summary["surpassings"]
    often = "once" if times == 1 else f"{times:,} times"
    went = f"Leaders were surpassed {often}" if times else "No leader was surpassed"
    return f"{went}. Lines: mean of {run.assemblies['barrio'].nunique()} assemblies; bands: nine in ten of them."


def spread(axes: Axes, run: Run, name: str, color: str) -> None:
    """The mean of every day; the band on the days on which all assemblies were recorded."""
    band = run.assemblies.groupby("date")[name].quantile(np.array(BAND)).unstack()
    axes.fill_between(days_of(band.index.to_numpy()), band[BAND[0]], band[BAND[1]], color=color, alpha=0.2, linewidth=0)
    line(axes, days_of(run.daily["date"]), run.daily[name], color)


def _portrait(axes: Axes, daily: pd.DataFrame) -> None:
    """The path of the means, light to dark in time; rings where leaders were surpassed, larger for more."""
    path = daily[["strength", "bureaucracy"]].to_numpy(dtype=np.float64)
    time = np.linspace(0, 1, len(path))
    pieces = np.stack((path[:-1], path[1:]), axis=1)
    axes.add_collection(LineCollection(list(pieces), colors=PASSAGE(time[:-1]), linewidths=2.4, capstyle="round"))
    for before, after in _arrows(path):
        axes.annotate(
            "",
            path[after],
            path[before],
            zorder=3,
            arrowprops={
                "arrowstyle": "-|>,head_length=1,head_width=0.5",
                "color": PASSAGE(time[after]),
                "linewidth": 0,
                "mutation_scale": 12,
                "shrinkA": 0,
                "shrinkB": 0,
            },
        )
    count = daily["surpassings"].to_numpy()
    some = count > 0
    axes.scatter(
        path[some, 0],
        path[some, 1],
        s=30 + 250 * count[some] / max(count.max(), 1),
        facecolor="none",
        edgecolor=style.VERMILION,
        linewidth=1.1,
        zorder=2,
    )
    for limits, values in ((axes.set_xlim, path[:, 0]), (axes.set_ylim, path[:, 1])):
        middle, half = (values.max() + values.min()) / 2, max(np.ptp(values) * 0.58, LEAST / 2)
        limits(max(middle - half, -0.02), min(middle + half, 1.02))
    axes.grid(axis="both", color=style.FAINT, linewidth=0.7)
    axes.xaxis.set_major_formatter("{x:.2f}")
    axes.yaxis.set_major_formatter("{x:.2f}")
    axes.locator_params(nbins=6)
    axes.set_xlabel("Strength (0 to 1, mean)", size=style.TEXT, color=style.INK, weight="bold")
    rings = [("surpassings, larger for more", style.VERMILION)] if some.any() else []
    heading(axes, "Bureaucracy (0 to 1, mean)", *rings)


def _arrows(path: Path) -> list[tuple[int, int]]:
    """A few places along the way, evenly spaced by what was travelled: from which day to which the arrow points."""
    steps = np.hypot(*np.diff(path, axis=0).T)
    if not steps.sum() > 0:
        return []
    travelled = np.concatenate(([0.0], np.cumsum(steps))) / steps.sum()
    ends = np.searchsorted(travelled, (0.15, 0.4, 0.65, 0.9))
    starts = np.searchsorted(travelled, travelled[ends] - 0.02, side="right") - 1
    return [(int(start), int(end)) for start, end in zip(starts, ends, strict=True) if 0 <= start < end]


def _told_apart(axes: Axes, daily: pd.DataFrame) -> None:
    """Name the telling days beside the portrait, each tied to its place on the path, no two at one height."""
    days, told = days_of(daily["date"]), [(0, "start")]
    if (wave := largest(daily)) is not None:
        told += [
            (wave.first, "strike day 1"),
            (wave.peak, "peak"),
            *([(wave.last, "end of the wave")] if wave.ended else []),
        ]
    told.append((len(daily) - 1, "end"))
    places = {row: ", ".join(name for other, name in told if other == row) for row, _ in told}
    low, high = axes.get_ylim()
    heights = {row: float((daily["bureaucracy"].iloc[row] - low) / (high - low) * PORTRAIT) for row in places}
    down = PORTRAIT - 0.1
    room = 0.42 * (len(places) - 1)
    for row in sorted(heights, key=heights.__getitem__, reverse=True):
        down = max(min(down, heights[row]), room)
        place = (daily["strength"].iloc[row], daily["bureaucracy"].iloc[row])
        across = 1 + 0.28 / (style.WIDTH - LEFT - RIGHT - LABELS)
        axes.annotate(
            f"{in_short(day(days[row]))}\n{places[row]}",
            place,
            (across, down / PORTRAIT),
            textcoords="axes fraction",
            size=style.SMALL,
            color=style.INK,
            va="center",
            linespacing=1.2,
            annotation_clip=False,
            arrowprops={"arrowstyle": "-", "color": style.GREY, "linewidth": 0.6, "shrinkA": 2, "shrinkB": 3},
        )
        axes.plot(*place, "o", color=style.INK, markersize=5, zorder=4)
        down, room = down - 0.42, room - 0.42


def _passing(page: TimePage, down: float) -> None:
    """Which shade is early and which is late."""
    left = style.WIDTH - RIGHT - LABELS + 0.28
    page.write("earlier", left, down, size=style.SMALL, color=style.GREY)
    strip = page.panel(left + 0.52, down + 0.03, 0.7, 0.11)
    strip.imshow(PASSAGE(np.linspace(0, 1, 64))[None, :, :], aspect="auto")
    strip.set_axis_off()
    page.write("later", left + 1.28, down, size=style.SMALL, color=style.GREY)

"""What does half a century do to organisations? Strength and bureaucracy, waves, surpassings, parties and state."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from simulation.figures import style
from simulation.figures.marks import LINE, draw_key, draw_marks, headroom, key_lines, marks_of
from simulation.figures.organisations import SAME, SIDES, spread
from simulation.figures.periods import LEFT, RIGHT, Column, bars, line
from simulation.figures.style import EPOCH, Page, day, days_of, heading
from simulation.figures.time_page import BETWEEN, DATES, rows_of
from simulation.figures.timeline import unit_axis
from simulation.run import Run
from simulation.waves import find_waves

HALF_CENTURY = 1.8
"""Height of the panel of all years, in inches."""
CLOSER = (1.8, 1.1, 0.75)
"""Of the rows below it: strength and bureaucracy, presence, surpassings."""
ABOVE = 0.42
"""Inches above a row for its heading."""
PRESENCE = {"state": style.SKY, "parties": style.INK}
COLUMNS = {"state": "state_presence", "parties": "party_presence"}
NESTED = (3.4, 1.4)
"""Points: widths of their lines, so that both are seen where they lie on each other."""
WAVE = style.VERMILION


def half_century(run: Run) -> Figure:
    """Strength and bureaucracy over all years and, closer, over those with causes and waves."""
    days, marks = days_of(run.daily["date"]), marks_of(run)
    width = style.WIDTH - LEFT - RIGHT
    whole = Column(int(days[0]), int(days[-1]), LEFT, width)
    closer = Column(eventful(run), int(days[-1]), LEFT, width)
    key, flags = key_lines(marks), headroom([closer], marks)
    first = ABOVE + HALF_CENTURY + DATES + LINE * len(key) + 0.3
    second = first + ABOVE + flags
    body = second + sum(CLOSER) + BETWEEN * (len(CLOSER) - 1) + DATES
    page = Page(headline(run), detail(run), body)

    ((years,),) = rows_of(page, [whole], (HALF_CENTURY,), ABOVE)
    rows = rows_of(page, [closer], CLOSER, second)
    (sides,), (presence,), (surpassings,) = rows
    years.axvspan(closer.first, whole.last + 0.5, color=style.SHADE, linewidth=0, zorder=0)
    for axes in (sides, presence, surpassings):
        axes.set_facecolor(style.SHADE)
    _waves(run, years, whole)
    for axes in (sides, presence):
        _waves(run, axes, closer)
    for axes in (years, sides):
        for name, color in SIDES.items():
            spread(axes, run, name, color)
        unit_axis(axes)
    for (name, color), thickness in zip(PRESENCE.items(), NESTED, strict=True):
        line(presence, days, run.daily[COLUMNS[name]], color, thickness)
    unit_axis(presence)
    bars(surpassings, closer, days, run.daily["surpassings"].to_numpy(), style.PURPLE)
    style.count_axis(surpassings, float(run.daily["surpassings"].max()), room=1.15)
    draw_marks(rows, [closer], marks)
    draw_key(page, key, first - LINE * len(key) - 0.06)
    named = [*SIDES.items(), *([("wave", WAVE)] if find_waves(run.daily) else [])]
    heading(years, "All assemblies (0 to 1)", *named)
    heading(sides, f"Closer, since {day(closer.first).year} (0 to 1)", *named, up=flags)
    heading(presence, "Present in the barrios (0 to 1)", *PRESENCE.items())
    heading(surpassings, "Leaders surpassed (organisations a day)")
    return page


def eventful(run: Run) -> int:
    """The first of January of the year in which the first cause arose or the first wave broke out; else the start."""
    days = days_of(run.daily["date"])
    turns = [days[wave.first] for wave in find_waves(run.daily)]
    turns += days_of(np.array([cause["on"] for cause in run.summary["causes"]], dtype="datetime64[D]")).tolist()
    if not turns:
        return int(days[0])
    return max(int(days[0]), (day(min(turns)).replace(month=1, day=1) - EPOCH).days)


def headline(run: Run) -> str:
    """How far strength and bureaucracy went in the waves from where calm had them."""
    name, daily, waves = run.scenario.title or run.scenario.name, run.daily, find_waves(run.daily)
    if not waves:
        ranges = (f"{side} between {daily[side].min():.2f} and {daily[side].max():.2f}" for side in SIDES)
        return f"{name}: no wave; {', '.join(ranges)}"
    calm, since = daily.iloc[: max(1, waves[0].first)], daily.iloc[waves[0].first :]
    moved = (_moved("strength", calm["strength"].mean(), since["strength"].max()),
             _moved("bureaucracy", calm["bureaucracy"].mean(), since["bureaucracy"].min()))  # fmt: skip
    often = f"{len(waves)} waves" if len(waves) > 1 else "the one wave"
    return f"{name}: {' and '.join(moved)} over {often}"


def _moved(side: str, before: float, after: float) -> str:
    verb = "rose" if after > before + SAME else "fell" if after < before - SAME else ""
    return f"{side} {verb} from {before:.2f} to {after:.2f}" if verb else f"{side} stayed at {after:.2f}"


def detail(run: Run) -> str:
    """How often leaders were surpassed, and what the numbers of the title and the bands are."""
    times = run.summary["surpassings"]
    often = "once" if times == 1 else f"{times:,} times"
    went = f"Leaders were surpassed {often}" if times else "No leader was surpassed"
    means = "From the mean of the days before the first wave to the furthest since. " if find_waves(run.daily) else ""
    return f"{went}. {means}Lines: means of the assemblies; bands: nine in ten of them. One run (seed {run.seed})."


def _waves(run: Run, axes: Axes, column: Column) -> None:
    """A stripe for each wave, none too thin to be seen."""
    days = days_of(run.daily["date"])
    least = 0.02 * (column.last - column.first + 1) / column.width
    for wave in find_waves(run.daily):
        middle, half = (days[wave.first] + days[wave.last]) / 2, max(wave.days, least) / 2
        axes.axvspan(middle - half, middle + half, color=WAVE, alpha=0.3, linewidth=0, zorder=0.5)

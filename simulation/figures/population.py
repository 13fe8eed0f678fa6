"""Does the city grow as the censuses say? Residents, barrios and people per barrio, beside the evidence."""

from datetime import date
from typing import Any, NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedFormatter, FixedLocator, NullLocator
from matplotlib.transforms import ScaledTranslation

from simulation.figures import style
from simulation.figures.periods import columns_for
from simulation.figures.style import EPOCH, days_of, heading
from simulation.figures.time_page import TimePage
from simulation.run import Run

HEIGHTS = (2.9, 1.5, 1.3)
"""Of the rows, in inches: residents, barrios, people per barrio."""
LINE = 0.19
"""Inches for each line of the caption."""
MODEL, POINT = style.BLUE, style.VERMILION


class Point(NamedTuple):
    """A row of the evidence: its id, its date, the number, whether rates were set on it, and where it is written."""

    row: str
    on: date
    value: float
    sets: bool
    place: tuple[int, int]
    """Points from the mark to the middle of its words."""


RESIDENTS = (
    Point("POP-1950", date(1950, 7, 1), 11_000, True, (28, -5)),
    Point("POP-1976", date(1976, 7, 1), 95_744, True, (-4, 13)),
    Point("POP-1992", date(1992, 6, 1), 405_492, True, (-18, 13)),
    Point("POP-2001", date(2001, 9, 1), 649_958, False, (-26, 11)),
    Point("ART-01", date(2006, 7, 1), 800_000, False, (-8, 12)),
    Point("DER-14", date(2006, 6, 1), 725_000, False, (-2, -13)),
)
"""Two for 2006: the article's, and what lies between the censuses of 2001 and 2012."""
BARRIOS = (
    Point("JUN-2003b", date(2003, 10, 16), 562, False, (-26, 8)),
    Point("ART-12", date(2006, 7, 1), 550, False, (-6, 13)),
    Point("JUN-2006b", date(2006, 4, 15), 484, False, (-24, -9)),
)
TOLD = {"POP-2001": "the census", "ART-01": "the article"}
"""What the headline compares with, and what it calls it."""
PEOPLE = (Point("ART-13", date(2006, 7, 1), 1_500, False, (-22, 9)),)
CAPTION = (
    "● set: the rates were chosen so that these come out (POP-1950, POP-1976, POP-1992). "
    "○ compared: the census of 2001 (POP-2001); mid-2006 as the article has it (ART-01) and between the censuses of "
    "2001 and 2012 (DER-14); assemblies by Fejuve in 2003 (JUN-2003b), at its congress of 2006 (JUN-2006b) and in the "
    "article (ART-12), which also gives people per assembly (ART-13). Ids are rows of the evidence."
)


def population(run: Run) -> Figure:
    """Residents on a logarithmic axis, barrios, and people per barrio, with the evidence as points."""
    days = days_of(run.daily["date"])
    (column,) = columns_for(int(days[0]), int(days[-1]), None)
    caption = style.wrapped(CAPTION, style.SMALL)
    page = TimePage(headline(run), detail(run), [column], HEIGHTS, (), below=LINE * len(caption) + 0.1)
    (residents,), (barrios,), (people,) = page.rows
    scale, count = run.scenario.city.scale, run.daily["barrios"].to_numpy()
    lines = (run.daily["residents"] / scale, count / scale, run.daily["residents"] / count)
    for axes, values, points in zip((residents, barrios, people), lines, (RESIDENTS, BARRIOS, PEOPLE), strict=True):
        axes.plot(days, values, color=MODEL, linewidth=1.8)
        shown = [point for point in points if days[0] <= _day(point) <= days[-1]]
        for point in shown:
            _mark(axes, point)
        most = max([float(values.max()), *(point.value for point in shown)])
        if axes is residents:
            _decades(axes, min([float(values.min()), *(point.value for point in shown)]), most)
        else:
            style.count_axis(axes, most, room=1.3)
    heading(residents, "Residents (persons, logarithmic)", ("this run", MODEL))
    _key(residents)
    heading(barrios, "Barrios (assemblies)")
    heading(people, "People per barrio (persons)")
    for row, text in enumerate(caption):
        page.write(text, style.MARGIN, page.below + LINE * row, size=style.SMALL, color=style.GREY)
    return page


def headline(run: Run) -> str:
    """From how many residents to how many, and how far off it is where nothing was set."""
    name, scale, days = run.scenario.title or run.scenario.name, run.scenario.city.scale, days_of(run.daily["date"])
    residents = run.daily["residents"].to_numpy() / scale
    told = [f"{name}: from {_round(residents[0])} to {_round(residents[-1])} residents"]
    for point in RESIDENTS:
        if point.row in TOLD and days[0] <= _day(point) <= days[-1]:
            off = residents[np.searchsorted(days, _day(point))] / point.value - 1
            far = "as many as" if off == 0 else f"{style.percent(abs(off))} {'more' if off > 0 else 'fewer'} than"
            told.append(f"{far} {TOLD[point.row]} in {point.on.year}")
    return ", ".join(told)


def detail(run: Run) -> str:
    """How large the city is that stands for the whole, and whose luck it had."""
    scale, last = run.scenario.city.scale, run.daily.iloc[-1]
    lived = f"One run (seed {run.seed}) of {last['residents']:,} residents in {last['barrios']:,} barrios at its end"
    return f"{lived}." if scale == 1 else f"{lived}, shown as the whole city of which it is {scale:.3g}."


def _day(point: Point) -> int:
    return (point.on - EPOCH).days


def _round(count: float) -> str:
    """To three digits."""
    return f"{float(f'{count:.3g}'):,.0f}"


def _short(mark: float) -> str:
    """A round number in few letters: 10,000, 1 million."""
    return f"{mark:,.0f}" if mark < 1e6 else f"{mark / 1e6:,.0f} million"


def _mark(axes: Axes, point: Point) -> None:
    """A filled mark where rates were set on the number, else a hollow one; the number beside it."""
    face = POINT if point.sets else style.PAPER
    axes.plot(
        _day(point),
        point.value,
        "o",
        color=face,
        markeredgecolor=POINT,
        markeredgewidth=1.6,
        markersize=6.5,
        clip_on=False,
    )
    axes.annotate(
        f"{point.value:,.0f}",
        (_day(point), point.value),
        point.place,
        textcoords="offset points",
        ha="center",
        va="center",
        size=style.SMALL,
        color=POINT,
        weight="bold",
        path_effects=style.halo(),
    )


def _key(axes: Axes) -> None:
    """What the marks mean, at the right above a panel."""
    for word, face, left in (("set", POINT, 1.5), ("compared", style.PAPER, 0.95)):
        inches = ScaledTranslation(-left, 0.17, axes.figure.dpi_scale_trans)
        look: dict[str, Any] = {"transform": axes.transAxes + inches, "clip_on": False}
        axes.plot(1, 1, "o", color=face, markeredgecolor=POINT, markeredgewidth=1.6, markersize=6.5, **look)
        axes.annotate(word, (1, 1), (7, 0), xycoords=look["transform"], textcoords="offset points",
                      va="center", size=style.TEXT, color=POINT, weight="bold")  # fmt: skip


def _decades(axes: Axes, least: float, most: float) -> None:
    """A logarithmic axis marked at every ten times, with room for words above."""
    axes.set_yscale("log")
    low, high = least / 1.5, most * 2.2
    marks = [10.0**power for power in range(12) if low <= 10.0**power <= high]
    axes.set_ylim(low, high)
    axes.yaxis.set_minor_locator(NullLocator())
    axes.yaxis.set_major_locator(FixedLocator(marks))
    axes.yaxis.set_major_formatter(FixedFormatter([_short(mark) for mark in marks]))

"""How did the city spread over its ground, and where did those who founded its barrios come from? Maps of six years."""

from datetime import date
from typing import NamedTuple

import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from simulation.figures import style
from simulation.figures.ground import (
    CRAMPED,
    bare_map,
    draw_borders,
    draw_la_paz,
    draw_landmarks,
    draw_roads,
    ground_of,
    paint,
    standing,
)
from simulation.figures.style import EPOCH, Page, days_of
from simulation.run import Run
from simulation.tables.residents import Origin

YEARS = (1976, 1985, 1992, 2003)
"""Shown between the first day and the last: the censuses, the closing of the mines, the first uprising."""
ACROSS, SPACE, WORDS, LEGEND = 3, 0.16, 0.5, 0.86
"""Maps in a row; inches between maps, for the words above one, for the legend below all."""
NAMES = {Origin.RURAL: "a rural community", Origin.MINE: "a mine", Origin.CITY: "the city itself"}
NEW = {Origin.RURAL: style.GREEN, Origin.MINE: "#7a2a66", Origin.CITY: style.ORANGE}
OLD = {Origin.RURAL: "#b5dccb", Origin.MINE: "#c994c4", Origin.CITY: "#ecd9a6"}
"""Colours of barrios founded since the map before, and of older ones."""


class View(NamedTuple):
    """A frame of the map: its date, how many barrios stood and how many stood on the map before, the residents."""

    on: date
    barrios: int
    before: int
    residents: int


def growth_map(run: Run) -> Figure:
    """The city on the first day, in the years of the censuses and of 1985 and 2003 that it lived, and on the last."""
    views, ground = views_of(run), ground_of(run.frames)
    width = (style.WIDTH - 2 * style.MARGIN - SPACE * (ACROSS - 1)) / ACROSS
    height = width * ground.shape
    down = 0.1 + -(-len(views) // ACROSS) * (height + WORDS + SPACE)
    page = Page(headline(run, views), detail(run), down + LEGEND, "Stylised: one cell is one hectare. North is up.")
    for place, view in enumerate(views):
        left = style.MARGIN + place % ACROSS * (width + SPACE)
        top = 0.1 + place // ACROSS * (height + WORDS + SPACE)
        axes = bare_map(page.panel(left, top + WORDS, width, height), ground)
        origin = run.frames["barrio_origin"][: view.barrios].astype(np.int64)
        old = np.arange(view.barrios) < view.before
        paint(axes, run.frames, [*NEW.values(), *OLD.values()], origin + len(NEW) * old)
        draw_borders(axes, run.frames, view.barrios)
        draw_roads(axes, run.frames)
        draw_la_paz(axes, ground)
        draw_landmarks(axes, run.frames, named=place == 0 and ground.height >= CRAMPED, size=4.0)
        page.write(str(view.on.year), left, top, size=style.TITLE - 2, weight="bold")
        barrios = f"{view.barrios:,} barrio{'s' if view.barrios > 1 else ''}"
        told = f"{view.residents:,} people in {barrios}"
        page.write(told, left, top + 0.26, size=style.SMALL, color=style.GREY)
    _legend(page, down, run)
    return page


def views_of(run: Run) -> list[View]:
    """What the maps show: of each day wanted the frame kept nearest to it; a year of the list stands for its middle."""
    days, daily = days_of(run.frames["dates"]), run.daily
    lived = days_of(daily["date"])
    middles = [(date(year, 7, 1) - EPOCH).days for year in YEARS]
    wanted = [lived[0], *(day for day in middles if lived[0] < day < lived[-1]), lived[-1]]
    frames = sorted({int(np.abs(days - day).argmin()) for day in wanted})
    views: list[View] = []
    for frame in frames:
        row, before = np.searchsorted(lived, days[frame]), views[-1].barrios if views else 0
        barrios = int(standing(run)[frame])
        views.append(View(style.day(days[frame]), barrios, before, int(daily["residents"].iloc[row])))
    return views


def headline(run: Run, views: list[View]) -> str:
    """From how many barrios to how many, and where their founders came from."""
    name, (first, last) = run.scenario.title or run.scenario.name, (views[0], views[-1])
    origins = run.frames["barrio_origin"][first.barrios : last.barrios]
    if not len(origins):
        return f"{name}: no barrio was founded between {first.on.year} and {last.on.year}"
    miners = np.count_nonzero(origins == Origin.MINE)
    share = f"{style.percent(miners / len(origins))} of the new ones" if miners else "none"
    grew = f"from {first.barrios:,} to {last.barrios:,} barrios"
    return f"{name}: {grew}, {share} founded by the people of a mine"


def detail(run: Run) -> str:
    """What the people on a smaller ground are, and whose luck it was."""
    scale = run.scenario.city.scale
    size = "" if scale == 1 else f"A city of {scale:.3g} times the size. "
    return f"{size}Daughters of a barrio that divided count with their mother's founders. One run (seed {run.seed})."


def _legend(page: Page, down: float, run: Run) -> None:
    """What the colours mean; only those that are on the maps."""
    axes = page.panel(style.MARGIN, down, style.WIDTH - 2 * style.MARGIN, LEGEND - 0.06)
    axes.set_xlim(0, style.WIDTH - 2 * style.MARGIN)
    axes.set_ylim(LEGEND - 0.06, 0)
    axes.set_axis_off()
    seen = [origin for origin in NAMES if (run.frames["barrio_origin"] == origin).any()]
    rows = (("Founders came from", None), ("founded since the map before", NEW), ("older", OLD))
    for row, (text, tones) in enumerate(rows):
        middle = 0.1 + 0.25 * row
        weight = "normal" if tones else "bold"
        axes.text(0, middle, text, size=style.SMALL, color=style.INK, va="center", weight=weight)
        for column, origin in enumerate(seen):
            left = 2.3 + 1.75 * column
            if tones:
                axes.add_patch(Rectangle((left, middle - 0.07), 1.2, 0.14, facecolor=tones[origin], linewidth=0))
            else:
                axes.text(left, middle, NAMES[origin], size=style.SMALL, color=style.INK, va="center")

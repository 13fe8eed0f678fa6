"""Where was the city up, which roads did it hold, what could still reach La Paz? The map on the run's telling days."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch
from numpy.typing import NDArray

from simulation.figures import style
from simulation.figures.ground import (
    CRAMPED,
    WORDS,
    Frames,
    Ground,
    bare_map,
    draw_la_paz,
    draw_landmarks,
    draw_links,
    ends_of,
    ground_of,
    outer_ends,
    paint,
    shares_up,
    standing,
)
from simulation.figures.moments import Moment, moments_of
from simulation.figures.style import Page, in_short, in_words, percent
from simulation.run import Run
from simulation.tables.territory import TRUNKS

SPACE, LINE, LEGEND = 0.16, 0.19, 0.75
"""Inches between maps, for each line of words above a map, and below all maps for the legend."""
WIDEST = 4.6
"""Inches: a map that stands alone is no wider."""
CALM = ("#e3e0d9", "#d9d6ce", "#ebe8e2")
UP = ("#d55e00", "#e27420", "#c65500")
"""Three tones of each, so that one barrio can be told from the next."""
OPEN, CUT = style.BLUE, style.INK
CORDON = (1.0, 6.0)
"""Points: how thick a road is drawn where one person holds it, and where most do."""
Point = Sequence[float] | NDArray[np.float64]
"""A place on the map: x and y, in cells."""


def city_map(run: Run) -> Figure:
    """The city on up to six telling days: barrios up, roads held, routes to La Paz open or cut."""
    moments, ground = moments_of(run) or [Moment(None, "")], ground_of(run.frames)
    across = min(len(moments), 2 if len(moments) == 4 or ground.height < CRAMPED else 3)
    width = min((style.WIDTH - 2 * style.MARGIN - SPACE * (across - 1)) / across, WIDEST)
    height = width * ground.shape
    told = [style.wrapped(moment.tells, style.SMALL, "bold", width) for moment in moments]
    words = LINE * (2 + max(map(len, told))) + 0.05
    body = -(-len(moments) // across) * (height + words + SPACE) + LEGEND
    page = Page(headline(run, moments), detail(run, moments), body, "Stylised: one cell is one hectare. North is up.")
    most = int(run.frames["held"].max(initial=0))
    for place, moment in enumerate(moments):
        left = style.MARGIN + place % across * (width + SPACE)
        top = 0.12 + place // across * (height + words + SPACE)
        axes = bare_map(page.panel(left, top + words, width, height), ground)
        _barrios(axes, run, moment.frame)
        _roads(axes, run.frames, moment.frame, most)
        draw_la_paz(axes, ground)
        _outer_roads(axes, run.frames, moment.frame, ground, named=place == 0)
        draw_landmarks(axes, run.frames, named=place == 0)
        _words(page, left, top, run, moment, told[place])
    _legend(page, body - LEGEND + 0.1, most)
    return page


def headline(run: Run, moments: list[Moment]) -> str:
    """How much of the city was up, and how many roads cut, on the mapped day on which most was up."""
    name, up = run.scenario.title or run.scenario.name, shares_up(run)
    mapped = [moment.frame for moment in moments if moment.frame is not None]
    if not mapped:
        return f"{name}: the map of the city; no day of this run was mapped"
    frame = max(mapped, key=lambda frame: float(up[frame]))
    if not up[frame]:
        return f"{name}: no barrio was up on any day mapped"
    when = in_words(run.frames["dates"][frame].item(), year=len(run.daily) > 366)
    return f"{name}: on {when} {percent(up[frame])} of barrios were up and {_roads_cut(run, frame)}"


def _roads_cut(run: Run, frame: int) -> str:
    routes = run.frames["route_open"][frame]
    cut = int(len(routes) - np.count_nonzero(routes))
    return f"{cut or 'none'} of {len(routes)} roads to La Paz {'was' if cut == 1 else 'were'} cut"


def detail(run: Run, moments: list[Moment]) -> str:
    """What is drawn, and of which run; of a city that grows, as it stood on the last day mapped."""
    frame = moments[-1].frame
    barrios = run.frames["up"].shape[1] if frame is None else standing(run)[frame]
    blocks = np.count_nonzero(run.frames["block_barrio"] < barrios)
    return f"Each patch is a barrio; {barrios:,} of them on {blocks:,} built blocks. One run (seed {run.seed})."


def _barrios(axes: Axes, run: Run, frame: int | None) -> None:
    """Those that stood by then, up or not."""
    barrio = np.arange(run.frames["up"].shape[1] if frame is None else standing(run)[frame])
    up = np.zeros_like(barrio) if frame is None else run.frames["up"][frame][barrio].astype(np.int64)
    paint(axes, run.frames, (*CALM, *UP), len(CALM) * up + barrio * 7 % len(CALM))


def _roads(axes: Axes, frames: Frames, frame: int | None, most: int) -> None:
    """Trunk roads by whether they reach La Paz, the links down to it in grey; dark where people hold them."""
    for route in range(len(TRUNKS)):
        start, end = ends_of(frames, route)
        _route(axes, start, end, _reaches(frames, frame, route))
    draw_links(axes, frames)
    if frame is None:
        return
    held = frames["held"][frame]
    pieces = [cordon(frames, int(stretch)) for stretch in np.flatnonzero(held)]
    widths = CORDON[0] + (CORDON[1] - CORDON[0]) * np.sqrt(held[held > 0] / most)
    axes.add_collection(LineCollection(pieces, linewidths=widths, colors=CUT, capstyle="butt", zorder=3))


def _reaches(frames: Frames, frame: int | None, route: int) -> bool:
    return frame is None or bool(frames["route_open"][frame, route])


def cordon(frames: Frames, stretch: int) -> NDArray[np.float64]:
    """The piece of road, one cell long, that a block of road that is held covers, shape (2, 2)."""
    start, end = ends_of(frames, int(frames["stretch_route"][stretch]))
    along = (end - start) / np.hypot(*(end - start))
    middle = start + along * ((np.array([frames["stretch_x"][stretch], frames["stretch_y"][stretch]]) - start) @ along)
    return np.stack((middle - 0.55 * along, middle + 0.55 * along))


def _route(axes: Axes, start: Point, end: Point, is_open: bool) -> None:
    """A road; at its end a dot says that it is open, a cross that it is cut."""
    color, dashes = (OPEN, "-") if is_open else (style.GREY, (0, (3, 2)))
    axes.plot((start[0], end[0]), (start[1], end[1]), color=color, linewidth=1.3, linestyle=dashes, zorder=2)
    marker, size, ink = ("o", 5.0, OPEN) if is_open else ("X", 7.0, CUT)
    axes.plot(
        *end,
        marker=marker,
        markersize=size,
        color=ink,
        markeredgecolor=style.PAPER,
        markeredgewidth=0.7,
        zorder=5,
        clip_on=False,
    )


def _outer_roads(axes: Axes, frames: Frames, frame: int | None, ground: Ground, named: bool) -> None:
    """The two roads that reach La Paz without crossing El Alto."""
    for outer, (name, start, end) in enumerate(outer_ends(ground)):
        _route(axes, start, end, _reaches(frames, frame, len(TRUNKS) + outer))
        if named:
            axes.annotate(name, end, (-6, 0), textcoords="offset points", ha="right", va="center", **WORDS)


def _words(page: Page, left: float, top: float, run: Run, moment: Moment, told: list[str]) -> None:
    """The date of a map, what the day tells, and the day in two numbers."""
    if moment.frame is None:
        return
    up, routes = shares_up(run)[moment.frame], run.frames["route_open"][moment.frame]
    cut = len(routes) - np.count_nonzero(routes)
    page.write(in_short(run.frames["dates"][moment.frame].item()), left, top, weight="bold")
    look: dict[str, Any] = {"size": style.SMALL}
    for line, text in enumerate(told, start=1):
        page.write(text, left, top + LINE * line, color=style.VERMILION, weight="bold", **look)
    numbers = f"{percent(up)} up, {cut} of {len(routes)} roads cut"
    page.write(numbers, left, top + LINE * (len(told) + 1), color=style.GREY, **look)


def _legend(page: Page, down: float, most: int) -> None:
    """What the colours and lines mean, drawn as they are drawn on the maps."""
    axes = page.panel(style.MARGIN, down, style.WIDTH - 2 * style.MARGIN, LEGEND - 0.1)
    axes.set_xlim(0, style.WIDTH - 2 * style.MARGIN)
    axes.set_ylim(0, LEGEND - 0.1)
    axes.set_axis_off()
    look: dict[str, Any] = {"size": style.SMALL, "color": style.INK, "va": "center"}
    for place, (tones, text) in enumerate(((UP, "barrio up"), (CALM, "barrio not up"))):
        for k, tone in enumerate(tones):
            axes.add_patch(
                FancyBboxPatch(
                    (0.02 + 0.11 * k, 0.42 - 0.26 * place),
                    0.11,
                    0.12,
                    boxstyle="square,pad=0",
                    facecolor=tone,
                    linewidth=0,
                )
            )
        axes.text(0.45, 0.48 - 0.26 * place, text, **look)
    for place, (is_open, text) in enumerate(((True, "road open to La Paz"), (False, "road cut"))):
        _route(axes, (1.75, 0.48 - 0.26 * place), (2.15, 0.48 - 0.26 * place), is_open)
        axes.text(2.3, 0.48 - 0.26 * place, text, **look)
    few = 10 ** int(np.log10(max(most, 1)))
    for place, people in enumerate((most // few * few, few // 10) if few > 1 else (most,) if most else ()):
        thickness = CORDON[0] + (CORDON[1] - CORDON[0]) * np.sqrt(people / most)
        axes.plot([4.25, 4.65], [0.48 - 0.26 * place] * 2, color=CUT, linewidth=thickness, solid_capstyle="butt")
        axes.text(4.78, 0.48 - 0.26 * place, f"held by {people:,} {'people' if people > 1 else 'person'}", **look)
    axes.annotate(
        "N",
        (7.05, 0.58),
        (7.05, 0.16),
        ha="center",
        va="center",
        size=style.SMALL,
        weight="bold",
        color=style.INK,
        arrowprops={"arrowstyle": "-|>", "color": style.INK},
    )

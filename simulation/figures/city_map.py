"""Where was the city up, which roads did it hold, what could still reach La Paz? The map on the run's telling days."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch
from numpy.typing import NDArray

from simulation.figures import style
from simulation.figures.moments import Moment, moments_of
from simulation.figures.style import Page, in_short, in_words, percent
from simulation.run import Run
from simulation.tables.territory import LINK_CELLS, OUTER, TRUNKS

SPACE, LINE, LEGEND = 0.16, 0.19, 0.75
"""Inches between maps, for each line of words above a map, and below all maps for the legend."""
WIDEST = 4.6
"""Inches: a map that stands alone is no wider."""
CRAMPED = 12
"""Cells: a city no higher than this is drawn larger, or the names of its places would hide each other."""
EAST = 0.25
"""How far the map goes on east of the rim, in widths of the city: there lies La Paz."""
CALM = ("#e3e0d9", "#d9d6ce", "#ebe8e2")
UP = ("#d55e00", "#e27420", "#c65500")
"""Three tones of each, so that one barrio can be told from the next."""
OPEN, CUT = style.BLUE, style.INK
CORDON = (1.0, 6.0)
"""Points: how thick a road is drawn where one person holds it, and where most do."""
PLACES: dict[str, tuple[str, str, tuple[int, int], str]] = {
    "La Ceja": ("o", "La Ceja", (-8, -7), "center"),
    "Senkata": ("s", "Senkata\n(fuel depot)", (-7, 0), "center"),
    "Feria 16 de Julio": ("D", "Feria 16 de Julio\n(market)", (-2, 5), "bottom"),
}
"""How each place is marked and called, and where its name stands: points from the mark, upright alignment."""


Point = Sequence[float] | NDArray[np.float64]
"""A place on the map: x and y, in cells."""


class Ground(NamedTuple):
    """What is the same on every map, in cells: its sizes, a rim around all, La Paz (left, low, width, height)."""

    width: int
    height: int
    east: float
    rim: float
    la_paz: tuple[float, float, float, float]


def city_map(run: Run) -> Figure:
    """The city on up to six telling days: barrios up, roads held, routes to La Paz open or cut."""
    moments, ground = moments_of(run) or [Moment(None, "")], _ground(run.frames)
    across = min(len(moments), 2 if len(moments) == 4 or ground.height < CRAMPED else 3)
    width = min((style.WIDTH - 2 * style.MARGIN - SPACE * (across - 1)) / across, WIDEST)
    height = width * (ground.height + 2 * ground.rim) / (ground.east + 2 * ground.rim)
    told = [style.wrapped(moment.tells, style.SMALL, "bold", width) for moment in moments]
    words = LINE * (2 + max(map(len, told))) + 0.05
    body = -(-len(moments) // across) * (height + words + SPACE) + LEGEND
    page = Page(headline(run, moments), detail(run), body, "Stylised: one cell is one hectare. North is up.")
    most = int(run.frames["held"].max(initial=0))
    for place, moment in enumerate(moments):
        left = style.MARGIN + place % across * (width + SPACE)
        top = 0.12 + place // across * (height + words + SPACE)
        axes = _map(page.panel(left, top + words, width, height), ground)
        _barrios(axes, run.frames, moment.frame)
        _roads(axes, run.frames, moment.frame, most)
        _la_paz(axes, run.frames, moment.frame, ground)
        _landmarks(axes, run.frames, ground, named=place == 0)
        _words(page, left, top, run, moment, told[place])
    _legend(page, body - LEGEND + 0.1, most)
    return page


def headline(run: Run, moments: list[Moment]) -> str:
    """How much of the city was up, and how many roads cut, on the mapped day on which most was up."""
    name, up = run.scenario.title or run.scenario.name, run.frames["up"].mean(axis=1)
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


def detail(run: Run) -> str:
    """What is drawn, and of which run."""
    blocks, barrios = len(run.frames["block_x"]), run.frames["up"].shape[1]
    return f"Each patch is a barrio; {barrios:,} of them on {blocks:,} built blocks. One run (seed {run.seed})."


def _ground(frames: dict[str, NDArray[Any]]) -> Ground:
    width, height = (int(size) for size in frames["grid"])
    below, middle = width - 1 + LINK_CELLS, frames["landmark_y"][0]
    east = max(width * (1 + EAST), below + 4.0)
    la_paz = (below + 0.5, middle - 0.3 * height, east - below - 1.0, 0.6 * height)
    return Ground(width, height, east, rim=1 + 0.01 * height, la_paz=la_paz)


def _map(axes: Axes, ground: Ground) -> Axes:
    axes.set_xlim(-0.5 - ground.rim, ground.east + ground.rim - 0.5)
    axes.set_ylim(-0.5 - ground.rim, ground.height + ground.rim - 0.5)
    axes.set_aspect("equal")
    axes.set_axis_off()
    return axes


def _barrios(axes: Axes, frames: dict[str, NDArray[Any]], frame: int | None) -> None:
    width, height = frames["grid"]
    picture = np.ones((height, width, 3))
    barrio = frames["block_barrio"].astype(np.int64)
    tones = np.array([[to_rgb(tone) for tone in tones] for tones in (CALM, UP)])
    up = frames["up"][frame][barrio].astype(np.int64) if frame is not None else np.zeros_like(barrio)
    picture[frames["block_y"], frames["block_x"]] = tones[up, barrio * 7 % 3]
    axes.imshow(picture, origin="lower", extent=(-0.5, width - 0.5, -0.5, height - 0.5), interpolation="nearest")


def _roads(axes: Axes, frames: dict[str, NDArray[Any]], frame: int | None, most: int) -> None:
    """Trunk roads by whether they reach La Paz, the links down to it in grey; dark where people hold them."""
    rim = []
    for route in range(len(frames["route_name"])):
        start, end = _ends(frames, route)
        if route < len(TRUNKS):
            _route(axes, start, end, _reaches(frames, frame, route))
        else:
            axes.plot(*zip(start, end, strict=True), color=style.GREY, linewidth=0.8)
            rim.append(start)
    axes.plot(*zip(*rim, strict=True), color=style.GREY, linewidth=0.8)
    if frame is None:
        return
    held = frames["held"][frame]
    pieces = [_cordon(frames, int(stretch)) for stretch in np.flatnonzero(held)]
    widths = CORDON[0] + (CORDON[1] - CORDON[0]) * np.sqrt(held[held > 0] / most)
    axes.add_collection(LineCollection(pieces, linewidths=widths, colors=CUT, capstyle="butt", zorder=3))


def _ends(frames: dict[str, NDArray[Any]], route: int) -> NDArray[np.float64]:
    """Where a road begins and ends, shape (2, 2): roads are straight."""
    cells = np.flatnonzero(frames["road_route"] == route)[[0, -1]]
    return np.column_stack((frames["road_x"][cells], frames["road_y"][cells])).astype(np.float64)


def _reaches(frames: dict[str, NDArray[Any]], frame: int | None, route: int) -> bool:
    return frame is None or bool(frames["route_open"][frame, route])


def _cordon(frames: dict[str, NDArray[Any]], stretch: int) -> NDArray[np.float64]:
    """The piece of road, one cell long, that a block of road that is held covers, shape (2, 2)."""
    start, end = _ends(frames, int(frames["stretch_route"][stretch]))
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


def _la_paz(axes: Axes, frames: dict[str, NDArray[Any]], frame: int | None, ground: Ground) -> None:
    """La Paz below the eastern rim, and the two roads that reach it without crossing El Alto."""
    left, low, width, height = ground.la_paz
    axes.add_patch(
        FancyBboxPatch(
            (left, low),
            width,
            height,
            boxstyle=f"round,pad=0,rounding_size={width / 2.2}",
            facecolor="#cfe0ea",
            linewidth=0,
            zorder=2.5,
        )
    )
    axes.text(
        left + width / 2,
        low + height / 2,
        "La Paz",
        rotation=90,
        ha="center",
        va="center",
        size=style.TEXT,
        color=style.INK,
        weight="bold",
        zorder=6,
    )
    for outer, (start, end) in enumerate(((low + height, ground.height - 1), (low, 0))):
        is_open = _reaches(frames, frame, len(TRUNKS) + outer)
        _route(axes, (left + width / 2, start), (ground.east - 0.5, end), is_open)


def _landmarks(axes: Axes, frames: dict[str, NDArray[Any]], ground: Ground, named: bool) -> None:
    """The places people speak of, and on one map what they are called and where the roads go."""
    look: dict[str, Any] = {"size": 7.5, "color": style.INK, "path_effects": style.halo(), "zorder": 7}
    for name, x, y in zip(frames["landmark_name"], frames["landmark_x"], frames["landmark_y"], strict=True):
        marker, text, offset, align = PLACES[str(name)]
        axes.plot(x, y, marker, color=style.PAPER, markeredgecolor=style.INK, markersize=5, zorder=6)
        if named:
            axes.annotate(text, (x, y), offset, textcoords="offset points", ha="right", va=align, weight="bold", **look)
    if not named:
        return
    for route, name in enumerate(TRUNKS):
        x, y = _ends(frames, route)[1]
        offset, side = ((0, -9), "left") if x == 0 else ((7, 0), "left") if y else ((-7, 0), "right")
        axes.annotate(name, (x, y), offset, textcoords="offset points", ha=side, va="center", **look)
    for name, y in zip(OUTER, (ground.height - 1, 0), strict=True):
        axes.annotate(
            name, (ground.east - 0.5, y), (-6, 0), textcoords="offset points", ha="right", va="center", **look
        )


def _words(page: Page, left: float, top: float, run: Run, moment: Moment, told: list[str]) -> None:
    """The date of a map, what the day tells, and the day in two numbers."""
    if moment.frame is None:
        return
    up, routes = run.frames["up"][moment.frame].mean(), run.frames["route_open"][moment.frame]
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

"""The ground that all maps share: its extent, La Paz below the rim, roads, places, and which barrios stood when."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.colors import to_rgb
from matplotlib.patches import FancyBboxPatch
from numpy.typing import NDArray

from simulation.figures import style
from simulation.figures.style import days_of
from simulation.run import Run
from simulation.tables.territory import LINK_CELLS, OUTER, TRUNKS

EAST = 0.25
"""How far the map goes on east of the rim, in widths of the city: there lies La Paz."""
CRAMPED = 12
"""Cells: in a city no higher than this, drawn as small as three in a row, the names of places hide each other."""
PLACES: dict[str, tuple[str, str, tuple[int, int], str]] = {
    "La Ceja": ("o", "La Ceja", (-8, -7), "center"),
    "Senkata": ("s", "Senkata\n(fuel depot)", (-7, 0), "center"),
    "Feria 16 de Julio": ("D", "Feria 16 de Julio\n(market)", (-2, 5), "bottom"),
}
"""How each place is marked and called, and where its name stands: points from the mark, upright alignment."""
WORDS: dict[str, Any] = {"size": 7.5, "color": style.INK, "path_effects": style.halo(), "zorder": 7}
"""How names on a map look."""
Frames = dict[str, NDArray[Any]]
"""The map of a run and its frames, by name."""


class Ground(NamedTuple):
    """What is the same on every map, in cells: its sizes, a rim around all, La Paz (left, low, width, height)."""

    width: int
    height: int
    east: float
    rim: float
    la_paz: tuple[float, float, float, float]

    @property
    def shape(self) -> float:
        """Height of a map over its width."""
        return (self.height + 2 * self.rim) / (self.east + 2 * self.rim)


def ground_of(frames: Frames) -> Ground:
    """The ground of a run's map."""
    width, height = (int(size) for size in frames["grid"])
    below, middle = width - 1 + LINK_CELLS, frames["landmark_y"][0]
    east = max(width * (1 + EAST), below + 4.0)
    la_paz = (below + 0.5, middle - 0.3 * height, east - below - 1.0, 0.6 * height)
    return Ground(width, height, east, rim=1 + 0.01 * height, la_paz=la_paz)


def standing(run: Run) -> NDArray[np.int64]:
    """How many barrios stood on the date of each frame, shape (frames,): the first so many, in order of founding."""
    rows = np.searchsorted(days_of(run.daily["date"]), days_of(run.frames["dates"]))
    return run.daily["barrios"].to_numpy(dtype=np.int64)[rows]


def shares_up(run: Run) -> NDArray[np.float64]:
    """The share of the barrios standing that were up on the date of each frame, shape (frames,)."""
    return run.frames["up"].sum(axis=1) / np.maximum(1, standing(run))


def bare_map(axes: Axes, ground: Ground) -> Axes:
    """Prepare a panel for a map."""
    axes.set_xlim(-0.5 - ground.rim, ground.east + ground.rim - 0.5)
    axes.set_ylim(-0.5 - ground.rim, ground.height + ground.rim - 0.5)
    axes.set_aspect("equal")
    axes.set_axis_off()
    return axes


def paint(axes: Axes, frames: Frames, colors: Sequence[str], kind: NDArray[np.integer[Any]]) -> None:
    """Paint the blocks of the barrios that stand.

    Args:
        axes: the map.
        frames: of the run.
        colors: of each kind.
        kind: of each barrio that stands, shape (barrios,), an index into `colors`.
    """
    width, height = frames["grid"]
    built = frames["block_barrio"] < len(kind)
    picture = np.ones((height, width, 3))
    tones = np.array([to_rgb(color) for color in colors])
    picture[frames["block_y"][built], frames["block_x"][built]] = tones[kind[frames["block_barrio"][built]]]
    axes.imshow(picture, origin="lower", extent=(-0.5, width - 0.5, -0.5, height - 0.5), interpolation="nearest")


def draw_borders(axes: Axes, frames: Frames, barrios: int) -> None:
    """Thin lines between the first so many barrios."""
    width, height = frames["grid"]
    owner = np.full((height, width), -1, dtype=np.int64)
    built = frames["block_barrio"] < barrios
    owner[frames["block_y"][built], frames["block_x"][built]] = frames["block_barrio"][built]
    pieces = []
    for down in (0, 1):
        one, other = (owner[:-1], owner[1:]) if down else (owner[:, :-1], owner[:, 1:])
        y, x = np.nonzero((one != other) & (one >= 0) & (other >= 0))
        corner = np.column_stack((x - 0.5, y + 0.5) if down else (x + 0.5, y - 0.5))
        pieces.append(np.stack((corner, corner + ([1, 0] if down else [0, 1])), axis=1))
    axes.add_collection(LineCollection(list(np.concatenate(pieces)), linewidths=0.35, colors=style.PAPER, zorder=1))


def ends_of(frames: Frames, route: int) -> NDArray[np.float64]:
    """Where a road begins and ends, shape (2, 2): roads are straight."""
    cells = np.flatnonzero(frames["road_route"] == route)[[0, -1]]
    return np.column_stack((frames["road_x"][cells], frames["road_y"][cells])).astype(np.float64)


def draw_links(axes: Axes, frames: Frames) -> None:
    """The links down to La Paz and the road along the rim that joins them, in grey."""
    links = [ends_of(frames, route) for route in range(len(TRUNKS), len(frames["route_name"]))]
    for line in (*links, np.array([link[0] for link in links])):
        axes.plot(line[:, 0], line[:, 1], color=style.GREY, linewidth=0.8)


def draw_roads(axes: Axes, frames: Frames) -> None:
    """The trunk roads and the links, whoever may hold them."""
    for route in range(len(TRUNKS)):
        line = ends_of(frames, route)
        axes.plot(line[:, 0], line[:, 1], color=style.GREY, linewidth=0.8, zorder=2)
    draw_links(axes, frames)


def draw_la_paz(axes: Axes, ground: Ground, size: float = style.TEXT) -> None:
    """La Paz below the eastern rim."""
    left, low, width, height = ground.la_paz
    box = f"round,pad=0,rounding_size={width / 2.2}"
    axes.add_patch(
        FancyBboxPatch((left, low), width, height, boxstyle=box, facecolor="#cfe0ea", linewidth=0, zorder=2.5)
    )
    middle = (left + width / 2, low + height / 2)
    look: dict[str, Any] = {"size": size, "color": style.INK, "weight": "bold", "zorder": 6}
    axes.text(*middle, "La Paz", rotation=90, ha="center", va="center", **look)


def draw_landmarks(axes: Axes, frames: Frames, named: bool, size: float = 5.0) -> None:
    """The places people speak of, and on one map what they are called and where the trunk roads go."""
    for name, x, y in zip(frames["landmark_name"], frames["landmark_x"], frames["landmark_y"], strict=True):
        marker, text, offset, align = PLACES[str(name)]
        axes.plot(x, y, marker, color=style.PAPER, markeredgecolor=style.INK, markersize=size, zorder=6)
        if named:
            beside: dict[str, Any] = {"textcoords": "offset points", "ha": "right", "va": align, "weight": "bold"}
            axes.annotate(text, (x, y), offset, **beside, **WORDS)
    for route, name in enumerate(TRUNKS if named else ()):
        x, y = ends_of(frames, route)[1]
        offset, side = ((0, -9), "left") if x == 0 else ((7, 0), "left") if y else ((-7, 0), "right")
        axes.annotate(name, (x, y), offset, textcoords="offset points", ha=side, va="center", **WORDS)


def outer_ends(ground: Ground) -> list[tuple[str, tuple[float, float], tuple[float, float]]]:
    """The roads that reach La Paz without crossing El Alto: their names, where they begin at La Paz, where they end."""
    left, low, width, height = ground.la_paz
    middle, end = left + width / 2, ground.east - 0.5
    from_to = (((middle, low + height), (end, ground.height - 1)), ((middle, low), (end, 0.0)))
    return [(name, start, far) for name, (start, far) in zip(OUTER, from_to, strict=True)]

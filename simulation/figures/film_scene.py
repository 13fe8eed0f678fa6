"""The picture of a day of a film: the map, the barrios up, La Paz's stocks, the dead so far, and what happens."""

from functools import cached_property
from io import BytesIO
from typing import Any, NamedTuple

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import LineCollection
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from numpy.typing import NDArray

from simulation.figures import style
from simulation.figures.city_map import CALM, CORDON, CUT, OPEN, UP, cordon
from simulation.figures.ground import bare_map, draw_la_paz, draw_landmarks, draw_links, ends_of, ground_of, outer_ends
from simulation.figures.style import days_of, in_words, percent
from simulation.figures.timeline import GOODS, stock_axis, up_axis
from simulation.run import Run
from simulation.tables.territory import TRUNKS
from simulation.waves import Wave, find_waves

SIZE = (12.8, 7.2)
"""Inches, of the shape of a screen."""
LINES = 3
"""Lines of what happens, at most."""


class Shot(NamedTuple):
    """A day of a film: its row in the daily series, the frame of its map, how many pictures it lasts, what is told.

    Frame None is a day of which no map was kept, since no barrio was up.
    """

    row: int
    frame: int | None
    pictures: int
    told: str


class Held(Figure):
    """A figure that is drawn once and may be written several times: most days last several pictures of a film."""

    written: bytes | None = None
    """What was written last; None when the figure was changed since."""

    def savefig(self, fname: Any, **options: Any) -> None:
        """Write the figure into a stream, as the writers of films ask; it is drawn only if it was changed."""
        if self.written is None:
            picture = BytesIO()
            super().savefig(picture, **options)
            self.written = picture.getvalue()
        fname.write(self.written)


class Scene:
    """The figure that every picture of the film is drawn on: what stays is drawn once, what changes is set anew."""

    def __init__(self, run: Run) -> None:
        self.run, self.ground = run, ground_of(run.frames)
        self.days = days_of(run.daily["date"])
        self.figure = Held(figsize=SIZE, facecolor=style.PAPER)
        FigureCanvasAgg(self.figure)
        title = style.wrapped(run.scenario.title or run.scenario.name, 20, "bold", SIZE[0] - 6)[0]
        self._write(0.03, 0.955, title, size=20, weight="bold")
        self.date = self._write(0.97, 0.955, "", size=20, weight="bold", ha="right", color=style.VERMILION)
        self.state = self._write(0.03, 0.895, "", size=13, color=style.GREY)
        self.told = self._write(0.03, 0.135, "", size=13, linespacing=1.4)
        foot = f"Simulated: one run, seed {run.seed}. The map is stylised; one cell is one hectare."
        self._write(0.97, 0.03, foot, size=9, color=style.GREY, ha="right", va="bottom")
        self._map()
        self._series()

    def _write(self, x: float, y: float, text: str, **look: Any) -> Any:
        usual: dict[str, Any] = {"va": "top", "color": style.INK, "parse_math": False}
        return self.figure.text(x, y, text, **usual | look)

    def _map(self) -> None:
        frames = self.run.frames
        axes = bare_map(self.figure.add_axes((0.02, 0.19, 0.58, 0.665)), self.ground)
        width, height = frames["grid"]
        whole = (-0.5, width - 0.5, -0.5, height - 0.5)
        self.picture = axes.imshow(self.painted(None, 1), origin="lower", extent=whole, interpolation="nearest")
        draw_links(axes, frames)
        draw_la_paz(axes, self.ground, size=12)
        roads = [ends_of(frames, route) for route in range(len(TRUNKS))]
        roads += [np.array([start, far]) for _, start, far in outer_ends(self.ground)]
        self.roads = [self._road(axes, road) for road in roads]
        self.cordons = LineCollection([], colors=CUT, capstyle="butt", zorder=3)
        axes.add_collection(self.cordons)
        draw_landmarks(axes, frames, named=True, size=6)
        for name, _, (x, y) in outer_ends(self.ground):
            axes.annotate(name, (x, y), (-6, 0), textcoords="offset points", ha="right", va="center", size=7.5)
        looks = (("s", UP[0], "barrio up"), ("s", CALM[1], "not up"), ("o", OPEN, "road open"), ("X", CUT, "road cut"))
        handles = [Line2D([], [], marker=m, color=c, linestyle="", markersize=8, label=text) for m, c, text in looks]
        handles.append(Line2D([], [], color=CUT, linewidth=4, label="road held"))
        axes.legend(handles=handles, loc="upper center", bbox_to_anchor=(0.5, 0.0), ncols=5, frameon=False, fontsize=9.5,
                    handletextpad=0.3, columnspacing=1.2, borderaxespad=0.1)  # fmt: skip

    @staticmethod
    def _road(axes: Any, road: NDArray[np.float64]) -> tuple[Line2D, Line2D]:
        (way,) = axes.plot(road[:, 0], road[:, 1], linewidth=1.3, zorder=2)
        (end,) = axes.plot(*road[1], markeredgecolor=style.PAPER, markersize=8, zorder=5, clip_on=False)
        return way, end

    def _series(self) -> None:
        daily = self.run.daily
        self.now: list[Any] = []
        self.lines: list[tuple[Line2D, NDArray[np.float64]]] = []
        rows = {
            "Barrios up (%)": (0.61, {"": (100 * daily["mobilised_share"], style.VERMILION)}),
            "In stock, % of normal": (0.37, {good: (self._stock(good), color) for good, color in GOODS.items()}),
            "Killed so far": (0.2, {"": (daily["deaths"].cumsum(), style.INK)}),
        }  # fmt: skip
        heights = (0.21, 0.16, 0.09)
        for (name, (low, series)), height in zip(rows.items(), heights, strict=True):
            axes = self.figure.add_axes((0.645, low, 0.325, height))
            axes.spines[:].set_visible(False)
            axes.grid(axis="y", color=style.FAINT, linewidth=0.7)
            axes.tick_params(length=0, labelsize=9, labelcolor=style.GREY)
            axes.set_title(name, loc="left", size=11, weight="bold", color=style.INK)
            for word, (values, color) in series.items():
                (line,) = axes.plot([], [], color=color, linewidth=2.2, label=word)
                self.lines.append((line, np.asarray(values, dtype=np.float64)))
            if len(series) > 1:
                axes.legend(loc="lower right", bbox_to_anchor=(1.02, 0.97), ncols=3, frameon=False, fontsize=9.5,
                            handlelength=1, columnspacing=1)  # fmt: skip
            self.now.append(axes.axvline(self.days[0], color=style.GREY, linewidth=0.8))
            style.date_axis(
                axes, int(self.days[0]), int(self.days[-1]), SIZE[0] * 0.3, labelled=name == "Killed so far"
            )
            if name.startswith("Barrios"):
                up_axis(axes)
            elif name.startswith("In stock"):
                stock_axis(axes)
            else:
                style.count_axis(axes, float(daily["deaths"].sum()), room=1.2)

    def _stock(self, good: str) -> Any:
        days = self.run.daily[f"{good}_days"]
        return 100 * days / max(days.max(), 1e-9)

    def show(self, shot: Shot) -> None:
        """Set everything that changes to a day. Where no map was kept no barrio was up, and no road was held."""
        day = self.run.daily.iloc[shot.row]
        self.figure.written = None
        self.date.set_text(in_words(day["date"].date(), year=True))
        up = float(day["mobilised_share"])
        stocks = ", ".join(f"{good} {day[f'{good}_days']:.1f}" for good in GOODS)
        self.state.set_text(
            f"{self._strike_day(shot.row)}{percent(up)} of barrios up.  La Paz has for so many days: {stocks}"
        )
        lines = style.wrapped(shot.told, 13, width=SIZE[0] * 0.92)
        self.told.set_text("\n".join(lines[:LINES]) + (" ..." if len(lines) > LINES else ""))
        standing = int(day["barrios"])
        self.picture.set_data(self.painted(shot.frame, standing))
        self._roads(shot.frame)
        for line, values in self.lines:
            line.set_data(self.days[: shot.row + 1], values[: shot.row + 1])
        for mark in self.now:
            mark.set_xdata([self.days[shot.row]] * 2)

    def _strike_day(self, row: int) -> str:
        wave = next((wave for wave in self._waves if wave.first <= row <= wave.last), None)
        return f"Strike day {wave.strike_day(row)}.  " if wave else ""

    @cached_property
    def _waves(self) -> list[Wave]:
        return find_waves(self.run.daily)

    def _roads(self, frame: int | None) -> None:
        frames = self.run.frames
        held = np.zeros(len(frames["stretch_x"])) if frame is None else frames["held"][frame]
        most = max(1, int(frames["held"].max(initial=0)))
        self.cordons.set_segments([cordon(frames, int(stretch)) for stretch in np.flatnonzero(held)])
        self.cordons.set_linewidth(list(1.5 * (CORDON[0] + (CORDON[1] - CORDON[0]) * np.sqrt(held[held > 0] / most))))
        for route, (way, end) in enumerate(self.roads):
            is_open = frame is None or bool(frames["route_open"][frame, route])
            way.set(color=OPEN if is_open else style.GREY, linestyle="-" if is_open else (0, (3, 2)))
            end.set(marker="o" if is_open else "X", color=OPEN if is_open else CUT)

    def painted(self, frame: int | None, standing: int) -> NDArray[np.float64]:
        """The ground as a picture: the blocks of the first so many barrios by whether their barrio is up."""
        frames = self.run.frames
        width, height = frames["grid"]
        barrio = frames["block_barrio"]
        built = barrio < standing
        up = np.zeros(frames["up"].shape[1], dtype=np.int64) if frame is None else frames["up"][frame].astype(np.int64)
        tones = np.array([to_rgb(color) for color in (*CALM, *UP)])
        picture = np.ones((height, width, 3))
        kind = len(CALM) * up + np.arange(len(up)) * 7 % len(CALM)
        picture[frames["block_y"][built], frames["block_x"][built]] = tones[kind[barrio[built]]]
        return picture

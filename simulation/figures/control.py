"""Who controls what, the assemblies or the state, and do assemblies act as one? A map of two days, and three numbers."""

from typing import NamedTuple

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from numpy.typing import NDArray

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
from simulation.figures.moments import moments_of
from simulation.figures.periods import columns_of, largest
from simulation.figures.style import Page, days_of, heading, in_short
from simulation.figures.time_page import BETWEEN, DATES, rows_of
from simulation.figures.timeline import unit_axis
from simulation.run import Run

MAPS, SPACE, TOP, WORDS, LEGEND = 3, 0.16, 0.12, 0.64, 0.3
"""Maps in a row; inches between them, above them, for the words above one, for the legend below them."""
HEIGHTS = (1.25, 1.0, 1.0)
"""Of the rows over time, in inches: control, synchrony, decided together."""
ABOVE = 0.42
UP, STRONGER, STATE = 0, 1, 2
KINDS = {UP: "up", STRONGER: "assembly stronger than the state", STATE: "state as strong, or stronger"}
COLORS = {UP: style.VERMILION, STRONGER: "#f2c98d", STATE: "#a9bfd0"}
SERIES = {
    "control": ("Held by the assemblies, not the state (0 to 1)", style.VERMILION),
    "synchrony": ("Barrios rise and stand down together (0 to 1)", style.BLUE),
    "decided_with": ("Strikes begun under Fejuve's call (share, 0 to 1)", style.GREEN),
}
CAPTION = (
    "Held: S / (S + P), S the strength of an assembly and P the presence of the state in its barrio, on average. "
    "Together: correlation between the daily changes of two barrios in fourteen days; 1 as one, 0 each by itself. "
    "Begun under its call: of the strikes since last there was none. A gap: nothing to measure."
)


class View(NamedTuple):
    """A frame of the map: what its day tells, and how each barrio that stood then was held."""

    frame: int
    tells: str
    kind: NDArray[np.int64]


def control(run: Run) -> Figure:
    """Maps of who holds each barrio in calm, at the peak and after; control, synchrony and common decisions by day."""
    views, ground = views_of(run), ground_of(run.frames)
    width = (style.WIDTH - 2 * style.MARGIN - SPACE * (MAPS - 1)) / MAPS
    height = width * ground.shape
    maps = TOP + WORDS + height + LEGEND
    caption = style.wrapped(CAPTION, style.SMALL)
    down = maps + ABOVE + 0.1
    below = down + sum(HEIGHTS) + BETWEEN * (len(HEIGHTS) - 1) + DATES
    page = Page(headline(run), detail(run), below + 0.19 * len(caption) + 0.1)
    for place, view in enumerate(views):
        left = style.MARGIN + place * (width + SPACE)
        axes = bare_map(page.panel(left, TOP + WORDS, width, height), ground)
        paint(axes, run.frames, list(COLORS.values()), view.kind)
        draw_borders(axes, run.frames, len(view.kind))
        draw_roads(axes, run.frames)
        draw_la_paz(axes, ground)
        draw_landmarks(axes, run.frames, named=place == 0 and ground.height >= CRAMPED)
        _words(page, left, run, view)
    _legend(page, TOP + WORDS + height + 0.06)
    columns = columns_of(run.daily)
    rows = rows_of(page, columns, HEIGHTS, down)
    for row, (name, (label, color)) in zip(rows, SERIES.items(), strict=True):
        for axes in row:
            _over_time(axes, run.daily, name, color)
        heading(row[0], label)
    for row_number, text in enumerate(caption):
        page.write(text, style.MARGIN, below + 0.19 * row_number, size=style.SMALL, color=style.GREY)
    return page


def views_of(run: Run) -> list[View]:
    """The calm day before the largest wave, its peak, and the day kept nearest to a month after its end.

    Of a run without a wave, the last day kept. What there was no frame of is left out.
    """
    told = {word: moment for moment in moments_of(run) for word in moment.tells.split(", ")}
    later = next((word for word in told if word.endswith("later")), "")
    words = ["before", "peak", later] if largest(run.daily) else [list(told)[-1]] if told else []
    moments = [(told[word], word) for word in words if word in told]
    return [View(moment.frame, word, kinds(run, moment.frame)) for moment, word in moments if moment.frame is not None]


def kinds(run: Run, frame: int) -> NDArray[np.int64]:
    """How each barrio was held on the date of a frame, shape (barrios,): UP, STRONGER or STATE."""
    rows = run.assemblies[run.assemblies["date"] == pd.Timestamp(run.frames["dates"][frame])].sort_values("barrio")
    stronger = (rows["strength"] > rows["state_presence"]).to_numpy()
    held = np.where(stronger, STRONGER, STATE)
    return np.where(run.frames["up"][frame][: standing(run)[frame]], UP, held).astype(np.int64)


def headline(run: Run) -> str:
    """How far the assemblies held the ground on the calm day mapped and at the peak, or over a run without a wave."""
    name, held, wave = run.scenario.title or run.scenario.name, run.daily["control"], largest(run.daily)
    if wave is None:
        return f"{name}: no wave; the assemblies' hold on the city between {held.min():.2f} and {held.max():.2f} (of 1)"
    before, most = held.iloc[max(0, wave.first - 1)], held.iloc[wave.first : wave.last + 1].max()
    verb = "rose" if round(most, 2) > round(before, 2) else "never rose"
    change = f"{verb} from {before:.2f} to {most:.2f}" if verb == "rose" else f"{verb} above {before:.2f}"
    return f"{name}: in the largest wave the assemblies' hold on the city {change} (of 1)"


def detail(run: Run) -> str:
    """How alike they acted in the wave, with whom they decided, and whose luck it was."""
    wave, told = largest(run.daily), []
    if wave is not None:
        within = run.daily.iloc[wave.first : wave.last + 1]
        if within["synchrony"].notna().any():
            told.append(f"Barrios moved together by up to {within['synchrony'].max():.2f}")
        if within["decided_with"].notna().any():
            told.append(f"{style.percent(within['decided_with'].iloc[wave.peak - wave.first])} of strikes begun by the "
                        "peak came under Fejuve's call")  # fmt: skip
    return ". ".join([*told, f"One run (seed {run.seed})."])


def _over_time(axes: Axes, daily: pd.DataFrame, name: str, color: str) -> None:
    """A line with gaps where there was nothing to measure; a day by itself is a dot."""
    days, values = days_of(daily["date"]), daily[name].to_numpy(dtype=np.float64)
    axes.plot(days, values, color=color, linewidth=1.8)
    seen = np.isfinite(values)
    padded = np.pad(seen, 1)
    lone = seen & ~padded[:-2] & ~padded[2:]
    axes.plot(days[lone], values[lone], "o", color=color, markersize=2.5)
    unit_axis(axes)


def _words(page: Page, left: float, run: Run, view: View) -> None:
    """The date of a map, what the day tells, and how many barrios are held how."""
    page.write(in_short(run.frames["dates"][view.frame].item()), left, TOP, weight="bold")
    page.write(view.tells, left, TOP + 0.19, size=style.SMALL, color=style.VERMILION, weight="bold")
    up, state = (style.percent(float(np.mean(view.kind == kind))) for kind in (UP, STATE))
    told = f"{up} up, {state} with the state"
    page.write(told, left, TOP + 0.38, size=style.SMALL, color=style.GREY)


def _legend(page: Page, down: float) -> None:
    """What the colours mean."""
    axes = page.panel(style.MARGIN, down, style.WIDTH - 2 * style.MARGIN, 0.2)
    axes.set_xlim(0, style.WIDTH - 2 * style.MARGIN)
    axes.set_ylim(0, 0.2)
    axes.set_axis_off()
    left = 0.0
    for kind, text in KINDS.items():
        axes.add_patch(Rectangle((left, 0.03), 0.3, 0.14, facecolor=COLORS[kind], linewidth=0))
        axes.text(left + 0.38, 0.1, text, size=style.SMALL, color=style.INK, va="center")
        left += 0.38 + style.width_of(text, style.SMALL) + 0.3

"""How does an outcome change with a few parameters? A line for one, a phase diagram for two, pairs of them for more."""

from collections.abc import Sequence
from itertools import combinations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import LinearSegmentedColormap, Normalize
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from simulation.figures.style import (
    BLUE,
    FAINT,
    GREEN,
    GREY,
    INK,
    MARGIN,
    ORANGE,
    PAPER,
    PURPLE,
    SMALL,
    VERMILION,
    WIDTH,
    Page,
    halo,
    heading,
    wrapped,
)
from simulation.study.axes import Axis
from simulation.study.measures import INDEX, SHARE, Measure
from simulation.study.sweep import cells, finite_size, sharpens

SHADES = LinearSegmentedColormap.from_list("shades", [PAPER, "#f9d9b0", "#e88a3c", VERMILION, "#6e2a00"])
NOTHING = "#d9dde3"
"""Where the outcome did not come about in any seed."""
BOUNDED = (SHARE, INDEX)
"""Units whose values lie between 0 and 1."""
COLORS = (BLUE, VERMILION, GREEN, PURPLE, ORANGE)
LEFT, UNDER, BAR = 0.75, 0.62, 0.95
"""In inches: beside a panel for its upright axis, below it for the level one, right of all for the scale of colours."""


def sweep(table: pd.DataFrame, axes: Sequence[Axis], name: str, outcome: Measure, title: str, asks: str = "") -> Figure:
    """One outcome of a sweep.

    Args:
        table: a row a run (`study.sweep.live_sweep`).
        axes: what was varied.
        name: of the outcome, a column of the table.
        outcome: what it is.
        title: of the picture.
        asks: a sentence of what was asked.
    """
    names = [axis.name for axis in axes]
    means = cells(table, names, name)
    means = means[means["scale"] == means["scale"].max()] if len(axes) > 1 else means
    seeds, scales = int(means["seeds"].max()), sorted(table["scale"].unique())
    detail = " ".join(
        part for part in (asks, f"{_sentence(outcome)}, {_of(seeds)}, city at {_scales(scales)}.") if part
    )
    foot = _foot(table, axes, name)
    if len(axes) == 1:
        return _line(table, means, axes[0], name, outcome, title, detail, foot)
    if len(axes) == 2:
        return _map(means, axes, outcome, title, detail, foot)
    return _pairs(means, axes, outcome, title, detail, foot)


def _sentence(outcome: Measure) -> str:
    unit = {"share": "%"}.get(outcome.unit, outcome.unit)
    return f"{outcome.label[0].upper()}{outcome.label[1:]} ({unit})"


def _of(seeds: int) -> str:
    return "one seed a point" if seeds == 1 else f"mean of {seeds} seeds a point"


def _scales(scales: Sequence[float]) -> str:
    if len(scales) == 1:
        return f"scale {scales[0]:g}"
    return f"scales {', '.join(f'{scale:g}' for scale in scales[:-1])} and {scales[-1]:g}"


def _foot(table: pd.DataFrame, axes: Sequence[Axis], name: str) -> str:
    """What a finite-size check allows, where there was one."""
    if table["scale"].nunique() < 2 or table.groupby("scale")[axes[0].name].nunique().min() < 3:
        marked = "The mark is the base. " if all(axis.base is not None for axis in axes) else ""
        return f"{marked}One size of city cannot show a tipping point, and none is claimed."
    told = sharpens(finite_size(table, axes[0].name, name))
    return "\n".join(wrapped(f"Along {axes[0].name}, {told}.", SMALL))


def _factor(outcome: Measure) -> float:
    return 100.0 if outcome.unit == "share" else 1.0


def _line(
    table: pd.DataFrame,
    means: pd.DataFrame,
    axis: Axis,
    name: str,
    outcome: Measure,
    title: str,
    detail: str,
    foot: str,
) -> Figure:
    """The outcome along one parameter, a line a scale with its interval, a dot a seed at the largest scale."""
    page = Page(title, detail, 3.9 + 0.16 * foot.count("\n"), foot)
    axes = page.panel(LEFT, 0.46, WIDTH - LEFT - MARGIN, 2.85)
    factor, largest = _factor(outcome), table["scale"].max()
    one, named = table["scale"].nunique() == 1, []
    for color, (scale, line) in zip(COLORS, means.groupby("scale"), strict=False):
        ink = VERMILION if one else color
        axes.fill_between(
            line[axis.name], factor * line["low"], factor * line["high"], color=ink, alpha=0.18, linewidth=0
        )
        axes.plot(line[axis.name], factor * line["mean"], color=ink, linewidth=2, marker="o", markersize=3.5)
        named += [] if one else [(f"scale {scale:g}", ink)]
    runs = table[table["scale"] == largest]
    if one:
        values = runs[name] * factor
        axes.plot(runs[axis.name], values, "o", color=VERMILION, markersize=3, alpha=0.25, markeredgewidth=0)
    if axis.base is not None and axis.low <= axis.base <= axis.high:
        axes.axvline(axis.base, color=GREY, linewidth=1, linestyle=(0, (4, 3)))
        axes.text(axis.base, 1.02, "base", transform=axes.get_xaxis_transform(), color=GREY, size=SMALL, ha="center")
    _level(axes, axis)
    if outcome.unit in BOUNDED:
        axes.set_ylim(-0.02 * factor, 1.02 * factor)
    heading(axes, _sentence(outcome), *named, left=LEFT - MARGIN, up=0.0 if axis.base is None else 0.18)
    return page


def _map(means: pd.DataFrame, axes: Sequence[Axis], outcome: Measure, title: str, detail: str, foot: str) -> Figure:
    """The phase diagram: shades for the mean, contours where there is a grid, the base marked."""
    side = 4.6
    page = Page(title, detail, side + UNDER + 0.45 + 0.16 * foot.count("\n"), foot)
    panel = page.panel(LEFT + 0.1, 0.4, WIDTH - LEFT - MARGIN - BAR - 0.2, side)
    shades = _shading(means, outcome)
    _diagram(panel, means, axes, outcome, shades)
    _level(panel, axes[0])
    _upright(panel, axes[1])
    page.write(_named(axes[1]), MARGIN, 0.1, size=SMALL, color=INK)
    _bar(page, shades, outcome, WIDTH - BAR, 0.4, side)
    return page


def _pairs(means: pd.DataFrame, axes: Sequence[Axis], outcome: Measure, title: str, detail: str, foot: str) -> Figure:
    """A small diagram for each pair of parameters, over all values of the others."""
    pairs = list(combinations(axes, 2))
    across = 3 if len(pairs) > 3 else len(pairs)
    down = -(-len(pairs) // across)
    width = (WIDTH - MARGIN - BAR) / across
    height = width - 0.55 + 0.95
    page = Page(title, f"{detail} Each panel is the mean over all values of the others.", height * down, foot)
    shades = _shading(means, outcome)
    for place, (level, upright) in enumerate(pairs):
        left, top = MARGIN + (place % across) * width, (place // across) * height
        panel = page.panel(left + 0.55, top + 0.35, width - 0.7, width - 0.7)
        over = means.groupby([level.name, upright.name], as_index=False)[["mean", "low", "high", "came"]].mean()
        _diagram(panel, over, (level, upright), outcome, shades)
        _upright(panel, upright)
        panel.set_xlim(*_limits(level))
        panel.set_xlabel(level.name, size=SMALL, color=INK)
        page.write(upright.name, left, top + 0.1, size=SMALL)
    _bar(page, shades, outcome, WIDTH - BAR + 0.2, 0.35, width - 0.7)
    return page


def _shading(means: pd.DataFrame, outcome: Measure) -> ScalarMappable:
    """Colours over the range of the cells; from zero on where that range is no wider than chance makes it."""
    factor, (least, most) = _factor(outcome), _span(means)
    if not _is_flat(means):
        least, *_, most = MaxNLocator(6).tick_values(factor * least, factor * most)
        if outcome.unit in BOUNDED:
            least, most = max(0.0, least), min(factor, most)
    else:
        whole = outcome.unit in BOUNDED or not most > 0
        least, most = 0.0, factor * (1.0 if whole else most)
    return ScalarMappable(Normalize(least, most), SHADES)


def _span(means: pd.DataFrame) -> tuple[float, float]:
    return float(means["mean"].min()), float(means["mean"].max())


def _is_flat(means: pd.DataFrame) -> bool:
    """Whether the cells differ no more than the intervals of two of them are wide."""
    least, most = _span(means)
    return not most - least > 2 * (means["high"] - means["low"]).median()


def _diagram(panel: Axes, means: pd.DataFrame, axes: Sequence[Axis], outcome: Measure, shades: ScalarMappable) -> None:
    level, upright = axes
    factor = _factor(outcome)
    grid = means.pivot_table(index=upright.name, columns=level.name, values="mean", dropna=False)
    if grid.size <= 2 * len(means):  # a grid, and not scattered points
        x, y = grid.columns.to_numpy(np.float64), grid.index.to_numpy(np.float64)
        values = np.ma.masked_invalid(factor * grid.to_numpy(np.float64))
        panel.set_facecolor(NOTHING)
        panel.pcolormesh(_edges(x), _edges(y), values, cmap=shades.cmap, norm=Normalize(*shades.get_clim()))
        if min(grid.shape) > 2 and not _is_flat(means):
            lines = panel.contour(x, y, values, levels=_levels(shades), colors=INK, linewidths=0.8)
            for label in panel.clabel(lines, fmt=lambda value: f"{value:g}", fontsize=SMALL - 1):
                label.set_path_effects([*halo(2)])
        panel.set_xlim(_edges(x)[0], _edges(x)[-1])
        panel.set_ylim(_edges(y)[0], _edges(y)[-1])
    else:
        inks = shades.to_rgba(factor * means["mean"].to_numpy(np.float64))
        panel.scatter(means[level.name], means[upright.name], c=inks, s=55, edgecolors=GREY, linewidths=0.5, zorder=2)
        panel.set_xlim(*_limits(level))
        panel.set_ylim(*_limits(upright))
    panel.grid(visible=False)
    for side in ("left", "bottom"):
        panel.spines[side].set_visible(True)
        panel.spines[side].set_color(GREY)
    if level.base is not None and upright.base is not None:
        mark = panel.plot(level.base, upright.base, "X", markersize=10, color=PAPER, markeredgecolor=INK, zorder=4)
        mark[0].set_clip_on(True)


def _edges(values: np.ndarray) -> np.ndarray:
    """The edges of cells around values: half-way between neighbours, as far beyond the ends."""
    if len(values) == 1:
        return np.array([values[0] - 0.5, values[0] + 0.5])
    middles = (values[1:] + values[:-1]) / 2
    return np.concatenate([[2 * values[0] - middles[0]], middles, [2 * values[-1] - middles[-1]]])


def _levels(shades: ScalarMappable) -> list[float]:
    """Of a share a tenth, half and nine tenths; of anything else three to five round numbers."""
    least, most = shades.get_clim()
    assert least is not None
    assert most is not None
    if (least, most) == (0.0, 100.0):
        return [10.0, 50.0, 90.0]
    return [level for level in MaxNLocator(5).tick_values(least, most) if least < level < most]


def _limits(axis: Axis) -> tuple[float, float]:
    room = 0.04 * ((axis.high - axis.low) or 1.0)
    return axis.low - room, axis.high + room


def _named(axis: Axis) -> str:
    """What an axis is, with its unit, on one line."""
    unit = f" ({axis.unit})" if axis.unit else ""
    text = f"{axis.label}{unit}"
    return text if len(text) <= 96 else f"{text[:93]}..."


def _level(panel: Axes, axis: Axis) -> None:
    panel.set_xlabel(_named(axis), size=SMALL, color=INK, labelpad=5)
    panel.tick_params(axis="x", length=3, color=GREY)
    panel.spines["bottom"].set_visible(True)
    panel.spines["bottom"].set_color(GREY)
    if axis.whole and axis.high - axis.low <= 12:
        panel.set_xticks(range(int(axis.low), int(axis.high) + 1))


def _upright(panel: Axes, axis: Axis) -> None:
    panel.tick_params(axis="y", length=3, color=GREY)
    if axis.whole and axis.high - axis.low <= 12:
        panel.set_yticks(range(int(axis.low), int(axis.high) + 1))


def _bar(page: Page, shades: ScalarMappable, outcome: Measure, left: float, down: float, height: float) -> None:
    """The scale of colours, with what it measures above it."""
    panel = page.panel(left, down, 0.16, height)
    bar = page.colorbar(shades, cax=panel)
    bar.outline.set_edgecolor(FAINT)
    panel.tick_params(labelsize=SMALL, labelcolor=GREY, length=0)
    page.write({"share": "%"}.get(outcome.unit, outcome.unit), left, down - 0.22, size=SMALL, color=GREY)

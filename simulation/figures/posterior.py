"""Does the calibrated model give the rows that it was shown? Each row beside the prior's and the posterior's runs."""

from collections.abc import Mapping, Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from simulation.figures.style import (
    BLUE,
    FAINT,
    GREY,
    INK,
    MARGIN,
    ORANGE,
    SHADE,
    SMALL,
    VERMILION,
    WIDTH,
    Page,
    wrapped,
)
from simulation.study.posterior import IS_PINNED, PINNED

ROW, ABOVE, BETWEEN = 0.56, 0.42, 0.75
"""Heights in inches: of a row, of what stands above the rows, of what stands above the parameters."""
NAMES, VALUES = 2.45, 2.1
"""Widths in inches: of the names on the left, of the values on the right."""
LIVED = {"prior": ("before", GREY), "posterior": ("calibrated", BLUE), "confirmed": ("whole city", VERMILION)}
"""What each series is called, and its colour."""


def posterior(rows: Sequence[Mapping[str, Any]], parameters: Sequence[Mapping[str, Any]], title: str) -> Figure:
    """Every row that was aimed at: what history gives, and nine in ten runs before and after; then the parameters.

    Args:
        rows: `study.posterior.predictions`.
        parameters: those of `study.posterior.Posterior.told`.
        title: what was calibrated.
    """
    series = [name for name in LIVED if name in rows[0]]
    met = sum(_meets(row, "posterior") for row in rows)
    pinned = sum(parameter["verdict"] == IS_PINNED for parameter in parameters)
    count = f"{rows[0]['posterior']['runs']} new runs of the posterior, each with its own draw and chance"
    page = Page(
        f"{title}: {met} of {len(rows)} rows lie within reach of the calibrated model; {pinned} of {len(parameters)} "
        f"{'parameter is' if pinned == 1 else 'parameters are'} pinned",
        f"Lines hold nine in ten runs over seeds and parameters; the shade is what the sources give. {count}.",
        ABOVE + ROW * len(rows) + BETWEEN + 0.36 * len(parameters) + 0.05,
        f"A parameter is pinned when its spread has shrunk by at least {100 * PINNED:.0f} % from the prior.",
    )
    _legend(page, series)
    for place, row in enumerate(rows):
        _row(page, row, series, ABOVE + ROW * place)
    down = ABOVE + ROW * len(rows) + 0.25
    page.write("Parameters: the prior's range, and nine in ten points of the posterior", MARGIN, down, weight="bold")
    for place, parameter in enumerate(parameters):
        _parameter(page, parameter, down + 0.38 + 0.36 * place)
    return page


def _meets(row: Mapping[str, Any], name: str) -> bool:
    """Whether nine in ten runs reach the row's interval, of a thing that came about in most of them."""
    told = row[name]
    if told["came"] < 0.5 * told["runs"]:
        return False
    return bool(told["low"] <= row["high"] and told["high"] >= row["low"])


def _legend(page: Page, series: Sequence[str]) -> None:
    across = MARGIN
    for name in series:
        words, color = LIVED[name]
        page.write(f"▬ {words}", across, 0.05, size=SMALL, color=color, weight="bold")
        across += 1.05
    page.write("■ history", across, 0.05, size=SMALL, color=ORANGE, weight="bold")
    page.write("history;  calibrated", WIDTH - MARGIN, 0.05, size=SMALL, color=GREY, ha="right")


def _row(page: Page, row: Mapping[str, Any], series: Sequence[str], down: float) -> None:
    lines = wrapped(row["says"], SMALL, width=NAMES - 0.2)[:2]
    page.write("\n".join(lines), MARGIN, down + 0.02, size=SMALL, linespacing=1.15)
    unit = "%" if row["unit"] == "share" else row["unit"]
    page.write(unit, MARGIN, down + 0.03 + 0.155 * len(lines), size=SMALL - 1, color=GREY)
    axes = page.panel(MARGIN + NAMES, down, WIDTH - 2 * MARGIN - NAMES - VALUES, ROW - 0.2)
    ends = [row["low"], row["high"]] + [row[n][k] for n in series for k in ("low", "high") if row[n][k] is not None]
    room = 0.06 * (max(ends) - min(ends) or max(abs(ends[0]), 1.0))
    half = max(0.0, 2 * room / 3 - (row["high"] - row["low"]) / 2) / 2
    axes.axvspan(row["low"] - half, row["high"] + half, color=ORANGE, alpha=0.35, linewidth=0)
    for place, name in enumerate(series):
        _line(axes, row[name], LIVED[name][1], -place)
    axes.set_xlim(min(ends) - room, max(ends) + room)
    axes.set_ylim(0.6 - len(series), 0.6)
    _bare(axes, row["unit"])
    came = row["posterior"]
    words = f"{_span(row['low'], row['high'], row['unit'])};  "
    words += "never" if came["median"] is None else _span(came["low"], came["high"], row["unit"])
    page.write(words, WIDTH - MARGIN, down + 0.02, size=SMALL, ha="right")
    if came["came"] < came["runs"]:
        share = f"came in {100 * came['came'] / came['runs']:.0f} %"
        page.write(share, WIDTH - MARGIN, down + 0.18, size=SMALL - 1, color=GREY, ha="right")


def _line(axes: Axes, told: Mapping[str, Any], color: str, up: float) -> None:
    if told["median"] is None:
        return
    axes.plot([told["low"], told["high"]], [up, up], color=color, linewidth=3, solid_capstyle="butt", alpha=0.75)
    axes.plot(told["median"], up, "o", color=color, markersize=5)


def _bare(axes: Axes, unit: str) -> None:
    axes.set_facecolor(SHADE)
    axes.set_yticks([])
    axes.grid(axis="x", color=FAINT, linewidth=0.7)
    axes.locator_params(axis="x", nbins=4)
    axes.xaxis.set_major_formatter(lambda value, _: f"{100 * value:.0f}" if unit == "share" else f"{value:,g}")
    axes.tick_params(axis="x", labelsize=SMALL - 2, pad=1)


def _span(low: float, high: float, unit: str) -> str:
    factor, mark = (100, " %") if unit == "share" else (1, "")
    ends = [f"{factor * end:,.0f}" if abs(factor * end) >= 10 else f"{factor * end:,.2g}" for end in (low, high)]
    return (ends[0] if ends[0] == ends[1] else f"{ends[0]} to {ends[1]}") + mark


def _parameter(page: Page, parameter: Mapping[str, Any], down: float) -> None:
    pinned = parameter["verdict"] == IS_PINNED
    page.write(parameter["parameter"], MARGIN, down, size=SMALL)
    axes = page.panel(MARGIN + NAMES, down - 0.02, WIDTH - 2 * MARGIN - NAMES - VALUES, 0.17)
    axes.plot([parameter["q05"], parameter["q95"]], [0, 0], color=BLUE if pinned else GREY, linewidth=4)
    axes.plot(parameter["q50"], 0, "o", color=BLUE if pinned else GREY, markersize=6)
    axes.set_xlim(parameter["low"], parameter["high"])
    axes.set_ylim(-1, 1)
    _bare(axes, "")
    axes.set_xticks([parameter["low"], parameter["high"]], [f"{parameter[end]:.3g}" for end in ("low", "high")])
    words = f"{parameter['verdict']} ({100 * max(0.0, parameter['contraction']):.0f} % narrower)"
    page.write(words, WIDTH - MARGIN, down, size=SMALL, color=INK if pinned else GREY, ha="right")

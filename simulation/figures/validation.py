"""Does the model give what history gives? One line a row: history's interval, the model's, and whether they meet."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from simulation.figures.style import (
    FAINT,
    GREEN,
    GREY,
    INK,
    MARGIN,
    ORANGE,
    PAPER,
    SHADE,
    SMALL,
    TEXT,
    VERMILION,
    WIDTH,
    Page,
    wrapped,
)
from simulation.study.draws import SEEDS
from simulation.study.null_models import FULL
from simulation.study.rows import ROWS, Row
from simulation.study.trace import between
from simulation.study.validation import ABSENT, GROUPS, HIGH, HIT, LOW, Found, from_plain, scores, verdict

LINE, HEAD, TOP = 0.29, 0.42, 0.62
"""Heights in inches: of a row, of a group's name, of the headings."""
PLOT, NUMBERS, MODEL = 3.62, 5.5, 6.65
"""Where the columns begin, in inches from the left."""
SAYS = PLOT - MARGIN - 0.68
"""How wide the words of a row may be, in inches."""
MANY = 10_000
"""From here on counts are told in thousands."""
FINE = SMALL - 0.5
WIDEST = 3.0
"""Times history's number at which the axis ends; what lies beyond is an arrow."""
MARKS = {HIT: ("o", GREEN), LOW: ("<", VERMILION), HIGH: (">", VERMILION), ABSENT: ("X", GREY)}
TAGS = {"calibrate": "fitted", "compare": "unseen", "article": "article"}
TAG_COLORS = {"calibrate": GREY, "compare": INK, "article": ORANGE}


def validation(record: Mapping[str, Any]) -> Figure:
    """The rows of a validation record, one below the other, wave by wave."""
    judged = from_plain(record["models"][FULL]["rows"])
    groups: dict[str, list[Row]] = {}
    for row in ROWS.values():
        if row.id in judged:
            groups.setdefault(row.about, []).append(row)
    made = record["made"]
    scale = "" if made["scale"] in (None, 1) else f", at a scale of {made['scale']:g}"
    drawn = "" if made["interval"] == SEEDS else ", each with parameters of its own from the calibration"
    page = Page(
        _title(judged),
        "Each line is one thing that sources tell, as times of what history has: the grey bar is what sources give, the"
        " coloured one what nine in ten runs give, the mark their median.",
        TOP + sum(HEAD + LINE * len(rows) for rows in groups.values()) + 0.1,
        f"{len(made['seeds'])} seeds{scale}{drawn}.\nFitted: parameters may be set on it. Unseen: nothing was.",
    )
    _headings(page)
    down = TOP
    for name, rows in groups.items():
        page.write(f"{name[0].upper()}{name[1:]}", MARGIN, down + 0.13, size=TEXT, weight="bold")
        down += HEAD
        _group(page, rows, judged, down)
        down += LINE * len(rows)
    return page


def _title(judged: Mapping[str, Found]) -> str:
    table = scores(judged)["all"]
    told = {use: f"{table[use].hit} of {table[use].rows}" for use in GROUPS}
    return (
        f"The model meets history in {told['compare']} rows that nothing was set on, {told['calibrate']} that it may be"
        f" fitted to, {told['article']} of the article"
    )


def _headings(page: Page) -> None:
    for place, (mark, words) in enumerate(
        (
            (HIT, "they meet"),
            (LOW, "model too low or early"),
            (HIGH, "too high or late"),
            (ABSENT, "did not come about"),
        )
    ):
        shape, color = MARKS[mark]
        left = MARGIN + (0.0, 1.05, 2.85, 4.3)[place]
        _mark(page, left + 0.06, 0.1, shape, color)
        page.write(words, left + 0.2, 0.02, size=SMALL, color=GREY)
    page.write("history", NUMBERS, TOP - 0.27, size=SMALL, color=GREY)
    page.write("the model", MODEL, TOP - 0.27, size=SMALL, color=GREY)


def _mark(page: Page, left: float, down: float, shape: str, color: str) -> None:
    axes = page.panel(left - 0.08, down - 0.08, 0.16, 0.16)
    axes.set_axis_off()
    axes.plot(0, 0, shape, color=color, markersize=6)


def _group(page: Page, rows: list[Row], judged: Mapping[str, Found], down: float) -> None:
    height = LINE * len(rows)
    axes = page.panel(PLOT, down, NUMBERS - PLOT - 0.2, height)
    axes.set_xlim(-0.12, WIDEST + 0.12)
    axes.set_ylim(len(rows), 0)
    axes.set_yticks([])
    axes.set_xticks([0, 1, 2, 3], ["0", "history", "x 2", "x 3"])
    axes.xaxis.tick_top()
    axes.tick_params(axis="x", pad=0, labelsize=SMALL - 1)
    axes.grid(axis="y", visible=False)
    axes.grid(axis="x", color=FAINT, linewidth=0.7)
    axes.axvline(1, color=GREY, linewidth=0.8, zorder=1)
    for place, row in enumerate(rows):
        if place % 2 == 0:
            axes.add_patch(Rectangle((-1.0e3, place), 2.0e3, 1, color=SHADE, zorder=-2))
            _stripe(page, down + LINE * place)
        _words(page, row, judged[row.id], down + LINE * place)
        _line(axes, row, judged[row.id], place + 0.5)


def _stripe(page: Page, down: float) -> None:
    left, low = page.at(MARGIN - 0.1, down + LINE)
    right, high = page.at(WIDTH - MARGIN + 0.1, down)
    page.patches.append(
        Rectangle((left, low), right - left, high - low, transform=page.transFigure, facecolor=SHADE, edgecolor="none",
                  zorder=-3)
    )  # fmt: skip


def _words(page: Page, row: Row, what: Found, down: float) -> None:
    judged = verdict(row, what)
    thousands = row.low >= MANY
    says = f"{row.says}, thousands" if thousands else row.says
    size = FINE if len(wrapped(says, FINE, width=SAYS)) == 1 else FINE - 1.5
    lines = wrapped(says, size, width=SAYS)[:2]
    top = down + (0.065 if len(lines) == 1 else 0.02)
    page.write("\n".join(lines), MARGIN, top, size=size, linespacing=1.05)
    page.write(TAGS[row.use], PLOT - 0.58, down + 0.075, size=FINE - 1, color=TAG_COLORS[row.use])
    page.write(_interval(row, row.low, row.high), NUMBERS, down + 0.065, size=FINE)
    told = f"not in {what.runs - what.came} of {what.runs}" if judged == ABSENT else _interval(row, what.low, what.high)
    page.write(told, MODEL, down + 0.065, size=FINE, color=MARKS[judged][1])


def _interval(row: Row, low: float, high: float) -> str:
    by = 1000 if row.low >= MANY else 1
    before, after = {"strike day": ("day ", ""), "days": ("", " days")}.get(row.unit, ("", ""))
    return f"{before}{between(low / by, high / by, row.unit)}{after}"


def _line(axes: Axes, row: Row, what: Found, at: float) -> None:
    judged = verdict(row, what)
    shape, color = MARKS[judged]
    ends = np.clip([_times(row, row.low), _times(row, row.high)], 0, WIDEST)
    middle = float(ends.mean())
    half = max(float(np.ptp(ends)) / 2, 0.035)
    axes.add_patch(Rectangle((middle - half, at - 0.32), 2 * half, 0.64, color=GREY, alpha=0.45, linewidth=0, zorder=0))
    if judged == ABSENT:
        axes.plot(WIDEST, at, shape, color=color, markersize=6, zorder=3)
        return
    low, median, high = (_times(row, value) for value in (what.low, what.median, what.high))
    axes.plot(np.clip([low, high], 0, WIDEST), [at, at], color=color, linewidth=2.6, alpha=0.6, solid_capstyle="butt")
    axes.plot(min(median, WIDEST), at, shape, color=color, markersize=6.5, markeredgecolor=PAPER, markeredgewidth=0.6,
              zorder=3)  # fmt: skip
    if high > WIDEST:
        axes.annotate("", (WIDEST + 0.12, at), (WIDEST - 0.05, at), arrowprops={"arrowstyle": "->", "color": color})


def _times(row: Row, value: float) -> float:
    """A value as times of history's middle; where that is nought, as what is added to it."""
    middle = (row.low + row.high) / 2
    return value / middle if middle else 1 + value

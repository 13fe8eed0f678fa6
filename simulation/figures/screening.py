"""Which of all that nobody knows matters? Morris's mu* of the parameters that do most, for a few outcomes."""

from collections.abc import Sequence

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from simulation.figures.style import BLUE, FAINT, GREY, INK, MARGIN, SMALL, VERMILION, WIDTH, Page, wrapped
from simulation.study.screening import DISTANCE, LEVELS, WAVE, ranked

MOST = 20
"""Parameters that are drawn."""
COLUMNS = 5
"""Outcomes that are drawn."""
FIRST = (WAVE, "EV-2003-1008a", "EV-2003-1008b", "EV-2003-DUR", "EV-2003-TOTAL", DISTANCE)
"""Outcomes to draw, as far as they were asked: whether, when, how far, how long, how deadly, how like history."""
NAMES, ROW, ABOVE = 2.35, 0.245, 0.66
"""In inches: width of the names, height of a parameter, height of what stands above."""
SHORT = {WAVE: "a wave came", "EV-2003-1008a": "strike begins", "EV-2003-1008b": "up on day 1", "EV-2003-DUR": "length",
         "EV-2003-TOTAL": "killed", DISTANCE: "off history"}  # fmt: skip
STEP = LEVELS / (2 * (LEVELS - 1))
"""How far a step goes, as a share of the range; mu* is given for the whole of it."""


def screening(table: pd.DataFrame, title: str, trajectories: int) -> Figure:
    """The parameters that do most, one row each, and a column for each of a few outcomes.

    Args:
        table: effects of every parameter on every outcome (`study.screening.effects`).
        title: what was screened.
        trajectories: how many there were.
    """
    names = ranked(table)[:MOST]
    of_all = table["parameter"].nunique()
    asked = set(table["outcome"])
    chosen = [outcome for outcome in FIRST if outcome in asked] or sorted(asked)[:COLUMNS]
    rows = table["outcome"].nunique() - 1
    page = Page(
        f"{title}: what matters of {of_all} parameters that nobody knows",
        f"How much an outcome changes when one parameter moves through two thirds of its range, whatever the others are "
        f"(Morris, {trajectories} trajectories, 95 % intervals). Sorted by the mean over all {rows} outcomes.",
        ABOVE + ROW * len(names) + 0.42,
        "Filled: the interval lies above nought. Whatever did not come about counts as the period's length or as nought.",
    )
    width = (WIDTH - 2 * MARGIN - NAMES) / len(chosen)
    for place, outcome in enumerate(chosen):
        axes = page.panel(MARGIN + NAMES + place * width, ABOVE, width - 0.14, ROW * len(names))
        _column(axes, table[table["outcome"] == outcome].set_index("parameter").loc[names], place == 0)
        _head(page, table, outcome, MARGIN + NAMES + place * width, width - 0.14)
    return page


def _head(page: Page, table: pd.DataFrame, outcome: str, left: float, width: float) -> None:
    row = table[table["outcome"] == outcome].iloc[0]
    unit = {"share": "%", "strike day": "days"}.get(row["unit"], row["unit"])
    lines = wrapped(SHORT.get(outcome, row["label"]), SMALL, "bold", width)[:2]
    page.write("\n".join(lines), left, ABOVE - 0.17 * len(lines) - 0.2, size=SMALL, weight="bold", linespacing=1.15)
    page.write(unit, left, ABOVE - 0.19, size=SMALL - 1, color=GREY)


def _column(axes: Axes, rows: pd.DataFrame, first: bool) -> None:
    factor = STEP * (100.0 if rows["unit"].iloc[0] == "share" else 1.0)
    middles, halves = factor * rows["mu_star"].to_numpy(), factor * rows["mu_star_conf"].to_numpy()
    for up, (middle, half) in enumerate(zip(middles, halves, strict=True)):
        told = middle - half > 0
        color = VERMILION if told else BLUE
        axes.plot([max(0.0, middle - half), middle + half], [up, up], color=color, linewidth=1.8, alpha=0.5)
        axes.plot(middle, up, "o", markersize=4.5, color=color, markerfacecolor=color if told else "white")
    axes.set_ylim(len(rows) - 0.5, -0.5)
    axes.set_xlim(left=0)
    axes.grid(axis="y", visible=False)
    axes.grid(axis="x", color=FAINT, linewidth=0.7)
    axes.axvline(0, color=GREY, linewidth=0.8)
    axes.locator_params(axis="x", nbins=2)
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,g}"))
    axes.tick_params(axis="x", labelsize=SMALL - 1.5)
    labels: Sequence[str] = [str(name) for name in rows.index] if first else []
    axes.set_yticks(range(len(rows)) if first else [], labels, size=SMALL - 0.5, color=INK)

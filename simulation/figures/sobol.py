"""Of what varies, how much is due to each of a few parameters, and how much to chance? S1 and ST with intervals."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from simulation.figures.style import BLUE, GREY, INK, MARGIN, SMALL, VERMILION, WIDTH, Page, wrapped
from simulation.study.sobol import CHANCE, ranked

NAMES, ROW, ABOVE = 2.35, 0.34, 0.72
"""In inches: width of the names, height of an input, height of what stands above."""


def sobol(table: pd.DataFrame, title: str, samples: int) -> Figure:
    """The inputs, a row each, and a column for each outcome.

    Args:
        table: the indices (`study.sobol.indices`).
        title: whose parameters they are.
        samples: base points.
    """
    names = ranked(table)
    outcomes = list(dict.fromkeys(table["outcome"]))
    page = Page(
        f"{title}: what is due to which parameter, and what to chance",
        f"Share of the variance of an outcome in % (Sobol indices, {samples} base points, 95 % intervals). Open: what an "
        "input does by itself. Filled: with all it does together with others.",
        ABOVE + ROW * len(names) + 0.42,
        "Where the open marks sum to far less than one, inputs act together. Empty: it did not come about in every run.",
    )
    width = (WIDTH - 2 * MARGIN - NAMES) / len(outcomes)
    for place, outcome in enumerate(outcomes):
        rows = table[table["outcome"] == outcome].set_index("parameter").loc[names]
        left = MARGIN + NAMES + place * width
        axes = page.panel(left, ABOVE, width - 0.18, ROW * len(names))
        _column(axes, rows, place == 0)
        lines = wrapped(str(rows["label"].iloc[0]), SMALL, "bold", width - 0.12)[:3]
        page.write(
            "\n".join(lines), left, ABOVE - 0.16 * len(lines) - 0.12, size=SMALL, weight="bold", linespacing=1.15
        )
    return page


def _column(axes: Axes, rows: pd.DataFrame, first: bool) -> None:
    places = np.arange(len(rows), dtype=float)
    for key, shift, color, face in (("st", 0.14, VERMILION, VERMILION), ("s1", -0.14, BLUE, "white")):
        middles, halves = rows[key].to_numpy(), rows[f"{key}_conf"].to_numpy()
        axes.hlines(places + shift, np.maximum(0, middles - halves), np.clip(middles + halves, 0, 1.05), color=color,
                    linewidth=1.8, alpha=0.5)  # fmt: skip
        axes.plot(
            np.clip(middles, 0, 1.05),
            places + shift,
            "o",
            markersize=5,
            color=color,
            markerfacecolor=face,
            clip_on=False,
        )
    axes.set_xlim(-0.03, 1.06)
    axes.set_ylim(len(rows) - 0.5, -0.5)
    axes.set_xticks([0, 0.5, 1], ["0", "50", "100"])
    axes.grid(visible=False)
    axes.grid(axis="x", color="#dcdcd8", linewidth=0.7)
    axes.set_yticks(places, list(rows.index) if first else [""] * len(rows))
    for label in axes.get_yticklabels():
        label.set_color(GREY if label.get_text() == CHANCE else INK)

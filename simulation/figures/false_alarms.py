"""After what causes does the city rise, and after which does it not? Placebos of every size and stake."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from simulation.figures.style import BLUE, GREY, INK, MARGIN, PAPER, SHADE, SMALL, TEXT, VERMILION, WIDTH, Page

CELL, GAP, TOP = 0.5, 0.85, 0.5
"""Heights in inches: of a row of cells, between panels, above the first."""
LEFT = 1.0
SHADES = LinearSegmentedColormap.from_list("share", [SHADE, "#9cc7e6", BLUE])
PEOPLE = {"everyone": "everyone", "unconnected": "households without water from the network", "vendors": "vendors' households",
          "wage_earners": "wage earners' households"}  # fmt: skip
SAME = {"households": "everyone"}
"""A cause of every household touches everyone."""


def false_alarms(record: Mapping[str, Any]) -> Figure:
    """A panel for whom placebos touch: size across, stake upwards, in each cell how many were followed by a wave."""
    from simulation.scenario_files.load import load_scenario

    table = pd.DataFrame(record["cells"])
    made, (waves, years) = record["made"], record["calm"]
    kinds = [kind for kind in PEOPLE if kind in set(table["touches"])]
    stakes = table["stake"].nunique()
    each = CELL * stakes + GAP
    scale = "" if made["scale"] in (None, 1) else f", cities at a scale of {made['scale']:g}"
    page = Page(
        f"{_title(table)}; without a cause, {waves} waves in {years:.0f} years",
        "Causes of every size and stake, on days drawn by chance in calm years. In each cell the share followed by a wave"
        " within 150 days, and below it how long these waves last on average.",
        TOP + each * len(kinds) - 0.3,
        f"{len(made['seeds'])} seeds in each cell{scale}. Framed: a real cause of 2003 or 2005 has this size and stake.",
    )
    real = {(SAME.get(c.touches, c.touches), c.size, c.stake) for c in load_scenario("waves").causes}
    for place, kind in enumerate(kinds):
        cells = table[table["touches"] == kind]
        down = TOP + each * place
        page.write(f"The cause touches {PEOPLE[kind]}", MARGIN, down - 0.3, weight="bold", size=TEXT)
        axes = page.panel(LEFT, down, WIDTH - LEFT - MARGIN, CELL * stakes)
        _grid(axes, cells, {(size, stake) for touches, size, stake in real if touches == kind})
    return page


def _title(table: pd.DataFrame) -> str:
    """How many made-up causes are followed by a wave, from the smallest size on at which any is."""
    followed = table.loc[table["share"] > 0, "size"]
    if followed.empty:
        return "No made-up cause is followed by a wave"
    least = followed.min()
    larger = table[table["size"] >= least]
    share = f"{100 * (larger['share'] * larger['runs']).sum() / larger['runs'].sum():.0f}\u00a0%"
    if least == table["size"].min():
        return f"{share} of made-up causes are followed by a wave"
    return f"No made-up cause under size {least:g} is followed by a wave, {share} of the larger ones are"


def _grid(axes: Axes, cells: pd.DataFrame, real: set[tuple[float, float]]) -> None:
    sizes, stakes = sorted(cells["size"].unique()), sorted(cells["stake"].unique())
    for cell in cells.to_dict("records"):
        x, y = sizes.index(cell["size"]), stakes.index(cell["stake"])
        axes.add_patch(Rectangle((x, y), 1, 1, facecolor=SHADES(cell["share"]), edgecolor=PAPER, linewidth=1.5))
        ink = PAPER if cell["share"] > 0.6 else INK if cell["share"] else GREY
        axes.text(x + 0.5, y + (0.66 if cell["share"] else 0.5), f"{100 * cell['share']:.0f} %", ha="center", va="center",
                  size=SMALL, color=ink, weight="bold" if cell["share"] else "normal")  # fmt: skip
        if cell["share"]:
            axes.text(
                x + 0.5, y + 0.28, f"{cell['days']:.0f} days", ha="center", va="center", size=SMALL - 1, color=ink
            )
        if (cell["size"], cell["stake"]) in real:
            axes.add_patch(Rectangle((x + 0.03, y + 0.06), 0.94, 0.88, fill=False, edgecolor=VERMILION, linewidth=2,
                                     zorder=3))  # fmt: skip
    axes.set_xlim(0, len(sizes))
    axes.set_ylim(0, len(stakes))
    axes.set_xticks([place + 0.5 for place in range(len(sizes))], [f"size {size:g}" for size in sizes])
    axes.set_yticks([place + 0.5 for place in range(len(stakes))], [f"stake {stake:g}" for stake in stakes])
    axes.grid(visible=False)

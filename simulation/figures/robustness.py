"""Do the conclusions survive? For each emergent claim what its mechanism adds, city by city."""

from collections.abc import Mapping
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from simulation.figures.claims import COLORS
from simulation.figures.style import FAINT, GREY, INK, MARGIN, PAPER, SMALL, TEXT, WIDTH, Page, wrapped
from simulation.study.ledger import CLAIMS
from simulation.study.measures import MEASURES
from simulation.study.robustness import AS_IT_IS, VARIANTS, Judged, by_claim, in_all, judged

LINE, HEAD, GAP = 0.21, 0.7, 0.18
"""Inches: of a city, of a claim's words, between claims."""
PLOT, PLOTTED = 2.5, 2.3
"""Where the bars begin and how wide they are, in inches."""
VALUES = PLOT + PLOTTED + 0.2


def robustness(record: Mapping[str, Any]) -> Figure:
    """One block a claim, one bar a city: on which side of nought, and with which verdict."""
    cells = judged(record)
    same, says = by_claim(record), {claim.key: claim.says for claim in CLAIMS}
    block = HEAD + LINE * len(cells) + GAP
    page = Page(
        _title(record),
        f"{in_all(record)} A bar is what the mechanism adds, as a share of the larger of the two values, with its 95 %"
        " interval over seeds.",
        block * len(same) + 0.1,
        "Right of the line: as the claim foretells. Hollow: the interval holds nought. By its number: a number decided.",
    )
    for place, (key, agreed) in enumerate(same.items()):
        down = block * place
        page.write(key, MARGIN, down + 0.05, size=TEXT, weight="bold")
        words = wrapped(
            f"{says[key]} ({MEASURES[cells[AS_IT_IS][key].claim.measure].label})",
            SMALL,
            width=WIDTH - 2 * MARGIN - 0.55,
        )
        page.write("\n".join(words), MARGIN + 0.55, down + 0.06, size=SMALL, linespacing=1.2)
        here = {name: cell[key] for name, cell in cells.items()}
        _bars(page.panel(PLOT, down + HEAD - 0.1, PLOTTED, LINE * len(here)), here)
        for row, (name, cell) in enumerate(here.items()):
            middle = down + HEAD - 0.1 + LINE * row + 0.03
            weight = "bold" if name == AS_IT_IS else "normal"
            page.write(VARIANTS[name].title, PLOT - 0.12, middle, size=SMALL, ha="right", weight=weight)
            page.write(cell.verdict, VALUES, middle, size=SMALL, color=COLORS[cell.verdict], weight="bold")
            if cell.by_number:
                page.write("by its number", VALUES + 1.1, middle, size=SMALL, color=GREY)
        page.write(f"the same in {agreed}", VALUES, down + HEAD - 0.1 - LINE, size=SMALL, color=GREY)
    return page


def _title(record: Mapping[str, Any]) -> str:
    same = by_claim(record)
    whole = sum(agreed.same == agreed.of for agreed in same.values())
    return f"{whole} of {len(same)} conclusions are the same in all {len(record['variants']) - 1} other cities"


def _bars(axes: Axes, here: Mapping[str, Judged]) -> None:
    axes.set_xlim(-1.05, 1.05)
    axes.set_ylim(len(here) - 0.5, -0.5)
    axes.set_xticks([])
    axes.set_yticks([])
    axes.axvline(0, color=INK, linewidth=0.9)
    for end in (-1, 1):
        axes.axvline(end, color=FAINT, linewidth=0.7)
    for row, cell in enumerate(here.values()):
        color, mean = COLORS[cell.verdict], cell.relative
        axes.plot([mean.low, mean.high], [row, row], color=color, linewidth=2.0, solid_capstyle="butt")
        axes.plot(mean.mean, row, "o", markersize=5, color=color if mean.decided else PAPER, markeredgecolor=color)

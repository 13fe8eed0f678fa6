"""What became of the article's twenty-six claims? One row each: what its mechanism adds, and the verdict."""

from collections import Counter
from collections.abc import Mapping

from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch

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
    SHADE,
    SMALL,
    TEXT,
    VERMILION,
    WIDTH,
    Page,
    wrapped,
)
from simulation.study.article import Made
from simulation.study.claims import (
    CONTRADICTED,
    DOES_NOT,
    HOLDS,
    IN_FORCE,
    MISSING,
    NOT_SHOWN,
    Found,
    deciding,
    verdict,
)
from simulation.study.compare import quantity
from simulation.study.ledger import CLAIMS, Claim
from simulation.study.measures import MEASURES

ROW, TOP = 0.7, 0.42
"""Heights in inches: of a claim, of the headings."""
FINE = SMALL - 0.5
"""Size of the words of a claim, in points."""
SAYS, PLOT, VALUES, VERDICT = 0.78, 3.72, 5.42, 6.62
"""Where the columns begin, in inches from the left."""
COLORS = {HOLDS: GREEN, IN_FORCE: BLUE, CONTRADICTED: PURPLE, DOES_NOT: VERMILION, NOT_SHOWN: ORANGE, MISSING: GREY}
MANY = {HOLDS: "hold", IN_FORCE: "in force", CONTRADICTED: "contradicted by evidence", DOES_NOT: "do not hold",
        NOT_SHOWN: "not shown", MISSING: "not in the model yet"}  # fmt: skip


def claims(found: Mapping[str, Found], made: Made) -> Figure:
    """The ledger as a wall chart."""
    verdicts = {claim.key: verdict(claim, found.get(claim.key)) for claim in CLAIMS}
    counts = Counter(verdicts.values())
    told = ", ".join(f"{counts[name]} {words}" for name, words in MANY.items() if counts[name])
    scale = "" if made.scale is None or made.scale == 1 else f", at a scale of {made.scale:g}"
    page = Page(
        f"{len(CLAIMS)} claims about El Alto: {told}",
        "Each mechanism is switched off, and the same seeds are lived again without it. The bar is what it adds to what is"
        " measured, as a share of the larger of the two values; to the right is what the article says.",
        TOP + ROW * len(CLAIMS) + 0.12,
        f"{len(made.seeds)} seeds{scale}; bars are 95 % intervals over {made.interval}. Hollow: the interval holds nought.",
    )
    for left, words in ((MARGIN, "claim, and what is measured"), (VALUES, "with, without"), (VERDICT, "verdict")):
        page.write(words, left, TOP - 0.36, size=SMALL, color=GREY)
    page.write("← against    for →", (PLOT + VALUES - 0.2) / 2, TOP - 0.36, size=SMALL, color=GREY, ha="center")
    for row, claim in enumerate(CLAIMS):
        down = TOP + ROW * row
        if row % 2 == 0:
            _stripe(page, down)
        _words(page, claim, found.get(claim.key), down)
        _chip(page, verdicts[claim.key], down)
    _plot(page, found, verdicts)
    return page


def _stripe(page: Page, down: float) -> None:
    left, low = page.at(MARGIN - 0.1, down + ROW)
    right, high = page.at(WIDTH - MARGIN + 0.1, down)
    page.patches.append(
        FancyBboxPatch((left, low), right - left, high - low, boxstyle="square,pad=0", transform=page.transFigure,
                       facecolor=SHADE, edgecolor="none", zorder=-1)
    )  # fmt: skip


def _words(page: Page, claim: Claim, found: Found | None, down: float) -> None:
    page.write(claim.key, MARGIN, down + 0.08, size=TEXT, weight="bold")
    lines = wrapped(claim.says, FINE, width=PLOT - SAYS - 0.15)
    page.write("\n".join(lines), SAYS, down + 0.08, size=FINE, linespacing=1.2)
    below = down + 0.1 + 0.146 * len(lines)
    page.write(MEASURES[_shown(claim, found)].label, SAYS, below, size=FINE - 1, color=GREY)
    page.write("\n".join(_values(claim, found)), VALUES, down + 0.08, size=FINE, linespacing=1.25)


def _shown(claim: Claim, found: Found | None) -> str:
    """The measure whose value stands beside a claim."""
    return deciding(claim, found).measure if claim.kind == "number" else claim.measure


def _values(claim: Claim, found: Found | None) -> list[str]:
    if found is None:
        return []
    unit = MEASURES[_shown(claim, found)].unit
    if claim.kind == "number":
        low, high = (quantity(limit, unit) for limit in deciding(claim, found).told)
        return [f"{quantity(found.numbers[_shown(claim, found)].mean, unit)} here", f"article: {low}", f"to {high}"]
    return [f"{quantity(found.difference['base'], unit)},", quantity(found.difference["other"], unit)]


def _chip(page: Page, words: str, down: float) -> None:
    lines = wrapped(words, SMALL, "bold", WIDTH - MARGIN - VERDICT - 0.16)
    left, low = page.at(VERDICT, down + 0.12 + 0.19 * len(lines))
    right, high = page.at(WIDTH - MARGIN, down + 0.08)
    color = COLORS[words]
    page.patches.append(
        FancyBboxPatch((left, low), right - left, high - low, boxstyle="square,pad=0", transform=page.transFigure,
                       facecolor=color, edgecolor="none")
    )  # fmt: skip
    page.write("\n".join(lines), VERDICT + 0.08, down + 0.115, size=SMALL, color=PAPER, weight="bold", linespacing=1.15)


def _plot(page: Page, found: Mapping[str, Found], verdicts: Mapping[str, str]) -> None:
    """All differences on one axis: relative to the larger of the two values, and turned the way the claim points."""
    axes = page.panel(PLOT, TOP, VALUES - PLOT - 0.2, ROW * len(CLAIMS))
    axes.set_facecolor("none")
    axes.set_xlim(-1.1, 1.1)
    axes.set_ylim(len(CLAIMS), 0)
    axes.set_xticks([-1, 0, 1], ["-100 %", "0", "+100 %"])
    axes.xaxis.tick_top()
    axes.tick_params(axis="x", pad=1)
    axes.set_yticks([])
    axes.grid(axis="x", color=FAINT, linewidth=0.7)
    axes.axvline(0, color=INK, linewidth=0.9, zorder=1)
    for row, claim in enumerate(CLAIMS):
        one = found.get(claim.key)
        if one is None or not one.difference or one.difference["difference"] != one.difference["difference"]:
            continue
        whole = max(abs(one.difference[key]) for key in ("base", "other", "difference")) or 1.0
        mean, low, high = (claim.sign * one.difference[key] / whole for key in ("difference", "low", "high"))
        color, decided = COLORS[verdicts[claim.key]], low * high > 0
        if low == low:
            axes.plot([low, high], [row + 0.45] * 2, color=color, linewidth=2.4, alpha=0.55, solid_capstyle="round")
        axes.plot(mean, row + 0.45, "o", markersize=7, color=color, markerfacecolor=color if decided else PAPER,
                  markeredgewidth=1.4)  # fmt: skip

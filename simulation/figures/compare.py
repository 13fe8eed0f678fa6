"""What differs between worlds that share their chance? Paired differences with their intervals, a panel per unit."""

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

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
    TEXT,
    VERMILION,
    WIDTH,
    Page,
    width_of,
)
from simulation.study.compare import Comparison, finding, quantity

ROW, GAP, AXIS = 0.3, 0.16, 0.24
"""Heights in inches: of an outcome, between panels, of the numbers below a panel."""
NAMES, VALUES = 2.75, 1.62
"""Widths in inches: of the names of outcomes on the left, of their values on the right."""
COLORS = (VERMILION, BLUE, GREEN, PURPLE, ORANGE)
UNITS = {"share": "points of a hundred"}
"""What the difference of a unit is counted in, where that is another word."""


def compare(comparison: Comparison) -> Figure:
    """Every outcome's difference from the base, with its interval, for each of the other worlds."""
    units = list(dict.fromkeys(comparison.outcomes["unit"]))
    rows = {unit: list(dict.fromkeys(comparison.outcomes.query("unit == @unit")["outcome"])) for unit in units}
    step = ROW * max(1.0, 0.55 * len(comparison.others))
    legend = _legend(comparison)
    above = 0.2 * len(legend) + 0.34
    body = above + sum(step * len(names) + AXIS + GAP for names in rows.values())
    page = Page(_title(comparison), _detail(comparison), body, _foot(comparison))
    _above(page, comparison, legend, above)
    down = above
    for unit, names in rows.items():
        height = step * len(names)
        axes = page.panel(MARGIN + NAMES, down, WIDTH - 2 * MARGIN - NAMES - VALUES, height)
        _panel(axes, comparison, unit, names)
        _values(page, comparison, names, down, step)
        unit_at = WIDTH - MARGIN - VALUES + 0.12
        page.write(UNITS.get(unit, unit), unit_at, down + height + 0.05, size=SMALL, color=GREY)
        down += height + AXIS + GAP
    return page


def _title(comparison: Comparison) -> str:
    world = comparison.others[0]
    return f"{world}. {sentence(finding(comparison, world))}"


def _detail(comparison: Comparison) -> str:
    more = [f"{world}. {sentence(finding(comparison, world))}." for world in comparison.others[1:]]
    saved = comparison.saved(comparison.others[0])
    worth = f" One pair of runs that share their chance is worth {saved:.1f} that do not." if saved > 1.05 else ""
    where = f"{comparison.base}, in a city of {comparison.residents:,}"
    return " ".join([*more, f"Differences from: {where}, over the same {len(comparison.seeds)} seeds.{worth}"])


def sentence(words: str) -> str:
    """Words with a capital letter in front."""
    return words[:1].upper() + words[1:]


def _foot(comparison: Comparison) -> str:
    if comparison.outcomes["low"].isna().all():
        return f"Dot: mean difference over {comparison.interval}; too few of them for intervals."
    return f"Dot: mean difference over {comparison.interval}; bar: 95 % bootstrap interval. Hollow: it holds nought."


def _legend(comparison: Comparison) -> list[list[tuple[str, str, float]]]:
    """The names of several worlds with their colours and places, line by line."""
    lines: list[list[tuple[str, str, float]]] = []
    across = WIDTH
    for world, color in zip(comparison.others, COLORS, strict=False) if len(comparison.others) > 1 else ():
        name = f"● {world}"
        wide = width_of(name, SMALL, "bold")
        if across + wide > WIDTH - MARGIN:
            lines.append([])
            across = MARGIN
        lines[-1].append((name, color, across))
        across += wide + 0.2
    return lines


def _above(page: Page, comparison: Comparison, legend: list[list[tuple[str, str, float]]], above: float) -> None:
    for line, names in enumerate(legend):
        for name, color, across in names:
            page.write(name, across, 0.2 * line, size=SMALL, color=color, weight="bold")
    down, right = above - 0.24, WIDTH - MARGIN - VALUES
    page.write("less than in the base", MARGIN + NAMES, down, size=SMALL, color=GREY)
    page.write("more", right, down, size=SMALL, color=GREY, ha="right")
    words = "base → here" if len(comparison.others) == 1 else "in the base"
    page.write(words, WIDTH - MARGIN, down, size=SMALL, color=GREY, ha="right")


def _panel(axes: Axes, comparison: Comparison, unit: str, names: list[str]) -> None:
    factor = 100.0 if unit == "share" else 1.0
    many = len(comparison.others)
    furthest = 0.0
    for place, (world, color) in enumerate(zip(comparison.others, COLORS, strict=False)):
        outcomes = comparison.rows(world)
        for row, name in enumerate(names):
            mean, low, high = (factor * outcomes[name][key] for key in ("difference", "low", "high"))
            if mean != mean:
                continue
            up = row + (place - (many - 1) / 2) * min(0.24, 0.8 / many)
            decided = low > 0 or high < 0
            if low == low:
                axes.plot([low, high], [up, up], color=color, linewidth=2.2, solid_capstyle="round", alpha=0.55)
            axes.plot(mean, up, "o", markersize=6.5, color=color, markerfacecolor=color if decided else PAPER,
                      markeredgewidth=1.4)  # fmt: skip
            furthest = max(furthest, abs(mean), *(abs(end) for end in (low, high) if end == end))
    reach = 1.08 * furthest or 1.0
    axes.set_xlim(-reach, reach)
    axes.set_ylim(len(names) - 0.5, -0.5)
    axes.axvline(0, color=INK, linewidth=0.9, zorder=1)
    axes.grid(axis="x", color=FAINT, linewidth=0.7)
    axes.grid(axis="y", visible=False)
    labels = comparison.rows(comparison.others[0])
    axes.set_yticks(range(len(names)), [labels[name]["label"] for name in names], size=TEXT, color=INK)
    axes.xaxis.set_major_locator(MaxNLocator(4, symmetric=True))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: "0" if value == 0 else f"{value:+,g}"))


def _values(page: Page, comparison: Comparison, names: list[str], down: float, step: float) -> None:
    outcomes = comparison.rows(comparison.others[0])
    for row, name in enumerate(names):
        told = [quantity(outcomes[name][key], outcomes[name]["unit"]) for key in ("base", "other")]
        words = " → ".join(told if len(comparison.others) == 1 else told[:1])
        page.write(words, WIDTH - MARGIN, down + (row + 0.5) * step, size=SMALL, ha="right", va="center")

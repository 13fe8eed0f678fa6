"""Three published results and what the model's own machinery makes of them: turnout, hands, fines."""

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from simulation.figures.style import BLUE, GREY, MARGIN, SMALL, VERMILION, WIDTH, Page, heading, percent

HEIGHT, GAP, TOP = 1.9, 1.05, 0.35
"""Inches: of a panel, between panels, above the first."""
LEFT = 0.75
NEARLY_ALL = "nearly all"


def docking(record: Mapping[str, Any]) -> Figure:
    """Turnout against ties, crowds in which all hands go up against the spread of thresholds, attendance against fines."""
    groups = {name: group["results"] for name, group in record["docked"].items()}
    results = [result for group in groups.values() for result in group]
    passed = sum(result["passed"] for result in results)
    page = Page(
        f"{passed} of {len(results)} known results are reproduced",
        "Lines: what was published, or follows on paper. Dots: the model's own rules, with all else switched off.",
        TOP + 3 * HEIGHT + 2 * GAP + 0.45,
    )
    panels = [page.panel(LEFT, TOP + place * (HEIGHT + GAP), WIDTH - LEFT - MARGIN, HEIGHT) for place in range(3)]
    _turnout(panels[0], groups["turnout"])
    _crowds(panels[1], groups["crowds"])
    _fines(panels[2], groups["fines"])
    return page


def _turnout(axes: Axes, results: Iterable[Mapping[str, Any]]) -> None:
    """Two stable turnouts, and an unstable one between, where ties are strong."""
    shares = np.linspace(0.02, 0.98, 481)
    shares = shares[np.abs(shares - 0.5) > 1e-9]
    ratio = np.log(shares / (1 - shares)) / (2 * (2 * shares - 1))
    for half in (shares < 0.5, shares > 0.5):
        axes.plot(ratio[half], shares[half], color=BLUE, linewidth=1.6)
    axes.plot([0.3, 1], [0.5, 0.5], color=BLUE, linewidth=1.6)
    axes.plot([1, 1.7], [0.5, 0.5], color=BLUE, linewidth=1.2, linestyle=(0, (3, 3)))
    axes.text(1.69, 0.53, "not stable", ha="right", size=SMALL, color=GREY)
    _dots(axes, results)
    axes.set_xlim(0.3, 1.7)
    _shares(axes)
    _across(axes, "ties \u00d7 cohesion / 2\u00a0\u03c4")
    heading(axes, "Turnout by ties alone", ("Brock and Durlauf 2001", BLUE), ("the model", VERMILION), left=0.45)


def _crowds(axes: Axes, results: Iterable[Mapping[str, Any]]) -> None:
    """In a crowd without end a step, in a hundred people a slope."""
    from simulation.study.docking.hands import NEARLY_ALL as FROM
    from simulation.study.docking.hands import PEOPLE, stopping

    spreads = np.linspace(0.085, 0.185, 41)
    share = np.arange(PEOPLE + 1) / PEOPLE
    axes.plot(spreads, [stopping(spread)[share > FROM].sum() for spread in spreads], color=BLUE, linewidth=1.6)
    axes.plot([0.085, 0.1223, 0.1223, 0.185], [0, 0, 1, 1], color=GREY, linewidth=1.0, linestyle=(0, (3, 3)))
    axes.text(0.1215, 0.92, "a crowd without end", ha="right", size=SMALL, color=GREY)
    _dots(axes, [result for result in results if NEARLY_ALL in result["name"]])
    axes.set_xlim(0.085, 0.185)
    _shares(axes)
    _across(axes, "spread of normal thresholds, mean 0.25")
    heading(
        axes, "Crowds of 100 in which nearly all hands go up", ("exactly", BLUE), ("the model", VERMILION), left=0.45
    )


def _fines(axes: Axes, results: Iterable[Mapping[str, Any]]) -> None:
    """Attendance rises with the expected fine until all come."""
    axes.plot([0, 1, 1.2], [0, 1, 1], color=BLUE, linewidth=1.6)
    _dots(axes, results)
    axes.set_xlim(-0.03, 1.2)
    _shares(axes)
    _across(axes, "what draws to the meeting, and the fine times its chance: b + \u03c0F, in days of income")
    heading(axes, "Attendance by fines alone", ("closed form", BLUE), ("the model", VERMILION), left=0.45)


def _dots(axes: Axes, results: Iterable[Mapping[str, Any]]) -> None:
    found = [(result["at"], result["found"]) for result in results if result["at"] is not None]
    across, up = zip(*found, strict=True)
    axes.plot(across, up, "o", color=VERMILION, markersize=5.5, zorder=3, clip_on=False)


def _shares(axes: Axes) -> None:
    axes.set_ylim(0, 1)
    axes.set_yticks([0, 0.5, 1], [percent(share) for share in (0, 0.5, 1)])


def _across(axes: Axes, name: str) -> None:
    axes.set_xlabel(name, size=SMALL, color=GREY, loc="left")
    axes.spines["bottom"].set_visible(True)
    axes.spines["bottom"].set_color(GREY)

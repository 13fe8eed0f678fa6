"""Pictures of a run: each answers one question. Matplotlib is imported when the first is drawn."""

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from simulation.stopwatch import timing

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from simulation.run import Run


def _figure(name: str) -> "Callable[[Run], Figure]":
    """The function that bears the name of its file."""

    def draw_it(run: "Run") -> "Figure":
        figure: Figure = getattr(import_module(f"{__name__}.{name}"), name)(run)
        return figure

    return draw_it


NAMES = ("timeline", "city_map", "participation", "organisations",
         "growth_map", "population", "half_century", "control", "works")  # fmt: skip
FIGURES: "dict[str, Callable[[Run], Figure]]" = {name: _figure(name) for name in NAMES}
"""Every figure of a run, by name."""


def _is_long(run: "Run") -> bool:
    return len(run.daily) > LONG


def _has_waves(run: "Run") -> bool:
    return bool(run.summary["waves"])


LONG = 3653
"""Days: of a run longer than ten years there is more to show than its waves."""
WHERE: "dict[str, Callable[[Run], bool]]" = {
    "growth_map": _is_long,
    "population": _is_long,
    "half_century": _is_long,
    "control": _has_waves,
    "works": _is_long,
}
"""Figures that say something of some runs only, and of which; the others do of every run."""


def draw(run: "Run", name: str) -> "Figure":
    """Draw one figure of a run.

    Raises:
        ValueError: when there is no figure of that name, or the run has no days.
    """
    if name not in FIGURES:
        raise ValueError(f"there is no figure {name!r}; there are {', '.join(FIGURES)}")
    if run.daily.empty:
        raise ValueError("no day has been lived yet: there is nothing to draw")
    return FIGURES[name](run)


def figures_for(run: "Run") -> list[str]:
    """The names of the figures that say something of a run."""
    return [name for name in FIGURES if name not in WHERE or WHERE[name](run)]


def draw_all(run: "Run") -> list[Path]:
    """Draw every figure that says something of a run into the folder it is kept in, and say where they are.

    Raises:
        ValueError: when the run is kept nowhere, or has no days.
    """
    if run.folder is None:
        raise ValueError("the run is kept nowhere yet; save it first")
    folder = run.folder / "figures"
    folder.mkdir(exist_ok=True)
    paths = []
    for name in figures_for(run):
        path = folder / f"{name}.png"
        with timing(name):
            draw(run, name).savefig(path)
        paths.append(path)
    return paths

"""Pictures of a run: each answers one question. Matplotlib is imported when the first is drawn."""

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from simulation.run import Run


def _figure(name: str) -> "Callable[[Run], Figure]":
    """The function that bears the name of its file."""

    def draw_it(run: "Run") -> "Figure":
        figure: Figure = getattr(import_module(f"{__name__}.{name}"), name)(run)
        return figure

    return draw_it


FIGURES: "dict[str, Callable[[Run], Figure]]" = {
    name: _figure(name) for name in ("timeline", "city_map", "participation", "organisations")
}
"""Every figure of a run, by name."""


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


def draw_all(run: "Run") -> list[Path]:
    """Draw every figure of a run into the folder it is kept in, and say where they are.

    Raises:
        ValueError: when the run is kept nowhere, or has no days.
    """
    if run.folder is None:
        raise ValueError("the run is kept nowhere yet; save it first")
    folder = run.folder / "figures"
    folder.mkdir(exist_ok=True)
    paths = []
    for name in FIGURES:
        path = folder / f"{name}.png"
        draw(run, name).savefig(path)
        paths.append(path)
    return paths

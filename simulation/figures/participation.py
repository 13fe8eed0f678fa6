"""Who comes when called, and what staying away costs: turnout by kind of action, fines laid, paid and owed."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from simulation.figures import style
from simulation.figures.marks import marks_of
from simulation.figures.periods import Column, columns_of, line, steps
from simulation.figures.style import days_of, heading, percent
from simulation.figures.time_page import TimePage
from simulation.run import Run
from simulation.waves import find_waves

HEIGHTS = (1.9, 1.3, 1.1)
"""Of the rows, in inches: turnout, fines, arrears."""
KINDS = {"meeting": "meetings", "march": "marches", "shift": "barricade shifts"}
COLORS = {"meeting": style.BLUE, "march": style.BROWN, "shift": style.VERMILION}
FINES = {"laid": style.ORANGE, "paid": style.GREEN}
WEEK = 7


def participation(run: Run) -> Figure:
    """Turnout at meetings, marches and barricade shifts, the fines laid and paid, and what is owed."""
    columns = columns_of(run.daily)
    page = TimePage(headline(run), detail(run), columns, HEIGHTS, marks_of(run))
    fines_unit, fines_word = style.in_thousands(run.daily["fines_laid_bs"].max())
    owed_unit, owed_word = style.in_thousands(run.daily["arrears_bs"].max())
    for place, column in enumerate(columns):
        turnout, fines, owed = (row[place] for row in page.rows)
        _turnout(turnout, column, run.daily)
        _fines(fines, run.daily, fines_unit)
        _owed(owed, run.daily, owed_unit)
    turnout, fines, owed = (row[0] for row in page.rows)
    heading(
        turnout, "Came (% of those called)", *((name, COLORS[kind]) for kind, name in KINDS.items()), up=page.headroom
    )
    heading(fines, f"Fines ({fines_word}Bs a day)", *FINES.items())
    heading(owed, f"Owed in all ({owed_word}Bs)")
    return page


def in_waves(daily: pd.DataFrame) -> NDArray[np.bool_]:
    """Which days lie within a wave, shape (days,)."""
    inside = np.zeros(len(daily), dtype=bool)
    for wave in find_waves(daily):
        inside[wave.first : wave.last + 1] = True
    return inside


def headline(run: Run) -> str:
    """How many came, in calm and in a wave."""
    inside = in_waves(run.daily)
    name = run.scenario.title or run.scenario.name
    calm, risen = run.daily.loc[~inside, "turnout_meeting"], run.daily.loc[inside, "turnout_shift"]
    waves = "the wave" if len(run.summary["waves"]) == 1 else "the waves"
    told = [
        _told("meetings", f"outside {waves}" if inside.any() else "", calm),
        _told("barricade shifts", f"in {waves}", risen),
    ]
    told = [words for words in told if words]
    return f"{name}: " + ("; ".join(told) if told else "nobody was called to anything")


def _told(what: str, when: str, turnout: "pd.Series[float]") -> str:
    """How many came on average, of those days on which any were called; nothing when there were none."""
    return f"{percent(turnout.mean())} came to {what} {when}".strip() if turnout.notna().any() else ""


def detail(run: Run) -> str:
    """The sums."""
    laid, paid = run.daily["fines_laid_bs"].sum(), run.daily["fines_paid_bs"].sum()
    return (
        f"Bs {laid:,.0f} of fines laid in all, Bs {paid:,.0f} paid, Bs {run.daily['arrears_bs'].iloc[-1]:,.0f} "
        f"owed at the end. Turnout is that of each day; meetings also as the week's mean."
    )


def _turnout(axes: Axes, column: Column, daily: pd.DataFrame) -> None:
    """Meetings as the week's mean over faint days, for each day has its own barrios; marches and shifts day by day."""
    days = days_of(daily["date"])
    size = float(np.clip(250 * column.width / (column.last - column.first + 1), 1.0, 14.0))
    for kind, color in COLORS.items():
        came = 100 * daily[f"turnout_{kind}"]
        weekly = kind == "meeting"
        axes.scatter(days, came, s=size, color=color, alpha=0.3 if weekly else 1.0, linewidth=0)
        line(axes, days, _weekly(came) if weekly else came, color)
    axes.set_ylim(0, 103)
    axes.set_yticks([0, 25, 50, 75, 100])


def _weekly(series: "pd.Series[float]") -> "pd.Series[float]":
    """The mean over the week around each day, of the days that have a value."""
    return series.rolling(WEEK, center=True, min_periods=1).mean()


def _fines(axes: Axes, daily: pd.DataFrame, unit: float) -> None:
    laid, paid = (daily[f"fines_{what}_bs"] / unit for what in FINES)
    days = days_of(daily["date"])
    steps(axes, days, laid, FINES["laid"], solid=0.55)
    steps(axes, days, paid, FINES["paid"])
    style.count_axis(axes, float(max(laid.max(), paid.max())), room=1.1)


def _owed(axes: Axes, daily: pd.DataFrame, unit: float) -> None:
    owed = daily["arrears_bs"] / unit
    steps(axes, days_of(daily["date"]), owed, style.PURPLE, solid=0.75)
    style.count_axis(axes, float(owed.max()), room=1.1)

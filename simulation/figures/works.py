"""Does what the inhabitants build keep up with the city, and with the rain? Works that stand, and water that does."""

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from simulation.figures import style
from simulation.figures.periods import LEFT, RIGHT, columns_for, line
from simulation.figures.style import EPOCH, days_of, heading
from simulation.figures.time_page import TimePage
from simulation.figures.timeline import unit_axis
from simulation.run import Run

HEIGHTS = (2.2, 1.2)
"""Of the rows over time, in inches: what stands, water."""
MONTHS, ABOVE, BELOW = 1.1, 0.5, 0.3
"""Inches: height of the panel of months, above it for its heading, below it for their names."""
WORKS = {"roads": style.VERMILION, "all works": style.INK, "drains": style.BLUE}
COLUMNS = {"roads": "roads", "all works": "works", "drains": "drains"}
WATER = style.SKY
YEAR, MONTH = 365.25, 30.44
"""Days."""
SAME = 0.005
"""Less than this is no change worth a word."""


def works(run: Run) -> Figure:
    """Roads, drains and all works over the years; days on which water stands in a barrio, by year and by month."""
    days, dates = days_of(run.daily["date"]), run.daily["date"]
    (column,) = columns_for(int(days[0]), int(days[-1]), None)
    page = TimePage(headline(run), detail(run), [column], HEIGHTS, (), below=ABOVE + MONTHS + BELOW + 0.1)
    (standing,), (water,) = page.rows
    for name, color in WORKS.items():
        line(standing, days, run.daily[COLUMNS[name]], color)
    unit_axis(standing)
    by_year = under_water(run, dates.dt.year) * YEAR
    middles = np.array([(EPOCH.replace(year=year, month=7) - EPOCH).days for year in by_year.index])
    shown = (middles > days[0]) & (middles < days[-1])
    water.bar(middles[shown], by_year[shown], width=0.72 * YEAR, color=WATER, linewidth=0)
    style.count_axis(water, float(by_year.max()), room=1.15)
    months = page.panel(LEFT, page.below + ABOVE, style.WIDTH - LEFT - RIGHT, MONTHS)
    by_month = under_water(run, dates.dt.month) * MONTH
    months.bar(by_month.index, by_month, width=0.72, color=WATER, linewidth=0)
    months.set_xlim(0.5, 12.5)
    months.set_xticks(by_month.index, [style.MONTHS[month - 1][:3] for month in by_month.index])
    months.set_xlabel("")
    style.count_axis(months, float(by_month.max()), room=1.15)
    heading(standing, "Stands (share of what the ground needs, 0 to 1)", *WORKS.items())
    heading(water, "Water stands somewhere in a barrio (days a year)")
    heading(months, "By month (days of the month, all years)")
    return page


def under_water(run: Run, by: "pd.Series[int]") -> "pd.Series[float]":
    """The share of barrios in which water stands on a day, on average, for each year or month."""
    return (run.daily["floods"] / run.daily["barrios"]).groupby(by).mean()


def headline(run: Run) -> str:
    """How much of the works stands at the end, and how the first and the last ten years compare in water."""
    name, daily, dates = run.scenario.title or run.scenario.name, run.daily, run.daily["date"]
    ten = pd.DateOffset(years=10)
    share = daily["floods"] / daily["barrios"]
    first, last = (YEAR * share[rows].mean() for rows in (dates < dates.iloc[0] + ten, dates > dates.iloc[-1] - ten))
    stands = f"{name}: {style.percent(daily['works'].iloc[-1])} of the works needed stand at the end"
    return f"{stands}; water stood in a barrio {first:.0f} days a year in the first ten years, {last:.0f} in the last"


def detail(run: Run) -> str:
    """How far the drains have come, and whose luck it was."""
    drains = run.daily["drains"]
    end, most = drains.iloc[-1], drains.max()
    told = f", after {most:.2f} at most" if most > end + SAME else ""
    return f"Drains stand at {end:.2f}{told}. New barrios begin with nothing. Means over barrios. One run (seed {run.seed})."

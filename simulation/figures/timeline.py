"""How far did the city rise, what did that do to La Paz, and what did it cost? One run on one axis of time."""

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from simulation.figures import style
from simulation.figures.marks import marks_of
from simulation.figures.periods import Column, bars, columns_of, crest, line, steps
from simulation.figures.style import days_of, heading, in_words, percent
from simulation.figures.time_page import TimePage
from simulation.run import Run
from simulation.tables.la_paz import GONE
from simulation.waves import extent

HEIGHTS = (1.35, 1.1, 0.75, 0.75, 1.0)
"""Of the rows, in inches: barrios up, stocks, killed, marchers, grievance and hope."""
GOODS = {"fuel": style.BLUE, "gas": style.ORANGE, "food": style.GREEN}
NESTED = (2.1, 1.6, 1.1)
"""Points: widths of the lines of the goods, so that all three are seen where they lie on each other."""
COUNTED = {"deaths": style.INK, "marchers": style.BROWN}
FEELINGS = {"grievance": style.PURPLE, "hope": style.SKY}
ENDINGS = {
    "won": "its cause was conceded",
    "repressed": "it was put down",
    "faded": "it faded away",
    "open": "it was still going when the run ended",
}


def timeline(run: Run) -> Figure:
    """Barrios up, La Paz's stocks, the dead, the marchers, grievance and hope, day by day."""
    columns = columns_of(run.daily)
    page = TimePage(headline(run), detail(run), columns, HEIGHTS, marks_of(run))
    for place, column in enumerate(columns):
        up, stocks, killed, marching, feelings = (row[place] for row in page.rows)
        _barrios_up(up, column, run.daily)
        _stocks(stocks, run.daily)
        _counted(killed, column, run.daily, "deaths")
        _counted(marching, column, run.daily, "marchers")
        _feelings(feelings, run.daily)
    up, stocks, killed, marching, feelings = (row[0] for row in page.rows)
    barrios = run.assemblies["barrio"].nunique()
    heading(up, f"Barrios up (% of {barrios})", up=page.headroom)
    heading(stocks, "La Paz has in stock (% of normal)", *GOODS.items())
    heading(killed, "Killed (persons a day)")
    heading(marching, f"Marching ({style.in_thousands(run.daily['marchers'].max())[1]}persons)")
    heading(feelings, "What people feel (0 to 1)", *FEELINGS.items())
    return page


def headline(run: Run) -> str:
    """What the run shows, in one sentence."""
    waves, name = run.summary["waves"], run.scenario.title or run.scenario.name
    if not waves:
        most = run.summary["peak_share"]
        return f"{name}: no wave; {f'never more than {percent(most)} of barrios' if most else 'no barrio was ever'} up"
    top = max(waves, key=extent)
    peak = f"{percent(top['peak_share'])} of barrios up at the peak on {in_words(top['peak_date'])}"
    if len(waves) > 1:
        ends = [sum(wave["ending"] == ending for wave in waves) for ending in ENDINGS]
        told = ", ".join(f"{count} {ending}" for count, ending in zip(ends, ENDINGS, strict=True) if count)
        return f"{name}: {len(waves)} waves ({told}); the largest had {peak} {top['peak_date'][:4]}"
    if top["government_fell"]:
        fell = next(day for day in run.summary["falls"] if day >= top["start"])
        return f"{name}: {peak}; the government fell on {in_words(fell)}"
    return f"{name}: {peak}; {ENDINGS[top['ending']]}"


def detail(run: Run) -> str:
    """What else there is to know: what became scarce, how many died, and whose luck it was."""
    told = []
    if waves := run.summary["waves"]:
        top = max(waves, key=extent)
        days = [
            f"{what} on strike day {top[f'{mark}_strike_day']}"
            for mark, what in (("depot_cut", "depot cut off"), ("fuel_gone", "fuel gone"), ("food_gone", "food gone"))
            if top[mark] is not None
        ]
        lead = "In the largest wave: " if len(waves) > 1 else ""
        told.append(lead + (", ".join(days) or "the depot was never cut off"))
    dead = run.summary["deaths"]
    told += [
        f"{dead:,} killed in all" if dead else "nobody was killed",
        f"one run (seed {run.seed}) of {run.summary['residents']:,} residents",
    ]
    return ". ".join(sentence[0].upper() + sentence[1:] for sentence in told) + "."


def _barrios_up(axes: Axes, column: Column, daily: pd.DataFrame) -> None:
    days, share_up = days_of(daily["date"]), 100 * daily["mobilised_share"].to_numpy()
    steps(axes, days, share_up, style.VERMILION, solid=0.85)
    crest(axes, column, days, share_up, lambda up: percent(up / 100), style.VERMILION)
    up_axis(axes)


def _stocks(axes: Axes, daily: pd.DataFrame) -> None:
    """Normal is what lies in stock in calm, the most that a run ever sees."""
    for (good, color), width in zip(GOODS.items(), NESTED, strict=True):
        stock = daily[f"{good}_days"].to_numpy()
        line(axes, days_of(daily["date"]), 100 * stock / max(stock.max(), 1e-9), color, width)
    stock_axis(axes)


def _counted(axes: Axes, column: Column, daily: pd.DataFrame, what: str) -> None:
    unit, _ = style.in_thousands(daily[what].max())
    days, count = days_of(daily["date"]), daily[what].to_numpy() / unit
    bars(axes, column, days, count, COUNTED[what])
    crest(axes, column, days, count, lambda most: f"{most:,.0f}", COUNTED[what])
    style.count_axis(axes, float(count.max()))


def _feelings(axes: Axes, daily: pd.DataFrame) -> None:
    for what, color in FEELINGS.items():
        line(axes, days_of(daily["date"]), daily[what], color)
    unit_axis(axes)


def up_axis(axes: Axes) -> None:
    """Per cent of barrios, with room above for a number."""
    axes.set_ylim(0, 118)
    axes.set_yticks([0, 50, 100])


def stock_axis(axes: Axes) -> None:
    """Per cent of the normal stock; grey where a good counts as gone."""
    axes.axhspan(0, 100 * GONE, color=style.INK, alpha=0.12, linewidth=0)
    axes.set_ylim(-2, 108)
    axes.set_yticks([0, 50, 100], ["gone", "50", "100"])


def unit_axis(axes: Axes) -> None:
    """From nought to one."""
    axes.set_ylim(0, 1.02)
    axes.set_yticks([0, 0.5, 1], ["0", "0.5", "1"])

"""What each picture shows, in words, from the run's own numbers: for those who do not see it, and for a printed page."""

from collections.abc import Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any

import pandas as pd

from simulation import figures
from simulation.figures.style import in_words, percent

if TYPE_CHECKING:
    from simulation.run import Run

GOODS = ("fuel", "gas", "food")


def question(name: str) -> str:
    """What a picture answers: the first line of the module that draws it."""
    return str(import_module(f"{figures.__name__}.{name}").__doc__).strip().splitlines()[0]


def alt_text(run: "Run", name: str) -> str:
    """What the picture of a run shows: its heading, and what its lines or maps come to."""
    module: Any = import_module(f"{figures.__name__}.{name}")
    if name == "city_map":
        return _maps(run, module)
    if name == "growth_map":
        return _sentences(module.headline(run, module.views_of(run)), module.detail(run))
    more = {"timeline": _timeline, "participation": _participation, "organisations": _organisations}.get(name)
    return _sentences(module.headline(run), module.detail(run), *(more(run.daily) if more else ()))


def alt_text_of_many(runs: Sequence[pd.DataFrame], heading: str, detail: str) -> str:
    """What the picture of an ensemble shows: its heading, and how wide the band of barrios up is where it is widest."""
    together = pd.concat([run.set_index("date")["mobilised_share"] for run in runs], axis=1)
    bands = together.quantile([0.05, 0.5, 0.95], axis=1).T
    row = int((bands[0.95] - bands[0.05]).to_numpy().argmax())
    low, middle, high = bands.iloc[row]
    widest = (
        f"Seeds lie furthest apart in barrios up on {in_words(bands.index[row].date(), year=True)}: median {percent(middle)}, "
        f"nine in ten between {percent(low)} and {percent(high)}"
    )
    return _sentences(heading, detail, widest)


def _maps(run: "Run", module: Any) -> str:
    moments = [moment for moment in module.moments_of(run) if moment.frame is not None]
    up, routes = module.shares_up(run), run.frames["route_open"]
    told = [
        f"{in_words(run.frames['dates'][m.frame].item(), year=True)}, {m.tells}: {percent(up[m.frame])} of barrios up, "
        f"{routes.shape[1] - int(routes[m.frame].sum())} of {routes.shape[1]} roads to La Paz cut"
        for m in moments
    ]
    return _sentences(module.headline(run, moments), *told)


def _timeline(daily: pd.DataFrame) -> list[str]:
    stocks = ", ".join(
        f"{good} {percent(daily[f'{good}_days'].min() / max(daily[f'{good}_days'].max(), 1e-9))}" for good in GOODS
    )
    return [
        _top(daily, "mobilised_share", "Barrios up", percent),
        f"Lowest stocks in La Paz, of normal: {stocks}",
        _top(daily, "deaths", "Killed on a day", "{:,.0f}".format),
        _top(daily, "marchers", "Marching", "{:,.0f}".format),
        _span(daily, "grievance", "Grievance"),
        _span(daily, "hope", "Hope"),
    ]


def _participation(daily: pd.DataFrame) -> list[str]:
    called = {"turnout_meeting": "Turnout at meetings", "turnout_march": "at marches", "turnout_shift": "at barricades"}
    return [_span(daily, column, words) for column, words in called.items() if daily[column].notna().any()]


def _organisations(daily: pd.DataFrame) -> list[str]:
    told = {"strength": "Strength of the assemblies", "bureaucracy": "Distance of leaders from the base"}
    return [_span(daily, column, words) for column, words in told.items()]


def _top(daily: pd.DataFrame, column: str, words: str, say: Any) -> str:
    row = int(daily[column].to_numpy().argmax())
    most = daily[column].iloc[row]
    return f"{words}: at most {say(most)}, on {in_words(daily['date'].iloc[row].date())}" if most else f"{words}: none"


def _span(daily: pd.DataFrame, column: str, words: str) -> str:
    known = daily[column].dropna()
    return (
        f"{words}: {known.iloc[0]:.2f} at first, {known.iloc[-1]:.2f} at last, "
        f"between {known.min():.2f} and {known.max():.2f}"
    )


def _sentences(*parts: str) -> str:
    return " ".join(f"{part.strip().rstrip('.')}." for part in parts if part.strip())

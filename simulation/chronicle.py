"""The chronicle: a run's story in words, by date, each event with its cause.

Everything in it comes from the run's own events and series. It is told soberly: people died, if only here.
"""

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

import pandas as pd

if TYPE_CHECKING:
    from simulation.run import Run

MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
          "November", "December")  # fmt: skip
"""Not from the calendar module, whose names follow the user's locale."""

FEW = 2
"""So many events of one kind on one day are told one by one; more are told together."""
GATHERED = {
    "rises": "{n} assemblies rise: {places}",
    "surpassing": "In {n} organisations the base goes past the leaders: {places}",
    "deaths": "{deaths} people are killed, in {n} places: {places}",
    "march": "{n} marches set out: {places}",
    "lynching": "{n} men caught stealing are killed by crowds: {places}",
}
"""How many events of one kind on one day are told together: the kinds that happen in many places."""
ENDINGS = {
    "won": "{answer}",
    "repressed": "it is broken by repression",
    "faded": "it fades, its cause not conceded",
    "open": "it goes on",
}


def write(run: "Run") -> str:
    """The chronicle of a run, as Markdown: what was lived, each wave in short, then the days by month."""
    summary = run.summary
    lines = [f"# {_line(run.scenario.title or run.scenario.name)}", "", *_head(run, summary), "", "## In short", ""]
    lines += [f"- {sentence}" for sentence in _in_short(summary)]
    month = None
    for day, happened in _days(run):
        if month != (month := (day.year, day.month)):
            lines += ["", f"## {MONTHS[day.month - 1]} {day.year}", ""]
        lines.append(f"- {happened}")
    return "\n".join(lines) + "\n"


def _head(run: "Run", summary: dict[str, Any]) -> Iterator[str]:
    start, end = _date(summary["start"]), _date(summary["end"])
    barrios = run.assemblies["barrio"].nunique()
    yield (
        f"{summary['residents']:,} residents in {barrios:,} barrios, from {start} to {end}. "
        f"Scenario `{_line(run.scenario.name)}`, seed {run.seed}. "
        "These people and these days are simulated; the causes alone are given."
    )
    if run.scenario.about:
        yield ""
        yield _line(run.scenario.about)


def _in_short(summary: dict[str, Any]) -> Iterator[str]:
    calm = summary["calm"]
    if calm["turnout_meeting"] is not None:
        yield f"In calm, {_percent(calm['turnout_meeting'])} of those called come to their meetings."
    for wave in summary["waves"]:
        yield _wave(wave)
    if not summary["waves"]:
        yield f"No wave: never are more than {_percent(summary['peak_share'])} of the barrios up."
    yield f"In the whole period, {_people(summary['deaths'])} killed."


def _wave(wave: dict[str, Any]) -> str:
    answer = "the government falls" if wave["government_fell"] else "its cause is conceded"
    ending = ENDINGS[wave["ending"]].format(answer=answer)
    marks = [
        f"{what} on strike day {wave[f'{mark}_strike_day']}"
        for mark, what in (("depot_cut", "the depot is cut off"), ("fuel_gone", "fuel is gone"),
                           ("gas_gone", "bottled gas is gone"), ("food_gone", "food is gone"))
        if wave[mark]
    ]  # fmt: skip
    ended = f"It ends on {_date(wave['end'])}" if wave["end"] else "It has not ended by the last day"
    return (
        f"A wave {_over(wave)} begins on {_date(wave['start'])}. At its height, on {_date(wave['peak_date'])}, "
        f"{_percent(wave['peak_share'])} of the barrios are up. {_upper('; '.join(marks) + '. ') if marks else ''}"
        f"{ended}, strike day {wave['days']:,}: {ending}. {_upper(_people(wave['deaths']))} killed."
    )


def _over(wave: dict[str, Any]) -> str:
    return f"over *{_line(wave['cause'])}*" if wave["cause"] else "with no cause open"


def _days(run: "Run") -> Iterator[tuple[date, str]]:
    """Each date on which something happened, or a wave began or ended, with its line."""
    rows: Iterator[Any] = run.daily.itertuples()
    days = {row.date: row for row in rows}
    strike_days, turns = _strike_days(run.summary["waves"]), _turns(run.summary["waves"])
    by_date: dict[pd.Timestamp, pd.DataFrame] = {day["date"].iloc[0]: day for _, day in run.events.groupby("date")}
    for stamp in sorted(by_date.keys() | turns.keys()):
        told = list(told_of(by_date[stamp], days[stamp].deaths)) if stamp in by_date else []
        head = f"**{stamp.day} {MONTHS[stamp.month - 1]}"
        if stamp in strike_days:
            head += f", strike day {strike_days[stamp]}"
            told.append(_state(days[stamp]))
        yield stamp.date(), f"{head}.** {' '.join([*turns.get(stamp, []), *told])}"


def _strike_days(waves: list[dict[str, Any]]) -> dict[pd.Timestamp, int]:
    days: dict[pd.Timestamp, int] = {}
    for wave in waves:
        stamps = pd.date_range(wave["start"], periods=wave["days"])
        days |= {stamp: number for number, stamp in enumerate(stamps, start=1)}
    return days


def _turns(waves: list[dict[str, Any]]) -> dict[pd.Timestamp, list[str]]:
    """The days on which a wave begins or ends, with the sentence that says so."""
    turns = {pd.Timestamp(wave["start"]): [f"A wave {_over(wave)} begins."] for wave in waves}
    ends = {pd.Timestamp(wave["end"]): [f"The wave is over: {wave['ending']}."] for wave in waves if wave["end"]}
    return turns | ends


def told_of(events: pd.DataFrame, deaths: int) -> Iterator[str]:
    """The events of one day in sentences, kind by kind, in the order in which each kind first came.

    Args:
        events: of one day, a row each, with the columns of `Event`.
        deaths: how many were killed that day.
    """
    for kind, alike in events.groupby("kind", sort=False):
        if len(alike) <= FEW or kind not in GATHERED:
            rows: Iterator[Any] = alike.itertuples()
            for event in rows:
                where = f"{event.place}: " if kind in GATHERED and event.place not in event.text else ""
                yield _sentence(where + event.text, [] if event.cause in event.text else [event.cause])
            continue
        places = _some(list(alike["place"].unique()), shown=3)
        text = GATHERED[str(kind)].format(n=f"{len(alike):,}", places=places, deaths=f"{int(deaths):,}")
        yield _sentence(text, list(alike["cause"].value_counts().index[:2]))


def _sentence(text: str, causes: list[str]) -> str:
    because = "; ".join(_line(cause) for cause in causes if cause)
    return f"{_upper(_line(text).rstrip('.'))}{f' ({because})' if because else ''}."


def _state(today: Any) -> str:
    return (
        f"{_percent(today.mobilised_share)} of the barrios are up; La Paz has fuel for {today.fuel_days:.1f} "
        f"days, bottled gas for {today.gas_days:.1f}, food for {today.food_days:.1f}."
    )


def _some(names: list[str], shown: int) -> str:
    rest = len(names) - shown
    return ", ".join(names[:shown]) + (f" and {rest:,} other{'s' if rest > 1 else ''}" if rest > 0 else "")


def _people(number: int) -> str:
    return "nobody is" if number == 0 else "one person is" if number == 1 else f"{number:,} people are"


def _percent(share: float) -> str:
    return f"{share:.0%}"


def _date(iso: str) -> str:
    day = date.fromisoformat(iso)
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]


def _line(text: str) -> str:
    """Text on one line, so that no title or name of a scenario can break the page."""
    return " ".join(text.split())

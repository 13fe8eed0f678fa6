"""What a run tells of history: numbers of the wave over one cause, of the city on a date, of calm.

Each is a function of what an ensemble keeps of a seed. It is NaN where the thing did not come about. Counts of people
are given for the whole city, whatever the scale.
"""

from collections.abc import Callable
from datetime import date
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd

from simulation.study.measures import MEASURES, NAN, YEAR, Kept
from simulation.waves import extent

Told = Callable[[Kept], float]

HALF = 0.5
FEW = 0.10
"""Of other places, the share up from which protest has spread to them (as a wave runs from a tenth of barrios)."""
DAYS_BEFORE = 14
"""Days before strike day 1 whose mean is what is normal."""


def wave_over(kept: Kept, cause: str) -> dict[str, Any] | None:
    """The largest wave over a cause, or None."""
    over = [wave for wave in kept.summary["waves"] if wave["cause"] == cause]
    return max(over, key=extent, default=None)


def of_wave(cause: str, number: Callable[[dict[str, Any], Kept], float | None]) -> Told:
    """Something of the largest wave over a cause."""

    def told(kept: Kept) -> float:
        wave = wave_over(kept, cause)
        value = None if wave is None else number(wave, kept)
        return NAN if value is None else float(value)

    return told


def kept_of_wave(cause: str, key: str, whole: bool = False) -> Told:
    """What the summary keeps of the wave under this key; `whole`: counted people, given for the whole city."""
    return of_wave(cause, lambda wave, kept: wave[key] and wave[key] / (_scale(kept) if whole else 1))


def start(cause: str) -> Told:
    """Days from the day on which the cause arose to strike day 1."""

    def days(wave: dict[str, Any], kept: Kept) -> float:
        arose = next(each["on"] for each in kept.summary["causes"] if each["name"] == cause)
        return (date.fromisoformat(wave["start"]) - date.fromisoformat(arose)).days

    return of_wave(cause, days)


def length(cause: str) -> Told:
    """Days on strike: from strike day 1 to the day before the first quiet one; NaN for a wave that had not ended."""
    return of_wave(cause, lambda wave, _: wave["days"] - 1 if wave["end"] else None)


def fall(cause: str) -> Told:
    """The strike day on which the government fell over it."""
    return of_wave(cause, lambda wave, _: wave["answered_strike_day"] if wave["government_fell"] else None)


def dry(cause: str) -> Told:
    """The strike day from which neither fuel nor bottled gas was to be had in La Paz."""

    def last(wave: dict[str, Any], _: Kept) -> float | None:
        days = [wave["fuel_gone_strike_day"], wave["gas_gone_strike_day"]]
        return None if None in days else max(days)

    return of_wave(cause, last)


def buffer(cause: str) -> Told:
    """Days from the depot's road cut to fuel gone."""

    def days(wave: dict[str, Any], _: Kept) -> float | None:
        cut, gone = wave["depot_cut_strike_day"], wave["fuel_gone_strike_day"]
        return None if cut is None or gone is None else gone - cut

    return of_wave(cause, days)


def gone(cause: str, *goods: str) -> Told:
    """1 where every one of these goods was gone from La Paz within the wave."""
    return of_wave(cause, lambda wave, _: 1.0 if all(wave[f"{good}_gone"] for good in goods) else None)


def on_strike_day(cause: str, column: str, number: int, whole: bool = False) -> Told:
    """A daily column on one strike day; NaN when the wave was over by then."""

    def told(wave: dict[str, Any], kept: Kept) -> float | None:
        days = _days(wave, kept)[column]
        return None if len(days) < number else days.iloc[number - 1] / (_scale(kept) if whole else 1)

    return of_wave(cause, told)


def most_on_a_day(cause: str, column: str) -> Told:
    """The largest value of a daily count within the wave, for the whole city."""
    return of_wave(cause, lambda wave, kept: _days(wave, kept)[column].max() / _scale(kept))


def relative(cause: str, column: str, number: int) -> Told:
    """A daily column on one strike day, in times of what was normal in the two weeks before strike day 1."""

    def told(wave: dict[str, Any], kept: Kept) -> float | None:
        days = _days(wave, kept)[column]
        return None if len(days) < number else days.iloc[number - 1] / _before(wave, kept)[column].mean()

    return of_wave(cause, told)


def fair_left(cause: str) -> Told:
    """Stalls of the fair on its best day from strike day 2 to 9, as a share of its best in the two weeks before."""

    def share(wave: dict[str, Any], kept: Kept) -> float | None:
        stalls = _days(wave, kept)["fair_stalls"].iloc[1:9]
        return None if stalls.empty else stalls.max() / max(1, _before(wave, kept)["fair_stalls"].max())

    return of_wave(cause, share)


def first_strike_day(cause: str, happened: Callable[[pd.DataFrame, pd.DataFrame], "pd.Series[bool]"]) -> Told:
    """The first strike day on which something holds, of the days of the wave and those before it."""

    def told(wave: dict[str, Any], kept: Kept) -> float | None:
        rows = np.flatnonzero(happened(_days(wave, kept), _before(wave, kept)).to_numpy(dtype=bool))
        return rows[0] + 1 if rows.size else None

    return of_wave(cause, told)


def scarcity(cause: str) -> Told:
    """The first strike day on which fuel is under half of what is normal."""
    return first_strike_day(cause, lambda days, before: days["fuel_days"] < HALF * before["fuel_days"].mean())


def meetings(cause: str) -> Told:
    """Meetings a day of an assembly while the wave lasts."""

    def told(wave: dict[str, Any], kept: Kept) -> float | None:
        day = kept.daily["date"]
        before_end = day < pd.Timestamp(wave["end"]) if wave["end"] else True
        on_strike = kept.daily[(day >= pd.Timestamp(wave["start"])) & before_end]
        return float((on_strike["assemblies_meeting"] / on_strike["barrios"]).mean())

    return of_wave(cause, told)


def convoy(cause: str) -> Told:
    """The first strike day on which fuel comes though the depot's road is cut since yesterday: the army forced it."""

    def forced(days: pd.DataFrame, _: pd.DataFrame) -> "pd.Series[bool]":
        cut = ~days["depot_open"].astype(bool)
        return cut & cut.shift(1, fill_value=False) & (days["fuel_days"].diff() > 0)

    return first_strike_day(cause, forced)


def deadliest(cause: str) -> Told:
    """The strike day of the most deaths; NaN where nobody was killed."""
    return of_wave(cause, lambda wave, kept: _day_of_most(_days(wave, kept)["deaths"]))


def first_deaths(cause: str) -> Told:
    """The first strike day on which anybody was killed."""
    return first_strike_day(cause, lambda days, _: days["deaths"] > 0)


def withdrawal(cause: str) -> Told:
    """The first strike day on which the presence of the state in the barrios is under half of what it was."""
    return first_strike_day(cause, lambda days, before: days["state_presence"] < HALF * before["state_presence"].mean())


def spread(cause: str) -> Told:
    """The first strike day on which a tenth of the other places of the country are up."""
    return first_strike_day(cause, lambda days, _: days["elsewhere"] >= FEW)


def largest_march(cause: str) -> Told:
    """The strike day of the largest march; NaN where none was called."""
    return of_wave(cause, lambda wave, kept: _day_of_most(_days(wave, kept)["marchers"]))


def order(cause: str) -> Told:
    """Of the pairs of events that history has one after the other, the share that the run has so.

    The events: depot cut (strike day 2), scarcity (3), dry (4), convoy and deadliest day (5), the state withdraws (6),
    the largest march (9), the fall (10). Of the same day in the run a pair counts half; with an event that did not
    come about it counts nothing. (The spread to other cities has a row of its own.)
    """
    events = [(2, kept_of_wave(cause, "depot_cut_strike_day")), (3, scarcity(cause)), (4, dry(cause)),
              (5, convoy(cause)), (5, deadliest(cause)), (6, withdrawal(cause)), (9, largest_march(cause)),
              (10, fall(cause))]  # fmt: skip

    def share(_: dict[str, Any], kept: Kept) -> float:
        days = [(history, told(kept)) for history, told in events]
        pairs = [(a, b) for (first, a), (second, b) in combinations(days, 2) if first < second]
        return float(np.mean([1.0 if a < b else 0.5 if a == b else 0.0 for a, b in pairs]))

    return of_wave(cause, share)


def killed_after(cause: str, days: int) -> Told:
    """Killed from the day on which the cause arose to so many days later, in the whole city."""

    def told(kept: Kept) -> float:
        arose = [pd.Timestamp(each["on"]) for each in kept.summary["causes"] if each["name"] == cause]
        if not arose:
            return NAN
        since = (kept.daily["date"] - arose[0]).dt.days
        return float(kept.daily.loc[since.between(0, days), "deaths"].sum()) / _scale(kept)

    return told


def mean_length(kept: Kept) -> float:
    """Mean days on strike of all waves that ended."""
    ended = [wave["days"] - 1 for wave in kept.summary["waves"] if wave["end"]]
    return float(np.mean(ended)) if ended else NAN


def on_date(column: str, when: str) -> Told:
    """A daily count on a date, for the whole city; NaN outside the period."""

    def told(kept: Kept) -> float:
        there = kept.daily.loc[kept.daily["date"] == pd.Timestamp(when), column]
        return NAN if there.empty else float(there.iloc[0]) / _scale(kept)

    return told


def growth(first: str, last: str) -> Told:
    """Compound growth of the residents from one date to another, in per cent a year."""
    years = (date.fromisoformat(last) - date.fromisoformat(first)).days / YEAR
    before, after = on_date("residents", first), on_date("residents", last)
    return lambda kept: 100 * ((after(kept) / before(kept)) ** (1 / years) - 1)


def grown_since(first: str, last: str) -> Told:
    """Growth from one date to another as a share of the residents of the later."""
    before, after = on_date("residents", first), on_date("residents", last)
    return lambda kept: 1 - before(kept) / after(kept)


def ratio(above: Told, below: Told) -> Told:
    """One number over another."""
    return lambda kept: above(kept) / below(kept)


def census(name: str) -> Told:
    """A number of the census of the last day."""
    return lambda kept: kept.summary["census"][name]


def measure(name: str) -> Told:
    """A measure of the ledger (`measures.MEASURES`)."""
    return MEASURES[name].of


def households_per_assembly(kept: Kept) -> float:
    """Households of an assembly, on the last day."""
    return float(kept.participants.groupby("barrio")["households"].sum().mean())


def _scale(kept: Kept) -> float:
    return float(kept.summary["census"]["scale"])


def _row(wave: dict[str, Any], kept: Kept) -> int:
    """The row of strike day 1."""
    return int(np.flatnonzero(kept.daily["date"] == pd.Timestamp(wave["start"]))[0])


def _days(wave: dict[str, Any], kept: Kept) -> pd.DataFrame:
    """The days of the wave, strike day 1 first."""
    first = _row(wave, kept)
    return kept.daily.iloc[first : first + wave["days"]]


def _before(wave: dict[str, Any], kept: Kept) -> pd.DataFrame:
    first = _row(wave, kept)
    return kept.daily.iloc[max(0, first - DAYS_BEFORE) : max(1, first)]


def _day_of_most(counts: "pd.Series[Any]") -> float | None:
    values = counts.to_numpy()
    return int(values.argmax()) + 1 if values.max(initial=0) > 0 else None

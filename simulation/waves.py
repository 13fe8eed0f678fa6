"""Waves of mobilisation: found in a daily series, and told in numbers.

The words have one meaning everywhere. The mobilised share is barrios up / barrios. A wave runs from the first
day with a mobilised share of at least 0.10 to the first of seven days in a row under 0.05; strike day 1 is its
first day. A good is gone when its stock is under 5 % of normal.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulation.scenario import Cause, Scenario

RISEN = 0.10
"""Mobilised share from which a wave runs."""
QUIET = 0.05
"""Mobilised share under which a day is quiet."""
QUIET_DAYS = 7
"""Quiet days in a row after which a wave is over; its end is the first of them."""
AFTERMATH_DAYS = 28
"""How long after a wave's end it is asked what is left of it."""

MARKS = {"depot_cut": ("depot_open", False)} | {
    f"{good}_gone": (f"{good}_gone", True) for good in ("fuel", "gas", "food")
}
"""What is dated within a wave: the daily column and the value that tells it has happened."""
CALM = ("turnout_meeting", "grievance", "hope", "strength", "bureaucracy", "party_presence", "state_presence",
        "fines_laid_bs", "fines_paid_bs", "arrears_bs")  # fmt: skip
"""The daily columns whose means describe calm."""


@dataclass(frozen=True)
class Wave:
    """One wave, as rows of a daily series.

    Attributes:
        first: row of strike day 1.
        peak: row of the (first) largest mobilised share.
        last: row of the end, or of the last day lived when the wave had not ended by then.
        ended: whether the wave ended within the series.
    """

    first: int
    peak: int
    last: int
    ended: bool

    @property
    def days(self) -> int:
        """Length from strike day 1 to the end, both counted: the strike day on which the wave ended."""
        return self.last - self.first + 1

    def strike_day(self, row: int) -> int:
        """The strike day of a row of the series."""
        return row - self.first + 1


def find_waves(daily: pd.DataFrame) -> list[Wave]:
    """The waves of a daily series (column `mobilised_share`, one row a day), first to last."""
    share = daily["mobilised_share"].to_numpy(dtype=np.float64)
    waves = []
    row = 0
    while (risen := np.flatnonzero(share[row:] >= RISEN)).size:
        first = row + int(risen[0])
        end = _end(share, first)
        last = len(share) - 1 if end is None else end
        peak = first + int(np.argmax(share[first : last + 1]))
        waves.append(Wave(first, peak, last, ended=end is not None))
        row = last + 1
    return waves


def extent(wave: Mapping[str, Any]) -> float:
    """How large a wave of a summary was: its peak times its length, about the days with every barrio up."""
    return float(wave["peak_share"] * wave["days"])


def main_wave(summary: Mapping[str, Any]) -> dict[str, Any] | None:
    """The wave of a run over the cause with most at stake, of several the largest; None where no wave came."""
    stakes = {cause["name"]: cause["stake"] for cause in summary["causes"]}
    return max(summary["waves"], key=lambda wave: (stakes.get(wave["cause"], 0.0), extent(wave)), default=None)


def _end(share: NDArray[np.float64], first: int) -> int | None:
    """The first of seven quiet days in a row after `first`, or None when there are none."""
    quiet = 0
    for row in range(first, len(share)):
        quiet = quiet + 1 if share[row] < QUIET else 0
        if quiet == QUIET_DAYS:
            return row - QUIET_DAYS + 1
    return None


def summarise(scenario: Scenario, seed: int, daily: pd.DataFrame, events: pd.DataFrame) -> dict[str, Any]:
    """A run in numbers, as plain values that JSON can hold: the whole period, calm, every cause, every wave.

    Dates are ISO strings; what did not happen is None; shares are 0 to 1; `days` and `*_strike_day` count from
    1 on strike day 1. `calm` holds means over the days before the first cause arose.
    """
    story = _Story(scenario, daily, events)
    return {
        "scenario": scenario.name,
        "seed": seed,
        "start": _iso(story.dates[0]),
        "end": _iso(story.dates[-1]),
        "days": len(daily),
        "residents": int(daily["residents"].iloc[-1]),
        "peak_share": float(daily["mobilised_share"].max()),
        "deaths": int(daily["deaths"].sum()),
        "surpassings": int(daily["surpassings"].sum()),
        "falls": [_iso(day) for day in story.fallen()],
        "waves": story.waves(),
        "calm": story.calm(),
        "causes": story.causes(),
    }


class _Story:
    """A run's daily series and events, asked about days, causes and waves."""

    def __init__(self, scenario: Scenario, daily: pd.DataFrame, events: pd.DataFrame) -> None:
        self.scenario = scenario
        self.daily = daily
        self.dates = [stamp.date() for stamp in daily["date"]]
        self.events = events

    def happened(self, *kinds: str) -> Iterator[Any]:
        """The events of these kinds, in order of date, each with its columns as attributes."""
        return self.events[self.events["kind"].isin(kinds)].itertuples()

    def fallen(self) -> list[date]:
        """The days on which a government fell."""
        return [event.date.date() for event in self.happened("fall")]

    def conceded(self, cause: Cause) -> date | None:
        """The day on which a cause was conceded: that of the concession, or the fall, that names it."""
        naming = (e for e in self.happened("concession", "fall") if cause.name in e.text or cause.name in e.cause)
        return next((event.date.date() for event in naming), None)

    def causes(self) -> list[dict[str, Any]]:
        """Every cause that arose, and when it was conceded."""
        return [
            {"name": cause.name, "on": _iso(cause.on), "size": cause.size, "stake": cause.stake,
             "conceded": _iso(self.conceded(cause))}
            for cause in self.scenario.causes
            if cause.on <= self.dates[-1]
        ]  # fmt: skip

    def cause_of(self, wave: Wave) -> Cause | None:
        """The cause that weighs most among those open on strike day 1; None when none is.

        A cause weighs what is left of its size by then (anger fades by half in `grievance.attention_days`) times
        the share of adults it touches, which its event tells.
        """
        on = self.dates[wave.first]
        half_life = self.scenario.rules["grievance"].model_dump()["attention_days"]
        weights: dict[str, float] = {}
        causes = {cause.name: cause for cause in self.scenario.causes}
        for event in self.happened("cause"):
            cause = causes[event.cause]
            conceded = self.conceded(cause)
            if cause.on <= on and (conceded is None or conceded >= on):
                touched = event.number
                weights[cause.name] = cause.size * touched * 0.5 ** ((on - cause.on).days / half_life)
        return causes[max(weights, key=weights.__getitem__)] if weights else None

    def calm(self) -> dict[str, Any]:
        """Means over the days before the first cause arose, which are all days when none did."""
        first = min((cause.on for cause in self.scenario.causes), default=date.max)
        days = self.daily[[day < first for day in self.dates]]
        return {"days": len(days)} | {column: _number(days[column].mean()) for column in CALM}

    def waves(self) -> list[dict[str, Any]]:
        """Every wave in numbers, first to last."""
        waves = find_waves(self.daily)
        return [self.wave(wave, before) for wave, before in zip(waves, [None, *waves], strict=False)]

    def wave(self, wave: Wave, before: Wave | None) -> dict[str, Any]:
        """One wave in numbers, and how long it came after the one before. What it did is looked for from strike day 1
        to the end, both included."""
        days = self.daily.iloc[wave.first : wave.last + 1]
        cause = self.cause_of(wave)
        answer = self.answer(wave, cause)
        return {
            "cause": None if cause is None else cause.name,
            "start": _iso(self.dates[wave.first]),
            "peak_date": _iso(self.dates[wave.peak]),
            "peak_share": float(days["mobilised_share"].max()),
            "peak_strike_day": wave.strike_day(wave.peak),
            "end": _iso(self.dates[wave.last]) if wave.ended else None,
            "ending": "won" if answer else self.ending(wave),
            "answered": _iso(answer),
            "answered_strike_day": None if answer is None else (answer - self.dates[wave.first]).days + 1,
            "government_fell": any(self.dates[wave.first] <= day <= self.dates[wave.last] for day in self.fallen()),
            "days": wave.days,
            "wait_days": None if cause is None else (self.dates[wave.first] - cause.on).days,
            "rest_days": None if before is None else wave.first - before.last,
            "rise_days": wave.peak - wave.first,
            "synchrony": _number(days["synchrony"].mean()),
            **self.bureaucracy(wave),
            **self.marks(wave),
            "deaths": int(days["deaths"].sum()),
            "marchers_peak": int(days["marchers"].max()),
            "blocks_held_peak": int(days["blocks_held"].max()),
            "routes_open_least": int(days["routes_open"].min()),
            "turnout_shift": _number(days["turnout_shift"].mean()),
            "surpassings": int(days["surpassings"].sum()),
            "four_weeks_later": self.four_weeks_later(wave),
        }

    def marks(self, wave: Wave) -> dict[str, Any]:
        """The first day within the wave on which the depot was cut and each good gone, and its strike day."""
        told: dict[str, Any] = {}
        for name, (column, value) in MARKS.items():
            rows = np.flatnonzero(self.daily[column].to_numpy()[wave.first : wave.last + 1] == value) + wave.first
            row = int(rows[0]) if rows.size else None
            told[name] = None if row is None else _iso(self.dates[row])
            told[f"{name}_strike_day"] = None if row is None else wave.strike_day(row)
        return told

    def bureaucracy(self, wave: Wave) -> dict[str, int | None]:
        """How far leaders lag behind mobilisation, in days.

        Their distance from the base B falls while the base takes part and returns in decline (C19). Told are the days
        from the peak of the wave to the lowest B, looked for until the next strike day or the last day lived
        (negative when B was lowest before the peak), and from the end of the wave until B has regained half of what it
        had lost since strike day 1; None where B did not fall, or had not regained it.
        """
        distance = self.daily["bureaucracy"].to_numpy(dtype=np.float64)
        share = self.daily["mobilised_share"].to_numpy(dtype=np.float64)
        again = np.flatnonzero(share[wave.last + 1 :] >= RISEN) if wave.ended else np.array([], dtype=np.int64)
        until = wave.last + 1 + int(again[0]) if again.size else len(share)
        lowest = wave.first + int(np.argmin(distance[wave.first : until]))
        lost = distance[wave.first] - distance[lowest]
        if not lost > 0:
            return {"bureaucracy_turned_days": None, "bureaucracy_back_days": None}
        back = np.flatnonzero(distance[lowest:until] >= distance[lowest] + lost / 2)
        days = lowest + int(back[0]) - wave.last if back.size and wave.ended else None
        return {"bureaucracy_turned_days": lowest - wave.peak, "bureaucracy_back_days": days}

    def answer(self, wave: Wave, cause: Cause | None) -> date | None:
        """The day on which a wave was won: the first, from strike day 1 to the end (or to the last day lived), on
        which its cause was conceded or a government fell."""
        conceded = None if cause is None else self.conceded(cause)
        days = [*self.fallen(), *([] if conceded is None else [conceded])]
        return min((day for day in days if self.dates[wave.first] <= day <= self.dates[wave.last]), default=None)

    def ending(self, wave: Wave) -> str:
        """How a wave that was not won ended: repressed, faded, or open when the period ended first.

        What had grown to keep people away decides, weighed as it is in the decision to take part: its mean over
        the wave's last seven days less its value on strike day 1.

            repressed when  fear * (danger - danger_1) > need * (shortfall - shortfall_1)  and danger grew at all;
            faded otherwise
        """
        if not wave.ended:
            return "open"
        weights = self.scenario.rules["participation"].model_dump()
        fear = weights["fear"] * self._growth(wave, "danger")
        need = weights["need"] * self._growth(wave, "shortfall")
        return "repressed" if fear > 0 and fear > need else "faded"

    def _growth(self, wave: Wave, column: str) -> float:
        values = self.daily[column].to_numpy(dtype=np.float64)[wave.first : wave.last + 1]
        return float(values[-7:].mean() - values[0])

    def four_weeks_later(self, wave: Wave) -> dict[str, float] | None:
        """Grievance and mobilised share 28 days after the end; None when the period ended before."""
        row = wave.last + AFTERMATH_DAYS
        if not wave.ended or row >= len(self.daily):
            return None
        return {name: float(self.daily[name].iloc[row]) for name in ("grievance", "mobilised_share")}


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _number(value: float) -> float | None:
    """A float, or None in place of NaN, which JSON cannot hold."""
    return None if np.isnan(value) else float(value)

"""What is asked of a run, one number each: the outcomes by which two worlds, or a world and a claim, are compared.

A measure is a function of what an ensemble keeps of a seed. Where it did not come about (the start of a wave that
did not come) it is NaN, and the pair of worlds does not count for it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from simulation.study.ensemble import Ensemble
from simulation.waves import main_wave

NAN = float("nan")
YEAR = 365.25
FEW_DAYS = 3
"""At either end of a strike, for what of its turnout lasts under hardship (assumption)."""
REGIME = 1.0
"""The stake of a regime's main policy."""


@dataclass(frozen=True)
class Kept:
    """What an ensemble keeps of one seed."""

    summary: dict[str, Any]
    daily: pd.DataFrame
    participants: pd.DataFrame

    @property
    def main(self) -> dict[str, Any] | None:
        """Its main wave, where there was any."""
        return main_wave(self.summary)

    def of_wave(self, of: Callable[[dict[str, Any]], float | None]) -> float:
        """Something of the main wave; NaN where there was none, or where it did not come about."""
        value = None if self.main is None else of(self.main)
        return NAN if value is None else float(value)

    def after_answer(self, column: str, first: int, last: int) -> float:
        """Mean of a daily column over these days after the first wave that was won was answered."""
        won = [wave["answered"] for wave in self.summary["waves"] if wave["answered"]]
        if not won:
            return NAN
        since = (self.daily["date"] - pd.Timestamp(min(won))).dt.days
        return float(self.daily.loc[since.between(first, last), column].mean())

    def called_from(self, *origins: str) -> float:
        """Calls answered by a household of these origins, on average."""
        rows = self.participants[self.participants["origin"].isin(origins)]
        return float(rows["attended"].sum() / max(1, rows["households"].sum()))


@dataclass(frozen=True)
class Measure:
    """One number of a run.

    Attributes:
        label: what it is, in words.
        unit: its unit; measures of one unit share a scale in pictures.
        of: the number, of what was kept of a seed.
    """

    label: str
    unit: str
    of: Callable[[Kept], float]


def _days_to_start(kept: Kept) -> float:
    if kept.main is None or not kept.summary["causes"]:
        return NAN
    first = min(cause["on"] for cause in kept.summary["causes"])
    return (date.fromisoformat(kept.main["start"]) - date.fromisoformat(first)).days


def _days_together(kept: Kept) -> float:
    """Days on which some barrios were up but not half of them, before half were; NaN where half never were."""
    share = kept.daily["mobilised_share"].to_numpy()
    half = np.flatnonzero(share >= 0.5)
    return float((share[: half[0]] > 0).sum()) if len(half) else NAN


def _endurance(kept: Kept) -> float:
    """Turnout at the barricades in the last days before the answer, or the end, to that of the first days."""
    if kept.main is None:
        return NAN
    until = kept.main["answered"] or kept.main["end"] or kept.daily["date"].iloc[-1]
    days = kept.daily["date"].between(pd.Timestamp(kept.main["start"]), pd.Timestamp(until))
    turnout = kept.daily.loc[days, "turnout_shift"].dropna()
    if len(turnout) < 2 * FEW_DAYS:
        return NAN
    return float(turnout.iloc[-FEW_DAYS:].mean() / turnout.iloc[:FEW_DAYS].mean())


def _of_calm(name: str) -> Callable[[Kept], float]:
    return lambda kept: NAN if kept.summary["calm"][name] is None else kept.summary["calm"][name]


def _counted(name: str) -> Callable[[Kept], float]:
    return lambda kept: kept.summary["census"][name]


def _later(kept: Kept) -> float:
    return kept.of_wave(lambda wave: wave["four_weeks_later"] and wave["four_weeks_later"]["grievance"])


def _by_traders(kept: Kept) -> float:
    rows = kept.participants[kept.participants["occupation"] == "trader"]
    return float(rows["attended"].sum() / max(1, rows["households"].sum()))


def _in_the_whole_city(kept: Kept, column: str, days: float | None = None) -> float:
    """Sum of a daily column at full scale, in all or within so many days."""
    within = 1.0 if days is None else days / len(kept.daily)
    return float(kept.daily[column].sum()) * within / kept.summary["census"]["scale"]


def _uprisings(kept: Kept) -> float:
    over = {wave["cause"] for wave in kept.summary["waves"]}
    return float(sum(cause["stake"] >= REGIME and cause["name"] in over for cause in kept.summary["causes"]))


SHARE, DAYS, INDEX, PERSONS, TIMES = "share", "days", "0 to 1", "persons", "times"

OUTCOMES: dict[str, Measure] = {
    "calm_turnout": Measure("turnout at meetings in calm", SHARE, _of_calm("turnout_meeting")),
    "wave": Measure("a wave came", SHARE, lambda kept: float(kept.main is not None)),
    "peak_share": Measure("barrios up at the peak", SHARE, lambda kept: kept.summary["peak_share"]),
    "shift_turnout": Measure("turnout at the barricades", SHARE, lambda kept: kept.of_wave(lambda w: w["turnout_shift"])),
    "endurance": Measure("barricade turnout, end to start", SHARE, _endurance),
    "fell": Measure("a government fell", SHARE, lambda kept: float(bool(kept.summary["falls"]))),
    "start_days": Measure("first cause to strike day 1", DAYS, _days_to_start),
    "wave_days": Measure("days of waves, in all", DAYS, lambda kept: float(sum(w["days"] for w in kept.summary["waves"]))),
    "answered_day": Measure("strike day on which it was answered", DAYS,
                            lambda kept: kept.of_wave(lambda w: w["answered_strike_day"])),
    "grievance_later": Measure("grievance four weeks after the end", INDEX, _later),
    "shortfall_end": Measure("savings short of a week's needs", INDEX,
                             lambda kept: float(kept.daily["shortfall"].iloc[-1])),
    "strength_end": Measure("strength of assemblies", INDEX, lambda kept: float(kept.daily["strength"].iloc[-1])),
    "marchers_peak": Measure("marching at the peak", "marchers", lambda kept: float(kept.daily["marchers"].max())),
    "deaths": Measure("killed, in all", PERSONS, lambda kept: float(kept.summary["deaths"])),
    "attended": Measure("calls answered by a household", TIMES, lambda kept: kept.called_from("rural", "mine", "city")),
}  # fmt: skip
"""By which worlds are compared (`el-alto compare`). Savings and strength are those of the last day."""

OF_CLAIMS: dict[str, Measure] = {
    "residents": Measure("residents", "persons", _counted("residents")),
    "lately_here": Measure("born or come in the last fifteen years", SHARE, _counted("lately_here")),
    "under_25": Measure("residents under twenty-five", SHARE, _counted("under_25")),
    "people_per_assembly": Measure("residents of an assembly", PERSONS, _counted("people_per_assembly")),
    "common_origin": Measure("barrios half of which came together", SHARE, _counted("common_origin")),
    "cohesion": Measure("cohesion of barrios", INDEX, _counted("cohesion")),
    "state_employees": Measure("workers paid by the state", SHARE, _counted("state_employees")),
    "small_work": Measure("workers at a stall or in a business of four or fewer", SHARE, _counted("small_work")),
    "businesses_open": Measure("small businesses open, on the worst day", SHARE,
                               lambda kept: float(kept.daily["businesses_open"].min())),
    "fair_stalls": Measure("stalls of the fair on its best day, in the whole city", "stalls",
                           lambda kept: float(kept.daily["fair_stalls"].max()) / kept.summary["census"]["scale"]),
    "assemblies": Measure("assemblies, in the whole city", "assemblies", _counted("assemblies")),
    "together_days": Measure("days with some barrios up, before half of them are", DAYS, _days_together),
    "stalls_least": Measure("stalls open, at least, of those in calm", SHARE,
                            lambda kept: float(kept.daily["stalls_open"].min() / max(1, kept.daily["stalls_open"].max()))),
    "attended_traders": Measure("calls answered by a trader's household", TIMES, _by_traders),
    "attended_by_tradition": Measure("more calls answered by households from mines and rural communities", TIMES,
                                     lambda kept: kept.called_from("rural", "mine") - kept.called_from("city")),
    "took_part": Measure("households that answered a call", SHARE,
                         lambda kept: 1 - float(kept.participants["never"].sum() / kept.participants["households"].sum())),
    "strength_gained": Measure("strength gained from calm to its highest", INDEX,
                               lambda kept: float(kept.daily["strength"].max()) - kept.summary["calm"]["strength"]),
    "strength_lost": Measure("strength lost from its highest to the last day", INDEX,
                             lambda kept: float(kept.daily["strength"].max() - kept.daily["strength"].iloc[-1])),
    "parties_least": Measure("presence of parties, at least", INDEX, lambda kept: float(kept.daily["party_presence"].min())),
    "state_least": Measure("presence of the state, at least", INDEX, lambda kept: float(kept.daily["state_presence"].min())),
    "bureaucracy_returned": Measure("leaders' distance from the base, regained", INDEX,
                                    lambda kept: float(kept.daily["bureaucracy"].iloc[-1] - kept.daily["bureaucracy"].min())),
    "surpassings": Measure("times that a base went past its leaders", TIMES,
                           lambda kept: _in_the_whole_city(kept, "surpassings")),
    "control_most": Measure("ground in the hands of assemblies, at most", INDEX,
                            lambda kept: float(kept.daily["control"].max())),
    "flooded": Measure("barrios under water on a day", SHARE,
                       lambda kept: float((kept.daily["floods"] / kept.daily["barrios"]).mean())),
    "works_built": Measure("of the works it needs, what the city gained", SHARE,
                           lambda kept: float(kept.daily["works"].iloc[-1] - kept.daily["works"].iloc[0])),
    "thefts": Measure("thefts a year, in the whole city", TIMES, lambda kept: _in_the_whole_city(kept, "thefts", YEAR)),
    "thieves_killed": Measure("thieves killed a year, in the whole city", PERSONS,
                              lambda kept: _in_the_whole_city(kept, "thieves_killed", YEAR)),
    "needs_met": Measure("households whose needs were met, on the worst day", SHARE,
                         lambda kept: float(kept.daily["needs_met"].min())),
    "adults_per_assembly": Measure("adults of an assembly", PERSONS, _counted("adults_per_assembly")),
    "days_without_gas": Measure("days without bottled gas in La Paz", DAYS, lambda kept: float(kept.daily["gas_gone"].sum())),
    "striking_after": Measure("assemblies on strike, in the ten weeks from three weeks after a victory", "assemblies",
                              lambda kept: kept.after_answer("assemblies_striking", 21, 91)),
    "uprisings": Measure("main policies of a regime over which a wave came", "causes", _uprisings),
}  # fmt: skip
"""What the claims of the article are measured by (`el-alto claims`), beside the outcomes."""

MEASURES = OUTCOMES | OF_CLAIMS


def measured(ensemble: Ensemble, names: "list[str] | tuple[str, ...]") -> pd.DataFrame:
    """Measures of every seed: one row a seed (index), one column a measure, NaN where it did not come about."""
    daily = dict(iter(ensemble.daily.groupby("seed")))
    participants = dict(iter(ensemble.participants.groupby("seed")))
    rows = {}
    for seed, summary in sorted(ensemble.summaries.items()):
        kept = Kept(summary, daily[seed], participants[seed])
        rows[seed] = {name: float(MEASURES[name].of(kept)) for name in names}
    return pd.DataFrame.from_dict(rows, orient="index", columns=list(names), dtype=float)

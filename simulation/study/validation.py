"""History beside the model: each row of the evidence, and the interval that the runs give for the same number.

A row is hit when the interval of the model, from 5 % to 95 % of the runs in which the thing came about, and the
interval of history have a number in common. It is missed when they have none, and when the thing did not come about
in at least half of the runs. A wide interval is hit easily, so it is also counted where the median itself lies within
history's interval ("in the middle").
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import pandas as pd

from simulation.scenario import Scenario
from simulation.scenario_files.load import load_scenario
from simulation.study.ensemble import Ensemble
from simulation.study.measures import Kept
from simulation.study.rows import ROWS, Row

LEVELS = (0.05, 0.5, 0.95)
"""Quantiles over runs: the ends of the interval, and the median."""
HIT, LOW, HIGH, ABSENT = "hit", "too low", "too high", "did not come about"
WORDS = {
    "strike day": {LOW: "too early", HIGH: "too late"},
    "days": {LOW: "too few days", HIGH: "too many days"},
}
"""What a miss is called where the unit has a word of its own."""
GROUPS = {"calibrate": "fitted", "compare": "unseen", "article": "the article's"}
"""What the rows of each use are called."""


@dataclass(frozen=True)
class Found:
    """What the runs came to for one row.

    Attributes:
        low: 5 % of the runs in which it came about lie below; NaN where it came about in none.
        median: of these runs.
        high: 95 % lie below.
        came: runs in which it came about.
        runs: all runs.
    """

    low: float
    median: float
    high: float
    came: int
    runs: int


@dataclass(frozen=True)
class Score:
    """Rows hit, in the middle of history's interval, and in all."""

    hit: int
    middle: int
    rows: int


def kept(ensemble: Ensemble) -> list[Kept]:
    """What an ensemble keeps, seed by seed."""
    daily, participants = (dict(iter(table.groupby("seed"))) for table in (ensemble.daily, ensemble.participants))
    return [
        Kept(summary, daily[seed].reset_index(drop=True), participants[seed])
        for seed, summary in sorted(ensemble.summaries.items())
    ]


def found(row: Row, runs: Sequence[Kept]) -> Found:
    """What these runs came to for a row."""
    return spread([row.of(run) for run in runs])


def spread(values: Sequence[float]) -> Found:
    """The interval of numbers, one a run, NaN where the thing did not come about."""
    there = [value for value in values if np.isfinite(value)]
    low, median, high = np.quantile(there, LEVELS).tolist() if there else [np.nan] * len(LEVELS)
    return Found(low, median, high, came=len(there), runs=len(values))


def verdict(row: Row, what: Found) -> str:
    """HIT, LOW, HIGH or ABSENT: LOW when all of the model's interval lies below history's."""
    if 2 * what.came < what.runs or not what.came:
        return ABSENT
    return LOW if what.high < row.low else HIGH if what.low > row.high else HIT


def in_words(row: Row, what: Found) -> str:
    """The verdict as it is told, and in how many runs it came about where that is not all."""
    judged = verdict(row, what)
    word = WORDS.get(row.unit, {}).get(judged, judged)
    if judged == ABSENT:
        return f"{ABSENT} in {what.runs - what.came} of {what.runs}"
    return word if what.came == what.runs else f"{word} (came about in {what.came} of {what.runs})"


def score(judged: Mapping[str, Found], rows: Iterable[Row]) -> Score:
    """How many of these rows are hit; those that were not asked do not count."""
    asked = [(row, judged[row.id]) for row in rows if row.id in judged]
    hit = [(row, what) for row, what in asked if verdict(row, what) == HIT]
    return Score(len(hit), sum(row.low <= what.median <= row.high for row, what in hit), len(asked))


def scores(judged: Mapping[str, Found]) -> pd.DataFrame:
    """Rows hit, by use (index, in the order of `GROUPS`) and by year (column: "2003", "2005", "other", "all")."""
    table = {}
    for use in GROUPS:
        rows = [row for row in ROWS.values() if row.use == use]
        years = {year: score(judged, [row for row in rows if row.year == year]) for year in ("2003", "2005", "other")}
        table[use] = years | {"all": score(judged, rows)}
    return pd.DataFrame.from_dict(table, orient="index")


def scenarios(scale: float | None, worlds: Iterable[str]) -> dict[str, Scenario]:
    """The shipped scenarios that rows are asked in, at this scale if it is not their own."""
    return {name: load_scenario(name, {} if scale is None else {"city.scale": scale}) for name in worlds}


def judge(runs: Mapping[str, Sequence[Kept]]) -> dict[str, Found]:
    """Every row whose scenario was lived, by id.

    Args:
        runs: what was kept of each scenario, by its name.
    """
    return {row.id: found(row, runs[row.world]) for row in ROWS.values() if row.world in runs}


def as_plain(judged: Mapping[str, Found]) -> dict[str, Any]:
    """What was found as JSON can hold it, in six figures."""
    return {id: {key: _plain(value) for key, value in asdict(what).items()} for id, what in judged.items()}


def from_plain(plain: Mapping[str, Any]) -> dict[str, Found]:
    """What `as_plain` gave, back."""

    def number(value: float | None) -> float:
        return np.nan if value is None else value

    return {
        id: Found(number(what["low"]), number(what["median"]), number(what["high"]), what["came"], what["runs"])
        for id, what in plain.items()
    }


def _plain(value: float) -> float | None:
    return value if isinstance(value, int) else float(f"{value:.6g}") if np.isfinite(value) else None

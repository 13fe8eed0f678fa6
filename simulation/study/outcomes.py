"""What many runs of one scenario came to, in tables: of each seed its main wave, and cause by cause."""

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from simulation.waves import extent, main_wave

LEVELS = {"low": 0.05, "median": 0.5, "high": 0.95}
"""The quantiles over seeds: nine in ten lie between low and high."""
ASKED: dict[str, tuple[str, str]] = {
    "depot_cut_strike_day": ("depot cut off", "strike day"),
    "fuel_gone_strike_day": ("fuel gone", "strike day"),
    "gas_gone_strike_day": ("bottled gas gone", "strike day"),
    "food_gone_strike_day": ("food gone", "strike day"),
    "peak_strike_day": ("most barrios up", "strike day"),
    "answered_strike_day": ("cause conceded or government fallen", "strike day"),
    "peak_share": ("barrios up at the peak", "share"),
    "marchers_peak": ("marchers at the peak", "persons"),
    "deaths": ("deaths", "persons"),
    "days": ("from strike day 1 to the end", "days"),
    "wait_days": ("from its cause to strike day 1", "days"),
    "rise_days": ("from strike day 1 to the peak", "days"),
    "synchrony": ("how alike barrios rise and stand down", "0..1"),
    "bureaucracy_turned_days": ("from the peak until leaders are nearest the base", "days"),
    "bureaucracy_back_days": ("from the end until leaders have drifted half the way back", "days"),
    "grievance_later": ("grievance four weeks after the end", "0..1"),
    "mobilised_later": ("barrios up four weeks after the end", "share"),
}
"""What is asked of a wave, in words, with its unit."""
ENDINGS = ("won", "repressed", "faded", "open")
"""How a wave may end; an open one had not, by the last day lived."""

Summary = Mapping[str, Any]


def outcomes(summaries: Iterable[Summary]) -> pd.DataFrame:
    """The main wave of each seed, that with most at stake, over seeds.

    Returns:
        One row per outcome (index: its key) with `label`, `unit`, the quantiles `low`, `median` and `high`, and
        `seeds`, the number of seeds in which it came about and over which the quantiles are taken. The rows
        `wave` and `ended_*` have a count of seeds only; the length of a wave that had not ended does not count.
    """
    summaries = list(summaries)
    main = [wave for summary in summaries if (wave := main_wave(summary)) is not None]
    rows = {"seeds": _count("seeds lived", len(summaries)), "wave": _count("a wave came", len(main))}
    rows |= {key: _spread(label, unit, [_value(w, key) for w in main]) for key, (label, unit) in ASKED.items()}
    for ending in ENDINGS:
        rows[f"ended_{ending}"] = _count(f"the wave ended: {ending}", sum(w["ending"] == ending for w in main))
    rows["fell"] = _count("the government fell", sum(bool(s["falls"]) for s in summaries))
    rows["deaths_in_all"] = _spread("deaths in the whole period", "persons", [s["deaths"] for s in summaries])
    rows["calm_turnout"] = _spread(
        "turnout at meetings in calm", "share", [s["calm"]["turnout_meeting"] for s in summaries]
    )
    return pd.DataFrame.from_dict(rows, orient="index")


def by_cause(summaries: Iterable[Summary]) -> pd.DataFrame:
    """Whether each cause brought a wave, how far it spread, how long it lasted and how it ended, over seeds.

    Returns:
        One row per cause (index: its name): `on`, `seeds` (lived), `waves` (seeds in which a wave was over it),
        `conceded` (seeds), the quantiles of `peak_share` and `days`, and a count of waves for each ending. Of
        several waves over one cause in a seed, the largest counts.
    """
    summaries = list(summaries)
    rows = {}
    for name, on in {cause["name"]: cause["on"] for summary in summaries for cause in summary["causes"]}.items():
        over = [[wave for wave in summary["waves"] if wave["cause"] == name] for summary in summaries]
        largest = [max(waves, key=extent) for waves in over if waves]
        conceded = [c["conceded"] for summary in summaries for c in summary["causes"] if c["name"] == name]
        row = {"on": on, "seeds": len(summaries), "waves": len(largest), "conceded": sum(map(bool, conceded))}
        for key in ("peak_share", "days"):
            spread = _spread("", "", [_value(wave, key) for wave in largest])
            row |= {f"{key}_{level}": spread[level] for level in LEVELS}
        row |= {ending: sum(wave["ending"] == ending for wave in largest) for ending in ENDINGS}
        rows[name] = row
    return pd.DataFrame.from_dict(rows, orient="index")


def _value(wave: Summary, key: str) -> float | None:
    """What a wave came to, or None where it did not come about."""
    if key in ("grievance_later", "mobilised_later"):
        later = wave["four_weeks_later"]
        return later and later["grievance" if key == "grievance_later" else "mobilised_share"]
    if key == "days" and wave["end"] is None:
        return None
    return wave.get(key)  # a run kept by an older version may not hold it


def _count(label: str, seeds: int) -> dict[str, Any]:
    return {"label": label, "unit": "seeds", **dict.fromkeys(LEVELS, np.nan), "seeds": seeds}


def _spread(label: str, unit: str, values: list[float | None]) -> dict[str, Any]:
    known = [value for value in values if value is not None]
    quantiles = np.quantile(known, list(LEVELS.values())) if known else [np.nan] * len(LEVELS)
    return {"label": label, "unit": unit, **dict(zip(LEVELS, quantiles, strict=True)), "seeds": len(known)}

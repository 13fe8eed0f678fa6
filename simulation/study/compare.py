"""Worlds compared: the same seeds in each, so that they differ by what was asked of them and by nothing else.

The first is the base. For every outcome the paired differences with their intervals; for every kind of household how
much more or less often it answered a call; and how many runs the pairing saved.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from simulation.folders import RunError, write_json
from simulation.study.closing import GROUPED
from simulation.study.draws import HELD, SEEDS
from simulation.study.ensemble import Ensemble
from simulation.study.measures import OUTCOMES, measured
from simulation.study.paired import FEWEST, LEVEL, Interval, bootstrap, compared

MANIFEST = "comparison.json"
"""The file by which the folder of a comparison is known."""
BARRIOS = {
    "that lost most (a tenth lost more)": 0.1,
    "in the middle": 0.5,
    "that gained most (a tenth gained more)": 0.9,
}
"""Barrios told of, by the quantile of their difference among the barrios of a seed; a barrio is another in each."""


@dataclass(frozen=True)
class World:
    """One of the worlds compared: what it is called, and what its seeds left behind."""

    title: str
    ensemble: Ensemble


@dataclass(frozen=True)
class Comparison:
    """What came of it.

    Attributes:
        base: the title of the first world.
        others: the titles of the others.
        seeds: the seeds that all of them have lived.
        interval: what the intervals hold, "seeds" or "seeds and parameters".
        residents: how many live in the base.
        outcomes: a row per other world and outcome: `world`, `outcome`, `label`, `unit` and what `compared` gives.
        who: a row per other world and kind of household: `world`, `by` ("occupation", "origin", "barrio"), `group`,
            `base` and `other` (calls answered by a household, mean), `difference`, `low`, `high`.
    """

    base: str
    others: tuple[str, ...]
    seeds: tuple[int, ...]
    residents: int
    outcomes: pd.DataFrame
    who: pd.DataFrame
    interval: str = SEEDS

    def of(self, world: str) -> pd.DataFrame:
        """The outcomes of one other world, by outcome."""
        return self.outcomes[self.outcomes["world"] == world].set_index("outcome")

    def rows(self, world: str) -> dict[str, dict[str, Any]]:
        """The same as plain rows."""
        return {row["outcome"]: row for row in plain(self.of(world).reset_index())}

    def saved(self, world: str) -> float:
        """How many runs of unshared chance a pair is worth: the median over outcomes; NaN where none tells."""
        told = self.of(world)["saved"].dropna()
        return float(told.median()) if len(told) else np.nan

    def write(self, folder: Path) -> None:
        """Write tables and words into a folder that is there."""
        self.outcomes.to_parquet(folder / "outcomes.parquet", index=False)
        self.who.to_parquet(folder / "who.parquet", index=False)
        (folder / "comparison.md").write_text(markdown(self), encoding="utf-8")
        write_json(folder / MANIFEST, {key: getattr(self, key) for key in ("base", "others", "seeds", "interval")})


def compare(worlds: Sequence[World]) -> Comparison:
    """Compare worlds with the first of them.

    Raises:
        ValueError: when there are fewer than two.
        RunError: when no seed was lived to the end in all of them.
    """
    if len(worlds) < 2:
        raise ValueError("there is nothing to compare: name at least two worlds")
    base, *others = worlds
    seeds = sorted(set.intersection(*(set(world.ensemble.summaries) for world in worlds)))
    if not seeds:
        raise RunError("no seed was lived to the end in all of the worlds")
    names = tuple(OUTCOMES)
    first = measured(base.ensemble, names).loc[seeds]
    outcomes, who = [], []
    for other in others:
        table = compared(first, measured(other.ensemble, names).loc[seeds]).rename_axis("outcome").reset_index()
        table.insert(1, "label", [OUTCOMES[name].label for name in table["outcome"]])
        table.insert(2, "unit", [OUTCOMES[name].unit for name in table["outcome"]])
        table.insert(0, "world", other.title)
        outcomes.append(table)
        changed = who_changed(base.ensemble.participants, other.ensemble.participants)
        changed.insert(0, "world", other.title)
        who.append(changed)
    return Comparison(
        base=base.title,
        others=tuple(other.title for other in others),
        seeds=tuple(seeds),
        residents=int(base.ensemble.summaries[seeds[0]]["residents"]),
        outcomes=pd.concat(outcomes, ignore_index=True),
        who=pd.concat(who, ignore_index=True),
        interval=base.ensemble.interval,
    )


def plain(table: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of a table."""
    return [{str(key): value for key, value in row.items()} for row in table.to_dict("records")]


def who_changed(base: pd.DataFrame, other: pd.DataFrame) -> pd.DataFrame:
    """Calls answered by a household in two worlds, by what it lives by, where it comes from and where it lives.

    Args:
        base: who took part, with a column `seed` (`Ensemble.participants`).
        other: the same of the other world.
    """
    rows: list[dict[str, Any]] = []
    for by in GROUPED:
        x, y = (_answered(world, by) for world in (base, other))
        apart = (y - x).dropna()
        if by == "barrio":
            of_seed = apart.groupby("seed")
            for group, level in BARRIOS.items():
                rows.append(_row(by, group, np.nan, np.nan, _interval(of_seed.quantile(level))))
        else:
            for kind, differences in apart.groupby(by):
                here, there = (float(world.xs(kind, level=by).mean()) for world in (x, y))
                rows.append(_row(by, str(kind).replace("_", " "), here, there, _interval(differences)))
    return pd.DataFrame(rows)


def _answered(participants: pd.DataFrame, by: str) -> "pd.Series[float]":
    """Calls answered by a household of each seed and group, on average."""
    sums = participants.groupby(["seed", by])[["attended", "households"]].sum()
    return sums["attended"] / sums["households"]


def _interval(differences: "pd.Series[float]") -> Interval:
    return bootstrap(np.asarray(differences, dtype=np.float64))


def _row(by: str, group: str, base: float, other: float, difference: Interval) -> dict[str, Any]:
    return {"by": by, "group": group, "base": base, "other": other, "difference": difference.mean,
            "low": difference.low, "high": difference.high}  # fmt: skip


def finding(comparison: Comparison, world: str) -> str:
    """What differs, in a few words, of the outcomes whose interval leaves out nought.

    Whether a wave came, when that differs; else what changed most beside the larger of its two values.
    """
    rows = comparison.rows(world)
    decided = {name: row for name, row in rows.items() if row["low"] > 0 or row["high"] < 0}
    if not decided:
        few = " (too few seeds for an interval)" if len(comparison.seeds) < FEWEST else ""
        return f"no outcome differs by more than chance{few}"
    most = max(decided, key=lambda name: _relative(decided[name]))
    row = decided["wave" if "wave" in decided else most]
    return f"{row['label']}: {quantity(row['other'], row['unit'])} instead of {quantity(row['base'], row['unit'])}"


def _relative(row: Mapping[str, Any]) -> float:
    return abs(float(row["difference"])) / max(abs(row["base"]), abs(row["other"]), 1e-9)


def quantity(value: float, unit: str) -> str:
    """A number as it is spoken, with its unit where that is a share or days."""
    if value != value:
        return "-"
    if unit == "share":
        return f"{100 * value:.0f}\u00a0%"
    number = f"{value:,.0f}" if abs(value) >= 100 else f"{value:.2f}" if unit == "0 to 1" else f"{value:.1f}"
    return f"{number}\u00a0days" if unit == "days" else number


def apart(row: Mapping[str, Any]) -> str:
    """A difference with its interval; shares in points of a hundred."""
    factor, digits = (100.0, 1) if row["unit"] == "share" else (1.0, 3 if row["unit"] == "0 to 1" else 1)
    if abs(row["difference"]) >= 1_000:
        digits = 0
    mean, low, high = (f"{factor * row[key]:+,.{digits}f}" for key in ("difference", "low", "high"))
    return f"{mean} ({low} to {high})" if row["low"] == row["low"] else mean


def markdown(comparison: Comparison) -> str:
    """The comparison as a text with tables."""
    count = len(comparison.seeds)
    lines = [
        f"# {comparison.base}, and {', '.join(comparison.others)}",
        "",
        f"The same {count} seeds in each, cities of {comparison.residents:,} residents. A difference is the mean of"
        f" the differences seed by seed, with its {LEVEL:.0%} bootstrap interval over {comparison.interval}."
        f" {HELD[comparison.interval]} A share differs by points of a hundred.",
    ]
    for world in comparison.others:
        lines += ["", f"## {world}", "", f"{finding(comparison, world).capitalize()}.", ""]
        lines += ["| outcome | unit | base | here | difference | pairs | runs saved |", "|---|---|--:|--:|--:|--:|--:|"]
        for row in comparison.rows(world).values():
            saved = f"x {row['saved']:,.1f}" if row["saved"] == row["saved"] else "-"
            lines.append(
                f"| {row['label']} | {row['unit']} | {quantity(row['base'], row['unit'])} "
                f"| {quantity(row['other'], row['unit'])} | {apart(row)} | {row['pairs']} | {saved} |"
            )
        lines += ["", _saved_in_words(comparison, world)]
        lines += ["", "Who changed: calls answered by a household over the whole period.", ""]
        lines += ["| by | household | base | here | difference |", "|---|---|--:|--:|--:|"]
        for row in plain(comparison.who[comparison.who["world"] == world]):
            base, here = (quantity(row[key], "times") for key in ("base", "other"))
            lines.append(f"| {row['by']} | {row['group']} | {base} | {here} | {apart({**row, 'unit': 'times'})} |")
    return "\n".join(lines) + "\n"


def _saved_in_words(comparison: Comparison, world: str) -> str:
    saved, count = comparison.saved(world), len(comparison.seeds)
    if saved != saved:
        return "What the pairing saved cannot be told: the differences do not vary."
    return (
        f"For the same certainty from seeds that the two do not share, {saved * count:,.0f} runs of each would be "
        f"needed instead of {count} (median over outcomes: x {saved:.1f})."
    )

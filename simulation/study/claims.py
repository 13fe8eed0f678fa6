"""The ledger of the article's claims, run: for each what its switch does, with its uncertainty, and the verdict.

A verdict is computed by `verdict` from the numbers and from nothing else, and may turn out another way with others.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from simulation.rules import RULES
from simulation.scenario import Scenario
from simulation.scenario_files.load import load_scenario
from simulation.scenario_files.source import shipped
from simulation.study.ensemble import Ensemble
from simulation.study.ledger import CLAIMS, Claim, Number, World
from simulation.study.measures import MEASURES, measured
from simulation.study.paired import Interval, bootstrap, compared

EFFECT = "peak_share"
"""What every switch is also looked at for: barrios up at the peak."""
IN_FORCE, HOLDS, DOES_NOT, NOT_SHOWN = "in force", "holds", "does not hold", "not shown"
CONTRADICTED, MISSING = "contradicted by evidence", "not in the model yet"
TOLD = ("difference", "low", "high", "pairs")
VERDICTS = {
    HOLDS: "a number lies where the article says; or the difference that a switch makes lies, with all of its"
    " interval, on the side that the claim foretells",
    IN_FORCE: "the same of a mechanism that was put in: it does what it was put in for",
    CONTRADICTED: "the number lies where other sources say and not where the article does",
    DOES_NOT: "a number lies elsewhere, or the whole interval on the other side",
    NOT_SHOWN: "the interval holds nought, or there is none: at so many seeds nothing can be told",
    MISSING: "a rule or scenario that the claim needs is not there",
}


@dataclass(frozen=True)
class Found:
    """What the runs came to for one claim, as plain numbers, NaN where there is none.

    Attributes:
        numbers: for each number of the claim its mean, low and high, by measure.
        difference: `base` (with the mechanism), `other` (without), `difference` (with less without), `low`, `high`,
            `pairs` of the claim's measure; empty where it has no switch.
        effect: the same of the barrios up at the peak.
    """

    numbers: Mapping[str, Interval]
    difference: Mapping[str, float]
    effect: Mapping[str, float]


def is_there(claim: Claim) -> bool:
    """Whether the day has the rules that a claim needs, and its scenarios are shipped."""
    worlds = [claim.world, *([claim.off] if claim.off else [])]
    return set(claim.rules) <= {rule.section for rule in RULES} and {w.scenario for w in worlds} <= set(shipped())


def verdict(claim: Claim, found: Found | None) -> str:
    """What the numbers say of a claim; `VERDICTS` says when."""
    if found is None:
        return MISSING
    judged = [_of_number(number, found.numbers[number.measure].mean) for number in claim.numbers]
    if claim.kind != "number":
        judged.append(_of_difference(claim, found.difference))
    for worst in (CONTRADICTED, DOES_NOT, NOT_SHOWN):
        if worst in judged:
            return worst
    return IN_FORCE if claim.kind == "assumed" else HOLDS


def deciding(claim: Claim, found: Found | None) -> Number:
    """Of the numbers of a claim, the first that decides its verdict, which is the first of all when every one holds."""
    if found is not None:
        for worst in (CONTRADICTED, DOES_NOT, NOT_SHOWN):
            for number in claim.numbers:
                if _of_number(number, found.numbers[number.measure].mean) == worst:
                    return number
    return claim.numbers[0]


def _of_number(number: Number, mean: float) -> str:
    if np.isnan(mean):
        return NOT_SHOWN
    if number.told[0] <= mean <= number.told[1]:
        return HOLDS
    there = number.evidence is not None and number.evidence[0] <= mean <= number.evidence[1]
    return CONTRADICTED if there else DOES_NOT


def _of_difference(claim: Claim, difference: Mapping[str, float]) -> str:
    low, high = sorted((claim.sign * difference["low"], claim.sign * difference["high"]))
    return HOLDS if low > 0 else DOES_NOT if high < 0 else NOT_SHOWN


def scenario_of(world: World, scale: float | None) -> Scenario:
    """The scenario of a world, at this scale if it is not the scenario's."""
    return load_scenario(world.scenario, {**world.overrides, **({} if scale is None else {"city.scale": scale})})


def worlds_of(claims: Iterable[Claim], scale: float | None) -> dict[str, Scenario]:
    """Every world that the claims need, once, by digest; those with a mechanism off are named after their claim."""
    worlds: dict[str, Scenario] = {}
    for claim in claims:
        base = scenario_of(claim.world, scale)
        worlds.setdefault(base.digest(), base)
    for claim in claims:
        if claim.off is not None:
            off = scenario_of(claim.off, scale)
            worlds.setdefault(off.digest(), off.model_copy(update={"name": f"{off.name}-not-{claim.key}"}))
    return worlds


def judge(claims: Sequence[Claim], ensembles: Mapping[str, Ensemble], scale: float | None) -> dict[str, Found]:
    """What the runs say of each claim.

    Args:
        claims: those that are there.
        ensembles: the runs of every world, by digest.
        scale: that they were lived at.
    """
    tables: dict[str, pd.DataFrame] = {}

    def table(world: World) -> pd.DataFrame:
        digest = scenario_of(world, scale).digest()
        if digest not in tables:
            tables[digest] = measured(ensembles[digest], tuple(MEASURES))
        return tables[digest]

    return {
        claim.key: _found(claim, table(claim.world), None if claim.off is None else table(claim.off))
        for claim in claims
    }


def _found(claim: Claim, on: pd.DataFrame, off: pd.DataFrame | None) -> Found:
    numbers = {number.measure: bootstrap(on[number.measure].to_numpy(np.float64)) for number in claim.numbers}
    if off is None:
        return Found(numbers, {}, {})
    return Found(numbers, *(_difference(on[[name]], off[[name]]) for name in (claim.measure, EFFECT)))


def _difference(on: pd.DataFrame, off: pd.DataFrame) -> dict[str, float]:
    """What the mechanism adds to one measure."""
    row = compared(off, on).iloc[0].astype(float)
    told = {"base": row["other"], "other": row["base"]}
    return {key: float(value) for key, value in told.items()} | {key: float(row[key]) for key in TOLD}


def as_plain(found: Mapping[str, Found]) -> dict[str, Any]:
    """What was found as JSON can hold it, in six figures."""
    return {key: _plain(vars(value)) for key, value in found.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, tuple):
        return [_plain(inner) for inner in value]
    return float(f"{value:.6g}") if np.isfinite(value) else None


def from_plain(plain: Mapping[str, Any]) -> dict[str, Found]:
    """What `as_plain` gave, back."""

    def number(value: float | None) -> float:
        return np.nan if value is None else value

    return {
        key: Found(
            {name: Interval(*map(number, values)) for name, values in found["numbers"].items()},
            *({name: number(value) for name, value in found[part].items()} for part in ("difference", "effect")),
        )
        for key, found in plain.items()
    }


def there() -> tuple[Claim, ...]:
    """The claims that the model has the rules for."""
    return tuple(claim for claim in CLAIMS if is_there(claim))

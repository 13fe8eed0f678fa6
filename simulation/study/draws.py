"""Draws of parameters: a posterior from which every seed takes one point, so that runs differ by chance and by what is unknown.

A draw is chosen by the seed and by nothing else. A seed has the same draw in every scenario compared, as it has the
same chance. With n draws of weights w that sum to one, and u a uniform of the seed alone,

    draw(seed) = the first k with w_1 + ... + w_k > u

A draw replaces a parameter only where the scenario leaves it at its default. What a scenario sets to another value is
what it asks about (the fines of `no_fines`, the force of `hard_state`), and stays. A change on a date is the
scenario's own, too, and holds from its date on.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulation.chance import Stream, uniform
from simulation.digest import digest_of
from simulation.errors import Origin, ScenarioError, nearest
from simulation.parameters import Parameters
from simulation.provenance import InEffect, in_effect
from simulation.scenario import Scenario
from simulation.scenario_files.draft import SECTIONS
from simulation.scenario_files.judging import Entry, build
from simulation.wording import allowed, found

WEIGHT = "weight"
"""The column that is no parameter."""
TRIED = Origin("what is tried")
"""Where a value comes from that no file and no option holds: a draw, a point of a study."""
SEEDS, BOTH = "seeds", "seeds and parameters"
"""What an interval holds: chance alone, or also what is unknown of parameters."""
HELD = {
    SEEDS: "It holds chance alone, not what is unknown of parameters.",
    BOTH: "It holds chance and what the calibration leaves unknown of parameters: each seed has its own draw.",
}
"""The same in a sentence."""


@dataclass(frozen=True)
class Draws:
    """Weighted points in the space of some parameters.

    Attributes:
        points: a row a draw, a column a parameter ("section.key"), shape (draws, parameters).
        weights: how likely each is, shape (draws,); they sum to one.
    """

    points: pd.DataFrame
    weights: NDArray[np.float64]

    @classmethod
    def load(cls, path: Path) -> "Draws":
        """Read a Parquet file with a column a parameter and a column `weight`, as `el-alto calibrate` writes it.

        Raises:
            ScenarioError: when it cannot be read, or a column, a value or a weight is not allowed.
        """
        try:
            table = pd.read_parquet(path)
        except FileNotFoundError:
            raise ScenarioError(f"{path}: there is no such file; allowed: the posterior of a calibration") from None
        except Exception as error:  # damaged bytes make the reader raise almost anything
            raise ScenarioError(
                f"{path}: cannot be read as Parquet ({type(error).__name__}); allowed: the posterior of a calibration"
            ) from None
        return cls.of_table(table, str(path))

    @classmethod
    def of_table(cls, table: pd.DataFrame, where: str) -> "Draws":
        """Draws from a table, judged. `where` is what an error calls it."""
        if WEIGHT not in table or len(table) == 0 or len(table.columns) < 2:
            raise ScenarioError(
                f"{where}: no draws are in it; allowed: a column for each parameter, a column {WEIGHT!r}, a row a draw"
            )
        weights = _weights(table[WEIGHT], where)
        names = sorted(str(name) for name in table.columns if name != WEIGHT)
        for name in names:
            _judge(name, table[name], where)
        return cls(table[names].astype(float).reset_index(drop=True), weights / weights.sum())

    def number(self, seed: int) -> int:
        """Which draw a seed has, counted from nought."""
        u = uniform(seed, Stream.PARAMETERS, 0)
        return min(int(np.searchsorted(self._reached, u, side="right")), len(self.points) - 1)

    def of(self, seed: int) -> dict[str, float]:
        """The parameters of a seed, {"section.key": value}."""
        return {str(name): float(value) for name, value in self.points.iloc[self.number(seed)].items()}

    def scenario(self, base: Scenario, seed: int) -> Scenario:
        """A scenario as a seed lives it: with its draw wherever the scenario is at the default."""
        mine = self.own(base)
        return with_parameters(base, {name: value for name, value in self.of(seed).items() if name not in mine})

    def own(self, base: Scenario) -> set[str]:
        """The drawn parameters that a scenario sets to another value than the default, and so keeps."""
        return {parameter.name for parameter in in_effect(base) if parameter.is_set} & set(self.points.columns)

    @cached_property
    def digest(self) -> str:
        """A fingerprint of points and weights."""
        return digest_of({"draws": self.points.assign(**{WEIGHT: self.weights})})

    @cached_property
    def _reached(self) -> NDArray[np.float64]:
        return np.cumsum(self.weights)


def interval_of(draws: Draws | None) -> str:
    """What an interval over seeds holds."""
    return SEEDS if draws is None else BOTH


def lived_by(base: Scenario, seed: int, draws: Draws | None) -> Scenario:
    """What a seed lives."""
    return base if draws is None else draws.scenario(base, seed)


def with_parameters(scenario: Scenario, values: Mapping[str, float]) -> Scenario:
    """A scenario with other values for some parameters: a whole number is rounded, a switch is on from one half.

    Raises:
        ScenarioError: when a value is out of bounds, or they cannot be together.
    """
    models: dict[str, Parameters] = {"city": scenario.city, **scenario.rules}
    for section in {name.partition(".")[0] for name in values}:
        given = {name.partition(".")[2]: v for name, v in values.items() if name.startswith(f"{section}.")}
        model = type(models[section])
        typed = {name: _typed(model.model_fields[name].annotation, value) for name, value in given.items()}
        entries = {name: Entry(value, TRIED) for name, value in {**models[section].model_dump(), **typed}.items()}
        models[section] = build(model, section, entries, TRIED)
    rules = {section: models[section] for section in scenario.rules}
    return scenario.model_copy(update={"city": models["city"], "rules": rules})


def drawable() -> dict[str, InEffect]:
    """Every parameter that is a number or a switch, by name, at its default."""
    return {
        f"{section}.{name}": InEffect(f"{section}.{name}", field.get_default(), field.get_default(), field)
        for section, model in SECTIONS.items()
        for name, field in model.model_fields.items()
        if field.annotation in (float, int, bool)
    }


def _typed(kind: Any, value: float) -> float | int | bool:
    return value >= 0.5 if kind is bool else round(value) if kind is int else float(value)


def _judge(name: str, values: "pd.Series[Any]", where: str) -> None:
    known = drawable()
    if name not in known:
        raise ScenarioError(f"{where}: there is no parameter {found(name)}{nearest(name, known)} to draw")
    said = known[name].said
    low, high = (-np.inf if said["low"] is None else said["low"]), (np.inf if said["high"] is None else said["high"])
    numbers = pd.to_numeric(values, errors="coerce").to_numpy(np.float64)
    wrong = ~((numbers >= low) & (numbers <= high) & np.isfinite(numbers))
    if wrong.any():
        value = values.to_numpy()[wrong][0]
        raise ScenarioError(f"{where}: {name} is {value} in a draw; allowed: {allowed(known[name].field)}")


def _weights(column: "pd.Series[Any]", where: str) -> NDArray[np.float64]:
    weights = pd.to_numeric(column, errors="coerce").to_numpy(np.float64)
    if not np.isfinite(weights).all() or (weights < 0).any() or weights.sum() <= 0:
        raise ScenarioError(f"{where}: the weights are no weights; allowed: numbers from 0 up, not all of them 0")
    return weights

"""Cities reduced to one mechanism: the model's own machinery with everything else switched off."""

from datetime import date
from typing import Any

from simulation.city import City
from simulation.rules import RULES
from simulation.rules.mobilisation import Mobilisation
from simulation.rules.participation import Participation
from simulation.rules.rule import Rule
from simulation.scenario import Cause, Scenario
from simulation.tables.city_parameters import CityParameters

OFF: dict[str, Any] = {
    "anger": 0.0, "duty": 0.0, "ties": 0.0, "fear": 0.0, "need": 0.0, "meeting_time": 0.0, "meeting_bias": 0.0,
    "meeting_fine": 0.0, "exclusion_days": 0.0, "habit_gain": 0.0, "graduation": 0.0, "memory_days": 3650.0,
}  # fmt: skip
"""Participation with every reason to come or to stay away taken out."""


def scenario(scale: float = 0.02, causes: tuple[Cause, ...] = (), **rules: dict[str, Any]) -> Scenario:
    """A year of a small city, with parameters of rules by section."""
    return Scenario(
        name="reduced",
        start=date(2003, 1, 1),
        end=date(2003, 12, 31),
        city=CityParameters(scale=scale, cohesion_strangers=1.0, cohesion_kin=1.0),
        rules={rule.section: rule(**rules.get(rule.section, {})) for rule in RULES},
        causes=causes,
    )


def meeting_city(scale: float = 0.02, seed: int = 1, **participation: Any) -> City:
    """A city that only meets, every day, for the reasons given and no others."""
    rules: list[Rule] = [Mobilisation(month=1.0), Participation(**{**OFF, **participation})]
    return City(scenario(scale), seed=seed, rules=rules)

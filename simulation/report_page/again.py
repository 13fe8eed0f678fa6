"""How to make a run again: the command, with what differs from the shipped scenario, checked by digest."""

import shlex
from typing import Any

from simulation.errors import ScenarioError
from simulation.provenance import in_effect
from simulation.scenario import Scenario
from simulation.scenario_files.load import load_scenario
from simulation.scenario_files.source import shipped
from simulation.wording import found


def command(scenario: Scenario, chance: str) -> str:
    """The command that asks the same again.

    It names the shipped scenario and what differs from it where that is all that differs; else the scenario.toml of
    the folder, in which everything is written out.

    Args:
        scenario: what was asked.
        chance: which seeds, as options.
    """
    options = _from_shipped(scenario)
    words = ["scenario.toml"] if options is None else [scenario.name, *options]
    return f"el-alto run {shlex.join(words)} {chance}"


def _from_shipped(scenario: Scenario) -> list[str] | None:
    """The options that turn the shipped scenario of this name into this one; None when no options do."""
    if scenario.name not in shipped():
        return None
    there = {parameter.name: parameter.value for parameter in in_effect(load_scenario(scenario.name))}
    other: dict[str, Any] = {
        parameter.name: parameter.value
        for parameter in in_effect(scenario)
        if parameter.value != there.get(parameter.name)
    }
    try:
        same = load_scenario(scenario.name, other)
        cut = same.end != scenario.end
        same = same.cut(scenario.end) if cut else same
    except (ScenarioError, ValueError):
        return None
    if same.digest() != scenario.digest():
        return None
    options = [
        option
        for name, value in other.items()
        for option in (["--scale", f"{value:g}"] if name == "city.scale" else ["--set", f"{name}={found(value)}"])
    ]
    return [*options, *(["--until", scenario.end.isoformat()] if cut else [])]

"""Scenarios for the terminal: which there are, and one in full with every parameter and where it comes from."""

from itertools import groupby
from typing import Any

from simulation.commands.terminal import LEFT, RIGHT, Screen
from simulation.provenance import InEffect, in_effect, provenance_line
from simulation.scenario import Scenario
from simulation.scenario_files.load import load_scenario
from simulation.scenario_files.source import shipped
from simulation.wording import found


def list_scenarios(screen: Screen) -> None:
    """The shipped scenarios."""
    loaded = {name: (load_scenario(name), path) for name, path in shipped().items()}
    for name, (scenario, _) in loaded.items():
        screen.say(f"{name:15}{scenario.title}, {scenario.start} to {scenario.end}")
        screen.say(f"{'':15}{scenario.about.replace(chr(10), ' ')}")
    screen.give({"scenarios": [
        {"name": name, "title": s.title, "about": s.about, "start": s.start, "end": s.end, "file": path}
        for name, (s, path) in loaded.items()
    ]})  # fmt: skip


def scenario_in_full(screen: Screen, scenario: Scenario) -> None:
    """The day in order, what happens, every parameter in effect, and how many of them are assumptions."""
    screen.say(f"{scenario.name}: {scenario.title or scenario.name}, {scenario.start} to {scenario.end}")
    if scenario.about:
        screen.say(scenario.about)
    screen.say("\nThe day, in order:")
    screen.table({"": RIGHT, "rule": LEFT, "what it does": LEFT, "claims": LEFT}, [
        (str(place), rule.section, rule.does, " ".join(rule.claims))
        for place, rule in enumerate(scenario.rules.values(), 1)
    ])  # fmt: skip
    _happenings(screen, scenario)
    parameters = in_effect(scenario)
    screen.say("\nEvery parameter in effect:")
    for _, section in groupby(parameters, lambda parameter: parameter.name.split(".")[0]):
        screen.say()
        for parameter in section:
            _parameter(screen, parameter)
    screen.say("\nA lever that the scenario sets is chosen; anything else that it sets is assumed.")
    screen.say(provenance_line(parameters))


def _parameter(screen: Screen, parameter: InEffect) -> None:
    """A parameter in two lines: what it is set to, and below what that means and where it comes from."""
    said = parameter.said
    value = f"{parameter.name} = {found(parameter.value)} {said['unit']}"
    screen.say(f"{value:56} {said['kind']}{parameter.bounds and ', '}{parameter.bounds}")
    screen.say(f"    {said['meaning']} ({parameter.source})")


def _happenings(screen: Screen, scenario: Scenario) -> None:
    if scenario.causes:
        screen.say("\nCauses:")
        screen.table({"": RIGHT, "on": LEFT, "touches": LEFT, "size": RIGHT, "stake": RIGHT, "cause": LEFT}, [
            (str(place), str(cause.on), cause.touches, found(cause.size), found(cause.stake), cause.name)
            for place, cause in enumerate(scenario.causes, 1)
        ])  # fmt: skip
    if scenario.changes:
        screen.say("\nChanges:")
        screen.table({"on": LEFT, "parameter": LEFT, "becomes": RIGHT}, [
            (str(change.on), name, found(value)) for change in scenario.changes for name, value in change.set.items()
        ])  # fmt: skip


def scenario_as_plain(scenario: Scenario) -> dict[str, Any]:
    """The same as plain values that JSON can hold."""
    parameters = in_effect(scenario)
    return {
        "name": scenario.name,
        "title": scenario.title,
        "about": scenario.about,
        "start": scenario.start.isoformat(),
        "end": scenario.end.isoformat(),
        "digest": scenario.digest(),
        "day": [{"rule": r.section, "does": r.does, "claims": list(r.claims)} for r in scenario.rules.values()],
        "causes": [cause.model_dump(mode="json") for cause in scenario.causes],
        "changes": [change.model_dump(mode="json") for change in scenario.changes],
        "parameters": [parameter.plain() for parameter in parameters],
        "assumptions": sum(parameter.is_assumption for parameter in parameters),
    }

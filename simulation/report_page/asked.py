"""What was asked, as the report tells it: the causes, what differs from the default, every parameter, the claims."""

from dataclasses import dataclass
from itertools import groupby
from typing import Any

from simulation.provenance import InEffect, in_effect, provenance_line
from simulation.scenario import Scenario
from simulation.study.ledger import CLAIMS, Claim
from simulation.wording import number


@dataclass(frozen=True)
class Parameter:
    """A parameter as a row of the page: all in words, `changed` when the scenario gives it another value."""

    name: str
    value: str
    default: str
    unit: str
    kind: str
    meaning: str
    source: str
    bounds: str
    changed: bool


def asked(scenario: Scenario) -> dict[str, Any]:
    """What the page says of a scenario, run or not."""
    effective = in_effect(scenario)
    parameters = [_row(parameter) for parameter in effective]
    changed = [parameter for parameter in parameters if parameter.changed]
    sections = groupby(parameters, lambda parameter: parameter.name.split(".")[0])
    does = {rule.section: rule.does for rule in scenario.rules.values()}
    return {
        "scenario": scenario,
        "title": scenario.title or scenario.name,
        "causes": scenario.causes,
        "changes": [
            (change.on, key, number(value)) for change in scenario.changes for key, value in change.set.items()
        ],
        "changed": changed,
        "sections": [(section, does.get(section, "who lives where"), list(rows)) for section, rows in sections],
        "provenance": provenance_line(effective),
        "count": len(parameters),
        "claims": claims(scenario, {parameter.name.split(".")[0] for parameter in changed} - {"city"}),
    }


def claims(scenario: Scenario, sections: set[str]) -> dict[str, list[Claim]]:
    """The claims of the ledger that a run of this scenario touches.

    Args:
        scenario: what was asked.
        sections: the rules in which it has other values than the default.

    Returns:
        `changed`: carried by a rule that was changed. `in_force`: carried by the other rules of the day, each a claim
        only once.
    """
    touched = [claim for claim in CLAIMS if sections.intersection(claim.rules)]
    others = [claim for claim in CLAIMS if claim not in touched and set(claim.rules).intersection(scenario.rules)]
    return {"changed": touched, "in_force": others}


def _row(parameter: InEffect) -> Parameter:
    said = parameter.said
    return Parameter(
        name=parameter.name,
        value=number(parameter.value),
        default=number(parameter.default),
        unit=str(said["unit"]),
        kind=str(said["kind"]),
        meaning=str(said["meaning"]),
        source=parameter.source if not parameter.is_set else f"{parameter.source}; default: {said['source']}",
        bounds=parameter.bounds,
        changed=parameter.is_set,
    )

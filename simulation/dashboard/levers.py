"""What one may move while the city lives: a few parameters of its rules, each of them someone's to choose or to change.

A lever that is moved becomes a change of the scenario from the next day on, as if it stood in the file. So what was
played can be lived again, to the last bit, by `el-alto run`.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from simulation.parameters import statement
from simulation.rules import RULES
from simulation.rules.rule import Rule
from simulation.scenario import Change, Scenario


@dataclass(frozen=True)
class Lever:
    """A slider: the parameters it sets, all to one value, what it is called, and how far it goes."""

    keys: tuple[str, ...]
    name: str
    high: float
    step: float

    @property
    def key(self) -> str:
        """The first of its parameters, by which it is known."""
        return self.keys[0]

    @property
    def unit(self) -> str:
        """In what it is measured."""
        return str(self._said["unit"])

    @property
    def low(self) -> float:
        """The smallest value that its parameters allow."""
        return float(self._said["low"])

    @property
    def _said(self) -> dict[str, Any]:
        section, name = self.key.split(".")
        return statement(next(rule for rule in RULES if rule.section == section).model_fields[name])

    def value(self, rules: dict[str, Rule]) -> float:
        """Where it stands under these rules."""
        section, name = self.key.split(".")
        return float(getattr(rules[section], name))

    def top(self, rules: dict[str, Rule]) -> float:
        """How far the slider goes, which is at least where it stands."""
        return max(self.high, self.value(rules))


LEVERS = (
    Lever(("participation.meeting_fine",), "Fine for a missed meeting", 100, 1),
    Lever(
        ("participation.march_fine", "participation.shift_fine", "participation.work_fine"),
        "Fine for a missed march, shift or day of work", 300, 5,
    ),
    Lever(("participation.exclusion_days",), "Exclusion: a stall is shut for", 30, 1),
    Lever(("participation.ties",), "Cohesion: weight of what neighbours do", 1.5, 0.05),
    Lever(("state_response.force",), "Repression: readiness to send the army", 1, 0.05),
    Lever(("mobilisation.month",), "Meetings in calm: one every", 90, 1),
)  # fmt: skip
BY_KEY = {lever.key: lever for lever in LEVERS}


def changed(scenario: Scenario, today: date, moved: dict[str, float]) -> Scenario:
    """The scenario with levers moved to new values from the day after `today` on.

    Args:
        scenario: what is asked.
        today: the last day lived.
        moved: new values by the key of a lever.

    Raises:
        ValueError: when there is no such lever, a value is not allowed, or there is no day left.
    """
    if unknown := moved.keys() - BY_KEY.keys():
        raise ValueError(f"there is no lever {unknown}")
    tomorrow = today + timedelta(days=1)
    if tomorrow > scenario.end:
        raise ValueError("The last day has been lived. Reset to move a lever.")
    change = Change(on=tomorrow, set={name: float(value) for key, value in moved.items() for name in BY_KEY[key].keys})
    changes = tuple(sorted((*scenario.changes, change), key=lambda one: one.on))
    scenario.rules_after(changes)
    return scenario.model_copy(update={"changes": changes})

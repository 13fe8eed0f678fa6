"""Where the value of every parameter comes from: the evidence, the article, an assumption, or the scenario."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from pydantic.fields import FieldInfo

from simulation.parameters import Parameters, statement
from simulation.scenario import Scenario
from simulation.wording import limits

SET = "set in the scenario"


@dataclass(frozen=True)
class InEffect:
    """A parameter as a scenario has it.

    Attributes:
        name: "section.key".
        value: what holds from the first day.
        default: what would hold if no scenario said anything.
        field: what the parameter states of itself.
    """

    name: str
    value: Any
    default: Any
    field: FieldInfo

    @property
    def said(self) -> dict[str, Any]:
        """Its meaning, unit, low, high, kind and source."""
        return statement(self.field)

    @property
    def is_set(self) -> bool:
        """Whether the scenario gives it another value than the default."""
        return bool(self.value != self.default)

    @property
    def source(self) -> str:
        """Where the value comes from."""
        return SET if self.is_set else str(self.said["source"])

    @property
    def is_assumption(self) -> bool:
        """Whether neither article nor evidence stands behind the value.

        A scenario that moves a lever asks what would be if someone chose so, and assumes nothing; one that moves
        anything else assumes that the world is otherwise than the default says.
        """
        return str(self.said["kind"]) != "lever" if self.is_set else self.source.startswith("assumption")

    def plain(self) -> dict[str, Any]:
        """All of it as plain values that JSON can hold."""
        return {"name": self.name, "value": self.value, "default": self.default, **self.said, "source": self.source,
                "assumption": self.is_assumption}  # fmt: skip

    @property
    def bounds(self) -> str:
        """ "0 to 10,000", or nothing for a switch."""
        return limits(self.field).removeprefix(" from ")


def in_effect(scenario: Scenario) -> list[InEffect]:
    """Every parameter of a scenario, section by section in the order of the day."""
    sections: dict[str, Parameters] = {"city": scenario.city, **scenario.rules}
    return [
        InEffect(f"{section}.{name}", getattr(model, name), field.get_default(), field)
        for section, model in sections.items()
        for name, field in type(model).model_fields.items()
    ]


def provenance_line(parameters: Iterable[InEffect]) -> str:
    """The line 'N of M parameters are assumptions'."""
    assumed = [parameter.is_assumption for parameter in parameters]
    return f"{sum(assumed)} of {len(assumed)} parameters are assumptions"

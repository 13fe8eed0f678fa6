"""What is asked: a period, a city, the rules with their parameters, causes, and changes on a date.

A scenario holds causes only. What follows from them comes out of the rules.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from simulation.parameters import Parameters, stated
from simulation.rules import RULES
from simulation.rules.rule import Rule

Touches = Annotated[
    str,
    Field(
        pattern=r"^(everyone|households|unconnected|vendors|wage_earners|district:[1-9]|origin:(rural|mine|city))$",
        description="whom a cause touches: everyone, households, unconnected, vendors, wage_earners, "
        "district:1 to district:9, origin:rural, origin:mine or origin:city",
    ),
]

MAX_CAUSES = 63
"""Whom a cause touches is one bit of a 64-bit word of each resident."""

class CityParameters(Parameters):
    """The city before the first day: its size, its people, how they settled."""

    population: Annotated[
        int,
        stated("residents at full scale", unit="persons", low=1_000, high=20_000_000, kind="fact",
               source="article ART-01: evidence for 2003 is nearer 685,000 (POP-2001, DER-14)"),
    ] = 800_000
    barrios: Annotated[
        int,
        stated("neighbourhood assemblies at full scale, one per barrio", unit="barrios", low=2, high=20_000,
               kind="fact", source="article ART-12"),
    ] = 550
    blocks: Annotated[
        int,
        stated("built-up blocks of one hectare at full scale", unit="ha", low=2, high=200_000, kind="fact",
               source="evidence AREA-URB-1"),
    ] = 5_100
    associations: Annotated[
        int,
        stated("federated trade associations at full scale", unit="associations", low=1, high=20_000, kind="fact",
               source="evidence COR-ASSOC: counted in 2017"),
    ] = 330
    scale: Annotated[
        float,
        stated("share of the full city that is simulated: fewer barrios of the same size", unit="share", low=0.004,
               high=10.0, kind="lever", source="assumption: the whole city"),
    ] = 1.0
    household_size: Annotated[
        float,
        stated("mean size of a household", unit="persons", low=2.0, high=8.0, kind="uncertainty",
               source="assumption: four or five"),
    ] = 4.4
    children: Annotated[
        float,
        stated("share of residents who are children (under fifteen)", unit="share", low=0.1, high=0.6, kind="fact",
               source="article ART-14: 500 of 1,500"),
    ] = 1 / 3
    under_25: Annotated[
        float,
        stated("share of residents under twenty-five", unit="share", low=0.2, high=0.8, kind="fact",
               source="article ART-04"),
    ] = 0.49
    kin_share: Annotated[
        float,
        stated("share of a barrio's households that came with the cohort that founded it, on average", unit="share",
               low=0.0, high=1.0, kind="uncertainty", source="assumption: the rule is article C3, the share is not known"),
    ] = 0.5
    cohesion_strangers: Annotated[
        float,
        stated("cohesion of a barrio in which nobody came together", unit="share", low=0.0, high=1.0,
               kind="uncertainty", source="assumption"),
    ] = 0.3
    cohesion_kin: Annotated[
        float,
        stated("cohesion of a barrio in which all came together", unit="share", low=0.0, high=1.0,
               kind="uncertainty", source="assumption"),
    ] = 0.9
    income: Annotated[
        float,
        stated("median income of a household with two earners", unit="Bs per day", low=1.0, high=1_000.0,
               kind="uncertainty", source="evidence WAGE-2005: 445 Bs a month, 26 days, two earners"),
    ] = 34.0
    income_spread: Annotated[
        float,
        stated("standard deviation of the logarithm of household income", unit="log", low=0.0, high=2.0,
               kind="uncertainty", source="assumption"),
    ] = 0.5
    unconnected: Annotated[
        float,
        stated("share of households without drinking water from the network", unit="share", low=0.0, high=1.0,
               kind="fact", source="evidence WAT-NOPOT"),
    ] = 0.45
    state_employees: Annotated[
        float,
        stated("share of workers employed by the state", unit="share", low=0.0, high=1.0, kind="fact",
               source="article ART-10"),
    ] = 0.1
    wage_earners: Annotated[
        float,
        stated("share of workers who earn a wage from a private employer", unit="share", low=0.0, high=1.0,
               kind="uncertainty", source="evidence ECO-INF-URB: about 60 % informal, a tenth state, the rest"),
    ] = 0.3
    employed: Annotated[
        float,
        stated("share of adults who work", unit="share", low=0.1, high=1.0, kind="uncertainty", source="assumption"),
    ] = 0.6

    def scaled(self, full: float) -> int:
        """A count of the full city in the city of this scale, at least one."""
        return max(1, round(full * self.scale))

class Cause(BaseModel):
    """Something that angers people. It feeds grievance and nothing else."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)

    on: date = Field(description="the day on which the cause arose")
    name: str = Field(min_length=1, max_length=200, description="what it was, in words")
    touches: Touches
    size: float = Field(ge=0.0, le=1.0, description="how much it angers those it touches (scale in docs/EVIDENCE.md)")
    stake: float = Field(gt=0.0, le=1.0, description="what conceding costs the government; at 1 it falls")

class Change(BaseModel):
    """Parameters that take other values from a date on."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    on: date = Field(description="the day from which the new values hold")
    set: dict[str, Any] = Field(min_length=1, description='new values, as {"section.key" = value}')

class Scenario(BaseModel):
    """A question: who lives where, by which rules, and what happens to them that they did not decide.

    `rules` maps a rule's section to the configured rule, in the order of the day.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, arbitrary_types_allowed=True)

    name: str
    title: str = ""
    about: str = ""
    start: date
    end: date
    city: CityParameters = CityParameters()
    rules: dict[str, Rule] = Field(default_factory=lambda: {rule.section: rule() for rule in RULES})
    causes: tuple[Cause, ...] = Field(default=(), max_length=MAX_CAUSES)
    changes: tuple[Change, ...] = ()

    @field_validator("causes")
    @classmethod
    def _in_time(cls, causes: tuple[Cause, ...]) -> tuple[Cause, ...]:
        return tuple(sorted(causes, key=lambda cause: (cause.on, cause.name)))

    @field_validator("changes")
    @classmethod
    def _changes_in_time(cls, changes: tuple[Change, ...]) -> tuple[Change, ...]:
        return tuple(sorted(changes, key=lambda change: change.on))

    @model_validator(mode="after")
    def _period_holds(self) -> "Scenario":
        if self.end < self.start:
            raise ValueError(f"the end {self.end} comes before the start {self.start}")
        for happening in (*self.causes, *self.changes):
            if not self.start <= happening.on <= self.end:
                raise ValueError(f"{happening.on} lies outside the period {self.start} to {self.end}")
        self.rules_after(self.changes)
        return self

    @property
    def days(self) -> int:
        """Length of the period in days, both ends counted."""
        return (self.end - self.start).days + 1

    def rules_after(self, changes: tuple[Change, ...]) -> dict[str, Rule]:
        """The rules once `changes` have been made.

        Raises:
            ValueError: when a change names no parameter, or a value that the parameter does not allow.
        """
        rules = dict(self.rules)
        for change in changes:
            for key, value in change.set.items():
                section, _, name = key.partition(".")
                if section not in rules or name not in type(rules[section]).model_fields:
                    raise ValueError(f"there is no parameter {key!r} to change")
                values = {**rules[section].model_dump(), name: value}
                rules[section] = type(rules[section])(**values)
        return rules

    def as_tables(self) -> Mapping[str, Any]:
        """The whole scenario as plain tables, the form of a scenario file, every parameter written out."""
        head = {"title": self.title, "about": self.about, "start": self.start, "end": self.end}
        sections = {"city": self.city.model_dump()}
        sections |= {section: rule.model_dump() for section, rule in self.rules.items()}
        return {
            **head,
            **sections,
            "cause": [cause.model_dump() for cause in self.causes],
            "change": [change.model_dump() for change in self.changes],
        }

    def digest(self) -> str:
        """A fingerprint of what is asked, the same for the same question under any name (hexadecimal)."""
        asked = {key: value for key, value in self.as_tables().items() if key not in ("title", "about")}
        return hashlib.sha256(json.dumps(asked, sort_keys=True, default=str).encode()).hexdigest()

"""What is asked: a period, a city, the rules with their parameters, causes, and changes on a date.

A scenario holds causes only. What follows from them comes out of the rules.
"""

import hashlib
import json
import unicodedata
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, field_validator, model_validator

from simulation.rules import RULES
from simulation.rules.rule import Rule
from simulation.tables.city_parameters import CityParameters

Touches = Literal[
    "everyone", "households", "unconnected", "vendors", "wage_earners",
    "district:1", "district:2", "district:3", "district:4", "district:5",
    "district:6", "district:7", "district:8", "district:9",
    "origin:rural", "origin:mine", "origin:city",
]  # fmt: skip

MAX_CAUSES = 63
"""Whom a cause touches is one bit of a 64-bit word of each resident."""
MAX_CHANGES = 1000
"""More would be no scenario but a program."""
UNPRINTABLE = ("Cc", "Cs", "Zl", "Zp")
"""Categories of Unicode: controls, halves of characters, ends of lines and paragraphs."""
TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Characters that turn the direction of what follows, so that a name reads as another."""


def _printable(text: str) -> str:
    """Text that can stand in a table or on a terminal: no control characters but the ends of lines."""
    if any(c in TURNING or unicodedata.category(c) in UNPRINTABLE for c in text if c != "\n"):
        raise ValueError("it holds control characters")
    return text


def _one_line(text: str) -> str:
    if "\n" in text:
        raise ValueError("it has more than one line")
    return _printable(text)


def _name_of_a_folder(name: str) -> str:
    if name.startswith(".") or any(separator in name for separator in "/\\:"):
        raise ValueError("it becomes the name of a folder: no slash, backslash or colon in it and no dot in front")
    return _one_line(name)


Day = Annotated[date, Field(ge=date(1900, 1, 1), le=date(2100, 12, 31))]


class Asked(BaseModel):
    """A frozen part of what is asked: unknown names, wrong types and NaN are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)


class Dated(Asked):
    """What happens on a day and was not decided by those who live there."""

    on: Day = Field(description="the day on which it arises, or from which it holds")


class Cause(Dated):
    """Something that angers people. It feeds grievance and nothing else."""

    name: Annotated[str, AfterValidator(_one_line)] = Field(
        min_length=1, max_length=200, description="what it was, in words"
    )
    touches: Touches = Field(description="whom it touches")
    size: float = Field(ge=0.0, le=1.0, description="how much it angers those it touches (scale in docs/EVIDENCE.md)")
    stake: float = Field(gt=0.0, le=1.0, description="what conceding costs the government; at 1 it falls")


class Change(Dated):
    """Parameters that take other values from a date on."""

    set: dict[str, Any] = Field(min_length=1, description='new values, as {"section.key" = value}')


class Head(Asked):
    """What stands at the head of a scenario: what is asked in words, and the period."""

    title: Annotated[str, AfterValidator(_one_line)] = Field("", max_length=200, description="a name for people")
    about: Annotated[str, AfterValidator(_printable)] = Field("", max_length=5000, description="what is asked")
    start: Day = Field(description="the first day")
    end: Day = Field(description="the last day")


class Scenario(Head):
    """A question: who lives where, by which rules, and what happens to them that they did not decide.

    `rules` maps a rule's section to the configured rule, in the order of the day.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    name: Annotated[str, AfterValidator(_name_of_a_folder)] = Field(min_length=1, max_length=100)
    city: CityParameters = CityParameters()
    rules: dict[str, Rule] = Field(default_factory=lambda: {rule.section: rule() for rule in RULES})
    causes: tuple[Cause, ...] = Field(default=(), max_length=MAX_CAUSES)
    changes: tuple[Change, ...] = Field(default=(), max_length=MAX_CHANGES)

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

    def cut(self, end: date) -> "Scenario":
        """The same question up to an earlier end, without the causes and changes that come after it.

        Raises:
            ValueError: when `end` is outside the period.
        """
        if not self.start <= end <= self.end:
            raise ValueError(f"{end} lies outside the period {self.start} to {self.end}")
        causes = tuple(cause for cause in self.causes if cause.on <= end)
        changes = tuple(change for change in self.changes if change.on <= end)
        return self.model_copy(update={"end": end, "causes": causes, "changes": changes})

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

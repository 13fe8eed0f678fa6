"""What a sweep varies: one parameter each, between two bounds, or the size or stake of a cause.

section.key=lo:hi:n      n values from lo to hi        participation.meeting_fine=0:40:9
section.key=lo:hi        as many as the design says
section.key              between the bounds of `vary`
cause.2.size=...         of the second cause, counted by date as `el-alto show` lists them; also cause.2.stake
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic.fields import FieldInfo

from simulation.errors import ScenarioError, nearest
from simulation.provenance import InEffect, in_effect
from simulation.scenario import Cause, Scenario
from simulation.study.draws import with_parameters
from simulation.study.vary import likely
from simulation.wording import allowed, found

MOST = 4
"""Parameters that a sweep may vary: more are no picture any longer, but a screening (`el-alto sensitivity`)."""
LARGEST = 1_000
"""Values of one parameter."""
CAUSES = ("size", "stake")


@dataclass(frozen=True)
class Axis:
    """One thing that varies.

    Attributes:
        name: "section.key", "cause.2.size", or what a shipped study calls it.
        low: the lower bound.
        high: the upper bound.
        count: how many values a grid has; None to leave that to the design.
        label: what it is, in words.
        unit: of its values.
        base: its value in the scenario; None where there is none to mark.
        whole: whether only whole numbers are allowed (of a switch: 0 and 1).
    """

    name: str
    low: float
    high: float
    count: int | None
    label: str
    unit: str
    base: float | None
    whole: bool = False

    def grid(self, count: int) -> NDArray[np.float64]:
        """Evenly spaced values, both bounds included; whole ones once each where only such are allowed."""
        return self.among(np.linspace(0.0, 1.0, self.count or count))

    def among(self, shares: NDArray[np.float64]) -> NDArray[np.float64]:
        """The values at these shares of the way from low to high, in order and once each when they are whole."""
        values = self.at(shares)
        return np.unique(values) if self.whole else values

    def at(self, shares: NDArray[np.float64]) -> NDArray[np.float64]:
        """The value at each share of the way from low to high."""
        values = self.low + shares * (self.high - self.low)
        return np.round(values) if self.whole else values


def axes_of(texts: Sequence[str], scenario: Scenario) -> tuple[Axis, ...]:
    """What `--vary` asks for.

    Raises:
        ScenarioError: when nothing or too much varies, there is no such parameter, the bounds are no numbers, crossed
            or outside the declared ones, or there are too few or too many values.
    """
    axes = parsed(texts, scenario)
    if not 1 <= len(axes) <= MOST:
        raise ScenarioError(
            f"--vary names {len(axes)} parameters; allowed: one to {MOST}, each as section.key=low:high:count "
            "(for more: el-alto sensitivity)"
        )
    return axes


def parsed(texts: Sequence[str], scenario: Scenario) -> tuple[Axis, ...]:
    """The same of any number of parameters."""
    axes = tuple(_axis(text, scenario) for text in texts)
    names = [axis.name for axis in axes]
    for name in names:
        if names.count(name) > 1:
            raise ScenarioError(f"--vary {name} is given twice; allowed: once")
    return axes


def varied(scenario: Scenario, values: Mapping[str, float]) -> Scenario:
    """A scenario with other values, also of its causes."""
    of_causes = {name: value for name, value in values.items() if name.startswith("cause.")}
    changed = with_parameters(scenario, {name: v for name, v in values.items() if name not in of_causes})
    causes = list(changed.causes)
    for name, value in of_causes.items():
        _, number, key = name.split(".")
        causes[int(number) - 1] = Cause(**{**causes[int(number) - 1].model_dump(), key: float(value)})
    return changed.model_copy(update={"causes": tuple(causes)})


def _axis(text: str, scenario: Scenario) -> Axis:
    name, equals, written = (part.strip() for part in text.partition("="))
    parameter, label = _parameter(name, scenario)
    kind = parameter.field.annotation
    if kind not in (float, int, bool):
        raise ScenarioError(
            f"--vary {name}: {allowed(parameter.field)}; allowed: a parameter that is a number or a switch"
        )
    said = parameter.said
    vary = likely(parameter)
    low, high, count = _written(text, name, written) if equals else (vary.low, vary.high, None)
    if low > high:
        raise ScenarioError(
            f"--vary {text}: the bounds are crossed; allowed: the lower one first, {name}={high:g}:{low:g}"
        )
    if kind is bool:
        least, most = 0.0, 1.0
    else:
        least = -np.inf if said["low"] is None else said["low"]
        most = np.inf if said["high"] is None else said["high"]
    above = next((limit.gt for limit in parameter.field.metadata if hasattr(limit, "gt")), -np.inf)
    if low < least or low <= above or high > most:
        raise ScenarioError(f"--vary {text}: outside the bounds declared; allowed: {allowed(parameter.field)}")
    return Axis(name, low, high, count, label, said["unit"], float(parameter.value), kind is not float)


def _written(text: str, name: str, written: str) -> tuple[float, float, int | None]:
    """Bounds and count of "lo:hi:n"."""
    form = f"{name}=low:high:count, like {name}=0:1:5"
    parts = written.split(":")
    try:
        low, high = float(parts[0]), float(parts[1])
        count = int(parts[2]) if len(parts) == 3 else None
    except (ValueError, IndexError):
        raise ScenarioError(f"--vary {text}: no bounds are in it; allowed: {form}") from None
    if len(parts) > 3 or not np.isfinite([low, high]).all():
        raise ScenarioError(f"--vary {text}: no bounds are in it; allowed: {form}")
    if count is not None and not 1 <= count <= LARGEST:
        raise ScenarioError(f"--vary {text}: {count} values; allowed: 1 to {LARGEST:,}")
    return low, high, count


def _parameter(name: str, scenario: Scenario) -> tuple[InEffect, str]:
    """A parameter, or the size or stake of a cause as if it were one; and what it is, in words."""
    known = {parameter.name: parameter for parameter in in_effect(scenario)}
    if name in known:
        return known[name], str(known[name].said["meaning"])
    causes = {
        f"cause.{number}.{key}": (cause, key) for number, cause in enumerate(scenario.causes, 1) for key in CAUSES
    }
    if name in causes:
        cause, key = causes[name]
        value = getattr(cause, key)
        return InEffect(name, value, value, _with_unit(Cause.model_fields[key])), f"{key} of the cause: {cause.name}"
    hint = nearest(name, [*known, *causes])
    also = f", or {', '.join(causes)}" if name.startswith("cause") else ""
    raise ScenarioError(
        f"--vary {found(name)}: there is no such parameter{hint}; allowed: section.key=low:high:count{also}"
    )


def _with_unit(field: FieldInfo) -> FieldInfo:
    """A field of a cause, stating the unit and kind that a parameter states."""
    extra: dict[str, Any] = {"unit": "0..1", "kind": "lever", "source": ""}
    copied = FieldInfo.merge_field_infos(field, json_schema_extra=extra)
    copied.metadata = [*field.metadata]
    return copied

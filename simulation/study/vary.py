"""What may vary: a parameter between two bounds, as `--vary section.key=lo:hi` says it or by a rule.

Declared bounds say what makes sense, not what is likely, and are often wide (0 to 100 days of income). Where no other
bounds are said, a value d varies

    off and on                          of a switch
    odds halved to odds doubled         of a share or a chance, declared 0 to 1:  o = d / (1 - d), o / 2 to 2 o
    d / 2 to 2 d                        of any other number
    0.5 to 1;  0 to 0.1                 of a share of one; of nought
    0 to a hundredth of the largest     of any other nought

within the declared bounds.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from simulation.errors import ScenarioError, nearest
from simulation.provenance import InEffect, in_effect
from simulation.scenario import Scenario
from simulation.wording import allowed, found

BEHAVIOUR = (
    "mobilisation.threshold",
    "mobilisation.sway",
    "state_response.kappa",
    "grievance.remnant",
    "participation.march_bias",
    "state_response.convoy_deaths",
)
"""What a calibration varies when nothing else is said.

The first three are at the head of the screening (docs/TRACE.md): how easily an assembly rises, how much it is drawn by
others, how much the government withstands; the fourth is what anger a concession leaves to the next strike.
`grievance.poverty` and `grievance.hope_base`, as high up, move the same sum as the threshold, so one of the three is
varied. The last two set levels that rows give (marchers, killed) and that only count once there is a wave, which the
screening hides.
"""
MOST = 6
"""Parameters that a calibration may vary: more are not told apart by one uprising."""


@dataclass(frozen=True)
class Vary:
    """A parameter that varies between two bounds."""

    name: str
    low: float
    high: float


def likely(parameter: InEffect) -> Vary:
    """A parameter between the bounds that the rule gives it."""
    value = float(parameter.value)
    low, high = _likely(parameter, value)
    least, most = _declared(parameter)
    return Vary(parameter.name, max(low, least), min(high, most))


def _likely(parameter: InEffect, value: float) -> tuple[float, float]:
    if parameter.field.annotation is bool:
        return 0.0, 1.0
    least, most = _declared(parameter)
    if (least, most) == (0.0, 1.0):
        if value in (0.0, 1.0):
            return (0.0, 0.1) if value == 0.0 else (0.5, 1.0)
        odds = value / (1 - value)
        return odds / (2 + odds), 2 * odds / (1 + 2 * odds)
    if value == 0.0:
        return 0.0, most / 100
    low, high = sorted((value / 2, 2 * value))
    return low, high


def uncertain_parameters(scenario: Scenario) -> list[InEffect]:
    """The parameters of a scenario that nobody knows (kind "uncertainty"), in the order of the day."""
    return [parameter for parameter in in_effect(scenario) if parameter.said["kind"] == "uncertainty"]


def varied(texts: Sequence[str], scenario: Scenario) -> tuple[Vary, ...]:
    """What `--vary` asks for, once for each; `BEHAVIOUR` when it asks for nothing.

    Raises:
        ScenarioError: when there is no such parameter, it is known or chosen by someone, the bounds are no
            numbers, crossed or outside the declared ones, or there are more than `MOST`.
    """
    asked = [_parsed(text, scenario) for text in texts or BEHAVIOUR]
    names = [vary.name for vary in asked]
    for name in names:
        if names.count(name) > 1:
            raise ScenarioError(f"--vary {name} is given twice; allowed: once")
    if len(asked) > MOST:
        raise ScenarioError(
            f"--vary names {len(asked)} parameters; allowed: up to {MOST}, for one uprising pins no more"
        )
    return tuple(asked)


def _parsed(text: str, scenario: Scenario) -> Vary:
    name, equals, bounds = (part.strip() for part in text.partition("="))
    known = {parameter.name: parameter for parameter in uncertain_parameters(scenario)}
    everything = {parameter.name: parameter for parameter in in_effect(scenario)}
    if name not in everything:
        hint = nearest(name, known)
        raise ScenarioError(f"--vary {found(name)}: there is no such parameter{hint}; allowed: section.key=low:high")
    if name not in known:
        kind = everything[name].said["kind"]
        why = "which someone chooses" if kind == "lever" else "which was counted"
        raise ScenarioError(f"--vary {name} is a {kind}, {why}; allowed: a parameter of kind uncertainty")
    parameter = known[name]
    if parameter.field.annotation is not float:
        raise ScenarioError(f"--vary {name}: {allowed(parameter.field)}; allowed: a parameter that may be any number")
    if not equals:
        return likely(parameter)
    low, high = _bounds(text, bounds)
    if not low < high:
        raise ScenarioError(f"--vary {text}: the bounds are crossed; allowed: the lower one first, as {name}=low:high")
    least, most = _declared(parameter)
    if low < least or high > most:
        raise ScenarioError(f"--vary {text}: outside the bounds declared; allowed: {allowed(parameter.field)}")
    return Vary(name, low, high)


def _bounds(text: str, bounds: str) -> tuple[float, float]:
    try:
        low, high = (float(bound) for bound in bounds.split(":"))
    except ValueError:
        raise ScenarioError(f"--vary {text}: no two bounds are in it; allowed: section.key=low:high") from None
    if not abs(low) < float("inf") or not abs(high) < float("inf"):  # NaN is not less than anything
        raise ScenarioError(f"--vary {text}: bounds without end; allowed: section.key=low:high, two numbers")
    return low, high


def _declared(parameter: InEffect) -> tuple[float, float]:
    said = parameter.said
    low = float("-inf") if said["low"] is None else float(said["low"])
    high = float("inf") if said["high"] is None else float(said["high"])
    return low, high

"""Studies that come with el-alto: questions that a sweep answers, each with what its axes set.

Where an axis moves several parameters together it says so. All but the walk of enforcement (`hysteresis`) ask of one
cause that touches everyone and is worth a government: the gas of October 2003, without the forms that came before it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from simulation.errors import ScenarioError, nearest
from simulation.scenario import Scenario
from simulation.scenario_files.load import load_scenario
from simulation.study.axes import Axis, axes_of
from simulation.study.sweep import Sets, Sweep, as_named, sweep_of
from simulation.wording import found

SCALE = 0.1
"""Of the city, where nothing else is said: 55 barrios."""
END = date(2003, 12, 15)
"""Some twelve weeks after the cause: by history a wave came within 18 days of it and lasted ten."""
FINES = tuple(f"participation.{of}_fine" for of in ("meeting", "march", "shift", "work"))
DEATHS = ("state_response.convoy_deaths", "state_response.clearing_deaths")
EARNERS = 2
"""In the household whose median income `city.income` is; one of them keeps the stall."""


@dataclass(frozen=True)
class Study:
    """A question, and the sweep that answers it.

    Attributes:
        name: by which it is called.
        title: of its pictures.
        asks: the question, in a sentence or two.
        axes: what varies, given the scenario.
        outcomes: drawn, the first first.
        sets: what a point sets.
        scales: of the city, where its size is what is asked about.
    """

    name: str
    title: str
    asks: str
    axes: Callable[[Scenario], tuple[Axis, ...]]
    outcomes: tuple[str, ...]
    sets: Sets = as_named
    scales: tuple[float, ...] = (SCALE,)

    def plan(self, scale: float | None, seeds: range) -> Sweep:
        """The runs of the study, at its own scales or at one."""
        scenario = one_cause()
        scales = self.scales if scale is None else (scale,)
        return sweep_of(scenario, self.axes(scenario), "grid", None, seeds, scales, self.sets)


def one_cause() -> Scenario:
    """October 2003 with the last of its causes alone."""
    october = load_scenario("october_2003")
    return october.model_copy(update={"name": "one_cause", "title": "One cause", "causes": october.causes[-1:]}).cut(
        END
    )


def _fines_and_causes(scenario: Scenario) -> tuple[Axis, ...]:
    return (
        Axis("fines", 0.0, 4.0, 9, "all fines, as times the default", "", 1.0),
        *axes_of(["cause.1.size=0.1:0.9:17"], scenario),
    )


def _size_of_the_city(scenario: Scenario) -> tuple[Axis, ...]:
    return axes_of(["cause.1.size=0.3:0.6:13"], scenario)


def _cohesion_and_repression(scenario: Scenario) -> tuple[Axis, ...]:
    return (
        *axes_of(["city.kin_share=0:1:9"], scenario),
        Axis("deadliness", 0.0, 16.0, 9, "deaths by convoys and clearings, as times the default", "", 1.0),
    )


def _times(axis: str, parameters: Sequence[str]) -> Sets:
    """An axis that is so many times the default of several parameters; the rest as named."""

    def sets(values: Mapping[str, float]) -> Mapping[str, float]:
        rules = load_scenario("october_2003").rules
        parts = {name: name.split(".") for name in parameters}
        moved = {name: values[axis] * getattr(rules[section], key) for name, (section, key) in parts.items()}
        return {name: value for name, value in values.items() if name != axis} | moved

    return sets


def _exclusion_and_fines(_: Scenario) -> tuple[Axis, ...]:
    return (
        Axis("sanction", 0.0, 120.0, 9, "what missing a march or a shift costs a trader's household", "Bs", None),
        Axis("exclusion", 0.0, 1.0, 9, "share of it that is a shut stall, the rest a fine", "share", None),
    )


def _split_the_sanction(values: Mapping[str, float]) -> Mapping[str, float]:
    """A sanction of one cost, part of it a fine and part days of a shut stall. A meeting costs a third, as by default.

    A day of a shut stall costs what one earner earns: half the median income of a household with two.
    """
    cost, shut = values["sanction"], values["exclusion"]
    a_day = float(load_scenario("october_2003").city.income) / EARNERS
    fines = dict.fromkeys(FINES, (1 - shut) * cost)
    fines["participation.meeting_fine"] /= 3
    return fines | {"participation.exclusion_days": shut * cost / a_day}


SWEPT: dict[str, Study] = {study.name: study for study in (
    Study("fines_and_causes", "Fines against the size of a cause",
          "How large must a cause be for the city to rise, and does obligation lower that?",
          _fines_and_causes, ("wave", "peak_share", "attended"), _times("fines", FINES)),
    Study("size_of_the_city", "The size of a cause, in cities of three sizes",
          "Does the step at which the city rises sharpen as the city grows?",
          _size_of_the_city, ("wave",), scales=(0.02, 0.1, 0.5)),
    Study("cohesion_and_repression", "Cohesion against repression",
          "Does a city whose barrios came together stand more repression?",
          _cohesion_and_repression, ("shift_turnout", "wave_days", "deaths"), _times("deadliness", DEATHS)),
    Study("exclusion_and_fines", "Exclusion against fines at equal cost",
          "At the same cost to a trader's household, does a shut stall move people as a fine does?",
          _exclusion_and_fines, ("shift_turnout", "attended", "calm_turnout"), _split_the_sanction),
)}  # fmt: skip
HYSTERESIS = "enforcement_and_back"
"""The study that is no sweep (`hysteresis`)."""
ASKS = {study.name: f"{study.title}. {study.asks}" for study in SWEPT.values()} | {
    HYSTERESIS: "Enforcement walks down and up again. Does turnout in calm come back on the way by which it went?"
}


def refuse_unknown(name: str) -> None:
    """Refuse a study that there is not.

    Raises:
        ScenarioError: with those that there are.
    """
    if name not in ASKS:
        raise ScenarioError(f"there is no study {found(name)}{nearest(name, ASKS)}; allowed: {', '.join(ASKS)}")

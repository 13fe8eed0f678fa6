"""One decision in other frameworks: everyone is called, weighs it, comes or not, and keeps some of it as a habit.

    comes when anger * g + duty * h - time + logit(u) > 0;   h' = h + gain * (comes - h)

Written as each framework's own documentation writes its models: an object and a method each in Mesa and AgentPy, columns
and expressions in mesa-frames. It is a part only of what a resident of El Alto weighs (ties, fines, fear, needs), so the
engine does more for each. Mesa's own example of civil violence is another model on its own grid, and only shows what an
agent's step costs there. A framework that is not installed is left out. Without its dependencies, for AgentPy asks for an
older NumPy and runs with this one:

    uv pip install polars && uv pip install --no-deps agentpy mesa-frames
    uv pip uninstall agentpy            before the tests run: it brings a package `tests` that hides this one
"""

import math
import time
from collections.abc import Callable
from typing import Any

import mesa
import numpy as np
from mesa.examples.advanced.epstein_civil_violence.model import EpsteinCivilViolence

from benchmarks.measuring import Row

ANGER, DUTY, TIME, GAIN = 1.2, 0.8, 0.1, 0.05
AGENTS, STEPS = 20_000, 5
Steps = Callable[[], object]


class Called(mesa.Agent):
    """Someone who is called."""

    def __init__(self, model: mesa.Model) -> None:
        super().__init__(model)
        self.grievance, self.habit, self.came = model.random.random(), model.random.random(), False

    def decide(self) -> None:
        """Come, or stay away."""
        luck = self.random.random()
        value = ANGER * self.grievance + DUTY * self.habit - TIME + math.log(luck / (1 - luck))
        self.came = value > 0
        self.habit += GAIN * (self.came - self.habit)


def mesa_agents() -> tuple[Steps, int]:
    """Mesa: one object each."""
    model = mesa.Model(rng=1)
    Called.create_agents(model, AGENTS)
    return lambda: model.agents.do("decide"), AGENTS


def mesa_example() -> tuple[Steps, int]:
    """Mesa's own example of civil violence, as it ships."""
    model = EpsteinCivilViolence()
    return model.step, len(model.agents)


def agentpy() -> tuple[Steps, int]:
    """AgentPy: one object each."""
    import agentpy as ap

    class Resident(ap.Agent):  # type: ignore[misc]
        def setup(self) -> None:
            self.grievance, self.habit, self.came = self.model.random.random(), self.model.random.random(), False

        def decide(self) -> None:
            luck = self.model.random.random()
            value = ANGER * self.grievance + DUTY * self.habit - TIME + math.log(luck / (1 - luck))
            self.came = value > 0
            self.habit += GAIN * (self.came - self.habit)

    class Meeting(ap.Model):  # type: ignore[misc]
        def setup(self) -> None:
            self.agents = ap.AgentList(self, AGENTS, Resident)

        def step(self) -> None:
            self.agents.decide()

    model = Meeting({"steps": STEPS, "seed": 1})
    model.sim_setup()
    return model.step, AGENTS


def mesa_frames() -> tuple[Steps, int]:
    """mesa-frames: columns, on Polars, fifty times as many agents."""
    import polars as pl
    from mesa_frames import AgentSetPolars, ModelDF

    many = 50 * AGENTS

    class Residents(AgentSetPolars):  # type: ignore[misc]
        def __init__(self, model: Any) -> None:
            super().__init__(model)
            luck = np.random.default_rng(1)
            self.add(
                pl.DataFrame(
                    {"unique_id": np.arange(many), "grievance": luck.random(many), "habit": luck.random(many),
                     "came": np.zeros(many, dtype=bool)}
                )
            )  # fmt: skip

        def step(self) -> None:
            luck = pl.Series(self.random.random(many))
            value = ANGER * pl.col("grievance") + DUTY * pl.col("habit") - TIME + (luck / (1 - luck)).log()
            self._agents = self._agents.with_columns((value > 0).alias("came")).with_columns(
                habit=pl.col("habit") + GAIN * (pl.col("came").cast(pl.Float64) - pl.col("habit"))
            )

    class Meeting(ModelDF):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__(seed=1)
            self.agents += Residents(self)

    model = Meeting()
    return model.agents.step, many


PEERS = {
    "Mesa, one object each": mesa_agents,
    "Mesa's civil violence (its own example)": mesa_example,
    "AgentPy, one object each": agentpy,
    "mesa-frames, columns on Polars": mesa_frames,
}


def rows(engine: float) -> list[Row]:
    """Nanoseconds an agent-step of each, beside the `engine`'s for one decision."""
    found = []
    for name, begin in PEERS.items():
        try:
            step, agents = begin()
        except ImportError:
            continue
        step()
        began = time.perf_counter()
        for _ in range(STEPS):
            step()
        each = 1e9 * (time.perf_counter() - began) / STEPS / agents
        note = f"{each / engine:,.1f} times the engine's {engine:.0f} ns for one decision; {agents:,} agents"
        found.append(Row(f"one agent-step: {name}", f"{each:,.0f} ns", each, note=note))
    return found

"""A model that answers at once, for tests of studies: days to the strike grow with one parameter, deaths with another."""

from concurrent.futures import Executor, Future
from typing import Any

import numpy as np
import pandas as pd

from simulation.scenario import Scenario
from simulation.study import workers
from simulation.study.measures import Kept
from simulation.study.rows import DAYS, PERSONS, Row

PACE, TOLL, IDLE = "participation.anger", "state_response.force", "participation.duty"


def quick(scenario: Scenario, seed: int) -> workers.Lived:
    """A run that comes to `20 * anger` days and `100 * force` deaths, give or take the seed's chance."""
    luck = np.random.default_rng(seed).normal(size=2)
    anger = scenario.rules["participation"].model_dump()["anger"]
    force = scenario.rules["state_response"].model_dump()["force"]
    waves = [{"cause": cause.name} for cause in scenario.causes]
    summary = {"days": 20 * anger + 0.2 * luck[0], "killed": 100 * force + luck[1], "waves": waves}
    return workers.Lived(pd.DataFrame({"date": [seed]}), summary, pd.DataFrame({"attended": [seed]}))


def _days(kept: Kept) -> float:
    return float(kept.summary["days"])


def _killed(kept: Kept) -> float:
    return float(kept.summary["killed"])


ROWS = (
    Row("days", "the strike begins", DAYS, 18.0, 18.0, "a test", None, "small", _days),
    Row("killed", "killed in all", PERSONS, 60.0, 60.0, "a test", None, "small", _killed),
)


class Now(Executor):
    """Does at once what it is given, counts, and is interrupted before run number `stop`."""

    def __init__(self, stop: int = 0) -> None:
        self.runs, self.stop = 0, stop

    def submit(self, fn: Any, /, *args: Any, **_: Any) -> Future[Any]:
        self.runs += 1
        if self.runs == self.stop:
            raise KeyboardInterrupt
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args))
        except Exception as error:
            future.set_exception(error)
        return future

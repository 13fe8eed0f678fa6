"""A city that takes a while and says which process it was lived in, importable by the workers of a cluster."""

import os
import time

import pandas as pd
from factories import daily_of

from simulation.scenario import Scenario
from simulation.study import workers

LIVED_BY = "lived_by"


def slow(_: Scenario, seed: int) -> workers.Lived:
    """A twentieth of a second, in which nothing happens."""
    time.sleep(0.05)
    return workers.Lived(daily_of([0.0]), {LIVED_BY: os.getpid()}, pd.DataFrame({"attended": [seed]}))

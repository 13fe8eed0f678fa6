"""Cities ready to be lived: the first of a kind is founded, the next are copies of it."""

import gc
import threading
from collections import OrderedDict
from collections.abc import Callable

from simulation.checkpoint import copy_of
from simulation.city import BURN_IN_DAYS, City
from simulation.memory import refuse_too_large
from simulation.scenario import Scenario

KEPT = 2
"""Cities kept as founded, so that starting again takes a moment."""

Progress = Callable[[str], object]
_kept: OrderedDict[tuple[str, int], City] = OrderedDict()
_founding = threading.Lock()
_waiting: list[Progress] = []
"""Who is told how far the city is that is being founded: one at a time is."""


def found(scenario: Scenario, seed: int, progress: Progress) -> City:
    """A city on the eve of its first day.

    Args:
        scenario: what is asked.
        seed: which luck.
        progress: told in words how far it is.

    Raises:
        ScenarioError: when it does not fit into memory.
    """
    asked = scenario.digest(), seed
    _waiting.append(progress)
    try:
        with _founding:
            if asked not in _kept:
                while len(_kept) >= KEPT:
                    _kept.popitem(last=False)
                    gc.collect()  # a city is full of cycles
                refuse_too_large(scenario, at_once=2)
                _kept[asked] = _newly_founded(scenario, seed)
            _kept.move_to_end(asked)
            city = copy_of(_kept[asked])
    finally:
        _waiting.remove(progress)
    city.scenario = scenario
    return city


def _tell(words: str) -> None:
    for progress in tuple(_waiting):
        progress(words)


def _newly_founded(scenario: Scenario, seed: int) -> City:
    people = f"{scenario.city.scaled(scenario.city.population):,} residents"
    _tell(f"Founding the city: {people}. The first time on a machine this takes half a minute.")

    class Observed(City):
        """Tells how far the half year of calm before the first day is."""

        def _live_a_day(self) -> None:
            super()._live_a_day()
            lived = self.day - scenario.start.toordinal() + BURN_IN_DAYS + 1
            if lived % 20 == 0 and lived <= BURN_IN_DAYS:
                _tell(f"{people} live half a year in calm before the first day: day {lived} of {BURN_IN_DAYS}.")

    city = Observed(scenario, seed)
    city.__class__ = City  # the half year is over
    return city

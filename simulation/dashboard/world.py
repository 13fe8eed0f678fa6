"""A world on the page: a city, and what is remembered of its days to be shown."""

from collections import defaultdict, deque
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulation import chronicle
from simulation.checkpoint import copy_of
from simulation.city import City
from simulation.dashboard.levers import changed
from simulation.dashboard.series import Series
from simulation.figures.style import percent
from simulation.recorder import Recorder, day_of
from simulation.scenario import Cause, Scenario
from simulation.tables.federations import FEJUVE

CHRONICLE, DECISIONS = 150, 5
"""So many days of the chronicle and so many decisions of an assembly are remembered."""
EVENTS = 5_000
"""Events that a city on the page keeps."""


class LatestDay(Recorder):
    """Keeps the last day only: what a page needs, so that an hour of play takes no more memory than a minute."""

    def keep(self) -> None:
        """Keep today, and nothing else."""
        a = self.city.assemblies
        acting = self.concert.today(a.up, a.striking, bool(self.city.federations.calls[FEJUVE]))
        self.days = [day_of(self.city) | acting]


class World:
    """A city and its recent past.

    Args:
        city: the city. Its own recorder goes on as it was.
    """

    def __init__(self, city: City) -> None:
        self.city = city
        self.series = Series(city.scenario)
        self.story: deque[tuple[date, str]] = deque(maxlen=CHRONICLE)
        self.decisions: dict[int, deque[tuple[date, str]]] = defaultdict(lambda: deque(maxlen=DECISIONS))
        self.turnout: NDArray[np.float32] = np.empty(0, dtype=np.float32)
        self.killed = 0
        self.answered: dict[Cause, date] = {}
        self._striking: NDArray[np.bool_] = np.zeros(0, dtype=np.bool_)
        self._seen = city.scenario.start.toordinal() - 1
        self._normal = city.la_paz.normal / np.maximum(1, city.la_paz.use)
        self._note_turnout()
        self._striking = city.assemblies.striking.copy()
        self.look()

    @classmethod
    def alone(cls, city: City) -> "World":
        """A world that keeps no more of its city's days than the page shows."""
        city.recorder = LatestDay(city)
        return cls(city)

    def split(self) -> "World":
        """The same world a second time, which may go another way."""
        twin = World.__new__(World)
        twin.__dict__.update(self.__dict__)
        twin.city = copy_of(self.city)
        concert = twin.city.recorder.concert
        twin.city.recorder = LatestDay(twin.city)
        twin.city.recorder.concert, twin.city.recorder.days = concert, [dict(day) for day in self.city.recorder.days]
        twin.series = Series(self.city.scenario)
        twin.series.values[:] = self.series.values
        twin.story = self.story.copy()
        twin.decisions = defaultdict(lambda: deque(maxlen=DECISIONS), {k: v.copy() for k, v in self.decisions.items()})
        twin.turnout, twin._striking, twin.answered = self.turnout.copy(), self._striking.copy(), dict(self.answered)
        return twin

    @property
    def over(self) -> bool:
        """Whether the last day has been lived."""
        return self.city.date >= self.city.scenario.end

    @property
    def today(self) -> dict[str, Any]:
        """The last day recorded, as the city's `daily` has it; before the first day, the eve of it."""
        days = self.city.recorder.days
        return days[-1] if days else day_of(self.city)

    def changed(self, moved: dict[str, float]) -> Scenario:
        """The city's scenario with levers moved to new values from tomorrow on.

        Raises:
            ValueError: when there is no such lever, a value is not allowed, or there is no day left.
        """
        return changed(self.city.scenario, self.city.date, moved)

    def step(self) -> bool:
        """Live a day, unless the last one has been lived; whether something was told of it."""
        if self.over:
            return False
        before = self.story[-1][0] if self.story else None
        self.city.step()
        self.look()
        return bool(self.story) and self.story[-1][0] != before

    def look(self) -> None:
        """Take in the days that were lived since the last look."""
        city = self.city
        fresh = [day for day in city.recorder.days if day["date"].date().toordinal() > self._seen]
        if not fresh:
            return
        for day in fresh:
            self.series.add(day, self._normal)
            self.killed += day["deaths"]
        self._note_story(date.fromordinal(self._seen), {day["date"].date(): day["deaths"] for day in fresh})
        self._note_causes()
        self._note_turnout()
        self._note_decisions()
        self._seen = city.day

    def _note_story(self, after: date, deaths: dict[date, int]) -> None:
        """The events since, told day by day."""
        happened: dict[date, list[dict[str, Any]]] = defaultdict(list)
        for event in reversed(self.city.events):
            if event.date <= after:
                break
            happened[event.date].insert(0, vars(event))
        for day in sorted(happened):
            told = chronicle.told_of(pd.DataFrame(happened[day]), deaths.get(day, 0))
            self.story.append((day, " ".join(told)))
        if isinstance(self.city.recorder, LatestDay):
            del self.city.events[:-EVENTS]

    def _note_causes(self) -> None:
        table = self.city.causes
        for row, cause in enumerate(self.city.scenario.causes):
            if cause.on <= self.city.date and not table.open[row]:
                self.answered.setdefault(cause, self.city.date)

    def _note_turnout(self) -> None:
        """What share of those called came to the last action that an assembly called."""
        a = self.city.assemblies
        new = len(a) - len(self.turnout)
        self.turnout = np.pad(self.turnout, (0, new), constant_values=np.nan)
        self._striking = np.pad(self._striking, (0, new))
        called, came = a.called.sum(axis=1), a.came.sum(axis=1)
        self.turnout = np.where(called > 0, came / np.maximum(1, called), self.turnout).astype(np.float32)

    def _note_decisions(self) -> None:
        """What assemblies decided today."""
        a, today = self.city.assemblies, self.city.date
        if "met" in a.described:
            for row in np.flatnonzero(a.met).tolist():
                stands = "a call to action stands" if a.mandate_until[row] >= self.city.day else "no call to action"
                self.decisions[row].append((today, f"{percent(a.voted[row])} of hands up for action: {stands}"))
        for row in np.flatnonzero(a.striking != self._striking).tolist():
            words = "open-ended strike called" if a.striking[row] else "strike lifted"
            self.decisions[row].append((today, words))
        self._striking = a.striking.copy()

"""One browser tab: its worlds, and the thread in which they live. The page asks; the thread does, one thing at a time."""

import gc
import queue
import sys
import threading
import time
import traceback
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import Protocol

from simulation.dashboard.founding import found
from simulation.dashboard.levers import LEVERS
from simulation.dashboard.world import World
from simulation.errors import ScenarioError
from simulation.folders import RunError
from simulation.scenario import Scenario

DRAWS = 8
"""Pictures a second at most."""
PATIENCE = 2.0
"""Seconds to wait for a browser that has not drawn the last picture; it may be hidden."""
GONE = 60.0
"""Seconds without a sign of the browser after which play stops."""
FASTEST = 0
"""The speed that is as fast as the machine allows."""


class Screen(Protocol):
    """Where worlds are drawn: a `CityView`."""

    drawn: int

    def show(self, *worlds: World) -> None:
        """Draw these worlds."""

    @property
    def shown(self) -> int:
        """How many pictures were sent."""


@dataclass(frozen=True)
class Status:
    """What the controls of a page need to know. `levers` are those of the world that they move."""

    busy: str = "Getting ready."
    error: str = ""
    playing: bool = False
    ready: bool = False
    over: bool = False
    what_if: bool = False
    levers: dict[str, float] = field(default_factory=dict)
    tops: dict[str, float] = field(default_factory=dict)
    title: str = ""
    about: str = ""


class Session:
    """What happens in one tab.

    Args:
        on_status: told whenever the status changes, from the session's own thread.
    """

    def __init__(self, on_status: Callable[[Status], object]) -> None:
        self.status = Status()
        self.worlds: list[World] = []
        self.speed: float = 10
        self.screen: Screen | None = None
        self._on_status = on_status
        self._tasks: queue.Queue[Callable[[], object]] = queue.Queue()
        self._moved: dict[str, float] = {}
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="what-if")
        self._closed = threading.Event()
        self._drawn_at = self._due = 0.0
        self._seen = (0, time.monotonic())
        self._thread = threading.Thread(target=self._live, name="city", daemon=True)

    # What the page asks for. All of it returns at once.

    def open(self, screen: Screen) -> None:
        """Begin, and draw on this screen."""
        self.screen = screen
        self._thread.start()

    def close(self) -> None:
        """End the thread, and let the cities go."""
        self._closed.set()
        self._tasks.put(lambda: None)

    def start(self, prepare: Callable[[], tuple[Scenario, int]]) -> None:
        """Found a city and show it on the eve of its first day.

        Args:
            prepare: says which scenario and seed, or raises ScenarioError.
        """
        self._ask(lambda: self._start(prepare))

    def play(self, playing: bool) -> None:
        """Live day after day, or stop."""
        self._ask(lambda: self._play(playing))

    def step(self) -> None:
        """Live one day."""
        self._ask(self._step)

    def next_event(self) -> None:
        """Live until something happens that the chronicle tells."""
        self._ask(self._until_told)

    def move(self, key: str, value: float) -> None:
        """Move a lever; it holds from the next day on."""
        self._ask(lambda: self._move(key, value))

    def split(self) -> None:
        """Copy the city as it is now; the levers move the copy from then on."""
        self._ask(self._split)

    def join(self) -> None:
        """Drop the copy."""
        self._ask(self._join)

    # What the thread does.

    def _ask(self, task: Callable[[], object]) -> None:
        self._tasks.put(task)

    def _live(self) -> None:
        while not self._closed.is_set():
            try:
                self._do_next()
            except (ScenarioError, RunError, ValueError) as error:
                self._tell(error=str(error), busy="", playing=False)
            except Exception as error:  # whatever it is, the page stays and says so
                traceback.print_exc(file=sys.stderr)
                self._tell(error=f"Something went wrong: {error!r}. Start again.", busy="", playing=False)
        self._pool.shutdown()
        self.worlds.clear()
        self.screen = None
        gc.collect()

    def _do_next(self) -> None:
        wait = max(0.0, self._due - time.monotonic()) if self.status.playing else None
        try:
            task = self._tasks.get(timeout=wait) if wait is None or wait > 0 else self._tasks.get_nowait()
        except queue.Empty:
            self._play_on()
        else:
            task()

    def _play_on(self) -> None:
        """A day of play, in time."""
        now = time.monotonic()
        self._due = max(self._due + 1 / self.speed, now - 0.2) if self.speed != FASTEST else now
        self._live_a_day()
        if self.worlds[0].over:
            self._draw()
            self._tell(playing=False, over=True)
        elif self._browser_is_gone():
            self._tell(playing=False)
        else:
            self._draw_if_due()

    def _start(self, prepare: Callable[[], tuple[Scenario, int]]) -> None:
        self._tell(busy="Founding the city.", error="", playing=False, ready=False)
        try:
            scenario, seed = prepare()
            self._tell(title=scenario.title or scenario.name, about=scenario.about)
            city = found(scenario, seed, lambda words: self._tell(busy=words))
        except Exception:
            self._tell(ready=bool(self.worlds))
            raise
        self._moved.clear()
        self.worlds = [World.alone(city)]
        gc.collect()
        self._tell(
            busy="", ready=True, over=False, what_if=False,
            levers=self._levers(), tops={lever.key: lever.top(city.rules) for lever in LEVERS},
        )  # fmt: skip
        self._draw()

    def _play(self, playing: bool) -> None:
        playing = playing and bool(self.worlds) and not self.worlds[0].over
        self._due = time.monotonic()
        self._seen = self._seen[0], self._due
        if not playing:
            self._draw()
        self._tell(playing=playing, error="")

    def _step(self) -> None:
        if self.worlds:
            self._live_a_day()
            self._draw()
            self._tell(over=self.worlds[0].over, error="")

    def _until_told(self) -> None:
        if not self.worlds:
            return
        self._tell(busy="Living until something happens.", playing=False, error="")
        while not self.worlds[0].over and not self._closed.is_set() and self._tasks.empty():
            if self._live_a_day():
                break
            self._draw_if_due()
        self._draw()
        self._tell(busy="", over=self.worlds[0].over)

    def _live_a_day(self) -> bool:
        """A day in every world; whether something was told of it. Two worlds live it at once, on two cores."""
        first, *others = self.worlds
        self._take_levers()
        elsewhere = [self._pool.submit(other.step) for other in others]
        told = first.step()
        return any([told, *(future.result() for future in elsewhere)])

    def _move(self, key: str, value: float) -> None:
        """Note where a lever was moved to; it is taken over when the next day begins, however often it moves till then."""
        if self.worlds:
            self.worlds[-1].changed(self._moved | {key: value})
            self._moved[key] = value
            self._tell(levers=self.status.levers | self._moved, error="")

    def _take_levers(self) -> None:
        if self._moved and not self.worlds[0].over:
            moved, self._moved = self._moved, {}
            self.worlds[-1].city.scenario = self.worlds[-1].changed(moved)

    def _split(self) -> None:
        if len(self.worlds) == 1:
            self._take_levers()
            self._tell(busy="Copying the city.")
            self.worlds.append(self.worlds[0].split())
            self._tell(busy="", what_if=True, error="")
            self._draw()

    def _join(self) -> None:
        if len(self.worlds) > 1:
            self._moved.clear()
            del self.worlds[1:]
            gc.collect()
            self._tell(what_if=False, levers=self._levers(), error="")
            self._draw()

    def _levers(self) -> dict[str, float]:
        """Where the levers stand in the world that they move, counting what holds from tomorrow on."""
        scenario = self.worlds[-1].city.scenario
        due = tuple(change for change in scenario.changes if change.on.toordinal() <= self.worlds[-1].city.day + 1)
        rules = scenario.rules_after(due)
        return {lever.key: lever.value(rules) for lever in LEVERS}

    def _draw_if_due(self) -> None:
        since = time.monotonic() - self._drawn_at
        waiting = self.screen is not None and self.screen.drawn < self.screen.shown
        if since >= (PATIENCE if waiting else 1 / DRAWS):
            self._draw()

    def _draw(self) -> None:
        if self.screen is not None and self.worlds and not self._closed.is_set():
            self._drawn_at = time.monotonic()
            self.screen.show(*self.worlds)

    def _browser_is_gone(self) -> bool:
        drawn, now = self.screen.drawn if self.screen else 0, time.monotonic()
        if drawn != self._seen[0]:
            self._seen = drawn, now
        return now - self._seen[1] > GONE

    def _tell(self, **news: object) -> None:
        status = replace(self.status, **news)  # type: ignore[arg-type]
        if status != self.status and not self._closed.is_set():
            self.status = status
            self._on_status(status)

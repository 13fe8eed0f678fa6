"""A run that is being lived: the folder `<name>.unfinished`, its lock, and its last two checkpoints.

Checkpoints are written when a fiftieth of the time lived since the last one pays for another, so that a short run has
none. The folder goes when the run is kept; a run that was stopped or killed leaves it behind, and `--resume` goes on.
"""

import json
import shutil
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simulation.commands.terminal import Screen
from simulation.errors import ScenarioError
from simulation.folders import LOCK, RunError, locked, reading, why, write_json, write_whole
from simulation.memory import PER_RESIDENT
from simulation.scenario import Scenario
from simulation.scenario_files.load import load_scenario, write_scenario
from simulation.wording import found

if TYPE_CHECKING:
    from simulation.city import City

ENDING = ".unfinished"
MANIFEST, SCENARIO, CHECKPOINT = "unfinished.json", "scenario.toml", ".checkpoint"
KEPT = 2
"""Checkpoints that are kept: should the last be damaged, there is one before it."""
PAID = 0.02
"""Share of the time lived that checkpoints may take."""
GUESS = (0.02, 200e6)
"""What the first is thought to cost: seconds, and bytes a second (measured: 70 MB in 0.35 s)."""
PATIENCE = 10.0
"""How many times longer than otherwise it is until the next try, after one that could not be written."""


class Unfinished:
    """The folder of a run that is being lived, held by this process. `opened` makes one.

    Attributes:
        folder: where it is.
        seed: whose luck the run has.
        resumed: whether its city is that of a checkpoint.
    """

    def __init__(self, folder: Path, scenario: Scenario, seed: int, screen: Screen) -> None:
        self.folder, self.scenario, self.seed, self._screen = folder, scenario, seed, screen
        residents = scenario.city.scaled(scenario.city.population)
        self._cost = GUESS[0] + residents * PER_RESIDENT / GUESS[1]
        self._last = time.perf_counter()
        self.resumed = False

    @property
    def left(self) -> str:
        """What there is of a run that was stopped, in words."""
        if not self.checkpoints:
            return "this run was not kept"
        day = self.checkpoints[0].name.removesuffix(CHECKPOINT)
        return f"what was lived up to {day} is kept in {self.folder}, and the same command with --resume goes on"

    @property
    def checkpoints(self) -> list[Path]:
        """The checkpoints that are there, the last first."""
        return sorted(self.folder.glob(f"*{CHECKPOINT}"), reverse=True)

    def latest(self) -> "City | None":
        """The city of the last checkpoint that is whole, or None; a damaged one is told of and removed."""
        from simulation import checkpoint

        for path in self.checkpoints:
            try:
                city = checkpoint.restore(path, self.scenario, self.seed)
                self.resumed = True
                return city
            except RunError as error:
                self._screen.say(f"{error}; it is left aside")
                path.unlink()
        return None

    def day_done(self, city: "City") -> None:
        """Write a checkpoint when the time lived pays for it."""
        if (time.perf_counter() - self._last) * PAID < self._cost:
            return
        began = time.perf_counter()
        written = self.save(city)
        self._last = time.perf_counter()
        self._cost = (self._last - began) * (1.0 if written else PATIENCE)

    def save(self, city: "City") -> bool:
        """Write a checkpoint now; one that cannot be written is told of, and the run goes on. Whether it is there."""
        from simulation import checkpoint

        try:
            checkpoint.save(city, self.folder / f"{city.date}{CHECKPOINT}")
        except OSError as error:
            self._screen.say(f"{self.folder}: no checkpoint of {city.date} could be written ({why(error)})")
            return False
        for path in self.checkpoints[KEPT:]:
            path.unlink()
        return True

    def begin(self) -> None:
        """Say in the folder what is lived in it, from the first day."""
        from simulation.run import versions

        for path in self.checkpoints:
            path.unlink()
        said = {"scenario": self.scenario.name, "seed": self.seed, "versions": versions()}
        text = write_scenario(self.scenario)
        write_whole(self.folder / SCENARIO, lambda path: path.write_text(text, encoding="utf-8"))
        write_whole(self.folder / MANIFEST, lambda path: write_json(path, said))

    def refuse_other(self) -> None:
        """Refuse to go on with what was begun otherwise.

        Raises:
            ScenarioError: with what differs.
        """
        from simulation.run import versions

        with reading(self.folder / MANIFEST) as path:
            before = json.loads(path.read_text(encoding="utf-8"))
        changed = differing(before["versions"], versions())
        if not changed:
            asked = load_scenario(self.folder / SCENARIO)
            changed = differing(_flat(asked.as_tables()), _flat(self.scenario.as_tables()))
        if changed:
            raise ScenarioError(
                f"{self.folder}: cannot be resumed, for what is asked has changed since: {'; '.join(changed)}; "
                "allowed: what was asked then, or --force to start over"
            )

    def discard(self) -> None:
        """Remove the folder: what was lived is kept elsewhere, or there is nothing worth keeping."""
        shutil.rmtree(self.folder, ignore_errors=True)


@contextmanager
def opened(
    out: Path, name: str, scenario: Scenario, seed: int, screen: Screen, resume: bool, force: bool
) -> Iterator[Unfinished]:
    """The folder of a run to be lived, locked. One without a checkpoint is gone afterwards.

    Args:
        out: the folder of runs; made when missing.
        name: what the run will be called.
        scenario: what is asked.
        seed: whose luck the run has.
        screen: where to say what becomes of checkpoints.
        resume: go on with what was left there.
        force: remove what was left there.

    Raises:
        ScenarioError: when something was left there and neither is wished, or it was begun otherwise.
        RunError: when another process lives it, or the folder cannot be written to.
    """
    folder, is_new = out / f"{name}{ENDING}", not out.exists()
    with locked(folder / LOCK, f"{folder}: another process is living this run"):
        unfinished = Unfinished(folder, scenario, seed, screen)
        try:
            try:
                _make_ready(unfinished, resume, force)
            except OSError as error:
                raise RunError(f"{folder}: cannot be written to ({why(error)})") from error
            yield unfinished
        finally:
            if not unfinished.checkpoints:
                unfinished.discard()
                if is_new and not any(out.iterdir()):
                    out.rmdir()


def _make_ready(unfinished: Unfinished, resume: bool, force: bool) -> None:
    """Judge what was left there, and begin anew where nothing is to be gone on with."""
    left = unfinished.checkpoints
    if left and resume:
        unfinished.refuse_other()
        return
    if left and not force:
        raise ScenarioError(
            f"{unfinished.folder}: an earlier run got to {left[0].name.removesuffix(CHECKPOINT)} and is kept there; "
            "allowed: --resume to go on with it, --force to start over, or another --out"
        )
    unfinished.begin()


def _flat(tables: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a scenario by full name."""
    flat: dict[str, Any] = {}
    for key, value in tables.items():
        flat |= {f"{key}.{name}": v for name, v in value.items()} if isinstance(value, dict) else {key: value}
    return {key: value for key, value in flat.items() if key not in ("title", "about")}


def differing(before: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """What differs between two sets of named values, in words."""
    told = []
    for name in dict.fromkeys((*before, *now)):
        was, is_now = before.get(name), now.get(name)
        if was != is_now:
            short = isinstance(was, list) or isinstance(is_now, list)
            told.append(f"{name}s" if short else f"{name} was {found(was)} and is {found(is_now)}")
    return told

"""Many small runs of many scenarios, of each of which only a few numbers are kept.

A run is known by a name. Its numbers are kept as `<name>.json` once it ends, with the fingerprint of what was asked,
so that a study that was stopped goes on where it was, and lives again what is asked differently now.
"""

import json
import os
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any

from simulation.folders import RunError, write_json, write_whole
from simulation.scenario import Scenario
from simulation.study.measures import Kept
from simulation.study.workers import live_all, processes

Numbers = dict[str, Any]
Asked = Mapping[str, tuple[Scenario, int]]
"""Scenario and seed of each run, by its name, which is safe as the name of a file."""


def live_many(
    asked: Asked,
    numbers_of: Callable[[Kept], Numbers],
    folder: Path,
    workers: int | None = None,
    on_done: Callable[[str], None] | None = None,
    executor: Executor | None = None,
) -> dict[str, Numbers]:
    """Live each run that `folder` does not hold yet, and keep its numbers as it ends.

    Args:
        asked: the runs.
        numbers_of: what is kept of a run, as plain values that JSON can hold.
        folder: where the numbers are kept; made when missing.
        workers: how many processes at once; None for one a core.
        on_done: called with the name of each run once it is kept, at once for those already there.
        executor: who does the work; None for spawned processes on this machine.

    Returns:
        The numbers of every run, by name, in the order asked.

    Raises:
        RunError: when a run failed (the others are kept), or the folder cannot be written to.
        KeyboardInterrupt: when interrupted; what was done is kept.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise RunError(f"{folder}: cannot be written to ({error.strerror})") from error
    filling = _Filling(folder, asked, numbers_of, on_done or (lambda _: None), {}, {})
    todo = [name for name in asked if not filling.there_already(name)]
    if executor is not None:
        filling.fill(executor, todo)
    elif todo:
        with processes(min(workers or os.cpu_count() or 1, len(todo))) as pool:
            filling.fill(pool, todo)
    if filling.failed:
        name, why = next(iter(filling.failed.items()))
        raise RunError(f"{len(filling.failed)} runs failed, the others are kept in {folder}. {name}: {why}")
    return {name: filling.kept[name] for name in asked}


@dataclass(frozen=True)
class _Filling:
    """The filling of a folder, run by run: `kept` and `failed` grow as it goes."""

    folder: Path
    asked: Asked
    numbers_of: Callable[[Kept], Numbers]
    tell: Callable[[str], None]
    kept: dict[str, Numbers]
    failed: dict[str, str]

    def there_already(self, name: str) -> bool:
        """Whether a run is there, and asked the same; if so it is told of."""
        numbers = _kept(self.folder, name, *self.asked[name])
        if numbers is not None:
            self.kept[name] = numbers
            self.tell(name)
        return numbers is not None

    def fill(self, executor: Executor, names: Sequence[str]) -> None:
        """Live these runs, and keep the numbers of each as it ends."""
        for name, future in live_all(executor, {name: self.asked[name] for name in names}):
            if (raised := future.exception()) is not None:
                self.failed[name] = f"{type(raised).__name__}: {raised}"
                continue
            lived = future.result()
            self.kept[name] = self.numbers_of(Kept(lived.summary, lived.daily, lived.participants))
            content = {**_identity(*self.asked[name]), "numbers": self.kept[name]}
            write_whole(self.folder / f"{name}.json", partial(write_json, content=content))
            self.tell(name)


def _identity(scenario: Scenario, seed: int) -> dict[str, Any]:
    return {"scenario_digest": scenario.digest(), "seed": seed, "version": version("el-alto")}


def _kept(folder: Path, name: str, scenario: Scenario, seed: int) -> Numbers | None:
    """The numbers of a run that is there already and was asked the same; None also for a damaged file."""
    try:
        known = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
        numbers: Numbers = known.pop("numbers")
    except (OSError, ValueError, KeyError, AttributeError):
        return None
    return numbers if known == _identity(scenario, seed) else None

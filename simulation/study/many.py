"""Many runs of many scenarios, of each of which some numbers are kept (`dataset`).

A run has a name in its study. It is lived when the study's dataset holds no run of that scenario, seed and rules; so a
study that was stopped goes on where it was, and lives again only what is asked differently now.
"""

from collections.abc import Callable, Mapping
from concurrent.futures import Executor
from contextlib import closing
from pathlib import Path

from simulation.folders import LOCK, RunError, locked
from simulation.scenario import Scenario
from simulation.study.dataset import Dataset, Numbers
from simulation.study.executors import at_once
from simulation.study.measures import Kept
from simulation.study.workers import Lived, live_each

Asked = Mapping[str, tuple[Scenario, int]]
"""Scenario and seed of each run, by its name."""
OnDone = Callable[[str, str | None], None]
"""Told the name of each run that is done with, and its error if it failed."""


def live_many(
    asked: Asked,
    numbers_of: Callable[[Kept], Numbers],
    folder: Path,
    workers: int | None = None,
    on_done: OnDone | None = None,
    executor: Executor | None = None,
) -> dict[str, Numbers]:
    """Live each run that the dataset in `folder` does not hold yet, and keep its numbers as it ends.

    Args:
        asked: the runs.
        numbers_of: what is kept of a run, as plain values that JSON can hold.
        folder: of the study, in which the dataset is; made when missing.
        workers: how many processes at once; None for one a core.
        on_done: told of each run once it is kept, at once of those already there.
        executor: who does the work; None for processes on this machine, or the cluster inside `on_cluster`.

    Returns:
        The numbers of every run, by name, in the order asked.

    Raises:
        RunError: when runs failed (the others are kept), another process lives it, or the folder cannot be written to.
        KeyboardInterrupt: when interrupted; what was done is kept.
    """
    kept: dict[str, Numbers] = {}
    failed: dict[str, str] = {}
    with locked(Path(folder) / LOCK, f"{folder}: another process is living this study"):
        there, tell = Dataset(folder), on_done or (lambda *_: None)
        for name, (scenario, seed) in asked.items():
            if (numbers := there.get(scenario, seed)) is not None:
                kept[name] = numbers
                tell(name, None)
        todo = {name: run for name, run in asked.items() if name not in kept}
        runs = live_each(((name, *run) for name, run in todo.items()), at_once(workers, len(todo)), executor)
        with closing(runs):
            for name, came in runs:
                if isinstance(came, Lived):
                    numbers = numbers_of(Kept(came.summary, came.daily, came.participants))
                    kept[name] = there.add(name, *todo[name], numbers)
                else:
                    failed[name] = there.fail(name, *todo[name], came)
                tell(name, failed.get(name))
    if failed:
        name, why = next(iter(failed.items()))
        raise RunError(f"{len(failed)} runs failed, the others are kept in {folder}. {name}: {why}")
    return {name: kept[name] for name in asked}

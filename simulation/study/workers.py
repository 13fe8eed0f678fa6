"""Who does the work of many runs: processes on this machine, or any other `concurrent.futures.Executor`."""

import multiprocessing
import os
import signal
import threading
from collections.abc import Iterator, Mapping
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from typing import Any, NamedTuple

import pandas as pd

from simulation.scenario import Scenario

THREADS = ("NUMBA_NUM_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
"""What keeps each worker to one thread, so that as many workers as cores do not crowd them."""


class Lived(NamedTuple):
    """What a worker hands back of a run: the daily series, the summary, and who took part."""

    daily: pd.DataFrame
    summary: dict[str, Any]
    participants: pd.DataFrame


def live(scenario: Scenario, seed: int) -> Lived:
    """Live a scenario to its end (in a worker)."""
    from simulation.city import City  # here, so that whoever only reads stored runs loads no engine
    from simulation.study.closing import census, participants

    city = City(scenario, seed=seed)
    city.run()
    run = city.record()
    numbers = {name: float(value) for name, value in census(city).items()}
    return Lived(run.daily, {**run.summary, "census": numbers}, participants(city))


def live_all[Key](executor: Executor, asked: Mapping[Key, tuple[Scenario, int]]) -> Iterator[tuple[Key, Future[Lived]]]:
    """Live scenarios with seeds; the key of each and its future, as it ends. What is left is called off on a stop."""
    futures = {submit(executor, scenario, seed): key for key, (scenario, seed) in asked.items()}
    try:
        for future in as_completed(tuple(futures)):
            yield futures.pop(future), future  # and forget it: thousands of runs do not fit into memory
    finally:
        for future in futures:
            future.cancel()


def submit(executor: Executor, scenario: Scenario, seed: int) -> Future[Lived]:
    """Give one run to whoever does the work."""
    try:
        return executor.submit(live, scenario, seed)
    except BrokenExecutor as error:  # a worker died while seeds were still being handed out
        future: Future[Lived] = Future()
        future.set_exception(error)
        return future


@contextmanager
def processes(workers: int) -> Iterator[Executor]:
    """An executor of freshly spawned processes of one thread each, which end at once when interrupted."""
    before = {name: os.environ.get(name) for name in THREADS}
    others = multiprocessing.active_children()
    os.environ.update(dict.fromkeys(THREADS, "1"))  # libraries read it as they are imported, so it is set before
    try:
        with ProcessPoolExecutor(workers, multiprocessing.get_context("spawn"), initializer=_begin) as pool:
            try:
                yield pool
            except BaseException:
                for child in multiprocessing.active_children():
                    if child not in others:
                        child.terminate()
                raise
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def _begin() -> None:
    """Let Ctrl-C end a worker without a traceback, and let it not outlive its parent, which says what there is to say."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """A parent that is killed tells its workers nothing: they would wait for work for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)

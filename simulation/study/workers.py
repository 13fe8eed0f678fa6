"""Who does the work of many runs: processes on this machine, or any other `concurrent.futures.Executor`."""

import multiprocessing
import os
import signal
import threading
from collections.abc import Generator, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, ProcessPoolExecutor, wait
from contextlib import contextmanager
from typing import Any, NamedTuple

import pandas as pd

from simulation.folders import RunError
from simulation.scenario import Scenario
from simulation.study.executors import at_once, cluster_executor

THREADS = ("NUMBA_NUM_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
"""What keeps each worker to one thread, so that as many workers as cores do not crowd them."""

AHEAD = 4
"""Runs handed out for each that is lived at a time: so many that nobody waits for work."""


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


def live_each[Key](
    asked: Iterable[tuple[Key, Scenario, int]], workers: int | None = None, executor: Executor | None = None
) -> Generator[tuple[Key, "Lived | BaseException"]]:
    """Live scenarios with seeds: the key of each with what it came to, or its error, as it ends.

    Only a few runs are handed out ahead of those that are lived (`AHEAD`), so memory does not grow with their number.
    A process that dies takes the runs under way along: each of them is lived once more, alone. A cluster does the
    like by itself. What is left is called off when the caller stops.

    Args:
        asked: key, scenario and seed of each run; taken one by one as they are needed.
        workers: how many processes at once; None for one a core.
        executor: who does the work; None for processes on this machine, or the cluster inside `on_cluster`.

    Raises:
        RunError: when the cluster is lost.
    """
    left = iter(asked)
    slots = at_once(workers)
    if pool := executor or cluster_executor():
        yield from _flow(pool, left, AHEAD * slots, None)
        return
    broken: list[tuple[Key, Scenario, int]] = []
    while True:
        with processes(slots) as pool:
            yield from _flow(pool, left, AHEAD * slots, broken)
        if not broken:
            return
        while broken:
            with processes(1) as pool:
                yield from _flow(pool, iter([broken.pop()]), 1, None)


def _flow[Key](
    executor: Executor, left: Iterator[tuple[Key, Scenario, int]], ahead: int,
    broken: list[tuple[Key, Scenario, int]] | None,
) -> Generator[tuple[Key, "Lived | BaseException"]]:  # fmt: skip
    """Hand out runs, at most so many ahead. Those of an executor that broke go to `broken`, if that is a list."""
    under_way: dict[Future[Lived], tuple[Key, Scenario, int]] = {}
    try:
        while True:
            while len(under_way) < ahead and not broken and (each := next(left, None)):
                under_way[submit(executor, each[1], each[2])] = each
            if not under_way:
                return
            for future in wait(under_way, return_when=FIRST_COMPLETED).done:
                each = under_way.pop(future)
                if future.cancelled():
                    raise RunError("the cluster was lost; the runs done so far are kept, and the same command goes on")
                error = future.exception()
                if broken is not None and isinstance(error, BrokenExecutor):
                    broken.append(each)
                else:
                    yield each[0], error or future.result()
    finally:
        for future in under_way:
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
def crew(workers: int) -> Iterator[Executor]:
    """Who does the work: the cluster's workers inside `on_cluster`, else so many processes on this machine."""
    cluster = cluster_executor()
    if cluster is not None:
        yield cluster
        return
    with processes(workers) as pool:
        yield pool


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

"""A study on a Dask cluster: a scheduler and workers that are processes of their own, one of which is killed."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd
import pytest
from factories import GAS, scenario_of
from slow_city import LIVED_BY, slow

from simulation.errors import ScenarioError
from simulation.study import executors, workers
from simulation.study.ensemble import run_ensemble
from simulation.study.executors import at_once, on_cluster
from tests.conftest import Outcome

pytest.importorskip("distributed")
HERE = Path(__file__).parent
SCENARIO = scenario_of(12, (0, GAS, 0.6))
SEEDS = range(1, 41)


def started(*command: str) -> subprocess.Popen[str]:
    """A process of its own, of which the first words on what it listens to are awaited."""
    environment = {**os.environ, "PYTHONPATH": f"{HERE}{os.pathsep}{HERE.parent}"}
    return subprocess.Popen(
        [sys.executable, "-m", "distributed.cli.dask_" + command[0], *command[1:]],
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, env=environment,
    )  # fmt: skip


def said(process: subprocess.Popen[str], pattern: str) -> str:
    """What a process says on its standard error that matches."""
    assert process.stderr is not None
    for line in process.stderr:
        if match := re.search(pattern, line):
            return match[1]
    raise AssertionError(f"it ended without saying {pattern}")


@pytest.fixture
def scheduler() -> Iterator[str]:
    """The address of a scheduler that nobody works for yet."""
    process = started("scheduler", "--port", "0", "--host", "127.0.0.1", "--no-dashboard")
    try:
        yield said(process, r"Scheduler at:\s+(tcp://\S+)")
    finally:
        process.kill()
        process.wait()


@pytest.fixture
def two_workers(scheduler: str) -> Iterator[list[subprocess.Popen[str]]]:
    """Two workers of one thread each, without a nanny that would start them anew."""
    processes = [started("worker", scheduler, "--nthreads", "1", "--no-nanny", "--no-dashboard") for _ in range(2)]
    try:
        for process in processes:
            said(process, r"(Registered to)")
        yield processes
    finally:
        for process in processes:
            process.kill()
            process.wait()


def test_a_worker_that_is_killed_amid_a_study_costs_no_run_and_doubles_none(
    scheduler: str, two_workers: list[subprocess.Popen[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workers, "live", slow)
    told: list[int] = []

    def kill_one_at_the_fifth(seed: int, _: object) -> None:
        told.append(seed)
        if len(told) == 5:
            two_workers[0].send_signal(signal.SIGKILL)

    with on_cluster(scheduler, patience=30):
        assert at_once(None) == 2
        ensemble = run_ensemble(SCENARIO, SEEDS, None, tmp_path, kill_one_at_the_fifth)
    assert two_workers[0].wait() == -signal.SIGKILL
    assert (ensemble.failed, ensemble.missing) == ({}, ())
    assert Counter(told) == dict.fromkeys(SEEDS, 1)
    assert sorted(pd.read_parquet(tmp_path / "participants")["seed"]) == list(SEEDS)
    lived_by = {summary[LIVED_BY] for summary in ensemble.summaries.values()}
    assert two_workers[1].pid in lived_by
    assert os.getpid() not in lived_by


def test_what_a_cluster_lived_is_not_lived_again_at_home(
    scheduler: str, two_workers: list[subprocess.Popen[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workers, "live", slow)
    with on_cluster(scheduler, patience=30):
        run_ensemble(SCENARIO, [1, 2], None, tmp_path)
    ensemble = run_ensemble(SCENARIO, [1, 2, 3], 1, tmp_path)
    pids = [ensemble.summaries[seed][LIVED_BY] for seed in (1, 2, 3)]
    assert set(pids[:2]) <= {worker.pid for worker in two_workers}
    assert pids[2] not in {worker.pid for worker in two_workers}


@pytest.mark.usefixtures("two_workers")
def test_workers_with_other_rules_are_refused(scheduler: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("simulation.run.CODE", "mine")
    with pytest.raises(ScenarioError, match=r"2 of its 2 workers have another version"), on_cluster(scheduler, 30):
        pass
    assert executors.cluster_executor() is None


def test_a_scheduler_without_workers_is_said_to_have_none(scheduler: str) -> None:
    with pytest.raises(ScenarioError, match="it has no workers"), on_cluster(scheduler, patience=2):
        pass


def test_a_scheduler_that_cannot_be_reached_is_said_within_seconds(el_alto: Callable[..., Outcome]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:  # it takes calls and never answers
        addresses = [
            f"tcp://127.0.0.1:{silent.getsockname()[1]}",
            "tcp://127.0.0.1:1",
            "nonsense",
            "http://127.0.0.1:1",
        ]
        for address in addresses:
            began = time.monotonic()
            ended = el_alto("run", "small", "--seeds", "2", "--scheduler", address)
            assert (ended.code, ended.out) == (2, "")
            assert f"--scheduler {address}: no Dask scheduler answers there" in ended.err
            assert ended.err.count("\n") == 1
            assert time.monotonic() - began < 30

"""Where many runs are lived: in processes on this machine, or on a Dask cluster.

Everything asked for inside `on_cluster(address)` is lived there, by the same code:

    with on_cluster("tcp://scheduler:8786"):
        run_ensemble(...)

A cluster's workers must have the same el-alto, file for file: a study never mixes runs of two versions.
"""

import logging
import os
import socket
from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from contextvars import ContextVar
from importlib.util import find_spec
from typing import Any
from urllib.parse import urlsplit

from simulation.errors import ScenarioError
from simulation.memory import refuse_too_large
from simulation.run import code
from simulation.scenario import Scenario

PATIENCE = 5.0
"""Seconds to wait for a scheduler, and as long again for its first worker."""
_cluster: ContextVar[Any] = ContextVar("cluster", default=None)


@contextmanager
def on_cluster(address: str, patience: float = PATIENCE) -> Iterator[None]:
    """Live all runs asked for in here on the workers of a Dask cluster.

    Args:
        address: of its scheduler, "tcp://host:port".
        patience: seconds to wait for the scheduler, and again for a first worker.

    Raises:
        ScenarioError: when `dask.distributed` is not installed, no scheduler answers, it has no workers, or they
            have another version of el-alto, or none.
    """
    if find_spec("distributed") is None:
        raise ScenarioError(
            "--scheduler needs distributed, which is not installed; "
            "allowed: el-alto with its extra, pip install 'el-alto[cluster]'"
        )
    with _connected(address, patience) as client:
        _refuse_other_code(client, address)
        _one_thread_each(client)
        token = _cluster.set(client)
        try:
            yield
        finally:
            _cluster.reset(token)


@contextmanager
def _connected(address: str, patience: float) -> Iterator[Any]:
    if not _answers(address, patience):
        raise _unreachable(address)
    from distributed import Client

    logging.getLogger("distributed").setLevel(logging.CRITICAL)  # what matters of a lost worker is said by the study
    try:
        client = Client(address, timeout=patience, set_as_default=False)
    except (OSError, ValueError, TypeError):  # TypeError: something else answers there
        raise _unreachable(address) from None
    try:
        try:
            client.wait_for_workers(1, timeout=patience)
        except TimeoutError:
            raise ScenarioError(
                f"--scheduler {address}: it has no workers; start some: dask worker {address} --nthreads 1"
            ) from None
        yield client
    finally:
        client.close(timeout=patience)


def _answers(address: str, patience: float) -> bool:
    """Whether something answers that may be a scheduler, which speaks first over tcp. Asked of it here, for a client
    waits for a silent port for ever, and is slow to be loaded."""
    parts = urlsplit(address)
    try:
        if parts.scheme not in ("tcp", "tls") or parts.hostname is None or parts.port is None:
            return False
        with socket.create_connection((parts.hostname, parts.port), timeout=patience) as line:
            return parts.scheme == "tls" or bool(line.recv(1))
    except (OSError, ValueError):
        return False


def _unreachable(address: str) -> ScenarioError:
    return ScenarioError(
        f"--scheduler {address}: no Dask scheduler answers there; allowed: the address of one that runs, "
        "like tcp://127.0.0.1:8786"
    )


def _refuse_other_code(client: Any, address: str) -> None:
    """Refuse workers that would live another model than this one."""
    try:
        theirs = client.run(code)
    except Exception as error:  # whatever importing a package may raise, on another machine
        raise ScenarioError(
            f"--scheduler {address}: its workers cannot load el-alto ({type(error).__name__}: {error}); "
            "allowed: workers in the same environment as this command"
        ) from None
    if other := sorted(worker for worker, their in theirs.items() if their != code()):
        raise ScenarioError(
            f"--scheduler {address}: {len(other)} of its {len(theirs)} workers have another version of el-alto than "
            f"this command ({other[0]}); allowed: the same files on both sides"
        )


def _one_thread_each(client: Any) -> None:
    """Have each run use one thread, on workers that join later, too: a cluster is as busy as it has runs."""
    from distributed import WorkerPlugin

    class OneThread(WorkerPlugin):
        def setup(self, worker: Any) -> None:  # noqa: ARG002
            from numba import config

            config.NUMBA_NUM_THREADS = 1  # type: ignore[attr-defined]

    client.register_plugin(OneThread(), name="el-alto: one thread a run")


def cluster_executor() -> Executor | None:
    """The cluster's executor, inside `on_cluster`."""
    client = _cluster.get()
    return None if client is None else client.get_executor(pure=False)


def at_once(workers: int | None, most: int | None = None) -> int:
    """How many runs are lived at the same time.

    Args:
        workers: how many processes were asked for; None for one a core. A cluster has as many as it has.
        most: how many runs there are at all.
    """
    client = _cluster.get()
    slots = workers or os.cpu_count() or 1 if client is None else max(1, sum(client.nthreads().values()))
    return slots if most is None else max(1, min(slots, most))


def refuse_too_many(scenario: Scenario, slots: int) -> None:
    """Refuse cities that this machine cannot hold at once; of a cluster's machines nothing is known here.

    Raises:
        ScenarioError: with the largest scale that fits.
    """
    if _cluster.get() is None:
        refuse_too_large(scenario, at_once=slots)

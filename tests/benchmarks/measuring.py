"""Measuring: by turns, in a process of its own, and a row of the table."""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
MEGABYTE = 2**20


@dataclass(frozen=True)
class Row:
    """One line of the table.

    Attributes:
        what: what was measured.
        value: what came out, with its unit, in words.
        aim: what it should be, where there is an aim.
        note: what else a reader has to know.
        number: the value as a number.
    """

    what: str
    value: str
    number: float
    aim: str = ""
    note: str = ""


def by_turns(times: int, **works: Callable[[], object]) -> dict[str, float]:
    """Do each work in turn, so many times; the best seconds of each, of this process only and not of others beside it.

    The first round warms up and does not count.
    """
    best = dict.fromkeys(works, float("inf"))
    for turn in range(times + 1):
        for name, work in works.items():
            began = time.process_time()
            work()
            if turn:
                best[name] = min(best[name], time.process_time() - began)
    return best


@dataclass(frozen=True)
class Done:
    """What a process came to: its JSON, wall seconds, and the most memory it held, in bytes."""

    told: dict[str, Any]
    seconds: float
    memory: int


def process(*command: str, environment: Mapping[str, str] | None = None) -> Done:
    """Run Python on its own with this command line; it prints one JSON object.

    Raises:
        RuntimeError: when it fails.
    """
    with tempfile.TemporaryFile("w+") as out:
        began = time.perf_counter()
        child = subprocess.Popen(
            [sys.executable, *command], stdout=out, cwd=ROOT, env={**os.environ, **(environment or {})}
        )
        _, status, used = os.wait4(child.pid, 0)
        seconds = time.perf_counter() - began
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode:
            raise RuntimeError(f"{' '.join(command)} ended with {child.returncode}")
        out.seek(0)
        return Done(json.load(out), seconds, used.ru_maxrss * 1024)

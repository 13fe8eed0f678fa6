"""A small run in a process of its own, for something bad to happen to."""

import contextlib
import io
import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, NamedTuple
from unittest.mock import patch

from simulation.cli import main
from simulation.run import Run

ASKED = ("history", "--scale", "0.02", "--until", "1953-06-30")
"""A city of two barrios that grows for years: it lives long enough for several checkpoints, in a second or two."""
NAME = "history-seed1"
LEFT = f"{NAME}.unfinished"

COMMAND = """
import sys
from simulation import report_page
from simulation.commands import looking
from simulation.commands import unfinished
from simulation.cli import main
looking.draw_run = lambda run: []
report_page.write_report = lambda run: run.folder
unfinished.PAID = 0.3
BEFORE
main(sys.argv[1:])
"""
"""The command without pictures, and with many more checkpoints than else; first whatever goes before it."""


class Ended(NamedTuple):
    """What a process came to."""

    code: int
    out: str
    err: str


def start(out: Path, *options: str, before: str = "", **more: Any) -> subprocess.Popen[str]:
    """Live the run in a process of its own, with code to be executed before."""
    arguments = [sys.executable, "-c", COMMAND.replace("BEFORE", before), "run", *ASKED, "--out", str(out), *options]
    return subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **more)


def live(out: Path, *options: str) -> Ended:
    """Live the run in this process."""
    said, complained = io.StringIO(), io.StringIO()
    with (
        patch("simulation.commands.launch.draw_run", lambda _: []),
        patch("simulation.report_page.write_report", lambda run: run.folder),
        patch("simulation.commands.unfinished.PAID", 0.3),
        contextlib.redirect_stdout(said),
        contextlib.redirect_stderr(complained),
    ):
        try:
            main(["run", *ASKED, "--out", str(out), *options])
        except SystemExit as ended:
            return Ended(int(ended.code or 0), said.getvalue(), complained.getvalue())
    raise AssertionError("a command ends with an exit code")


def end(process: subprocess.Popen[str]) -> Ended:
    """Wait for its end."""
    out, err = process.communicate(timeout=60)
    return Ended(process.returncode, out, err)


def kill(process: subprocess.Popen[str]) -> None:
    """SIGKILL: nothing can be done about it."""
    process.kill()
    process.communicate()


def checkpoints(out: Path) -> list[Path]:
    """Those of the run that is being lived, in order of time."""
    return sorted((out / LEFT).glob("*.checkpoint"))


def wait_for(out: Path, count: int) -> None:
    """Wait until the run has written so many checkpoints, of which only the last two are ever there."""
    seen: set[Path] = set()
    until = time.monotonic() + 40
    while len(seen) < count and time.monotonic() < until:
        seen |= set(checkpoints(out))
        time.sleep(0.002)
    assert len(seen) >= count


def assert_whole(out: Path, digest: str) -> None:
    """The run is kept, is the one that was to be, and nothing is left beside it."""
    assert Run.load(out / NAME).digest == digest
    assert json.loads((out / NAME / "manifest.json").read_text())["digest"] == digest
    assert not (out / LEFT).exists()


def assert_resumes(out: Path, digest: str) -> str:
    """Going on ends as if nothing had happened; what is said on the way."""
    told = live(out, "--resume")
    assert (told.code, told.err) == (0, "")
    assert_whole(out, digest)
    return told.out

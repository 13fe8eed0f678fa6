"""An ensemble that is killed is gone on with; one that is to be replaced stays until the new one is whole."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest
from unlucky import Ended

from simulation.study.ensemble import Ensemble

ASKED = ("small", "--until", "2003-08-10", "--scale", "0.01", "--seeds", "6", "--workers", "1")
NAME = "small-seeds1-6"

COMMAND = """
import sys
from simulation import report_page
from simulation.commands import looking
from simulation.cli import main
looking.draw_ensemble = lambda *_: []
report_page.write_report = lambda of: of.folder
if __name__ == "__main__":
    main(sys.argv[1:])
"""


def start(tmp_path: Path, *options: str) -> subprocess.Popen[str]:
    """A script, for workers are spawned."""
    script = tmp_path / "script.py"
    script.write_text(COMMAND)
    arguments = [sys.executable, str(script), "run", *ASKED, "--out", str(tmp_path / "runs"), *options]
    return subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def end(process: subprocess.Popen[str]) -> Ended:
    out, err = process.communicate(timeout=60)
    return Ended(process.returncode, out, err)


def wait_for_seeds(folder: Path, count: int) -> list[str]:
    """Wait until so many seeds are stored; which."""
    until = time.monotonic() + 40
    while time.monotonic() < until:
        there = sorted(path.name for path in folder.glob("summary/[0-9]*.json"))
        if len(there) >= count:
            return there
        time.sleep(0.002)
    raise AssertionError(f"{folder} was not filled")


def children_of(process: subprocess.Popen[str]) -> list[int]:
    task = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    return [int(number) for number in task.read_text().split()]


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="only Linux tells of the children of a process")
def test_a_killed_ensemble_leaves_no_worker_and_goes_on_and_force_keeps_the_old_until_the_new_is_whole(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "runs" / NAME
    process = start(tmp_path)
    there = wait_for_seeds(folder, 2)
    workers = children_of(process)
    assert workers
    process.kill()
    end(process)
    stamps = {name: (folder / "summary" / name).stat().st_mtime_ns for name in there}
    until = time.monotonic() + 10
    while any(Path(f"/proc/{worker}").exists() for worker in workers) and time.monotonic() < until:
        time.sleep(0.01)
    assert not any(Path(f"/proc/{worker}").exists() for worker in workers)

    told = end(start(tmp_path))
    assert (told.code, told.err) == (0, "")
    assert "seeds are in" in told.out
    assert {name: (folder / "summary" / name).stat().st_mtime_ns for name in there} == stamps
    whole = Ensemble.load(folder)
    assert set(whole.summaries) == {1, 2, 3, 4, 5, 6}

    new = folder.with_name(f"{NAME}.unfinished")
    process = start(tmp_path, "--force")
    wait_for_seeds(new, 1)
    process.kill()
    end(process)
    pd.testing.assert_frame_equal(Ensemble.load(folder).daily, whole.daily)
    old = (folder / "summary" / "1.json").stat().st_mtime_ns

    told = end(start(tmp_path, "--force"))
    assert (told.code, told.err) == (0, "")
    assert not new.exists()
    assert (folder / "summary" / "1.json").stat().st_mtime_ns > old
    pd.testing.assert_frame_equal(Ensemble.load(folder).daily, whole.daily)
    assert sorted(os.listdir(tmp_path / "runs")) == [NAME]


def test_a_second_process_is_refused_what_another_is_living(tmp_path: Path) -> None:
    """The first is held up meanwhile, so that it cannot have ended before the second has begun."""
    first = start(tmp_path)
    wait_for_seeds(tmp_path / "runs" / NAME, 1)
    first.send_signal(signal.SIGSTOP)
    told = end(start(tmp_path))
    first.send_signal(signal.SIGCONT)
    refusal = f"another process is living these seeds (process {first.pid})"
    assert (told.code, refusal in told.err) == (1, True)
    assert end(first).code == 0
    assert len(Ensemble.load(tmp_path / "runs" / NAME).summaries) == 6

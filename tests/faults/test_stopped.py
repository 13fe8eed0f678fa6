"""A run that is killed or stopped at any moment loses nothing: --resume ends with the digest of the unbroken run."""

import re
import signal
import time
from pathlib import Path

import numpy as np
import pytest
from unlucky import LEFT, assert_resumes, assert_whole, checkpoints, end, kill, live, start, wait_for

from simulation.folders import RunError
from simulation.run import Run


def test_a_run_killed_at_random_moments_resumes_and_ends_as_if_never_stopped(tmp_path: Path, digest: str) -> None:
    """Killed three times, each at a moment drawn with a fixed seed, from before the first day to years further on."""
    for number, moment in enumerate(np.random.default_rng(2003).uniform(0, 0.15, size=3)):
        process = start(tmp_path, "--resume")
        if number:
            wait_for(tmp_path, 1)
        time.sleep(moment)
        kill(process)
        for folder in tmp_path.iterdir():
            with pytest.raises(RunError):
                Run.load(folder)
    assert_resumes(tmp_path, digest)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_the_day_saves_the_city_and_says_how_to_go_on(
    tmp_path: Path, digest: str, number: signal.Signals
) -> None:
    process = start(tmp_path)
    wait_for(tmp_path, 1)
    there = checkpoints(tmp_path)[-1]
    process.send_signal(number)
    told = end(process)
    assert (told.code, told.out) == (130, "")
    last = checkpoints(tmp_path)[-1]
    assert last > there
    assert told.err == (
        f"el-alto: interrupted; what was lived up to {last.stem} is kept in {tmp_path / LEFT}, "
        "and the same command with --resume goes on\n"
    )
    assert f"going on after {last.stem}\n" in assert_resumes(tmp_path, digest)


def test_a_signal_before_the_first_day_leaves_nothing(tmp_path: Path) -> None:
    process = start(tmp_path / "runs")
    until = time.monotonic() + 20
    while not (tmp_path / "runs" / LEFT / "unfinished.json").exists() and time.monotonic() < until:
        time.sleep(0.002)
    process.send_signal(signal.SIGTERM)
    assert end(process) == (130, "", "el-alto: interrupted; this run was not kept\n")
    assert list(tmp_path.iterdir()) == []


def test_a_run_killed_while_it_is_being_kept_is_not_passed_off_as_whole(tmp_path: Path, digest: str) -> None:
    before = "import os, simulation.run; simulation.run.write_json = lambda *_: os.kill(os.getpid(), 9)"
    assert end(start(tmp_path, before=before)).code == -signal.SIGKILL
    for folder in tmp_path.iterdir():
        with pytest.raises(RunError):
            Run.load(folder)
    assert_resumes(tmp_path, digest)


def test_what_was_left_is_neither_lived_again_nor_removed_unasked(left: Path, digest: str) -> None:
    before = {path.name: path.read_bytes() for path in (left / LEFT).iterdir()}
    told = live(left)
    assert told.code == 2
    assert re.search(
        rf"an earlier run got to {checkpoints(left)[-1].stem} .*--resume to go on with it, --force to start over",
        told.err,
    )
    assert {path.name: path.read_bytes() for path in (left / LEFT).iterdir()} == before | {
        ".lock": (left / LEFT / ".lock").read_bytes()
    }
    told = live(left, "--force")
    assert (told.code, told.err) == (0, "")
    assert "going on" not in told.out
    assert_whole(left, digest)


def test_a_second_process_is_refused_and_the_first_undisturbed(tmp_path: Path, digest: str) -> None:
    first = start(tmp_path)
    wait_for(tmp_path, 1)
    for option in ("--resume", "--force"):
        told = live(tmp_path, option)
        assert (told.code, told.out) == (1, "")
        assert told.err == (f"el-alto: {tmp_path / LEFT}: another process is living this run (process {first.pid})\n")
    assert end(first).code == 0
    assert_whole(tmp_path, digest)


def test_the_lock_of_a_dead_process_holds_nobody_up(left: Path, digest: str) -> None:
    assert (left / LEFT / ".lock").read_text().isdigit()
    assert_resumes(left, digest)


@pytest.mark.parametrize(
    ("options", "differs"),
    [
        (("--set", "participation.meeting_fine=3"), r"participation.meeting_fine was 10.0 and is 3.0;"),
        (("--until", "1953-07-01"), r"end was 1953-06-30 and is 1953-07-01;"),
        (
            ("--scale", "0.03", "--set", "growth.births=0.05"),
            "city.scale was 0.02 and is 0.03; growth.births was",
        ),
    ],
)
def test_what_changed_between_start_and_resume_is_named_and_refused(
    left: Path, options: tuple[str, ...], differs: str
) -> None:
    before = checkpoints(left)
    told = live(left, "--resume", *options)
    assert (told.code, told.out) == (2, "")
    assert re.search(rf"cannot be resumed, .* has changed since: {differs}", told.err)
    assert checkpoints(left) == before


def test_a_run_begun_with_other_code_is_not_gone_on_with(left: Path) -> None:
    path = left / LEFT / "unfinished.json"
    path.write_text(re.sub(r'"el-alto": "[^"]*"', '"el-alto": "0.0.9"', path.read_text()))
    told = live(left, "--resume")
    assert told.code == 2
    assert "el-alto was '0.0.9' and is '0." in told.err

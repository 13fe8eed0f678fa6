"""What several test files share."""

import signal
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import settings

from simulation.cli import main

settings.register_profile("patient", deadline=None)
settings.load_profile("patient")
"""No test fails because the machine had other things to do."""

signal.signal(signal.SIGINT, signal.default_int_handler)
"""A shell may start the tests with interrupts ignored, and the processes they start would inherit that."""


class Outcome(NamedTuple):
    """What a command came to."""

    code: int
    out: str
    err: str


@pytest.fixture
def el_alto(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., Outcome]:
    """Calls `el-alto` with arguments, in an empty folder and in this process."""
    monkeypatch.chdir(tmp_path)

    def call(*arguments: str) -> Outcome:
        with pytest.raises(SystemExit) as ended:
            main(arguments)
        printed = capsys.readouterr()
        return Outcome(int(ended.value.code or 0), printed.out, printed.err)

    return call

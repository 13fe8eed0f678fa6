"""The dashboard as a process of its own, and where pictures of it are kept."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ARTIFACTS = Path(__file__).parents[2] / "test-artifacts"


@contextmanager
def served(*arguments: str) -> Iterator[str]:
    """`el-alto dashboard` on a free port; gives its address."""
    command = [sys.executable, "-m", "simulation", "dashboard", *arguments, "--no-open", "--port", "0"]
    environment = os.environ | {"PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as server:
        assert server.stdout is not None
        try:
            line = server.stdout.readline()
            found = re.search(r"http://\S+:\d+", line)
            assert found, line
            yield found[0]
        finally:
            server.send_signal(signal.SIGINT)
            server.wait(20)

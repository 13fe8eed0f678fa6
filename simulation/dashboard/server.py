"""Serves the dashboard: one process, a city for each browser tab, nothing from the network."""

import os
import socket
import threading
import time
import warnings
import webbrowser
from collections.abc import Sequence
from contextlib import suppress
from importlib.util import find_spec
from typing import TYPE_CHECKING

from simulation.commands.terminal import Screen
from simulation.errors import ScenarioError
from simulation.folders import RunError
from simulation.scenario import Scenario

if TYPE_CHECKING:
    import uvicorn

SETTINGS = {
    "SOLARA_APP": "simulation.dashboard.page",
    "SOLARA_MODE": "production",
    "SOLARA_TELEMETRY_MIXPANEL_ENABLE": "false",
    "SOLARA_THEME_SHOW_BANNER": "false",
    "SOLARA_THEME_TITLE": "El Alto",
    "SOLARA_KERNEL_CULL_TIMEOUT": "2m",
}
"""Of Solara: no telemetry, no banner, and a city is let go two minutes after its tab has vanished without a word."""


def serve(
    scenario: str, settings: Sequence[str], scale: float | None, seed: int, host: str, port: int, open_page: bool,
    screen: Screen,
) -> None:  # fmt: skip
    """Serve until Ctrl-C.

    Raises:
        ScenarioError: when the scenario is wrong, or the port cannot be had.
        RunError: when the extra is not installed.
    """
    if find_spec("solara") is None or find_spec("anywidget") is None:
        raise RunError("the dashboard needs its extra: pip install 'el-alto[dashboard]', or uv sync --extra dashboard")
    from simulation.dashboard import asked

    asked.now = asked.Asked(scenario, tuple(settings), scale, seed)
    first = asked.now.prepare(scenario)
    listening = _listen(host, port)
    os.environ |= SETTINGS
    warnings.filterwarnings("ignore", message="Cookies with samesite=none")  # said of any page without TLS
    import uvicorn
    from solara.server.starlette import app

    from simulation.dashboard import page  # noqa: F401  all that a page needs is there before the first is asked for

    threading.Thread(target=_found_first, args=(first, seed), daemon=True).start()
    port = listening.getsockname()[1]
    url = f"http://{'127.0.0.1' if host == '0.0.0.0' else host}:{port}"
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", lifespan="on"))
    if open_page:
        threading.Thread(target=_open, args=(server, url), daemon=True).start()
    screen.say(f"the dashboard is at {url}; Ctrl-C ends it")
    server.run(sockets=[listening])


def _listen(host: str, port: int) -> socket.socket:
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        return socket.create_server((host, port), family=family)
    except OSError as error:
        raise ScenarioError(
            f"--host {host} --port {port}: cannot listen there ({error.strerror}); "
            "allowed: an address of this machine, and a free port; 0 takes any"
        ) from None
    except OverflowError:
        raise ScenarioError(f"--port {port}: no such port; allowed: 0 to 65535, 0 takes any that is free") from None


def _found_first(scenario: Scenario, seed: int) -> None:
    """Found the first tab's city while its page is still on the way."""
    from simulation.dashboard.founding import found

    with suppress(ScenarioError):  # the page will say what is wrong
        found(scenario, seed, lambda _: None)


def _open(server: "uvicorn.Server", url: str) -> None:
    while not server.started:
        time.sleep(0.02)
    webbrowser.open(url)

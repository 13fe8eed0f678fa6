"""Published results as the command line asks for them: docked, told, kept beside TRACE.md."""

from collections.abc import Sequence
from importlib.metadata import version
from inspect import getdoc
from pathlib import Path
from typing import Any

from simulation.commands.launch import compile_once
from simulation.commands.terminal import Screen
from simulation.errors import ScenarioError
from simulation.folders import RunError, why, write_json, write_whole
from simulation.scenario_files.judging import unknown


def dock(names: Sequence[str], docs: Path | None, screen: Screen) -> dict[str, Any]:
    """Reproduce published results with the model's own machinery.

    Args:
        names: which, by name; all if none is named.
        docs: a folder that gets the numbers and the picture, and in which TRACE.md is brought up to date.
        screen: what may be shown.

    Returns:
        Every result beside what was expected, by name, and how many failed, as plain values.

    Raises:
        ScenarioError: for a name that nobody knows, or `docs` with less than everything.
        RunError: when `docs` cannot be written to.
    """
    from simulation.study.docking import RESULTS

    for name in names:
        if name not in RESULTS:
            raise ScenarioError(unknown("result", name, list(RESULTS)))
    if names and docs is not None:
        raise ScenarioError("--docs writes the table of all results: name none of them with it")
    compile_once(screen)
    groups: dict[str, dict[str, Any]] = {}
    chosen = [name for name in RESULTS if name in names or not names]
    with screen.counted("docking", len(chosen), "results") as done:
        for name in chosen:
            groups[name] = {
                "about": (getdoc(RESULTS[name]) or "").split("\n\n")[0].replace("\n", " "),
                "results": [result.plain() for result in RESULTS[name]()],
            }
            done(name)
    results = [result for group in groups.values() for result in group["results"]]
    record = {"made": {"command": "el-alto dock --docs docs", "version": version("el-alto")}, "docked": groups}
    if docs is not None:
        _keep(record, docs)
    return {**record, "results": len(results), "failed": [result["name"] for result in results if not result["passed"]]}


def _keep(record: dict[str, Any], docs: Path) -> None:
    """The numbers, the picture and the table of TRACE.md."""
    from simulation.figures.docking import docking
    from simulation.study import trace

    try:
        docs.mkdir(parents=True, exist_ok=True)
        write_whole(docs / trace.DOCKED, lambda path: write_json(path, record))
        docking(record).savefig((docs / trace.DOCKED).with_suffix(".png"))
        trace.write(docs)
    except OSError as error:
        raise RunError(f"{docs}: cannot be written to ({why(error)})") from error


def complain_of_failed(told: dict[str, Any]) -> None:
    """Say which results were not reproduced.

    Raises:
        RunError: when any was not.
    """
    if told["failed"]:
        raise RunError(
            f"{len(told['failed'])} of {told['results']} results are not reproduced: {'; '.join(told['failed'])}"
        )

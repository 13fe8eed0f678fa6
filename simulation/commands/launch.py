"""A run as the command line asks for it: the scenario made ready, lived under a progress bar, kept and drawn."""

import tempfile
import time
from collections.abc import Iterable
from contextlib import AbstractContextManager, nullcontext
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simulation.commands.looking import draw_run
from simulation.commands.stopping import after_the_day
from simulation.commands.terminal import LONG, Screen
from simulation.commands.unfinished import Unfinished, opened
from simulation.errors import ScenarioError, StoppedError
from simulation.folders import RunError, run_name, why
from simulation.memory import refuse_too_large
from simulation.scenario import Scenario
from simulation.scenario_files.load import load_scenario, parse_setting
from simulation.stopwatch import counted, timing
from simulation.wording import found

if TYPE_CHECKING:
    from simulation.city import City
    from simulation.run import Run


def prepare(name: str, settings: Iterable[str], scale: float | None, until: str | None) -> Scenario:
    """The scenario of a command line.

    Args:
        name: a shipped scenario or a file.
        settings: texts of the form "section.key=value".
        scale: the scale of the city, if it is not the scenario's.
        until: an earlier last day, as "2003-10-17".

    Raises:
        ScenarioError: when anything of it is wrong.
    """
    overrides = dict(parse_setting(text) for text in settings)
    if scale is not None:
        overrides["city.scale"] = scale
    scenario = load_scenario(name, overrides)
    if until is None:
        return scenario
    try:
        return scenario.cut(date.fromisoformat(until))
    except ValueError:
        raise ScenarioError(
            f"--until {found(until)}; allowed: a day of the period, {scenario.start} to {scenario.end}"
        ) from None


def refuse_unwritable(out: Path) -> None:
    """Refuse an output folder that nothing can be written to, before anything is lived. Leaves nothing behind.

    Raises:
        ScenarioError: when it, or the folder in which it would be made, cannot be written to.
    """
    there = next(folder for folder in (out, *out.absolute().parents) if folder.exists())
    try:
        Path(tempfile.mkdtemp(prefix=".el-alto-", dir=there)).rmdir()
    except OSError as error:
        raise ScenarioError(
            f"--out {out}: {there} cannot be written to ({why(error)}); allowed: a folder that can"
        ) from None


def live_once(
    scenario: Scenario,
    seed: int,
    out: Path,
    force: bool,
    screen: Screen,
    resume: bool = False,
    profile: bool = False,
) -> dict[str, Any]:
    """Live a scenario with one seed, keep and draw it.

    Args:
        scenario: what is asked.
        seed: whose luck.
        out: the folder of runs.
        force: replace an earlier run, and what one that was stopped left behind.
        screen: where to show how it goes.
        resume: go on with a run that was stopped, where there is one.
        profile: count where the seconds go.

    Returns:
        What there is to tell: the summary, with `run` (the folder), `figures` (their paths), `digest`, `seconds`,
        `compile_seconds` and, when it was asked for, `profile` (seconds by what they were spent on).

    Raises:
        ScenarioError: when the city does not fit into memory, the folder cannot be written to, or what is to be
            resumed was begun otherwise.
        RunError: when the run cannot be kept, or another process is living it.
        StoppedError: on Ctrl-C or SIGTERM; it says how to go on.
    """
    refuse_too_large(scenario)
    refuse_unwritable(out)
    from simulation.report_page import write_report

    counting: AbstractContextManager[dict[str, float]] = counted() if profile else nullcontext({})
    with (
        counting as spent,
        opened(out, run_name(scenario.name, seed), scenario, seed, screen, resume, force) as unfinished,
    ):
        folder = None
        try:
            with timing("engine loaded"):
                compiling = compile_once(screen)
            city, seconds = _live(unfinished, screen)
            with screen.phase("keeping the run, drawing the pictures"):
                with timing("run kept"):
                    run = city.record()
                    run.seconds = None if unfinished.resumed else seconds
                    folder = _keep(run, city, unfinished, out, force)
                with timing("pictures"):
                    figures = [str(path) for path in draw_run(run)]
                with timing("report"):
                    page = write_report(run)
        except KeyboardInterrupt:
            raise StoppedError(f"interrupted; {_drawn(folder) if folder else unfinished.left}") from None
        except OSError as error:
            if folder is None:
                raise
            raise RunError(f"the pictures could not be drawn ({why(error)}); {_drawn(folder)}") from error
    return {
        "run": str(folder),
        "figures": figures,
        "report": str(page),
        "digest": run.digest,
        "seconds": seconds,
        "compile_seconds": compiling,
        **({"profile": {what: round(each, 4) for what, each in spent.items()}} if profile else {}),
        **run.summary,
    }


def _drawn(folder: Path | None) -> str:
    return f"the run is kept in {folder}, and el-alto plot {folder} draws it"


def compile_once(screen: Screen) -> float:
    """Load the kernels; a first run on a machine compiles them. Seconds taken."""
    with screen.phase("loading the engine", later="compiling the kernels (first run on this machine)"):
        from simulation.city import compile_kernels

        seconds = compile_kernels()
    if seconds > LONG:
        screen.say(f"compiled the kernels in {seconds:.0f} s, once for this machine")
    return round(seconds, 2)


def _live(unfinished: Unfinished, screen: Screen) -> tuple["City", float]:
    """The city at the end of the scenario, and the seconds taken."""
    from simulation.city import City

    began = time.perf_counter()
    scenario = unfinished.scenario
    city = unfinished.latest()
    if city is None:
        with screen.phase("founding the city and living half a year in calm"):
            city = City(scenario, seed=unfinished.seed)
    else:
        screen.say(f"going on after {city.date}")
    with screen.days(city.date + timedelta(1), scenario.end) as lived, after_the_day() as is_stopped:

        def after_day(city: "City") -> None:
            lived(city.date)
            unfinished.day_done(city)
            if is_stopped():
                unfinished.save(city)
                raise KeyboardInterrupt

        city.run(after_day=after_day)
    return city, round(time.perf_counter() - began, 2)


def _keep(run: "Run", city: "City", unfinished: Unfinished, out: Path, force: bool) -> Path:
    """Save a run; when that fails its city is saved instead, so that it need not be lived again."""
    try:
        folder = run.save(out, force)
    except (RunError, KeyboardInterrupt) as error:
        unfinished.save(city)
        if isinstance(error, RunError):
            raise RunError(f"{error}; {unfinished.left}") from error
        raise
    unfinished.discard()
    return folder

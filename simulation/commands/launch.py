"""Runs as the command line asks for them: the scenario made ready, lived under a progress bar, kept and drawn."""

import json
import shutil
import tempfile
import time
from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager, nullcontext
from datetime import date, timedelta
from functools import partial
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simulation.commands.stopping import after_the_day
from simulation.commands.terminal import LONG, Done, Screen
from simulation.commands.unfinished import ENDING, Unfinished, opened
from simulation.errors import ScenarioError, StoppedError
from simulation.folders import RunError, replace, run_name, safe_name, why
from simulation.memory import refuse_too_large
from simulation.scenario import Scenario
from simulation.scenario_files.load import load_scenario, parse_setting
from simulation.stopwatch import counted, timing
from simulation.wording import found

if TYPE_CHECKING:
    import pandas as pd

    from simulation.city import City
    from simulation.run import Run
    from simulation.study.draws import Draws
    from simulation.study.ensemble import Ensemble


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


def load_draws(path: Path | None) -> "Draws | None":
    """The parameter draws of `--draws FILE`, where there is one.

    Raises:
        ScenarioError: when the file holds no draws, or values that are not allowed.
    """
    if path is None:
        return None
    from simulation.study.draws import Draws

    return Draws.load(path)


def refuse_what_needs_many(draws: "Draws | None") -> None:
    """Refuse `--draws` and `--scheduler` where one run is asked for: an interval needs many, and so does a cluster.

    Raises:
        ScenarioError: when there are draws, or there is a cluster.
    """
    from simulation.study.executors import cluster_executor

    if draws is not None:
        raise ScenarioError("--draws gives each of many seeds its own parameters; allowed: together with --seeds")
    if cluster_executor() is not None:
        raise ScenarioError("--scheduler has many runs lived on a cluster; allowed: together with --seeds")


def live_often(
    scenario: Scenario,
    seeds: range,
    workers: int | None,
    out: Path,
    force: bool,
    screen: Screen,
    draws: "Draws | None" = None,
) -> tuple["Ensemble", dict[str, Any]]:
    """Live a scenario with many seeds; what an interrupted call of the same left behind is gone on with.

    Returns:
        The ensemble, and what there is to tell of it as plain values.

    Raises:
        ScenarioError: when so many cities do not fit into memory, or the folder cannot be written to.
        RunError: when no seed could be lived.
        StoppedError: on Ctrl-C; the seeds that were done are kept.
    """
    from simulation.study.ensemble import MANIFEST, Ensemble, run_ensemble
    from simulation.study.executors import at_once, refuse_too_many

    began = time.perf_counter()
    slots = at_once(workers, len(seeds))
    refuse_too_many(scenario, slots)
    refuse_unwritable(out)
    folder = ensemble_folder(out, scenario, seeds, force, draws)
    if (folder / MANIFEST).is_file():
        there = len(Ensemble.load(folder).summaries)
        screen.say(f"{there} of {len(seeds)} seeds are in {folder} already; --force lives them again")
    try:
        compiling = compile_once(screen)
        with screen.seeds(len(seeds), slots) as done:
            tell = partial(tell_of_seed, done)
            ensemble = run_ensemble(scenario, seeds, slots, folder, tell, draws=draws)
        folder, told = finish(ensemble, scenario, screen)
    except KeyboardInterrupt:
        raise StoppedError(
            f"interrupted; the seeds done so far are kept in {folder}, and the same command goes on"
        ) from None
    return ensemble, {**told, "seconds": round(time.perf_counter() - began, 2), "compile_seconds": compiling}


def finish(ensemble: "Ensemble", scenario: Scenario, screen: Screen) -> tuple[Path, dict[str, Any]]:
    """Give an ensemble that is whole its name, draw it, and say where it is and what there is to tell."""
    from simulation.report_page import write_report
    from simulation.study.ensemble import Ensemble

    folder = ensemble.folder
    if folder.suffix == ENDING and not (ensemble.failed or ensemble.missing):
        folder = replace(folder, folder.with_suffix(""))
        ensemble = Ensemble.load(folder)
    with screen.phase("drawing the pictures"):
        pictures = draw_ensemble(ensemble, scenario)
        page = write_report(ensemble)
    return folder, {
        "run": str(folder),
        "figures": [str(path) for path in pictures],
        "report": str(page),
        "scenario": scenario.name,
        "seeds": sorted(ensemble.summaries),
        "failed": {str(seed): error for seed, error in ensemble.failed.items()},
        "interval": ensemble.interval,
        "outcomes": _plain(ensemble.outcomes()),
        "causes": _plain(ensemble.by_cause()),
    }


def tell_of_seed(done: Done, seed: int, summary: Mapping[str, Any], world: str = "") -> None:
    """Show that a seed is done with."""
    done(f"{world}{', ' if world else ''}seed {seed}", summary.get("error"))


def ensemble_folder(
    out: Path, scenario: Scenario, which: range | str, force: bool, draws: "Draws | None" = None
) -> Path:
    """Where an ensemble goes: on with an unfinished one of the same scenario and draws, else to a free name.

    Args:
        out: the folder of runs.
        scenario: what is asked.
        which: the seeds, or a word for them where nobody knows how many there will be.
        force: whether it replaces one of that name.
        draws: where each seed has its parameters from.

    One that is to replace another (`force`) is lived beside it, in `<name>.unfinished`, until it is whole.

    Raises:
        ScenarioError: when `force` would remove something else than an ensemble.
    """
    from simulation.study.ensemble import MANIFEST

    seeds = which if isinstance(which, str) else f"seeds{which.start}-{which[-1]}"
    name = f"{safe_name(scenario.name)}-{seeds}{'' if draws is None else '-draws'}"
    if force and (out / name).exists():
        if not (out / name / MANIFEST).is_file():
            raise ScenarioError(f"{out / name}: is not replaced, for it holds no {MANIFEST} and so is something else")
        new = out / f"{name}{ENDING}"
        if new.exists() and not _is_same(new / MANIFEST, scenario, draws):
            shutil.rmtree(new)
        return new
    folders = (out / (name if number == 1 else f"{name}-{number}") for number in count(1))
    return next(folder for folder in folders if not folder.exists() or _is_same(folder / MANIFEST, scenario, draws))


def _is_same(manifest: Path, scenario: Scenario, draws: "Draws | None") -> bool:
    """Whether an ensemble is of this scenario and these draws, under this version of the rules."""
    from simulation.run import same_model

    try:
        known = json.loads(manifest.read_text(encoding="utf-8"))
        same_version = same_model(known["versions"])
        same_draws = known.get("draws") == (None if draws is None else draws.digest)
        return bool(known["scenario_digest"] == scenario.digest() and same_version and same_draws)
    except (OSError, ValueError, KeyError, AttributeError):
        return False


def open_run(folder: Path) -> "Run | Ensemble":
    """A run or an ensemble from its folder.

    Raises:
        ScenarioError: when it is neither, or damaged.
    """
    from simulation.run import Run
    from simulation.study.ensemble import MANIFEST, Ensemble

    try:
        return Ensemble.load(folder) if (folder / MANIFEST).is_file() else Run.load(folder)
    except RunError as error:
        raise ScenarioError(str(error)) from None


def draw(folder: Path) -> list[Path]:
    """Draw the pictures of a run or an ensemble into its folder, and say where they are."""
    from simulation.run import Run

    run = open_run(folder)
    if isinstance(run, Run):
        return draw_run(run)
    return draw_ensemble(run, load_scenario(folder / "scenario.toml").model_copy(update={"name": run.scenario}))


def report(folder: Path) -> Path:
    """Write the report of a run or an ensemble into its folder, and say where it is."""
    from simulation.report_page import write_report

    return write_report(open_run(folder))


def draw_film(folder: Path, name: str, screen: Screen) -> Path:
    """Write the film of a run, and say where it is.

    Args:
        folder: of the run.
        name: the file; nothing for the usual one among the pictures of the run.
        screen: where progress is shown.

    Raises:
        ScenarioError: when the folder holds no single run, or the file cannot be a film.
        StoppedError: on Ctrl-C.
    """
    from simulation.figures import film
    from simulation.run import Run

    run = open_run(folder)
    if not isinstance(run, Run):
        raise ScenarioError(f"{folder}: an ensemble has no film; allowed: the folder of a single run")
    path = Path(name) if name else folder / "figures" / film.usual_name()
    try:
        with screen.counted("filming", len(film.shots_of(run)), "days") as done:
            return film.film(run, path, done)
    except KeyboardInterrupt:
        raise StoppedError("interrupted; no film was written") from None


def draw_run(run: "Run") -> list[Path]:
    """Draw the pictures of a run into its folder."""
    from simulation.figures import draw_all

    return draw_all(run)


def draw_ensemble(ensemble: "Ensemble", scenario: Scenario) -> list[Path]:
    """Draw the picture of an ensemble into its folder."""
    from simulation.figures.ensemble import ensemble as figure_of

    path = ensemble.folder / "figures" / "ensemble.png"
    path.parent.mkdir(exist_ok=True)
    figure_of(ensemble.daily, scenario, ensemble.interval).savefig(path)
    return [path]


def tell(folder: Path) -> tuple[str, list[dict[str, Any]]]:
    """The chronicle of a run, and its events as plain values.

    Raises:
        ScenarioError: when the folder holds no single run.
    """
    from simulation import chronicle
    from simulation.run import Run

    run = open_run(folder)
    if not isinstance(run, Run):
        raise ScenarioError(f"{folder}: an ensemble has no chronicle; allowed: the folder of a single run")
    events = run.events.assign(date=run.events["date"].dt.date.astype(str))
    return chronicle.write(run), [
        {str(key): value for key, value in event.items()} for event in events.to_dict("records")
    ]


def complain_of_failed(told: dict[str, Any]) -> None:
    """Say which seeds failed, and why.

    Raises:
        RunError: when any did.
    """
    if failed := told.get("failed"):
        seeds = "; ".join(f"seed {seed}: {error}" for seed, error in failed.items())
        raise RunError(f"{len(failed)} seeds failed, the others are kept in {told['run']}. {seeds}")


def _plain(table: "pd.DataFrame") -> dict[str, Any]:
    """A table by row, its NaN as None, as JSON needs it."""
    return {
        str(index): {
            key: None if value != value else getattr(value, "item", lambda value=value: value)()
            for key, value in row.items()
        }
        for index, row in table.iterrows()
    }

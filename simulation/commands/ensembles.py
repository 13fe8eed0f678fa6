"""One scenario with many seeds, as the command line asks for it: lived on all cores, kept, drawn and told."""

import json
import shutil
import time
from collections.abc import Mapping
from functools import partial
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simulation.commands.launch import compile_once, refuse_unwritable
from simulation.commands.looking import draw_ensemble
from simulation.commands.terminal import Done, Screen
from simulation.commands.unfinished import ENDING
from simulation.errors import ScenarioError, StoppedError
from simulation.folders import RunError, replace, safe_name
from simulation.scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd

    from simulation.study.draws import Draws
    from simulation.study.ensemble import Ensemble


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

"""Screening and calibration as the command line asks for them: lived on all cores, kept, drawn and told."""

import os
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simulation.commands.documented import document, made, seeded
from simulation.commands.ensembles import tell_of_seed
from simulation.commands.launch import compile_once, prepare, refuse_unwritable
from simulation.commands.terminal import Screen
from simulation.errors import ScenarioError, StoppedError
from simulation.folders import LOCK, RunError, locked, write_json, write_whole
from simulation.scenario_files.source import find, shipped

if TYPE_CHECKING:
    import pandas as pd

    from simulation.scenario import Scenario
    from simulation.study.posterior import Posterior

NEEDED = ("pyabc", "SALib", "scipy")
"""What the extra `study` brings."""
WHOLE = 1.0
"""The scale at which posterior points are confirmed."""


def screen_parameters(
    name: str,
    trajectories: int,
    scale: float | None,
    seed: int,
    workers: int | None,
    out: Path,
    force: bool,
    docs: Path | None,
    screen: Screen,
) -> dict[str, Any]:
    """Screen everything unknown in a scenario by Morris's method; an interrupted screening is gone on with.

    Returns:
        What there is to tell, as plain values: `ranked` parameters, and the table and picture's files.

    Raises:
        ScenarioError: when there are too few trajectories, or the scenario cannot be asked the rows.
        RunError: when a run failed.
        StoppedError: on Ctrl-C; the runs that ended are kept.
    """
    refuse_without_libraries()
    from simulation.study import screening, targets
    from simulation.study.evaluations import begin, study_folder

    if trajectories < 2:
        raise ScenarioError(f"--trajectories {trajectories}: too few runs for an interval; allowed: 2 or more")
    began = time.perf_counter()
    scenario = prepare(name, (), scale, None)
    plan = screening.design(scenario, targets.chosen((), scenario), trajectories, seed)
    slots = ready(scenario, workers, out)
    asked = plan.asked()
    folder = study_folder(out, f"morris-{scenario.name}", asked, force)
    begin(folder, asked)
    with kept_when_stopped(folder):
        compile_once(screen)
        with screen.counted("living", len(plan.points), "runs", slots) as done:
            lived = screening.live_design(plan, folder, slots, done)
    with screen.phase("judging, drawing the picture"):
        table = screening.effects(plan, lived, seed)
        write_whole(folder / "effects.parquet", partial(table.to_parquet, index=False))
        picture = _draw_screening(folder, table, scenario.title or scenario.name, trajectories)
    told: dict[str, Any] = {
        "runs": len(plan.points),
        "ranked": [_ranked(table, name) for name in screening.ranked(table)],
    }
    command = f"el-alto sensitivity {name} --trajectories {trajectories} --scale {scale:g}{seeded(seed)}"
    listed = [{**each, "outcomes": {"distance": each["outcomes"]["distance"]}} for each in told["ranked"]]
    document(docs, "screening", {**told, "ranked": listed, "made": made(command)}, picture, picture.name)
    return {
        "run": str(folder),
        "figures": [str(picture)],
        "table": str(folder / "effects.parquet"),
        "seconds": round(time.perf_counter() - began, 2),
        **told,
    }


def calibrate(
    name: str,
    vary: Sequence[str],
    target: Sequence[str],
    population: int,
    generations: int,
    confirm: int,
    scale: float | None,
    seed: int,
    workers: int | None,
    out: Path,
    force: bool,
    docs: Path | None,
    screen: Screen,
) -> dict[str, Any]:
    """Calibrate a scenario against rows of the evidence; an interrupted calibration is gone on with.

    Returns:
        What there is to tell, as plain values: each parameter with what pins it, each row with what came out.

    Raises:
        ScenarioError: when what is asked cannot be.
        RunError: when a run failed.
        StoppedError: on Ctrl-C; the runs that ended are kept.
    """
    refuse_without_libraries()
    from simulation.study import calibration, targets
    from simulation.study.evaluations import Evaluations, study_folder
    from simulation.study.executors import refuse_too_many
    from simulation.study.posterior import Posterior
    from simulation.study.vary import varied
    from simulation.study.workers import crew

    _refuse_too_few(population, generations, confirm, calibration.FEWEST)
    began = time.perf_counter()
    scenario = prepare(name, (), scale, None)
    problem = calibration.Problem(scenario, varied(vary, scenario), targets.chosen(target, scenario), population, seed)
    at_once = ready(scenario, workers, out)
    whole = prepare(name, (), WHOLE, None)
    if confirm:
        refuse_too_many(whole, at_once)
    folder = study_folder(out, f"calibrate-{scenario.name}", problem.asked(), force)
    evaluations = Evaluations(folder, problem.asked())
    with kept_when_stopped(folder), locked(folder / LOCK, f"{folder}: another process is living this study"):
        compile_once(screen)
        with screen.runs() as done, crew(at_once) as pool:
            calibration.calibrate(problem, generations, evaluations, pool, at_once, done)
        posterior = Posterior.load(problem, evaluations)
        lived = {
            "prior": posterior.prior,
            "posterior": _live(posterior, scenario, population, at_once, "predicted", screen),
        }
        if confirm:
            lived["confirmed"] = _live(posterior, whole, confirm, at_once, "confirmed", screen)
    with screen.phase("judging, drawing the picture"):
        told = _write(posterior, lived, folder, name)
        varied_as = "".join(f" --vary {each.name}={each.low:g}:{each.high:g}" for each in problem.vary)
        targets_as = "".join(f" --target {row}" for row in target)
        command = (
            f"el-alto calibrate {name}{varied_as}{targets_as} --population {population} --generations {generations}"
            f" --scale {scale:g} --confirm {confirm}{seeded(seed)}"
        )
        kept = {key: told[key] for key in ("scale", "runs", "points_worth", "parameters", "generations", "rows")}
        picture = Path(told["figures"][0])
        document(docs, "calibration", {**kept, "made": made(command)}, picture, picture.name, posterior)
    return {**told, "seconds": round(time.perf_counter() - began, 2)}


def refuse_without_libraries() -> None:
    """Refuse a study whose libraries are not installed.

    Raises:
        ScenarioError: with the extra that brings them.
    """
    missing = [library for library in NEEDED if find_spec(library) is None]
    if missing:
        raise ScenarioError(
            f"this needs {', '.join(missing)}, which {'is' if len(missing) == 1 else 'are'} not installed; "
            "allowed: el-alto with its extra, pip install 'el-alto[study]'"
        )


def _refuse_too_few(population: int, generations: int, confirm: int, fewest: int) -> None:
    if population < fewest:
        raise ScenarioError(f"--population {population}: too few runs for a posterior; allowed: {fewest} or more")
    if generations < 1:
        raise ScenarioError(f"--generations {generations}: too few; allowed: 1 or more")
    if confirm < 0:
        raise ScenarioError(f"--confirm {confirm}: allowed: 0 or more")


def ready(scenario: "Scenario", workers: int | None, out: Path) -> int:
    """Refuse what cannot be lived or kept; how many runs at once."""
    from simulation.study.executors import at_once, refuse_too_many

    slots = at_once(workers)
    refuse_too_many(scenario, slots)
    refuse_unwritable(out)
    return slots


@contextmanager
def kept_when_stopped(folder: Path) -> Iterator[None]:
    """What is lived in here is kept when it is interrupted, and the message says so."""
    try:
        yield
    except KeyboardInterrupt:
        raise StoppedError(
            f"interrupted; the runs done so far are kept in {folder}, and the same command goes on"
        ) from None


def _live(
    posterior: "Posterior", scenario: "Scenario", count: int, at_once: int, name: str, screen: Screen
) -> "pd.DataFrame":
    """Live new runs, each with its own draw and chance, and the rows' numbers of them."""
    from simulation.study.ensemble import run_ensemble
    from simulation.study.posterior import predicted

    first = posterior.problem.seed
    folder = posterior.evaluations.folder / f"{name}-{posterior.draws.digest[:12]}"
    seeds = range(first, first + count)
    with screen.counted("living", count, f"runs, {name}", at_once) as done:
        ensemble = run_ensemble(scenario, seeds, at_once, folder, partial(tell_of_seed, done), draws=posterior.draws)
    if ensemble.failed:
        raise RunError(f"{folder}: {len(ensemble.failed)} runs failed: {next(iter(ensemble.failed.values()))}")
    return predicted(posterior, ensemble)


def _write(posterior: "Posterior", lived: "dict[str, pd.DataFrame]", folder: Path, name: str) -> dict[str, Any]:
    from simulation.figures.posterior import posterior as figure_of
    from simulation.scenario_files.load import load_scenario
    from simulation.study.posterior import median_scenario, predictions

    problem = posterior.problem
    write_whole(folder / "posterior.parquet", posterior.write)
    extends = name if name in shipped() else os.path.relpath(find(name), folder)
    median = folder / "posterior_median.toml"
    text = median_scenario(posterior, extends)
    write_whole(median, lambda path: path.write_text(text, encoding="utf-8"))
    load_scenario(median)
    told: dict[str, Any] = {**posterior.told(), "rows": predictions(posterior, lived)}
    picture = folder / "figures" / "posterior.png"
    picture.parent.mkdir(exist_ok=True)
    figure_of(told["rows"], told["parameters"], problem.scenario.title or problem.scenario.name).savefig(picture)
    told = {
        "run": str(folder),
        "figures": [str(picture)],
        "posterior": str(folder / "posterior.parquet"),
        "median": str(median),
        "scenario": problem.scenario.name,
        "scale": problem.scenario.city.scale,
        "interval": "seeds and parameters",
        "runs": len(posterior.judged),
        **told,
    }
    write_whole(folder / "calibration.json", lambda path: write_json(path, told))
    return told


def _draw_screening(folder: Path, table: "pd.DataFrame", title: str, trajectories: int) -> Path:
    from simulation.figures.screening import screening as figure_of

    picture = folder / "figures" / "screening.png"
    picture.parent.mkdir(exist_ok=True)
    figure_of(table, title, trajectories).savefig(picture)
    return picture


def _ranked(table: "pd.DataFrame", name: str) -> dict[str, Any]:
    """A parameter as plain values: how much it does on the whole, and to which outcome most."""
    rows = table[table["parameter"] == name].sort_values("relative", ascending=False)
    of_rows = rows[rows["outcome"] != "distance"]
    most = of_rows.iloc[0]
    outcomes = {
        row["outcome"]: {"mu_star": float(row["mu_star"]), "half_width": float(row["mu_star_conf"])}
        for row in rows.to_dict("records")
    }
    return {"parameter": name, "does": round(float(of_rows["relative"].mean()), 4), "most_to": most["label"],
            "outcomes": outcomes}  # fmt: skip

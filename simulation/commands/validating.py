"""History and false alarms as the command line asks for them: lived, judged, kept and drawn."""

import time
from collections.abc import Sequence
from dataclasses import asdict
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simulation.commands.launch import compile_once, refuse_unwritable
from simulation.commands.studies import live_worlds
from simulation.commands.terminal import Screen
from simulation.errors import StoppedError
from simulation.folders import keep, write_json
from simulation.memory import estimate
from simulation.scenario import Scenario

if TYPE_CHECKING:
    from simulation.study.draws import Draws
    from simulation.study.many import Asked, Numbers
    from simulation.study.measures import Kept


def validate(
    seeds: range, scale: float | None, workers: int | None, out: Path, docs: Path | None, screen: Screen,
    draws: "Draws | None" = None, nulls: bool = False,
) -> dict[str, Any]:  # fmt: skip
    """Put every row of the evidence that the model speaks to beside its interval, and keep numbers and picture.

    Args:
        seeds: lived in each scenario.
        scale: of the city, if it is not the scenarios' own.
        workers: processes at once; None for one a core.
        out: the folder of runs.
        docs: a folder that gets the numbers and the picture too, and in which TRACE.md is brought up to date.
        screen: what may be shown.
        draws: each seed's own parameters.
        nulls: whether two simpler models are held to the rows about waves as well.

    Returns:
        What there is to tell: the verdict on each row, as plain values.
    """
    from simulation.study import null_models, rows, trace, validation
    from simulation.study.draws import interval_of

    began = time.perf_counter()
    worlds = validation.scenarios(scale, rows.worlds(rows.ROWS.values()))
    ensembles = live_worlds(list(worlds.values()), seeds, workers, out, screen, draws)
    runs = {name: validation.kept(ensemble) for name, ensemble in zip(worlds, ensembles, strict=True)}
    models: dict[str, Any] = {null_models.FULL: _told_of(runs, worlds[rows.WAVES])}
    search: dict[str, Any] = {}
    if nulls:
        search = _search(workers, out, screen)
        waves = worlds[rows.WAVES]
        simpler = {
            null_models.ALONE: null_models.no_social(waves),
            null_models.HAZARD: null_models.constant_hazard(waves, search["rates"]),
        }
        for name, ensemble in zip(
            simpler, live_worlds(list(simpler.values()), seeds, workers, out, screen, draws), strict=True
        ):
            models[name] = _told_of({rows.WAVES: validation.kept(ensemble)}, waves)
    record = {
        "made": _made("validate" + (" --nulls" if nulls else ""), seeds, scale, interval_of(draws), draws is not None),
        "models": models,
        "search": search,
        "arose": {cause.name: str(cause.on) for cause in worlds[rows.WAVES].causes},
    }
    folder = _kept(record, "validate", trace.VALIDATION, seeds, out, docs, screen)
    judged = validation.from_plain(models[null_models.FULL]["rows"])
    return {
        **_where(folder, trace.VALIDATION, began),
        "interval": record["made"]["interval"],
        "rows": [
            {"row": row.id, "says": row.says, "use": row.use, "year": row.year, "history": [row.low, row.high],
             **models[null_models.FULL]["rows"][row.id], "verdict": validation.in_words(row, judged[row.id])}
            for row in rows.ROWS.values()
        ],
        "score": {
            use: {str(year): asdict(cell) for year, cell in line.items()}
            for use, line in validation.scores(judged).iterrows()
        },
    }  # fmt: skip


def _told_of(runs: "dict[str, list[Kept]]", waves: Scenario) -> dict[str, Any]:
    """What one model came to: its rows, when a wave over each cause began, and waves over no cause, a run."""
    from simulation.study import told, validation
    from simulation.study.rows import WAVES

    starts = {cause.name: validation.spread([told.start(cause.name)(run) for run in runs[WAVES]])
              for cause in waves.causes}  # fmt: skip
    alone = [sum(wave["cause"] is None for wave in run.summary["waves"]) for run in runs[WAVES]]
    return {
        "rows": validation.as_plain(validation.judge(runs)),
        "causes": validation.as_plain(starts),
        "unprompted": round(sum(alone) / max(1, len(alone)), 3),
    }


def _search(workers: int | None, out: Path, screen: Screen) -> dict[str, Any]:
    """Fit the rates of the constant hazard to the rows of October 2003; what was lived already is not lived again."""
    from simulation.scenario_files.load import load_scenario
    from simulation.study import null_models as null

    october = load_scenario("october_2003", {"city.scale": null.SEARCH_SCALE})

    def distances(points: Sequence[dict[str, float]], stage: str) -> list[float]:
        asked = {
            f"{stage}{number}-{seed}": (null.constant_hazard(october, rates), seed)
            for number, rates in enumerate(points, 1)
            for seed in null.SEARCH_SEEDS
        }
        lived = list(_live(asked, null.asked_of, out / "null-search", workers, screen).values())
        each = len(null.SEARCH_SEEDS)
        return [null.distance(lived[at : at + each]) for at in range(0, len(lived), each)]

    points = null.points()
    far = distances(points, "point")
    near = null.around(points[far.index(min(far))])
    points, far = [*points, *near], [*far, *distances(near, "near")]
    best = far.index(min(far))
    return {"rates": points[best], "distance": round(far[best], 4), "points": len(points),
            "seeds": len(null.SEARCH_SEEDS), "scale": null.SEARCH_SCALE}  # fmt: skip


def false_alarms(
    seeds: range, scale: float | None, workers: int | None, out: Path, docs: Path | None, screen: Screen,
    draws: "Draws | None" = None,
) -> dict[str, Any]:  # fmt: skip
    """Live placebo causes of every size and stake, and the real ones a category up and down; keep numbers and picture.

    Returns:
        What there is to tell: the share of placebos followed by a wave, cell by cell, and what became of the causes.
    """
    from simulation.study import false_alarms as alarms
    from simulation.study import trace
    from simulation.study.draws import interval_of, lived_by

    began = time.perf_counter()
    runs = {**alarms.placebos(seeds, scale), **alarms.shifted(seeds, scale)}
    asked = {name: (lived_by(world, seed, draws), seed) for name, (world, seed) in runs.items()}
    lived = _live(asked, alarms.numbers_of, out / "false-alarms", workers, screen)
    shifted = {name: numbers for name, numbers in lived.items() if name.startswith("cause")}
    placebos = {name: numbers for name, numbers in lived.items() if name not in shifted}
    record = {
        "made": _made("false-alarms", seeds, scale, interval_of(draws), draws is not None),
        "cells": _plain(alarms.cells(alarms.table(placebos)).to_dict("records")),
        "calm": list(alarms.calm(placebos)),
        "variants": _plain(alarms.variants(shifted).to_dict("records")),
    }
    folder = _kept(record, "false-alarms", trace.FALSE_ALARMS, seeds, out, docs, screen)
    return {**_where(folder, trace.FALSE_ALARMS, began), **record}


def _live(asked: "Asked", numbers_of: Any, folder: Path, workers: int | None, screen: Screen) -> "dict[str, Numbers]":
    """Live many small runs under a progress bar; what an interrupted call left behind is gone on with."""
    from simulation.study.executors import at_once, refuse_too_many
    from simulation.study.many import live_many

    slots = at_once(workers, len(asked))
    refuse_too_many(max((scenario for scenario, _ in asked.values()), key=estimate), slots)
    refuse_unwritable(folder)
    compile_once(screen)
    try:
        with screen.counted("living", len(asked), "runs", slots) as done:
            return live_many(asked, numbers_of, folder, slots, done)
    except KeyboardInterrupt:
        raise StoppedError(
            f"interrupted; what was lived so far is kept in {folder}, and the same command goes on"
        ) from None


def _made(command: str, seeds: range, scale: float | None, interval: str, drawn: bool) -> dict[str, Any]:
    first = "" if seeds.start == 1 else f" --seed {seeds.start}"
    scaled = "" if scale is None else f" --scale {scale:g}"
    posterior = " --draws docs/posterior.parquet" if drawn else ""
    return {"command": f"el-alto {command} --seeds {len(seeds)}{first}{scaled}{posterior}", "seeds": list(seeds),
            "scale": scale, "version": version("el-alto"), "interval": interval}  # fmt: skip


def _kept(
    record: dict[str, Any], name: str, file: str, seeds: range, out: Path, docs: Path | None, screen: Screen
) -> Path:
    """Keep the numbers and the picture below `out`, and in `docs`, where TRACE.md is written from them."""
    from simulation.study import trace

    with screen.phase("judging, drawing the picture"):
        fill = partial(write_record, record=record, file=file)
        folder = keep(out, f"{name}-seeds{seeds.start}-{seeds[-1]}", fill, file)
        if docs is not None:
            docs.mkdir(parents=True, exist_ok=True)
            fill(docs)
            trace.write(docs)
    return folder


def write_record(folder: Path, record: dict[str, Any], file: str) -> None:
    """A record in numbers and as a picture."""
    from simulation.figures.false_alarms import false_alarms as alarms_figure
    from simulation.figures.validation import validation as validation_figure
    from simulation.study.trace import VALIDATION

    write_json(folder / file, record)
    figure = validation_figure(record) if file == VALIDATION else alarms_figure(record)
    figure.savefig((folder / file).with_suffix(".png"))


def _where(folder: Path, file: str, began: float) -> dict[str, Any]:
    return {"run": str(folder), "figures": [str((folder / file).with_suffix(".png"))],
            "seconds": round(time.perf_counter() - began, 2)}  # fmt: skip


def _plain(rows: list[dict[Any, Any]]) -> list[dict[str, Any]]:
    """Rows with None in place of NaN, numbers in six figures."""

    def plain(value: Any) -> Any:
        return None if value != value else float(f"{value:.6g}") if isinstance(value, float) else value

    return [{str(key): plain(value) for key, value in row.items()} for row in rows]

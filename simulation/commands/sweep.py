"""Sweeps as the command line asks for them: lived on all cores or on a cluster, kept, drawn and told."""

import json
import shutil
import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simulation.commands.launch import compile_once, refuse_unwritable
from simulation.commands.terminal import Screen
from simulation.errors import ScenarioError, StoppedError
from simulation.folders import safe_name, write_json, write_whole
from simulation.parameters import statement
from simulation.scenario import Scenario
from simulation.tables.city_parameters import CityParameters

if TYPE_CHECKING:
    import pandas as pd

    from simulation.study.sweep import Sweep

MANIFEST = "sweep.json"
"""The file by which the folder of a sweep is known."""
SUMMARY = "summary.json"


def sweep(
    scenario: Scenario, vary: Sequence[str], design: str, points: int | None, outcomes: Sequence[str],
    scales: Sequence[float], seeds: range, workers: int | None, out: Path, force: bool, screen: Screen,
) -> dict[str, Any]:  # fmt: skip
    """Sweep one to four parameters of a scenario; a sweep that was stopped is gone on with.

    Args:
        scenario: what is varied.
        vary: what varies, each as "section.key=low:high:count".
        design: "grid", "lhs" or "sobol".
        points: how many points; of a grid, values of each parameter. None for the design's own number.
        outcomes: by name, each drawn; barrios up at the peak if none is named.
        scales: of the city; the scenario's own if none is said.
        seeds: lived at every point.
        workers: processes at once; None for one a core.
        out: the folder of runs.
        force: begin anew where the same was asked before.
        screen: what may be shown.

    Returns:
        What there is to tell, as plain values.

    Raises:
        ScenarioError: when what is asked cannot be, or the folder holds runs of another version of the scenario.
        RunError: when runs failed; the others are kept.
        StoppedError: on Ctrl-C; the runs that ended are kept.
    """
    from simulation.study.axes import axes_of
    from simulation.study.sweep import sweep_of

    axes = axes_of(vary, scenario)
    plan = sweep_of(scenario, axes, design, points, seeds, scales)
    name = safe_name("-".join(["sweep", scenario.name, *(axis.name for axis in axes)]))
    title = f"{scenario.title or scenario.name}: {' and '.join(axis.name for axis in axes)}"
    return live_and_draw(plan, out / name, outcomes or ("peak_share",), title, "", workers, force, screen)


def scales_of(text: str | None) -> tuple[float, ...]:
    """The scales of "0.02,0.1,1", the smallest first.

    Raises:
        ScenarioError: when they are no scales.
    """
    limits = statement(CityParameters.model_fields["scale"])
    try:
        scales = sorted({float(part) for part in text.split(",")}) if text is not None else []
    except ValueError:
        scales = [float("nan")]
    if not all(limits["low"] <= scale <= limits["high"] for scale in scales):
        raise ScenarioError(
            f"--scales {text}: allowed: numbers from {limits['low']:g} to {limits['high']:g}, like 0.02,0.1,0.5"
        )
    return tuple(scales)


def live_and_draw(
    plan: "Sweep", folder: Path, outcomes: Sequence[str], title: str, asks: str, workers: int | None, force: bool,
    screen: Screen,
) -> dict[str, Any]:  # fmt: skip
    """Live a sweep in a folder, draw these outcomes, and say what there is to tell; raises what `sweep` does."""
    from simulation.study.executors import at_once, refuse_too_many
    from simulation.study.sweep import live_sweep, outcome_called

    for outcome in outcomes:
        outcome_called(outcome)
    began = time.perf_counter()
    runs = len(plan.points) * len(plan.seeds) * len(plan.scales)
    slots = at_once(workers, runs)
    refuse_too_many(plan.at(plan.points[0], max(plan.scales)), slots)
    refuse_unwritable(folder.parent)
    begin(folder, plan, force)
    try:
        compile_once(screen)
        with screen.counted("living", runs, "runs", slots) as done:
            table = live_sweep(plan, folder, slots, done)
    except KeyboardInterrupt:
        raise StoppedError(
            f"interrupted; the runs done so far are kept in {folder}, and the same command goes on"
        ) from None
    with screen.phase("drawing the pictures"):
        write_whole(folder / "sweep.parquet", partial(table.to_parquet, index=False))
        pictures = [_draw(table, plan, outcome, folder, title, asks) for outcome in outcomes]
        told = {outcome: _told(table, plan, outcome) for outcome in outcomes}
        write_whole(folder / SUMMARY, partial(write_json, content={"title": title, "outcomes": told}))
    return {
        "run": str(folder),
        "figures": [str(picture) for picture in pictures],
        "table": str(folder / "sweep.parquet"),
        "seconds": round(time.perf_counter() - began, 2),
        "title": title,
        "runs": runs,
        "points": len(plan.points),
        "seeds": list(plan.seeds),
        "design": plan.design,
        "scales": list(plan.scales),
        "axes": [
            {key: getattr(axis, key) for key in ("name", "label", "unit", "low", "high", "base")} for axis in plan.axes
        ],
        "outcomes": told,
    }


def begin(folder: Path, plan: "Sweep", force: bool) -> None:
    """Make the folder of a sweep, or go on in it: also with other points, seeds or scales.

    Raises:
        ScenarioError: when it holds runs of another version of the scenario or of the rules, or something else.
    """
    from simulation.run import code

    identity = {**plan.identity(), "code": code()}
    known = None
    if (folder / MANIFEST).is_file():
        try:
            known = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        except ValueError:
            known = {}
    elif folder.exists() and any(folder.iterdir()):
        raise ScenarioError(f"{folder}: holds something else than a sweep; allowed: another --out")
    if known is not None and force:
        shutil.rmtree(folder)
    elif known is not None and known != identity:
        raise ScenarioError(
            f"{folder}: holds runs of another version of the scenario or of the rules, which are not mixed with these; "
            "allowed: another --out, or --force to begin anew"
        )
    folder.mkdir(parents=True, exist_ok=True)
    write_whole(folder / MANIFEST, partial(write_json, content=identity))


def _draw(table: "pd.DataFrame", plan: "Sweep", outcome: str, folder: Path, title: str, asks: str) -> Path:
    from simulation.figures.sweep import sweep as figure_of
    from simulation.study.sweep import MEASURED

    picture = folder / "figures" / f"{outcome}.png"
    picture.parent.mkdir(exist_ok=True)
    figure_of(table, plan.axes, outcome, MEASURED[outcome], title, asks).savefig(picture)
    return picture


def _told(table: "pd.DataFrame", plan: "Sweep", outcome: str) -> dict[str, Any]:
    """An outcome as plain values: every cell, and what the finite-size check allows to be said along each axis."""
    from simulation.study.sweep import MEASURED, cells, finite_size, sharpens

    names = [axis.name for axis in plan.axes]
    told: dict[str, Any] = {
        "label": MEASURED[outcome].label,
        "unit": MEASURED[outcome].unit,
        "cells": [
            {key: None if value != value else value for key, value in row.items()}
            for row in cells(table, names, outcome).to_dict("records")
        ],
    }
    if len(plan.scales) > 1 and plan.design == "grid":
        told["finite_size"] = {
            name: sharpens(finite_size(table, name, outcome)) for name in names if table[name].nunique() > 2
        }
    return told

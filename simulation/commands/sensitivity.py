"""Sobol's indices as the command line asks for them: lived, kept, drawn and told."""

import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from simulation.commands.documented import document, made, seeded
from simulation.commands.fitting import kept_when_stopped, ready, refuse_without_libraries
from simulation.commands.launch import compile_once, prepare
from simulation.commands.terminal import Screen
from simulation.errors import ScenarioError
from simulation.folders import write_whole

OUTCOMES = ("attended", "wave_days", "marchers_peak", "deaths")
"""What is told apart when nothing else is said: each comes about in every run, be it as nought, and differs in most."""


def sobol(
    name: str, vary: Sequence[str], samples: int, outcomes: Sequence[str], scale: float, seed: int,
    workers: int | None, out: Path, force: bool, docs: Path | None, screen: Screen,
) -> dict[str, Any]:  # fmt: skip
    """Share out the variance of a scenario's outcomes among a few parameters and chance; goes on where it stopped.

    Args:
        name: the scenario.
        vary: the parameters, as "section.key=low:high"; those of a calibration if none is named.
        samples: base points, a power of two.
        outcomes: by name; `OUTCOMES` if none is named.
        scale: of the city.
        seed: of the sequence, and of chance.
        workers: processes at once; None for one a core.
        out: the folder of runs.
        force: begin anew where the same was asked before.
        docs: a folder that gets the numbers and the picture, and whose tables are written anew.
        screen: what may be shown.

    Raises:
        ScenarioError: when what is asked cannot be.
        RunError: when runs failed; the others are kept.
        StoppedError: on Ctrl-C; the runs that ended are kept.
    """
    refuse_without_libraries()
    from simulation.figures.sobol import sobol as figure_of
    from simulation.study import sobol as study
    from simulation.study.axes import parsed
    from simulation.study.evaluations import begin, study_folder
    from simulation.study.sweep import MEASURED, outcome_called
    from simulation.study.vary import BEHAVIOUR

    began = time.perf_counter()
    scenario = prepare(name, (), scale, None)
    for outcome in outcomes:
        outcome_called(outcome)
    axes = parsed(vary or BEHAVIOUR, scenario)
    if said := [axis.name for axis in axes if axis.count]:
        raise ScenarioError(
            f"--vary {said[0]} says how many values it has; allowed: section.key=low:high, and --samples"
        )
    plan = study.plan_of(scenario, axes, samples, seed, outcomes or OUTCOMES)
    slots = ready(scenario, workers, out)
    folder = study_folder(out, f"sobol-{scenario.name}", plan.asked(), force)
    begin(folder, plan.asked())
    with kept_when_stopped(folder):
        compile_once(screen)
        with screen.counted("living", len(plan.points), "runs", slots) as done:
            lived = study.live_plan(plan, folder, slots, done)
    with screen.phase("judging, drawing the picture"):
        table = study.indices(plan, lived)
        write_whole(folder / "indices.parquet", partial(table.to_parquet, index=False))
        picture = folder / "figures" / "sobol.png"
        picture.parent.mkdir(exist_ok=True)
        figure_of(table, scenario.title or scenario.name, samples).savefig(picture)
    rows = table.to_dict("records")
    told: dict[str, Any] = {
        "runs": len(plan.points),
        "ranked": study.ranked(table),
        "outcomes": {
            outcome: {
                str(row["parameter"]): {key: None if row[key] != row[key] else round(row[key], 4)
                                        for key in ("s1", "s1_conf", "st", "st_conf")}
                for row in rows if row["outcome"] == outcome
            }
            for outcome in plan.outcomes
        },
    }  # fmt: skip
    command = (
        f"el-alto sensitivity {name} --method sobol --samples {samples} --scale {scale:g}{seeded(seed)} --docs docs"
    )
    labels = {outcome: MEASURED[outcome].label for outcome in plan.outcomes}
    record = {**told, "labels": labels, "scale": scale, "picture": picture.name, "made": made(command)}
    document(docs, "sobol", record, picture, picture.name)
    return {
        "run": str(folder),
        "figures": [str(picture)],
        "table": str(folder / "indices.parquet"),
        "seconds": round(time.perf_counter() - began, 2),
        **told,
    }

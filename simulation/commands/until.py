"""As many seeds as an interval needs: lived in rounds until one outcome is known well enough, or there are too many.

With [l, h] the 95 % interval of the mean m of an outcome over the seeds lived (percentile bootstrap, `paired`),

    width = (h - l) / |m|

After n seeds of width w, n (w / W)^2 of them would give the width W that was asked for; so many are lived next, but
never more than twice as many. Looking again and again makes such an interval cover somewhat less than 95 in 100; a
first round of twenty keeps that small.
"""

import math
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from simulation.commands.ensembles import ensemble_folder, finish, tell_of_seed
from simulation.commands.launch import compile_once, refuse_unwritable
from simulation.commands.terminal import Screen
from simulation.errors import ScenarioError, StoppedError
from simulation.folders import RunError, reading
from simulation.scenario import Scenario
from simulation.study.ensemble import Ensemble, run_ensemble
from simulation.study.executors import at_once, refuse_too_many
from simulation.study.measures import Kept, Measure
from simulation.study.paired import bootstrap
from simulation.study.sweep import outcome_called

if TYPE_CHECKING:
    from simulation.study.draws import Draws

FIRST_ROUND = 20
"""Seeds before the first look."""
MOST = 1_000
"""Seeds at most, where --seeds does not say another number."""
USUAL = "peak_share"


def live_until(
    scenario: Scenario, width: float | None, outcome: str | None, first: int, most: int | None, workers: int | None,
    out: Path, force: bool, screen: Screen, draws: "Draws | None" = None,
) -> tuple[Ensemble, dict[str, Any]]:  # fmt: skip
    """Live a scenario with more and more seeds until an outcome's interval is narrow enough.

    Args:
        scenario: what is asked.
        width: of the interval, as a share of the mean.
        outcome: its name.
        first: the first seed.
        most: how many seeds at most; None for `MOST`.
        workers: processes at once; None for one a core.
        out: the folder of runs.
        force: begin anew where the same was asked before.
        screen: where the width is shown as it shrinks.
        draws: where each seed has its parameters from.

    Returns:
        The ensemble, and what there is to tell of it: as of any ensemble, and `until`, with every round.

    Raises:
        ScenarioError: when the width is none, or there is no such outcome.
        RunError: when a seed failed.
        StoppedError: on Ctrl-C; the seeds that were done are kept.
    """
    if width is None:
        raise ScenarioError("--outcome says of what an interval is wanted; allowed: together with --until-ci")
    if not 0 < width < math.inf:
        raise ScenarioError(f"--until-ci {width:g}: allowed: a number above 0, like 0.05")
    name = outcome or USUAL
    measure, most = outcome_called(name), most or MOST
    slots = at_once(workers, most)
    refuse_too_many(scenario, slots)
    refuse_unwritable(out)
    began = time.perf_counter()
    folder = ensemble_folder(out, scenario, f"until-{name}", force, draws)
    rounds: list[dict[str, Any]] = []
    values: dict[int, float] = {}
    try:
        compiling = compile_once(screen)
        while _goes_on(rounds, width, most):
            seeds = range(first, first + _next_count(rounds, width, most))
            with screen.seeds(len(seeds), slots) as done:
                ensemble = run_ensemble(scenario, seeds, slots, folder, partial(tell_of_seed, done), draws=draws)
            if ensemble.failed:
                raise RunError(f"{folder}: {len(ensemble.failed)} seeds failed: {next(iter(ensemble.failed.values()))}")
            values |= {seed: _value(ensemble, seed, measure) for seed in seeds if seed not in values}
            rounds.append(_round(np.array([values[seed] for seed in seeds])))
            screen.say(in_words(rounds[-1], measure))
        folder, told = finish(ensemble, scenario, screen)
    except KeyboardInterrupt:
        raise StoppedError(
            f"interrupted; the seeds done so far are kept in {folder}, and the same command goes on"
        ) from None
    reached = rounds[-1]["width"] is not None and rounds[-1]["width"] <= width
    if not reached:
        screen.say(f"not as narrow as {width:g} after {most} seeds; --seeds allows more")
    until = {"outcome": name, "asked": width, "reached": reached, "rounds": rounds}
    return ensemble, {**told, "until": until, "seconds": round(time.perf_counter() - began, 2),
                      "compile_seconds": compiling}  # fmt: skip


def in_words(row: dict[str, Any], measure: Measure) -> str:
    """A round in a line."""
    seeds = f"{row['seeds']:>5} seeds: {measure.label}"
    if row["width"] is None:
        return f"{seeds} came about in {row['came']}, too few for an interval"
    return f"{seeds} {row['mean']:.4g} ({row['low']:.4g} to {row['high']:.4g}), width {row['width']:.3g} of the mean"


def _goes_on(rounds: list[dict[str, Any]], width: float, most: int) -> bool:
    if not rounds:
        return True
    reached = rounds[-1]["width"] is not None and rounds[-1]["width"] <= width
    return not reached and rounds[-1]["seeds"] < most


def _next_count(rounds: list[dict[str, Any]], width: float, most: int) -> int:
    """How many seeds there shall be after the next round."""
    if not rounds:
        return min(FIRST_ROUND, most)
    before, now = rounds[-1]["seeds"], rounds[-1]["width"]
    needed = 2 * before if now is None else math.ceil(before * min(2.0, (now / width) ** 2))
    return min(most, max(before + 1, needed))


def _round(values: "np.ndarray[Any, np.dtype[np.float64]]") -> dict[str, Any]:
    """The interval over these seeds; its width is nought where all are alike, None where there is none."""
    interval = bootstrap(values)
    wide = interval.high - interval.low
    width = 0.0 if wide == 0 else wide / abs(interval.mean) if interval.mean else math.nan
    row = {**interval._asdict(), "width": width}
    return {"seeds": len(values), "came": int(np.isfinite(values).sum()),
            **{key: None if value != value else value for key, value in row.items()}}  # fmt: skip


def _value(ensemble: Ensemble, seed: int, measure: Measure) -> float:
    """The outcome of a seed, of which one at a time is in memory."""
    tables = []
    for part in ("daily", "participants"):
        with reading(ensemble.folder / part / f"{seed}.parquet") as path:
            tables.append(pd.read_parquet(path))
    return float(measure.of(Kept(ensemble.summaries[seed], *tables)))

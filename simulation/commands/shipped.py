"""The studies that come with el-alto, as the command line asks for them."""

import time
from functools import partial
from pathlib import Path
from typing import Any

from simulation.commands.documented import document, made, seeded
from simulation.commands.launch import compile_once, refuse_unwritable
from simulation.commands.report import hysteresis_in_short, sweep_in_short, where
from simulation.commands.sweep import SUMMARY, live_and_draw
from simulation.commands.terminal import Screen
from simulation.errors import StoppedError
from simulation.folders import write_json, write_whole


def study(
    name: str | None, scale: float | None, seeds: range, workers: int | None, out: Path, force: bool,
    docs: Path | None, screen: Screen,
) -> dict[str, Any]:  # fmt: skip
    """Live a shipped study, and say what came out; without a name, list them. `docs` gets its numbers and its picture.

    Raises:
        ScenarioError: when there is no such study, or its folder holds another version of it.
        RunError: when runs failed; the others are kept.
        StoppedError: on Ctrl-C; the runs that ended are kept.
    """
    from simulation.study import shipped

    if name is None:
        for known, asks in shipped.ASKS.items():
            screen.say(f"{known:26}{asks}")
        return {"studies": shipped.ASKS}
    shipped.refuse_unknown(name)
    folder = out / f"study-{name}"
    if name == shipped.HYSTERESIS:
        told = _hysteresis(shipped.SCALE if scale is None else scale, seeds, workers, folder, screen)
        hysteresis_in_short(screen, told)
    else:
        swept = shipped.SWEPT[name]
        plan = swept.plan(scale, seeds)
        told = live_and_draw(plan, folder, swept.outcomes, swept.title, swept.asks, workers, force, screen)
        sweep_in_short(screen, told)
    where(screen, told)
    _keep(docs, name, told, scale, seeds)
    return told


def _keep(docs: Path | None, name: str, told: dict[str, Any], scale: float | None, seeds: range) -> None:
    """The first picture in `docs`, and the numbers that the table of the study needs."""
    from simulation.study.shipped import ASKS, SWEPT
    from simulation.study.studies_told import brief

    asks = SWEPT[name].asks if name in SWEPT else ASKS[name]
    asked = f"{seeded(seeds.start)}{'' if scale is None else f' --scale {scale:g}'}"
    command = f"el-alto study {name} --seeds {len(seeds)}{asked} --docs docs"
    kept = f"study_{name}"
    record = {**brief(told), "asks": asks, "picture": f"{kept}.png", "made": made(command)}
    document(docs, kept, record, Path(told["figures"][0]), record["picture"])


def _hysteresis(scale: float, seeds: range, workers: int | None, folder: Path, screen: Screen) -> dict[str, Any]:
    from simulation.figures.hysteresis import hysteresis as figure_of
    from simulation.scenario_files.load import load_scenario
    from simulation.study import hysteresis
    from simulation.study.executors import at_once, refuse_too_many
    from simulation.study.many import live_many

    began = time.perf_counter()
    base = load_scenario("el_alto", {"city.scale": scale})
    asked = hysteresis.asked(base, seeds)
    slots = at_once(workers, len(asked))
    refuse_too_many(base, slots)
    refuse_unwritable(folder.parent)
    try:
        compile_once(screen)
        with screen.counted("living", len(asked), "runs", slots) as done:
            lived = live_many(asked, hysteresis.numbers_of, folder, slots, done)
    except KeyboardInterrupt:
        raise StoppedError(
            f"interrupted; the runs done so far are kept in {folder}, and the same command goes on"
        ) from None
    table = hysteresis.steps(lived)
    found = hysteresis.loops(table)
    write_whole(folder / "steps.parquet", partial(table.to_parquet, index=False))
    picture = folder / "figures" / "hysteresis.png"
    picture.parent.mkdir(exist_ok=True)
    figure_of(table, "El Alto in calm").savefig(picture)
    told = {
        "run": str(folder),
        "figures": [str(picture)],
        "table": str(folder / "steps.parquet"),
        "seconds": round(time.perf_counter() - began, 2),
        "runs": len(asked),
        "seeds": list(seeds),
        "scales": [scale],
        "waves": sum(numbers["waves"] for numbers in lived.values()),
        "finding": hysteresis.verdict(found),
        "loops": {
            dwell: {key: None if value != value else value for key, value in loop._asdict().items()}
            for dwell, loop in found.items()
        },
    }
    write_whole(folder / SUMMARY, partial(write_json, content=told))
    return told

"""Studies as the command line asks for them: worlds lived with the same seeds, kept, compared and drawn."""

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simulation.commands.ensembles import ensemble_folder, tell_of_seed
from simulation.commands.launch import compile_once, refuse_unwritable
from simulation.commands.terminal import Screen
from simulation.errors import ScenarioError, StoppedError
from simulation.folders import RunError, keep, safe_name, write_json
from simulation.scenario import Scenario

if TYPE_CHECKING:
    from simulation.study.article import Made
    from simulation.study.claims import Found
    from simulation.study.compare import Comparison
    from simulation.study.draws import Draws
    from simulation.study.ensemble import Ensemble

LEDGER = "claims.json"
"""The numbers of the ledger, from which its words can be written again."""


def live_worlds(
    worlds: Sequence[Scenario],
    seeds: range,
    workers: int | None,
    out: Path,
    screen: Screen,
    draws: "Draws | None" = None,
) -> "list[Ensemble]":
    """Live several scenarios with the same seeds and draws; what an interrupted call left behind is gone on with.

    Raises:
        ScenarioError: when so many cities do not fit into memory, or the folder cannot be written to.
        RunError: when a seed of any of them failed.
        StoppedError: on Ctrl-C; the seeds that were done are kept.
    """
    from simulation.study.ensemble import run_ensemble
    from simulation.study.executors import at_once, refuse_too_many

    slots = at_once(workers, len(seeds))
    for world in worlds:
        refuse_too_many(world, slots)
    refuse_unwritable(out)

    ensembles = []
    try:
        compile_once(screen)
        with screen.seeds(len(seeds) * len(worlds), slots) as done:
            for world in worlds:
                folder = ensemble_folder(out, world, seeds, force=False, draws=draws)
                tell = partial(tell_of_seed, done, world=world.name)
                ensembles.append(run_ensemble(world, seeds, slots, folder, tell, draws=draws))
    except KeyboardInterrupt:
        raise StoppedError(
            f"interrupted; the seeds done so far are kept in {out}, and the same command goes on"
        ) from None
    failed = {f"{e.scenario}, seed {seed}": error for e in ensembles for seed, error in e.failed.items()}
    if failed:
        told = "; ".join(f"{which}: {error}" for which, error in failed.items())
        raise RunError(f"{len(failed)} runs failed, the others are kept in {out}. {told}")
    return ensembles


def compare(
    worlds: Sequence[Scenario],
    seeds: range,
    workers: int | None,
    out: Path,
    screen: Screen,
    draws: "Draws | None" = None,
) -> "tuple[Comparison, dict[str, Any]]":
    """Compare scenarios with the first of them, over the same seeds, and keep tables, words and picture.

    Returns:
        The comparison, and what there is to tell of it as plain values.

    Raises:
        ScenarioError: when there are fewer than two scenarios, or what `live_worlds` raises.
    """
    if len(worlds) < 2:
        raise ScenarioError(
            f"{worlds[0].name} alone cannot be compared; allowed: two scenarios or more, the base first"
        )
    from simulation.figures.compare import compare as figure_of
    from simulation.study.compare import MANIFEST, World, finding, plain
    from simulation.study.compare import compare as compare_worlds

    began = time.perf_counter()
    ensembles = live_worlds(worlds, seeds, workers, out, screen, draws)
    titles = _titles(worlds)
    with screen.phase("comparing, drawing the picture"):
        comparison = compare_worlds([World(t, e) for t, e in zip(titles, ensembles, strict=True)])

        def fill(folder: Path) -> None:
            comparison.write(folder)
            (folder / "figures").mkdir()
            figure_of(comparison).savefig(folder / "figures" / "compare.png")

        name = safe_name("-".join(["compare", *(world.name for world in worlds), f"seeds{seeds.start}-{seeds[-1]}"]))
        folder = keep(out, name, fill, MANIFEST)
    return comparison, {
        "run": str(folder),
        "figures": [str(folder / "figures" / "compare.png")],
        "tables": [str(folder / f"{table}.parquet") for table in ("outcomes", "who")],
        "seconds": round(time.perf_counter() - began, 2),
        "base": comparison.base,
        "seeds": list(comparison.seeds),
        "interval": comparison.interval,
        "worlds": [
            {"world": world, "finding": finding(comparison, world), "saved": _number(comparison.saved(world)),
             "outcomes": _without_nan(comparison.rows(world).values()),
             "who": _without_nan(plain(comparison.who[comparison.who["world"] == world]))}
            for world in comparison.others
        ],
    }  # fmt: skip


def claims(
    seeds: range,
    scale: float | None,
    workers: int | None,
    out: Path,
    docs: Path | None,
    screen: Screen,
    draws: "Draws | None" = None,
) -> dict[str, Any]:
    """Run the ledger of the article's claims, and write it with its picture into a folder of `out`, and into `docs`.

    Returns:
        What there is to tell: for each claim its kind, verdict and what was found, as plain values.
    """
    from simulation.study import claims as ledger
    from simulation.study.article import Made
    from simulation.study.draws import interval_of
    from simulation.study.ledger import CLAIMS

    began = time.perf_counter()
    there = ledger.there()
    worlds = ledger.worlds_of(there, scale)
    ensembles = live_worlds(list(worlds.values()), seeds, workers, out, screen, draws)
    with screen.phase("judging, drawing the picture"):
        found = ledger.judge(there, dict(zip(worlds, ensembles, strict=True)), scale)
        first = "" if seeds.start == 1 else f" --seed {seeds.start}"
        scaled = "" if scale is None else f" --scale {scale:g}"
        drawn = "" if draws is None else " --draws posterior.parquet"
        command = f"el-alto claims --seeds {len(seeds)}{first}{scaled}{drawn}"
        made = Made(command, tuple(seeds), scale, version("el-alto"), interval_of(draws))
        fill = partial(write_ledger, found=found, made=made)
        folder = keep(out, f"claims-seeds{seeds.start}-{seeds[-1]}", fill, LEDGER)
        if docs is not None:
            docs.mkdir(parents=True, exist_ok=True)
            fill(docs)
    return {
        "run": str(folder),
        "figures": [str(folder / "claims.png")],
        "article": str(folder / "ARTICLE.md"),
        "seconds": round(time.perf_counter() - began, 2),
        "seeds": list(seeds),
        "interval": interval_of(draws),
        "claims": [
            {"claim": claim.key, "says": claim.says, "kind": claim.kind, "without": claim.without,
             "verdict": ledger.verdict(claim, found.get(claim.key)), **ledger.as_plain(found).get(claim.key, {})}
            for claim in CLAIMS
        ],
    }  # fmt: skip


def write_ledger(folder: Path, found: "Mapping[str, Found]", made: "Made") -> None:
    """The ledger in words, in numbers and as a picture."""
    from simulation.figures.claims import claims as figure_of
    from simulation.study.article import article
    from simulation.study.claims import as_plain

    (folder / "ARTICLE.md").write_text(article(found, made), encoding="utf-8")
    write_json(folder / LEDGER, {"made": asdict(made), "found": as_plain(found)})
    figure_of(found, made).savefig(folder / "claims.png")


def _titles(worlds: Sequence[Scenario]) -> list[str]:
    """What each world is called: its title, its name where that is taken, and a number where that is too."""
    taken: list[str] = []
    for world in worlds:
        choices = [world.title or world.name, world.name, *(f"{world.name} ({n})" for n in range(2, len(worlds) + 1))]
        taken.append(next(choice for choice in choices if choice not in taken))
    return taken


def _number(value: float) -> float | None:
    return None if value != value else float(value)


def _without_nan(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows with None in place of NaN, which JSON cannot hold."""
    return [{key: None if value != value else value for key, value in row.items()} for row in rows]

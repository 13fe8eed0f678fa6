"""Whether the conclusions survive, as the command line asks for it: variants lived, judged, kept and drawn."""

import json
import time
from collections.abc import Sequence
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any

from simulation.commands.studies import live_worlds
from simulation.commands.terminal import LEFT, RIGHT, Screen
from simulation.errors import ScenarioError
from simulation.folders import keep, reading, write_json, write_whole
from simulation.run import code
from simulation.scenario_files.judging import unknown

ALL = "all"


def robustness(
    names: str | None, seeds: range, scale: float, workers: int | None, out: Path, docs: Path | None, screen: Screen
) -> dict[str, Any]:
    """Judge the emergent claims of the ledger in every variant, and keep the numbers and the picture.

    Args:
        names: variants, with commas between; "all"; None for those that are not dear.
        seeds: lived in each world of each variant.
        scale: share of the city, where a variant has none of its own.
        workers: processes at once; None for one a core.
        out: the folder of runs.
        docs: a folder that gets the numbers and the picture too, and in which TRACE.md is brought up to date. Variants
            that it holds already, of the same rules and scale, stay there, whatever their seeds.
        screen: what may be shown.

    Returns:
        What there is to tell: the record, and how many verdicts agree, as plain values.

    Raises:
        ScenarioError: for a variant that nobody knows, or what `live_worlds` raises.
    """
    from simulation.study import robustness as study
    from simulation.study import trace

    began = time.perf_counter()
    made = {"version": version("el-alto"), "code": code(), "scale": scale}
    before = {} if docs is None else _before(docs / trace.ROBUSTNESS, made, screen)
    chosen = _chosen(names, scale)
    if study.AS_IT_IS not in before and study.AS_IT_IS not in chosen:
        chosen = [study.AS_IT_IS, *chosen]
    lived = {}
    for name in chosen:
        screen.say(f"{name}: {study.VARIANTS[name].tests}")
        lived[name] = _lived(name, seeds, scale, workers, out, screen)
    together = before | lived
    record = {"made": made, "variants": {name: together[name] for name in study.VARIANTS if name in together}}
    with screen.phase("drawing the picture"):
        fill = partial(_write, record=record)
        folder = keep(out, f"robustness-seeds{seeds.start}-{seeds[-1]}", fill, trace.ROBUSTNESS)
        if docs is not None:
            docs.mkdir(parents=True, exist_ok=True)
            fill(docs)
            trace.write(docs)
    return {
        "run": str(folder),
        "figures": [str((folder / trace.ROBUSTNESS).with_suffix(".png"))],
        "seconds": round(time.perf_counter() - began, 2),
        **record,
        "same_by_claim": {key: vars(one) for key, one in study.by_claim(record).items()},
        "same_by_variant": {name: vars(one) for name, one in study.by_variant(record).items()},
        "in_all": study.in_all(record),
    }


def _chosen(names: str | None, scale: float) -> list[str]:
    """The variants asked for, in their own order."""
    from simulation.study.robustness import VARIANTS, usual

    if names is None:
        return usual(scale)
    asked = [name.strip() for name in names.split(",")]
    for name in asked:
        if name not in VARIANTS and name != ALL:
            raise ScenarioError(unknown("variant", name, [*VARIANTS, ALL]))
    return [name for name in VARIANTS if name in asked or ALL in asked]


def _lived(name: str, seeds: range, scale: float, workers: int | None, out: Path, screen: Screen) -> dict[str, Any]:
    """What became of every emergent claim in one variant."""
    from simulation.study import claims as ledger
    from simulation.study import robustness as study

    variant = study.VARIANTS[name]
    at, own = variant.scale or scale, variant.seeds(seeds)
    claims = [variant.claim(claim) for claim in study.emergent()]
    worlds = ledger.worlds_of(claims, at)
    ensembles = live_worlds(list(worlds.values()), own, workers, out, screen)
    found = ledger.judge(claims, dict(zip(worlds, ensembles, strict=True)), at)
    first = "" if seeds.start == 1 else f" --seed {seeds.start}"
    command = f"el-alto robustness --variants {name} --seeds {len(seeds)}{first} --scale {scale:g}"
    return {"command": command, "seeds": list(own), "scale": at, "found": study.plain(claims, found)}


def _before(path: Path, made: dict[str, Any], screen: Screen) -> dict[str, Any]:
    """The variants that a record holds already, where they are of the same rules and scale."""
    if not path.exists():
        return {}
    with reading(path):
        record = json.loads(path.read_text(encoding="utf-8"))
        if record["made"] == made:
            return dict(record["variants"])
    screen.say(f"{path}: was made with other rules or at another scale, and is replaced")
    return {}


def _write(folder: Path, record: dict[str, Any]) -> None:
    """The record in numbers and as a picture."""
    from simulation.figures.robustness import robustness as figure_of
    from simulation.study.trace import ROBUSTNESS

    write_whole(folder / ROBUSTNESS, lambda path: write_json(path, record))
    figure_of(record).savefig((folder / ROBUSTNESS).with_suffix(".png"))


def in_short(screen: Screen, told: dict[str, Any]) -> None:
    """Every claim in every variant, and how many verdicts agree."""
    from simulation.study.ledger import CLAIMS
    from simulation.study.measures import MEASURES
    from simulation.study.robustness import AS_IT_IS, VARIANTS, by_claim, by_variant, judged

    cells, same, claims = judged(told), by_claim(told), {claim.key: claim for claim in CLAIMS}
    for key, agreed in same.items():
        claim = claims[key]
        unit = "points of a hundred" if (measure := MEASURES[claim.measure]).unit == "share" else measure.unit
        screen.say(f"\n{key}: {claim.says}")
        screen.say(f"without: {claim.without}; measured: {measure.label} ({unit})")
        screen.table({"city": LEFT, "verdict": LEFT, "the mechanism adds": RIGHT, "pairs": RIGHT}, [
            (VARIANTS[name].title, (cell := here[key]).words, cell.adds, f"{cell.found.difference['pairs']:.0f}")
            for name, here in cells.items()
        ])  # fmt: skip
        screen.say(f"the same verdict as in the city as it is: {agreed}")
    screen.say()
    variants: Sequence[tuple[str, str]] = [(VARIANTS[name].title, str(one)) for name, one in by_variant(told).items()]
    screen.table({"city": "left", f"verdicts as in the city {VARIANTS[AS_IT_IS].title}": LEFT}, variants)
    screen.say(f"\n{told['in_all']}")

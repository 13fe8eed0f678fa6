"""A shipped study, and Sobol's indices, as the tables of the documents have them."""

from collections.abc import Mapping, Sequence
from itertools import product
from typing import Any

from simulation.documents import markdown

Record = Mapping[str, Any]


def swept(record: Record) -> str:
    """Each outcome of a sweep: of one axis every value at every scale, of two their ends and middles."""
    first = next(iter(record["outcomes"].values()))
    parts = [_made(record), f"![{record['title']}: {first['label']}]({record['picture']})\n"]
    for outcome in record["outcomes"].values():
        unit = "%" if outcome["unit"] == "share" else outcome["unit"]
        *upright, level = reversed(record["axes"])
        down = upright[0] if upright else {"name": "scale", "label": "scale of the city", "unit": ""}
        parts.append(f"{_sentence(outcome['label'])} ({unit}); across, {level['label']}; down, {down['label']}:\n")
        parts.append(_grid(outcome, level, down))
        parts += [f"Along {name}, {said}.\n" for name, said in outcome.get("finite_size", {}).items()]
    return "\n".join(parts)


def _grid(outcome: Record, level: Record, down: Record) -> str:
    at = {(cell[level["name"]], cell[down["name"]]): cell for cell in outcome["cells"]}
    xs, ys = (sorted({cell[axis["name"]] for cell in outcome["cells"]}) for axis in (level, down))
    lines = [(_value(y, down), *(_cell(at[x, y], outcome["unit"]) for x in xs)) for y in ys]
    return markdown(("", *(_value(x, level) for x in xs)), lines)


def _sentence(words: str) -> str:
    return words[0].upper() + words[1:]


def brief(told: Record) -> dict[str, Any]:
    """What a study found, with no more of each outcome than its table tells."""
    kept = {key: told[key] for key in ("title", "runs", "seeds", "scales", "axes", "finding", "loops") if key in told}
    if "outcomes" in told:
        names = [axis["name"] for axis in told["axes"]]
        kept["outcomes"] = {name: {**outcome, "cells": _told_of(outcome["cells"], names)}
                            for name, outcome in told["outcomes"].items()}  # fmt: skip
    return kept


def _told_of(cells: Sequence[Record], names: Sequence[str]) -> list[Record]:
    """Those at the ends and in the middle of both axes; of one axis, all."""
    if len(names) == 1:
        return list(cells)
    wanted = set(product(*(_ends_and_middle(sorted({cell[name] for cell in cells})) for name in names)))
    return [cell for cell in cells if tuple(cell[name] for name in names) in wanted]


def walked(record: Record) -> str:
    """The loop of each walk, and what that says."""
    lines = [(f"{dwell} days", _between(loop, 100, 2)) for dwell, loop in record["loops"].items()]
    head = ("each step lasts", "loop, points of turnout (95 % over seeds)")
    shown = f"![Turnout in calm while enforcement walks down and up again]({record['picture']})\n"
    return "\n".join([_made(record), shown, markdown(head, lines), f"{_sentence(record['finding'])}."])


def shared_out(record: Record) -> str:
    """Sobol's indices: how much of the variance of each outcome is due to each parameter, alone and in all."""
    parts = [
        f"Made by `{record['made']['command']}` with el-alto {record['made']['version']}: {record['runs']:,} runs at a"
        f" scale of {record['scale']:g}. In each cell the total index with its 95 % interval, and behind it the first.\n",
        f"![Sobol's indices of the parameters that were fitted]({record['picture']})\n",
    ]
    outcomes = record["outcomes"]
    parameters = list(next(iter(outcomes.values())))
    ranked = [name for name in record["ranked"] if name in parameters]
    lines = [
        (f"`{name}`", *(_index(outcome[name]) for outcome in outcomes.values()))
        for name in [*ranked, *(name for name in parameters if name not in ranked)]
    ]
    return "\n".join([*parts, markdown(("parameter", *(record["labels"][name] for name in outcomes)), lines)])


def _made(record: Record) -> str:
    made, seeds = record["made"], record["seeds"]
    return (
        f"{record['asks']} Made by `{made['command']}` with el-alto {made['version']}: {record['runs']:,} runs, {len(seeds)}"
        f" seeds ({seeds[0]} to {seeds[-1]}), {_scales(record['scales'])}.\n"
    )


def _scales(scales: Sequence[float]) -> str:
    return f"scale{'s' if len(scales) > 1 else ''} {', '.join(f'{scale:g}' for scale in scales)}"


def _ends_and_middle(values: Sequence[float]) -> list[float]:
    return [values[0], values[len(values) // 2], values[-1]]


def _value(value: float, axis: Record) -> str:
    return f"{value:g}" if axis["unit"] in ("share", "0..1") else f"{value:g} {axis['unit']}".strip()


def _cell(cell: Record, unit: str) -> str:
    if cell["mean"] is None:
        return "never"
    factor, decimals = (100, 1) if unit == "share" else (1, 2 if cell["mean"] < 10 else 1)
    return _between(cell, factor, decimals)


def _between(interval: Record, factor: float, decimals: int) -> str:
    """The mean, and its interval where seeds differ; one seed has none."""
    told = [f"{factor * interval[key]:.{decimals}f}" for key in ("mean", "low", "high") if interval[key] is not None]
    return told[0] if len(set(told)) == 1 else "{} ({} to {})".format(*told)


def _index(index: Record) -> str:
    if index["st"] is None:
        return "-"
    return f"{index['st']:.2f} ± {index['st_conf']:.2f}, {index['s1']:.2f}"

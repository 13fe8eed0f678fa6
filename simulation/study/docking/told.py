"""Docked results as tables have them."""

from collections.abc import Mapping
from typing import Any

from simulation.documents import markdown

Record = Mapping[str, Any]


def figures(result: Record) -> tuple[str, str, str]:
    """Expected, found and tolerance of a result, in four figures."""
    return tuple("none" if value is None else f"{value:.4g}" for value in _numbers(result))  # type: ignore[return-value]


def _numbers(result: Record) -> tuple[float, float | None, float]:
    return result["expected"], result["found"], result["tolerance"]


def docked(record: Record) -> str:
    """Every result beside what was expected, one table for each kind."""
    made, groups = record["made"], record["docked"].values()
    results = [result for group in groups for result in group["results"]]
    passed = sum(result["passed"] for result in results)
    parts = [
        f"Made by `{made['command']}` with el-alto {made['version']}: {passed} of {len(results)} results are reproduced. The"
        " cities are reduced to one mechanism by parameters; rules and kernels are the model's own"
        " (`simulation/study/docking/`).\n"
    ]
    for group in groups:
        sources = "; ".join(dict.fromkeys(result["source"] for result in group["results"]))
        lines = [
            (result["name"], *figures(result), "yes" if result["passed"] else "**no**") for result in group["results"]
        ]
        parts += [f"{group['about']} Source: {sources}.\n", markdown(("", "expected", "found", "within", "so"), lines)]
    return "\n".join(parts)

"""What shipped studies and Sobol's indices say in the documents: no more than what their runs said."""

import json
from collections.abc import Callable
from itertools import product
from pathlib import Path
from typing import Any

from simulation.study import trace
from simulation.study.studies_told import brief, swept
from tests.conftest import Outcome

AXES = [{"name": "fines", "label": "all fines", "unit": "", "low": 0.0, "high": 4.0, "base": 1.0},
        {"name": "size", "label": "size", "unit": "share", "low": 0.0, "high": 1.0, "base": None}]  # fmt: skip
CELLS = [
    {"fines": fines, "size": size, "mean": None if size == 0 else size, "low": size, "high": size + 0.1 * fines}
    for fines, size in product([0.0, 1.0, 2.0, 3.0, 4.0], [0.0, 0.25, 0.5, 0.75, 1.0])
]
TOLD: dict[str, Any] = {
    "title": "Fines against size", "runs": 25, "seeds": [1], "scales": [0.1], "axes": AXES, "table": "elsewhere",
    "outcomes": {"wave": {"label": "a wave came", "unit": "share", "cells": CELLS}},
}  # fmt: skip


def test_a_table_has_the_ends_and_the_middle_of_each_axis() -> None:
    short = brief(TOLD)
    assert len(short["outcomes"]["wave"]["cells"]) == 9
    told = swept({**short, "asks": "Why?", "picture": "x.png", "made": {"command": "el-alto study x", "version": "1"}})
    assert "|  | 0 | 2 | 4 |" in told
    assert "| 0 | never | never | never |" in told
    assert "| 0.5 | 50.0 | 50.0 (50.0 to 70.0) | 50.0 (50.0 to 90.0) |" in told


def test_a_study_keeps_its_numbers_and_picture_beside_the_documents(
    el_alto: Callable[..., Outcome], tmp_path: Path
) -> None:
    docs = tmp_path / "docs"
    docs.mkdir()
    name = "study_enforcement_and_back"
    (docs / "MANY_RUNS.md").write_text(f"<!-- generated: {name} -->\n<!-- end -->\n", encoding="utf-8")
    ended = el_alto("study", "enforcement_and_back", "--seeds", "1", "--scale", "0.005", "--docs", str(docs), "--json")
    assert ended.code == 0
    record = json.loads((docs / f"{name}.json").read_text(encoding="utf-8"))
    assert record["loops"] == json.loads(ended.out)["loops"]
    assert (docs / f"{name}.png").stat().st_size > 0
    told = (docs / "MANY_RUNS.md").read_text(encoding="utf-8")
    assert record["made"]["command"] in told
    assert trace.filled(told, docs) == told

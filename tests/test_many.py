"""Many small runs: each is kept as it ends, lived once, and lived again when it is asked differently."""

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from factories import GAS, daily_of, scenario_of

from simulation import run
from simulation.folders import RunError
from simulation.scenario import Scenario
from simulation.study import dataset, workers
from simulation.study.dataset import Dataset
from simulation.study.many import live_many
from simulation.study.measures import Kept

ASKED = {f"run-{seed}": (scenario_of(12, (0, GAS, 0.6)), seed) for seed in (1, 2, 3)}


def peak(kept: Kept) -> dict[str, Any]:
    return {"peak": kept.summary["peak_share"]}


@pytest.fixture
def lived(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The seeds lived, in a made-up city whose peak is a tenth of the seed; seed 9 fails."""
    seeds: list[int] = []

    def live(_: Scenario, seed: int) -> workers.Lived:
        seeds.append(seed)
        if seed == 9:
            raise ValueError("seed nine is unlucky")
        return workers.Lived(daily_of([0.0]), {"peak_share": seed / 10}, pd.DataFrame())

    monkeypatch.setattr(workers, "live", live)
    return seeds


def live(asked: dict[str, Any], folder: Path, **more: Any) -> dict[str, Any]:
    with ThreadPoolExecutor(1) as executor:
        return live_many(asked, peak, folder, executor=executor, **more)


def test_a_run_that_is_there_is_not_lived_again(lived: list[int], tmp_path: Path) -> None:
    first = live({"run-1": ASKED["run-1"]}, tmp_path)
    told: list[str] = []
    numbers = live(ASKED, tmp_path, on_done=lambda name, _: told.append(name))
    assert sorted(lived) == [1, 2, 3]
    assert numbers == {"run-1": {"peak": 0.1}, "run-2": {"peak": 0.2}, "run-3": {"peak": 0.3}}
    assert first == {"run-1": {"peak": 0.1}}
    assert told[0] == "run-1"
    assert sorted(told) == list(ASKED)


def test_what_is_asked_differently_or_damaged_is_lived_again(lived: list[int], tmp_path: Path) -> None:
    live(ASKED, tmp_path)
    next((tmp_path / "runs").glob("*-2-*.parquet")).write_bytes(b"PAR1")
    live({**ASKED, "run-1": (scenario_of(12, (0, GAS, 0.5)), 1)}, tmp_path)
    assert sorted(lived[3:]) == [1, 2]


def test_a_rule_that_was_edited_is_never_mixed_with_old_runs(
    lived: list[int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    live(ASKED, tmp_path)
    monkeypatch.setattr(run, "CODE", "another")
    live(ASKED, tmp_path)
    assert sorted(lived) == [1, 1, 2, 2, 3, 3]
    monkeypatch.undo()
    assert len(Dataset(tmp_path)) == 3


def test_a_run_that_fails_stops_no_other_is_named_and_recorded(lived: list[int], tmp_path: Path) -> None:
    told: dict[str, str | None] = {}
    with pytest.raises(RunError, match=r"1 runs failed.*run-9: ValueError: seed nine is unlucky"):
        live({"run-9": (ASKED["run-1"][0], 9), **ASKED}, tmp_path, on_done=told.__setitem__)
    assert told == {"run-9": "ValueError: seed nine is unlucky", **dict.fromkeys(ASKED)}
    table = pd.read_parquet(tmp_path / "runs").set_index("name")
    assert table["error"].dropna().to_dict() == {"run-9": "ValueError: seed nine is unlucky"}
    assert json.loads(table.loc["run-2", "numbers"]) == {"peak": 0.2}
    live(ASKED, tmp_path)
    assert sorted(lived) == [1, 2, 3, 9]


def test_files_of_single_runs_are_gathered_and_none_is_lost(
    lived: list[int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Gathered at the third opening; the second gathering meets what a first one, cut off, left behind."""
    monkeypatch.setattr(dataset, "MANY", 2)
    live(ASKED, tmp_path)
    left = next((tmp_path / "runs").glob("*-3-*.parquet"))
    cut_off = left.read_bytes()
    live(ASKED, tmp_path)
    assert [path.stem.partition("-")[0] for path in (tmp_path / "runs").iterdir()] == ["gathered"]
    left.write_bytes(cut_off)
    numbers = live(ASKED, tmp_path)
    assert (len(lived), len(numbers), len(Dataset(tmp_path))) == (3, 3, 3)

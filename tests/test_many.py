"""Many small runs: each is kept as it ends, lived once, and lived again when it is asked differently."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from factories import GAS, daily_of, scenario_of

from simulation.folders import RunError
from simulation.scenario import Scenario
from simulation.study import workers
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
    numbers = live(ASKED, tmp_path, on_done=told.append)
    assert sorted(lived) == [1, 2, 3]
    assert numbers == {"run-1": {"peak": 0.1}, "run-2": {"peak": 0.2}, "run-3": {"peak": 0.3}}
    assert first == {"run-1": {"peak": 0.1}}
    assert told[0] == "run-1"
    assert sorted(told) == list(ASKED)


def test_what_is_asked_differently_or_damaged_is_lived_again(lived: list[int], tmp_path: Path) -> None:
    live(ASKED, tmp_path)
    (tmp_path / "run-2.json").write_text('{"numbers": ', encoding="utf-8")
    live({**ASKED, "run-1": (scenario_of(12, (0, GAS, 0.5)), 1)}, tmp_path)
    assert lived[3:] == [1, 2]


def test_a_run_that_fails_stops_no_other_and_is_named(lived: list[int], tmp_path: Path) -> None:
    with pytest.raises(RunError, match=r"1 runs failed.*run-9: ValueError: seed nine is unlucky"):
        live({"run-9": (ASKED["run-1"][0], 9), **ASKED}, tmp_path)
    assert sorted(path.stem for path in tmp_path.iterdir()) == list(ASKED)
    live(ASKED, tmp_path)
    assert sorted(lived) == [1, 2, 3, 9]

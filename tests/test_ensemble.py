"""An ensemble keeps every seed as it ends, lives none twice, and loses nothing when something breaks."""

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from factories import FORMS, GAS, arises, daily_of, events_of, run_of, scenario_of

from simulation.errors import ScenarioError
from simulation.folders import RunError
from simulation.run import Run
from simulation.scenario import Scenario
from simulation.scenario_files.load import load_scenario
from simulation.study import workers
from simulation.study.ensemble import Ensemble, run_ensemble
from simulation.study.outcomes import by_cause, outcomes
from simulation.waves import summarise

SCENARIO = scenario_of(12, (0, GAS, 0.6))
QUIET_WEEK = [0.0] * 7
REAL_CITY = workers.live


def made_up(scenario: Scenario, seed: int) -> workers.Lived:
    """A run whose peak is a tenth of its seed."""
    daily = daily_of([0.0, 0.1, 0.1 * seed, 0.2, 0.2, *QUIET_WEEK], deaths=[0, 0, seed, *[0] * 9])
    came = pd.DataFrame({"occupation": ["trader"], "origin": ["rural"], "barrio": [0], "attended": [seed]})
    return workers.Lived(daily, summarise(scenario, seed, daily, events_of(arises(0))), came)


def fails_on_two(scenario: Scenario, seed: int) -> workers.Lived:
    if seed == 2:
        raise ValueError("seed two is unlucky")
    return made_up(scenario, seed)


def dies_on_two(scenario: Scenario, seed: int) -> workers.Lived:
    if seed == 2:
        os._exit(1)
    return made_up(scenario, seed)


def sleeps_after_one(scenario: Scenario, seed: int) -> workers.Lived:
    if seed > 1:
        time.sleep(60)
    return made_up(scenario, seed)


def threads_of(_: Scenario, seed: int) -> workers.Lived:
    seen = {name: os.environ.get(name) for name in workers.THREADS} | {"seed": seed}
    return workers.Lived(pd.DataFrame(), seen, pd.DataFrame())


class Counting(Executor):
    """Does at once what it is given, and counts."""

    def __init__(self) -> None:
        self.seeds: list[int] = []

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        self.seeds.append(args[1])
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future


@pytest.fixture(autouse=True)
def _made_up_city(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "live", made_up)


def lived(seeds: list[int], folder: Path, **more: Any) -> Ensemble:
    return run_ensemble(SCENARIO, seeds, None, folder, **{"executor": Counting(), **more})


def test_every_seed_is_lived_kept_and_told_of(tmp_path: Path) -> None:
    told: dict[int, Any] = {}
    with ThreadPoolExecutor(2) as pool:
        ensemble = lived([3, 1, 2], tmp_path / "e", executor=pool, on_done=told.__setitem__)
    assert ensemble.summaries == told
    assert set(told) == {1, 2, 3}
    assert (ensemble.failed, ensemble.missing) == ({}, ())
    again = Ensemble.load(tmp_path / "e")
    assert again.summaries == told
    pd.testing.assert_frame_equal(again.daily, ensemble.daily)


def test_the_daily_series_of_all_seeds_stand_one_below_the_other(tmp_path: Path) -> None:
    daily = lived([1, 2], tmp_path).daily
    assert daily.columns[0] == "seed"
    for seed in (1, 2):
        one = daily[daily["seed"] == seed].drop(columns="seed").reset_index(drop=True)
        pd.testing.assert_frame_equal(one, made_up(SCENARIO, seed)[0], check_dtype=False)


def test_a_seed_that_is_there_is_not_lived_again(tmp_path: Path) -> None:
    lived([1, 2], tmp_path)
    counting, told = Counting(), []
    ensemble = lived([1, 2, 3, 3], tmp_path, executor=counting, on_done=lambda seed, _: told.append(seed))
    assert counting.seeds == [3]
    assert told == [1, 2, 3]
    assert set(ensemble.summaries) == {1, 2, 3}


def test_a_folder_holds_the_ensemble_of_one_scenario_only(tmp_path: Path) -> None:
    lived([1], tmp_path / "e")
    other = scenario_of(13, (0, GAS, 0.6))
    with pytest.raises(ScenarioError, match="another scenario"):
        run_ensemble(other, [2], None, tmp_path / "e", executor=Counting())
    assert set(Ensemble.load(tmp_path / "e").summaries) == {1}
    folder = run_of().save(tmp_path)
    with pytest.raises(ScenarioError, match="something else"):
        lived([1], folder)
    assert Run.load(folder)


def test_a_seed_that_fails_stops_no_other_and_its_error_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workers, "live", fails_on_two)
    told: dict[int, Any] = {}
    ensemble = lived([1, 2, 3], tmp_path, on_done=told.__setitem__)
    assert set(ensemble.summaries) == {1, 3}
    assert ensemble.failed == {2: "ValueError: seed two is unlucky"}
    assert told[2] == {"error": "ValueError: seed two is unlucky"}
    assert "Traceback" in (tmp_path / "failed" / "2.txt").read_text()
    monkeypatch.setattr(workers, "live", made_up)
    assert lived([2], tmp_path).failed == {}


def test_a_worker_that_dies_takes_no_other_seed_with_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "live", dies_on_two)
    ensemble = run_ensemble(SCENARIO, [2, 1], 1, tmp_path)
    assert set(ensemble.summaries) == {1}
    assert list(ensemble.failed) == [2]
    assert "BrokenProcessPool" in ensemble.failed[2]


def test_workers_have_one_thread_each_and_the_parent_keeps_its_own_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OMP_NUM_THREADS", "7")
    monkeypatch.delenv("NUMBA_NUM_THREADS", raising=False)
    with workers.processes(1) as pool:
        seen = pool.submit(threads_of, SCENARIO, 1).result()[1]
    assert {seen[name] for name in workers.THREADS} == {"1"}
    assert os.environ["OMP_NUM_THREADS"] == "7"
    assert "NUMBA_NUM_THREADS" not in os.environ


INTERRUPTED = """
import sys
from pathlib import Path
import test_ensemble
from simulation.study import workers
from simulation.study.ensemble import run_ensemble
if __name__ == "__main__":
    workers.live = test_ensemble.sleeps_after_one
    try:
        run_ensemble(test_ensemble.SCENARIO, [1, 2, 3], 2, Path(sys.argv[1]), lambda *_: print("one", flush=True))
    except KeyboardInterrupt:
        sys.exit(130)
"""


def test_an_interrupted_ensemble_ends_at_once_and_keeps_what_was_done(tmp_path: Path) -> None:
    script, folder = tmp_path / "interrupted.py", tmp_path / "e"
    script.write_text(INTERRUPTED)
    process = subprocess.Popen(
        [sys.executable, str(script), str(folder)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parent)},
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"one\n"
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=30)
    assert (process.returncode, errors) == (130, b"")
    ensemble = Ensemble.load(folder)
    assert set(ensemble.summaries) == {1}
    assert ensemble.missing == (2, 3)


def test_what_was_cut_off_while_it_was_being_stored_does_not_count_as_there(tmp_path: Path) -> None:
    lived([1], tmp_path)
    (tmp_path / "daily" / "2.parquet").write_bytes(b"PAR1")
    (tmp_path / "summary" / ".2.json.unfinished-1").write_text("{")
    ensemble = lived([1, 2], tmp_path)
    assert set(ensemble.summaries) == {1, 2}
    assert len(ensemble.daily) == 24


def test_what_is_no_ensemble_or_damaged_is_told_as_such(tmp_path: Path) -> None:
    with pytest.raises(RunError, match="this is no ensemble"):
        Ensemble.load(tmp_path)
    lived([1], tmp_path / "e")
    (tmp_path / "e" / "summary" / "1.json").write_text("{")
    with pytest.raises(RunError, match=r"1\.json: is damaged"):
        Ensemble.load(tmp_path / "e")


def test_a_band_holds_the_quantiles_over_seeds_of_each_date(tmp_path: Path) -> None:
    bands = lived(list(range(1, 10)), tmp_path).bands("mobilised_share")
    assert list(bands.columns) == [0.05, 0.5, 0.95]
    third = bands.iloc[2]
    assert third[0.5] == pytest.approx(0.5)
    assert third[0.05] == pytest.approx(np.quantile(np.arange(1, 10) / 10, 0.05))
    assert bands.iloc[0].tolist() == [0, 0, 0]


def test_a_band_leaves_out_seeds_without_a_value(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def uncalled_in_two(scenario: Scenario, seed: int) -> workers.Lived:
        lived = made_up(scenario, seed)
        return lived._replace(daily=lived.daily.assign(turnout_shift=np.nan if seed == 2 else 0.3))

    monkeypatch.setattr(workers, "live", uncalled_in_two)
    assert set(lived([1, 2], tmp_path).bands("turnout_shift").to_numpy().ravel()) == {0.3}


def test_outcomes_are_quantiles_over_the_seeds_in_which_they_came_about() -> None:
    """Seeds 1 to 9: the peak is seed / 10 (0.2 for seed 1), seed's deaths, fuel never gone, all five days long."""
    table = outcomes(made_up(SCENARIO, seed)[1] for seed in range(1, 10))
    assert table.loc["deaths", ["median", "seeds"]].tolist() == [5, 9]
    assert table.loc["deaths", "low"] == pytest.approx(np.quantile(range(1, 10), 0.05))
    assert table.loc["peak_share", "median"] == pytest.approx(0.5)
    assert table.loc["days", ["low", "median", "high"]].tolist() == [5, 5, 5]
    assert table.loc["fuel_gone_strike_day", "seeds"] == 0
    assert np.isnan(table.loc["fuel_gone_strike_day", "median"])
    assert [table.loc[f"ended_{ending}", "seeds"] for ending in ("won", "repressed", "faded", "open")] == [0, 0, 9, 0]
    assert table.loc["wave", "seeds"] == 9


def test_seeds_without_a_wave_count_and_add_nothing_to_its_outcomes() -> None:
    still = summarise(SCENARIO, 1, daily_of([0.0] * 12), events_of(arises(0)))
    table = outcomes([still, made_up(SCENARIO, 4)[1]])
    assert table.loc[["seeds", "wave", "peak_share", "deaths", "deaths_in_all"], "seeds"].tolist() == [2, 1, 1, 1, 2]


def test_each_cause_is_told_whether_it_brought_a_wave() -> None:
    scenario = scenario_of(30, (0, FORMS, 0.1), (12, GAS, 0.6))
    told = events_of(arises(0, FORMS), arises(12))
    shares = [*[0.0] * 12, 0.3, 0.6, *[0.0] * 16]
    table = by_cause(
        [summarise(scenario, 1, daily_of(shares), told), summarise(scenario, 2, daily_of([0.0] * 30), told)]
    )
    assert table.loc[GAS, ["seeds", "waves", "peak_share_median", "days_median", "faded"]].tolist() == [2, 1, 0.6, 3, 1]
    assert table.loc[FORMS, ["seeds", "waves"]].tolist() == [2, 0]


def test_a_seed_gives_in_a_worker_what_it_gives_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The small city until after the first cause, two seeds, in spawned processes."""
    monkeypatch.setattr(workers, "live", REAL_CITY)
    scenario = load_scenario("small", {"end": date(2003, 10, 12)})
    ensemble = run_ensemble(scenario, [1, 2], 2, tmp_path)
    assert ensemble.failed == {}
    daily, summary, participants = workers.live(scenario, 2)
    assert ensemble.summaries[2] == summary
    came = ensemble.participants.query("seed == 2").drop(columns="seed").reset_index(drop=True)
    pd.testing.assert_frame_equal(came, participants, check_dtype=False)
    two = ensemble.daily.query("seed == 2").drop(columns="seed").reset_index(drop=True)
    pd.testing.assert_frame_equal(two, daily, check_dtype=False)
    assert not two.equals(ensemble.daily.query("seed == 1").drop(columns="seed").reset_index(drop=True))

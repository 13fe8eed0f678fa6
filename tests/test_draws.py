"""A seed has one draw of the parameters wherever it lives, and a scenario keeps what it asks about."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from calibrated import Now

from simulation.errors import ScenarioError
from simulation.scenario import Scenario
from simulation.scenario_files.load import load_scenario
from simulation.study import workers
from simulation.study.compare import World, compare, markdown
from simulation.study.draws import Draws, with_parameters
from simulation.study.ensemble import Ensemble, run_ensemble
from tests.conftest import Outcome

TABLE = pd.DataFrame(
    {"state_response.force": [0.2, 0.4, 0.9], "participation.anger": [0.5, 1.0, 2.0], "weight": [1.0, 1.0, 2.0]}
)


def brief(name: str) -> Scenario:
    """Two days of a tiny city, before any cause."""
    return load_scenario(name, {"city.scale": 0.004}).cut(date(2003, 8, 2))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The draws as a Parquet file."""
    TABLE.to_parquet(tmp_path / "posterior.parquet")
    return tmp_path / "posterior.parquet"


def test_a_seed_has_the_same_draw_each_time_and_seeds_share_them_by_weight(file: Path) -> None:
    """Of 4,000 seeds half have the third draw: four standard errors are 0.032 (wrong in 1 of 16,000)."""
    draws = Draws.load(file)
    numbers = [draws.number(seed) for seed in range(4_000)]
    assert numbers == [Draws.load(file).number(seed) for seed in range(4_000)]
    assert np.bincount(numbers, minlength=3) / 4_000 == pytest.approx([0.25, 0.25, 0.5], abs=0.032)
    assert draws.of(1) == {str(k): v for k, v in draws.points.iloc[draws.number(1)].items()}


def test_a_draw_without_weight_is_never_taken() -> None:
    draws = Draws.of_table(TABLE.assign(weight=[0.0, 1.0, 0.0]), "here")
    assert {draws.number(seed) for seed in range(200)} == {1}


def test_a_seed_has_the_same_draw_in_every_scenario_compared() -> None:
    draws = Draws.of_table(TABLE, "here")
    one, other = (draws.scenario(load_scenario(name), 7) for name in ("october_2003", "no_fines"))
    for scenario in (one, other):
        assert scenario.rules["participation"].model_dump()["anger"] == draws.of(7)["participation.anger"]


def test_a_scenario_keeps_what_it_sets_itself() -> None:
    """hard_state asks about the force of the state, so no draw replaces it; its anger is the default's and drawn."""
    draws, hard = Draws.of_table(TABLE, "here"), load_scenario("hard_state")
    lived = draws.scenario(hard, 7)
    assert draws.own(hard) == {"state_response.force"}
    assert lived.rules["state_response"] == hard.rules["state_response"]
    assert lived.rules["participation"].model_dump()["anger"] == draws.of(7)["participation.anger"]
    drawn = draws.scenario(load_scenario("october_2003"), 7)
    assert drawn.rules["state_response"].model_dump()["force"] == draws.of(7)["state_response.force"]


def test_the_fingerprint_tells_points_and_weights_apart_but_not_the_order_of_columns() -> None:
    digest = Draws.of_table(TABLE, "here").digest
    assert Draws.of_table(TABLE[TABLE.columns[::-1]], "here").digest == digest
    assert Draws.of_table(TABLE.assign(weight=1.0), "here").digest != digest
    assert Draws.of_table(TABLE.assign(**{"participation.anger": 1.0}), "here").digest != digest


def test_whole_numbers_are_rounded_and_switches_turned() -> None:
    table = pd.DataFrame({"blockade.hold_quorum": [17.6], "participation.per_adult": [0.7], "weight": [1.0]})
    lived = Draws.of_table(table, "here").scenario(load_scenario("small"), 1)
    assert lived.rules["blockade"].model_dump()["hold_quorum"] == 18
    assert lived.rules["participation"].model_dump()["per_adult"] is True


def test_an_ensemble_over_draws_says_so_and_each_seed_names_its_draw(tmp_path: Path) -> None:
    draws, scenario = Draws.of_table(TABLE, "here"), brief("hard_state")
    ensemble = run_ensemble(scenario, (1, 2), None, tmp_path / "e", executor=Now(), draws=draws)
    assert (ensemble.failed, ensemble.interval) == ({}, "seeds and parameters")
    for seed in (1, 2):
        told = ensemble.summaries[seed]["draw"]
        anger = draws.of(seed)["participation.anger"]
        assert told == {"number": draws.number(seed), "parameters": {"participation.anger": anger}}
        daily = ensemble.daily.query("seed == @seed").drop(columns="seed").reset_index(drop=True)
        pd.testing.assert_frame_equal(
            daily, workers.live(draws.scenario(scenario, seed), seed).daily, check_dtype=False
        )
    assert Ensemble.load(tmp_path / "e").interval == "seeds and parameters"
    comparison = compare([World("one", ensemble), World("other", ensemble)])
    assert comparison.interval == "seeds and parameters"
    assert "over seeds and parameters" in markdown(comparison)


def test_a_folder_holds_the_ensemble_of_one_set_of_draws_only(tmp_path: Path) -> None:
    draws, scenario = Draws.of_table(TABLE, "here"), brief("small")
    run_ensemble(scenario, (1,), None, tmp_path / "e", executor=Now(), draws=draws)
    other = Draws.of_table(TABLE.assign(weight=1.0), "here")
    for wrong in (other, None):
        with pytest.raises(ScenarioError, match="parameter draws"):
            run_ensemble(scenario, (2,), None, tmp_path / "e", executor=Now(), draws=wrong)
    again = Now()
    run_ensemble(scenario, (1,), None, tmp_path / "e", executor=again, draws=draws)
    assert again.runs == 0


BAD = {
    "an unknown parameter": (
        TABLE.rename(columns={"participation.anger": "participation.angr"}),
        "'participation.anger'",
    ),
    "a value out of bounds": (TABLE.assign(**{"participation.anger": [0.5, 1.0, 11.0]}), "participation.anger is 11.0"),
    "no number": (TABLE.assign(**{"participation.anger": [0.5, 1.0, np.nan]}), "participation.anger is nan"),
    "no weights": (TABLE.drop(columns="weight"), "'weight'"),
    "weights below nought": (TABLE.assign(weight=[1.0, -1.0, 1.0]), "no weights"),
    "weights of nought": (TABLE.assign(weight=0.0), "no weights"),
    "no draws": (TABLE.iloc[:0], "no draws"),
    "weights alone": (TABLE[["weight"]], "no draws"),
}


@pytest.mark.parametrize("name", BAD)
def test_draws_that_cannot_be_are_refused(name: str) -> None:
    table, message = BAD[name]
    with pytest.raises(ScenarioError, match="here: ") as refused:
        Draws.of_table(table, "here")
    assert message in str(refused.value)


def test_a_file_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match="there is no such file"):
        Draws.load(tmp_path / "none.parquet")
    (tmp_path / "bad.parquet").write_bytes(b"PAR1")
    with pytest.raises(ScenarioError, match="cannot be read as Parquet"):
        Draws.load(tmp_path / "bad.parquet")


def test_the_command_line_lives_seeds_with_draws_and_says_what_its_intervals_hold(
    el_alto: Callable[..., Outcome], file: Path
) -> None:
    asked = ("small", "--until", "2003-08-02", "--scale", "0.004", "--seeds", "2", "--workers", "1", "--json")
    told = json.loads(el_alto("run", *asked, "--draws", str(file)).out)
    assert told["interval"] == "seeds and parameters"
    alone = json.loads(el_alto("run", *asked).out)
    assert (alone["interval"], alone["run"]) == ("seeds", told["run"].removesuffix("-draws"))


def test_draws_for_a_single_seed_are_refused(el_alto: Callable[..., Outcome], file: Path) -> None:
    outcome = el_alto("run", "small", "--draws", str(file))
    assert (outcome.code, "--seeds" in outcome.err) == (2, True)


def test_values_that_cannot_be_together_are_refused_in_words():
    with pytest.raises(ScenarioError, match="what is tried: city: 20,000 barrios on 5,100 blocks; allowed: a block"):
        with_parameters(load_scenario("small"), {"city.barrios": 20_000.0})

"""Worlds that share their chance: what is alike cancels exactly, what differs is told with its uncertainty."""

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from test_ensemble import Counting

from simulation.commands import studies
from simulation.figures.compare import compare as draw
from simulation.scenario import Scenario
from simulation.scenario_files.load import load_scenario
from simulation.study.compare import Comparison, World, compare, finding, markdown, who_changed
from simulation.study.ensemble import Ensemble, run_ensemble
from simulation.study.measures import MEASURES, OUTCOMES, measured
from simulation.study.paired import FEWEST, bootstrap, compared
from tests.conftest import Outcome

SEEDS = (1, 2, 3)


def asked(**overrides: object) -> Scenario:
    return load_scenario("small", {"city.scale": 0.008, **overrides}).cut(
        load_scenario("small").start.replace(month=10)
    )


@pytest.fixture(scope="module")
def worlds(tmp_path_factory: pytest.TempPathFactory) -> tuple[Ensemble, Ensemble]:
    """Four barrios for two months, with fines and without."""
    folder = tmp_path_factory.mktemp("worlds")
    off = {f"participation.{kind}_fine": 0.0 for kind in ("meeting", "march", "shift")}
    return tuple(  # type: ignore[misc]
        run_ensemble(asked(**overrides), SEEDS, None, folder / name, executor=Counting())
        for name, overrides in (("base", {}), ("no_fines", off))
    )


@pytest.fixture(scope="module")
def comparison(worlds: tuple[Ensemble, Ensemble]) -> Comparison:
    return compare([World("As it is", worlds[0]), World("Without fines", worlds[1])])


def test_a_world_does_not_differ_from_itself(worlds: tuple[Ensemble, Ensemble]) -> None:
    """Exactly: the same seeds have the same luck."""
    same = compare([World("one", worlds[0]), World("other", worlds[0])])
    came_about = same.outcomes[same.outcomes["pairs"] >= FEWEST]
    assert len(came_about) > 8
    assert (came_about[["difference", "low", "high"]] == 0).all(axis=None)
    assert (same.who["difference"] == 0).all()
    assert finding(same, "other") == "no outcome differs by more than chance"


def test_two_runs_of_one_world_are_alike_to_the_last_household(
    worlds: tuple[Ensemble, Ensemble], tmp_path: Path
) -> None:
    again = run_ensemble(asked(), SEEDS[:1], None, tmp_path / "again", executor=Counting())
    one = worlds[0].participants.query("seed == 1").reset_index(drop=True)
    pd.testing.assert_frame_equal(again.participants, one)


def test_without_fines_fewer_come_to_meetings(comparison: Comparison) -> None:
    row = comparison.rows("Without fines")["calm_turnout"]
    assert row["high"] < 0
    assert row["other"] - row["base"] == pytest.approx(row["difference"])


def test_the_interval_covers_a_known_shift() -> None:
    """A shift of 0.3 under paired noise of 0.1 in 40 seeds: in at least 90 of 100 draws by a fixed seed.

    A 95 % interval of the percentile bootstrap covers somewhat less than it says; under 90 of 100 has a chance
    below one in a hundred even at a true cover of 94 %.
    """
    rng = np.random.default_rng(1)
    intervals = [bootstrap(rng.normal(0.3, 0.1, size=40)) for _ in range(100)]
    assert sum(interval.low <= 0.3 <= interval.high for interval in intervals) >= 90
    assert all(interval.low > 0 for interval in intervals)


def test_what_two_worlds_have_in_common_is_what_pairing_saves() -> None:
    """x and y share a part of variance 4 and have 1 of their own each: (5 + 5) / 2 = 5 runs saved for one."""
    rng = np.random.default_rng(2)
    shared = rng.normal(0, 2, size=20_000)
    x, y = (pd.DataFrame({"any": shared + rng.normal(0, 1, size=20_000)}) for _ in range(2))
    assert compared(x, y).loc["any", "saved"] == pytest.approx(5, rel=0.05)


def test_what_did_not_come_about_in_both_worlds_is_counted_and_not_compared() -> None:
    x = pd.DataFrame({"any": [1.0, 2.0, np.nan, 4.0, 5.0]}, index=range(1, 6))
    y = pd.DataFrame({"any": [2.0, np.nan, 3.0, 5.0, 6.0]}, index=range(1, 6))
    row = compared(x, y).loc["any"]
    assert row[["difference", "low", "high", "pairs", "base_only", "other_only"]].tolist() == [1, 1, 1, 3, 1, 1]
    assert np.isnan(row["saved"])


def test_too_few_seeds_give_no_interval() -> None:
    interval = bootstrap(np.array([1.0, 2.0]))
    assert interval.mean == 1.5
    assert np.isnan([interval.low, interval.high]).all()
    assert interval.decided == 0


def test_every_measure_is_a_number_or_did_not_come_about(worlds: tuple[Ensemble, Ensemble]) -> None:
    table = measured(worlds[0], tuple(MEASURES))
    assert list(table.columns) == list(MEASURES)
    assert table["attended"].gt(0).all()
    assert table["assemblies"].between(450, 650).all()


def test_who_took_part_adds_up_to_everyone(worlds: tuple[Ensemble, Ensemble]) -> None:
    one = worlds[0].participants.query("seed == 1")
    assert set(one["origin"]) <= {"rural", "mine", "city"}
    assert one["never"].le(one["households"]).all()
    changed = who_changed(worlds[0].participants, worlds[1].participants)
    assert set(changed["by"]) == {"occupation", "origin", "barrio"}


def test_tables_words_and_picture_say_what_was_found(comparison: Comparison, tmp_path: Path) -> None:
    comparison.write(tmp_path)
    table = pd.read_parquet(tmp_path / "outcomes.parquet")
    assert list(table["outcome"]) == list(OUTCOMES)
    text = (tmp_path / "comparison.md").read_text(encoding="utf-8")
    assert text == markdown(comparison)
    assert all(measure.label in text for measure in OUTCOMES.values())
    words = " ".join(each.get_text() for each in draw(comparison).texts).replace("\n", " ")
    assert "Without fines" in words
    assert "the same 3 seeds" in words


def test_one_world_alone_is_nothing_to_compare(worlds: tuple[Ensemble, Ensemble]) -> None:
    with pytest.raises(ValueError, match="at least two worlds"):
        compare([World("one", worlds[0])])


Call = Callable[..., Outcome]


def test_the_command_refuses_what_cannot_be_compared(el_alto: Call, tmp_path: Path) -> None:
    for names, complaint in (
        (("small",), "two scenarios or more"),
        (("small", "smal"), "no scenario 'smal'"),
        ((), ""),
    ):
        refused = el_alto("compare", *names)
        assert refused.code == 2
        assert complaint in refused.err
    assert list(tmp_path.iterdir()) == []


def test_the_command_compares_and_lives_no_seed_twice(el_alto: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    lived = Counting()

    def here(scenario: Scenario, seeds: range, workers: int, folder: Path, on_done: object, **_: object) -> Ensemble:
        return run_ensemble(scenario, seeds, workers, folder, on_done, executor=lived)  # type: ignore[arg-type]

    monkeypatch.setattr("simulation.study.ensemble.run_ensemble", here)
    monkeypatch.setattr(studies, "compile_once", lambda _: 0.0)
    verb = ("compare", "small", "no_fines", "--scale", "0.004", "--until", "2003-08-05", "--seeds", "2")
    told = json.loads(el_alto(*verb, "--json").out)
    assert lived.seeds == [1, 2, 1, 2]
    assert told["worlds"][0]["world"] == "October 2003 without fines"
    assert len(told["worlds"][0]["outcomes"]) == len(OUTCOMES)
    assert Path(told["figures"][0]).is_file()
    shown = el_alto(*verb).out
    assert "the same 2 seeds" in shown
    assert len(lived.seeds) == 4

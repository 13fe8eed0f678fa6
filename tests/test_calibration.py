"""A calibration finds what made the numbers, is the same however often it is stopped, and refuses what cannot be."""

import json
from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from calibrated import IDLE, PACE, ROWS, TOLL, Now, quick

from simulation.commands import fitting
from simulation.commands.terminal import Screen
from simulation.errors import StoppedError
from simulation.figures.posterior import posterior as figure_of
from simulation.folders import RunError
from simulation.scenario_files.load import load_scenario
from simulation.study import fit_told, targets, workers
from simulation.study.calibration import Problem, calibrate
from simulation.study.draws import Draws
from simulation.study.evaluations import Evaluations
from simulation.study.posterior import (
    Posterior,
    median_scenario,
    partial_rank_correlations,
    predictions,
    weighted_quantiles,
)
from simulation.study.vary import BEHAVIOUR, Vary, likely, uncertain_parameters, varied
from tests.conftest import Outcome

SCENARIO = load_scenario("small")
VARY = (Vary(PACE, 0.5, 1.5), Vary(TOLL, 0.2, 1.0), Vary(IDLE, 0.0, 1.0))
PROBLEM = Problem(SCENARIO, VARY, ROWS, population=40, seed=5)


@pytest.fixture(autouse=True)
def _quick_city(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "live", quick)


def calibrated(folder: Path, stops: Iterable[int] = (0,), problem: Problem = PROBLEM, at_once: int = 2) -> Posterior:
    """Three generations, interrupted before these runs."""
    for stop in stops:
        try:
            calibrate(problem, 3, Evaluations(folder, problem.asked()), Now(stop), at_once)
        except KeyboardInterrupt:
            assert stop
    return Posterior.load(problem, Evaluations(folder, problem.asked()))


@pytest.fixture(scope="module")
def posterior(tmp_path_factory: pytest.TempPathFactory) -> Posterior:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(workers, "live", quick)
        return calibrated(tmp_path_factory.mktemp("calibration") / "c")


def test_it_finds_the_parameters_that_made_the_numbers(posterior: Posterior) -> None:
    """Eighteen days and sixty killed come from an anger of 0.9 and a force of 0.6; duty does nothing."""
    table = posterior.parameters()
    assert table.loc[PACE, "q05"] < 0.9 < table.loc[PACE, "q95"]
    assert table.loc[TOLL, "q05"] < 0.6 < table.loc[TOLL, "q95"]
    assert posterior.median()[PACE] == pytest.approx(0.9, abs=0.05)
    verdicts = {told["parameter"]: told["verdict"] for told in posterior.told()["parameters"]}
    assert verdicts == {PACE: "pinned", TOLL: "pinned", IDLE: "stays free"}


def test_each_row_tells_of_the_parameter_behind_it(posterior: Posterior) -> None:
    correlations = posterior.correlations()
    assert correlations.loc[PACE, "days"] > 0.9
    assert correlations.loc[TOLL, "killed"] > 0.9
    assert correlations.loc[IDLE].abs().max() < 0.2
    told = {told["parameter"]: [by["row"] for by in told["told_by"]] for told in posterior.told()["parameters"]}
    assert (told[PACE][0], told[TOLL][0], told[IDLE]) == ("days", "killed", [])


def test_every_generation_is_closer_than_the_one_before(posterior: Posterior) -> None:
    kept = posterior.generations[posterior.generations["t"] >= 0]
    assert len(kept) == 3
    assert (kept["epsilon"].diff().dropna() < 0).all()
    assert (kept["particles"] == 40).all()


@pytest.mark.parametrize("stops", [(1, 20, 0), (41, 60, 90, 0)], ids=["in the prior", "in later generations"])
def test_a_calibration_that_was_stopped_ends_as_if_it_had_not_been(
    posterior: Posterior, tmp_path: Path, stops: tuple[int, ...]
) -> None:
    again = calibrated(tmp_path, stops)
    assert again.draws.digest == posterior.draws.digest
    pd.testing.assert_frame_equal(again.judged, posterior.judged)


def test_it_does_not_depend_on_how_many_workers_there_are(posterior: Posterior, tmp_path: Path) -> None:
    assert calibrated(tmp_path, at_once=7).draws.digest == posterior.draws.digest


def test_more_generations_go_on_from_those_that_are_there(posterior: Posterior, tmp_path: Path) -> None:
    for generations in (1, 3):
        calibrate(PROBLEM, generations, Evaluations(tmp_path, PROBLEM.asked()), Now(), 2)
    assert Posterior.load(PROBLEM, Evaluations(tmp_path, PROBLEM.asked())).draws.digest == posterior.draws.digest
    done = Now()
    calibrate(PROBLEM, 3, Evaluations(tmp_path, PROBLEM.asked()), done, 2)
    assert done.runs == 0


def test_another_seed_takes_another_way(posterior: Posterior, tmp_path: Path) -> None:
    other = Problem(SCENARIO, VARY, ROWS, population=40, seed=6)
    assert calibrated(tmp_path, problem=other).draws.digest != posterior.draws.digest


def test_numpy_finds_its_chance_as_it_was(tmp_path: Path) -> None:
    np.random.seed(3)
    expected = np.random.default_rng, np.random.get_state()[1].tolist()  # type: ignore[union-attr, index]
    calibrated(tmp_path)
    assert np.random.get_state()[1].tolist() == expected[1]  # type: ignore[union-attr, index]


def test_a_folder_holds_one_calibration_only(tmp_path: Path) -> None:
    Evaluations(tmp_path, PROBLEM.asked())
    with pytest.raises(RunError, match="another study"):
        Evaluations(tmp_path, Problem(SCENARIO, VARY[:2], ROWS, population=40, seed=5).asked())


def test_a_line_that_was_cut_off_is_lived_again(tmp_path: Path) -> None:
    evaluations = Evaluations(tmp_path, {})
    evaluations.add("0/0", {"distance": 1.0})
    with (tmp_path / "evaluations.jsonl").open("a") as file:
        file.write('{"key": "0/1", "dist')
    evaluations = Evaluations(tmp_path, {})
    assert "0/1" not in evaluations
    evaluations.add("0/1", {"distance": 2.0})
    assert [record["distance"] for _, record in Evaluations(tmp_path, {}).items()] == [1.0, 2.0]


def test_a_run_that_fails_names_its_point_and_keeps_the_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def unlucky(scenario: object, seed: int) -> workers.Lived:
        if seed % 10 == 0:
            raise ValueError("an unlucky seed")
        return quick(scenario, seed)  # type: ignore[arg-type]

    monkeypatch.setattr(workers, "live", unlucky)
    with pytest.raises(RunError, match=rf"{PACE} = .*an unlucky seed"):
        calibrated(tmp_path)
    assert len(Evaluations(tmp_path, PROBLEM.asked())) > 0


# what comes out of it


def test_the_median_is_a_scenario(posterior: Posterior, tmp_path: Path) -> None:
    (tmp_path / "median.toml").write_text(median_scenario(posterior, "small"))
    scenario = load_scenario(tmp_path / "median.toml")
    assert scenario.rules["participation"].model_dump()["anger"] == posterior.median()[PACE]
    assert scenario.causes == SCENARIO.causes


def test_the_posterior_can_be_drawn_from(posterior: Posterior, tmp_path: Path) -> None:
    posterior.write(tmp_path / "p.parquet")
    assert Draws.load(tmp_path / "p.parquet").digest == posterior.draws.digest


def test_weighted_quantiles_weigh() -> None:
    assert weighted_quantiles(np.array([3.0, 1.0, 2.0]), np.array([0.02, 0.04, 0.94])).tolist() == [2, 2, 2]
    assert weighted_quantiles(np.array([3.0, 1.0, 2.0]), np.array([0.3, 0.4, 0.3])).tolist() == [1, 2, 3]


def test_a_partial_correlation_holds_the_other_parameters() -> None:
    """b follows a, and the number follows a alone: with a held, b tells nothing (|r| under 4 / sqrt(2000))."""
    chance = np.random.default_rng(1)
    a = chance.normal(size=2_000)
    b = a + 0.5 * chance.normal(size=2_000)
    found = partial_rank_correlations(np.column_stack([a, b]), a + 0.3 * chance.normal(size=2_000))
    assert np.corrcoef(b, a)[0, 1] > 0.8
    assert found[0] > 0.8
    assert abs(found[1]) < 0.09
    assert partial_rank_correlations(np.column_stack([a, b]), np.zeros(2_000)).tolist() == [0, 0]


def test_the_picture_draws_each_row_also_one_that_never_came(posterior: Posterior) -> None:
    never = posterior.prior.assign(days=np.nan)
    rows = predictions(posterior, {"prior": posterior.prior, "posterior": never})
    assert rows[0]["posterior"] == {"low": None, "median": None, "high": None, "came": 0, "runs": 40}
    figure = figure_of(rows, posterior.told()["parameters"], "A test")
    figure.draw_without_rendering()
    texts = " ".join(text.get_text().replace("\n", " ") for text in figure.texts)
    assert "2 of 3 parameters are pinned" in texts
    assert "never" in texts


# the distance


def test_a_distance_counts_tolerances_outside_the_interval() -> None:
    """Eighteen days from one source: the tolerance is the floor of a day. Sixty killed: a fifth of sixty."""
    assert targets.distance(ROWS, {"days": 18.0, "killed": 60.0}) == 0
    assert targets.distance(ROWS, {"days": 20.0, "killed": 54.0}) == pytest.approx(2 + 0.5)
    assert targets.distance(ROWS, {"days": 60.0, "killed": 60.0}) == targets.WORST


def test_no_wave_is_the_worst_there_is() -> None:
    assert targets.distance(ROWS, {"days": None, "killed": None}) == 2 * targets.WORST


def test_sources_that_disagree_widen_the_tolerance() -> None:
    row = targets.chosen(["EV-2003-TOTAL"], load_scenario("october_2003"))[0]
    assert targets.tolerance(row) == pytest.approx((row.high - row.low) / 2 + 0.2 * (row.low + row.high) / 2)


def test_every_default_target_may_be_fitted_to() -> None:
    rows = targets.chosen([], load_scenario("october_2003"))
    assert len(rows) > 10
    assert {row.use for row in rows} == {"calibrate"}


# bounds


def test_what_is_varied_when_nothing_is_said_exists() -> None:
    chosen = varied([], load_scenario("october_2003"))
    assert tuple(vary.name for vary in chosen) == BEHAVIOUR


def test_every_unknown_parameter_has_bounds_around_its_default_and_within_those_declared() -> None:
    for parameter in uncertain_parameters(load_scenario("october_2003")):
        vary, said = likely(parameter), parameter.said
        assert vary.low < vary.high
        assert vary.low <= parameter.value <= vary.high
        assert said["low"] is None or said["low"] <= vary.low
        assert said["high"] is None or vary.high <= said["high"]


# what cannot be

BAD = {
    "a row to be compared only": (("--target", "EV-2005-0606b"), ("EV-2005-0606b", "marked 'compare'", "must not be fitted")),
    "a row of another matter": (("--target", "ART-01"), ("ART-01", "not about October 2003")),
    "a row that is none": (("--target", "EV-2003-1008"), ("no such row", "did you mean 'EV-2003-1008")),
    "a parameter that is none": (("--vary", "participation.angr=0:1"), ("no such parameter", "'participation.anger'")),
    "a parameter without section": (("--vary", "anger=0:1"), ("no such parameter", "'participation.anger'")),
    "a lever": (("--vary", "participation.meeting_fine=0:1"), ("a lever, which someone chooses", "uncertainty")),
    "a switch": (("--vary", "participation.per_adult=0:1"), ("true or false", "any number")),
    "crossed bounds": (("--vary", "participation.anger=2:1"), ("crossed", "low:high")),
    "equal bounds": (("--vary", "participation.anger=1:1"), ("crossed",)),
    "bounds outside": (("--vary", "participation.anger=0:11"), ("outside the bounds declared", "from 0 to 10")),
    "one bound": (("--vary", "participation.anger=1"), ("no two bounds", "low:high")),
    "bounds that are no numbers": (("--vary", "participation.anger=a:b"), ("no two bounds",)),
    "bounds without end": (("--vary", "participation.anger=nan:inf"), ("without end",)),
    "a parameter twice": (("--vary", PACE, "--vary", PACE), ("twice",)),
    "seven parameters": (
        tuple(word for name in (*BEHAVIOUR, "participation.tau") for word in ("--vary", name)), ("7 parameters", "up to 6")
    ),
    "too few points": (("--population", "19"), ("too few runs", "20 or more")),
    "no generation": (("--generations", "0"), ("too few", "1 or more")),
    "fewer than none confirmed": (("--confirm", "-1"), ("0 or more",)),
    "a scale": (("--scale", "0"), ("city.scale is 0.0",)),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_what_cannot_be_calibrated_is_refused_in_one_message(
    el_alto: Callable[..., Outcome], name: str, tmp_path: Path
) -> None:
    arguments, parts = BAD[name]
    outcome = el_alto("calibrate", "october_2003", *arguments)
    assert outcome.code == 2
    assert outcome.err.count("\n") == 1
    for part in parts:
        assert part in outcome.err
    assert list(tmp_path.iterdir()) == []


def test_a_scenario_without_the_cause_is_refused(el_alto: Callable[..., Outcome]) -> None:
    outcome = el_alto("calibrate", "el_alto")
    assert (outcome.code, "does not hold the cause" in outcome.err) == (2, True)


def test_without_the_extra_it_says_what_to_install(
    el_alto: Callable[..., Outcome], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fitting, "NEEDED", ("pyabc", "no_such_library"))
    for command in ("calibrate", "sensitivity"):
        outcome = el_alto(command, "october_2003")
        assert (outcome.code, outcome.err.count("\n")) == (2, 1)
        assert "needs no_such_library, which is not installed" in outcome.err
        assert "el-alto[study]" in outcome.err


# the command


def test_the_command_writes_posterior_median_and_picture_and_goes_on_after_a_stop(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The quick city in this process: stopped at the thirtieth run, and asked again."""
    pools = [Now(30), Now(), Now(), Now()]
    monkeypatch.setattr(fitting, "compile_once", lambda _: 0.0)
    monkeypatch.setattr(targets, "chosen", lambda *_: ROWS)
    monkeypatch.setattr(workers, "processes", lambda _: _Open(pools.pop(0)))

    def command() -> dict[str, object]:
        bounds = [f"{vary.name}={vary.low}:{vary.high}" for vary in VARY]
        docs, quiet = tmp_path / "docs", Screen(quiet=True)
        return fitting.calibrate("small", bounds, [], 20, 1, 3, 0.01, 5, 1, tmp_path, False, docs, quiet)

    with pytest.raises(StoppedError, match="the same command goes on"):
        command()
    told = command()
    folder = tmp_path / "calibrate-small"
    assert told["run"] == str(folder)
    assert json.loads((folder / "calibration.json").read_text())["interval"] == "seeds and parameters"
    rows = told["rows"]
    assert isinstance(rows, list)
    assert [(row["posterior"]["runs"], row["confirmed"]["runs"]) for row in rows] == [(20, 3), (20, 3)]
    assert len(Draws.load(folder / "posterior.parquet").points) == 20
    assert load_scenario(folder / "posterior_median.toml").title.endswith("calibrated")
    assert (folder / "figures" / "posterior.png").stat().st_size > 10_000
    record = json.loads((tmp_path / "docs" / "calibration.json").read_text())
    assert all(f"`{vary.name}`" in fit_told.calibrated(record) for vary in VARY)
    assert len(Draws.load(tmp_path / "docs" / "posterior.parquet").points) == 20


class _Open:
    """An executor in a with statement."""

    def __init__(self, pool: Now) -> None:
        self.pool = pool

    def __enter__(self) -> Now:
        return self.pool

    def __exit__(self, *_: object) -> None:
        return None

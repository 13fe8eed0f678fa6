"""A screening finds what matters and what does not, lives no run twice, and says what it cannot do."""

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from calibrated import IDLE, PACE, ROWS, TOLL, Now, quick

from simulation.figures.screening import screening as figure_of
from simulation.folders import RunError
from simulation.scenario_files.load import load_scenario
from simulation.study import targets, workers
from simulation.study.dataset import Dataset
from simulation.study.screening import DISTANCE, WAVE, Design, design, effects, live_design, outcomes, ranked
from simulation.study.targets import chosen
from simulation.study.vary import uncertain_parameters
from tests.conftest import Outcome

SCENARIO = load_scenario("small")


@pytest.fixture(autouse=True)
def _quick_city(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "live", quick)


@pytest.fixture
def plan() -> Design:
    return design(SCENARIO, ROWS, trajectories=4, seed=1)


def screened(plan: Design, folder: Path) -> pd.DataFrame:
    return live_design(plan, folder, executor=Now())


def test_it_varies_everything_that_nobody_knows_one_at_a_time(plan: Design) -> None:
    unknown = uncertain_parameters(SCENARIO)
    assert [vary.name for vary in plan.vary] == [parameter.name for parameter in unknown]
    assert plan.points.shape == (4 * (len(unknown) + 1), len(unknown))
    of_one = plan.points[: len(unknown) + 1]
    assert ((np.diff(of_one, axis=0) != 0).sum(axis=1) == 1).all()
    assert len(set(plan.seeds[: len(unknown) + 1])) == 1
    assert len(set(plan.seeds)) == 4


def test_it_finds_what_does_something_and_how_much(plan: Design, tmp_path: Path) -> None:
    """Days are 20 x anger and anger goes from 0.5 to 2: the whole range is worth 30 days."""
    table = effects(plan, screened(plan, tmp_path), seed=1)
    days = table[table["outcome"] == "days"].set_index("parameter")
    assert days.loc[PACE, "mu_star"] == pytest.approx(30, rel=1e-6)
    assert days.loc[PACE, "relative"] == 1
    assert days.loc[IDLE, "mu_star"] == pytest.approx(0, abs=1e-9)
    assert days.drop(PACE)["mu_star"].max() == pytest.approx(0, abs=1e-9)
    assert set(ranked(table)[:2]) == {PACE, TOLL}


def test_a_screening_that_was_stopped_lives_only_what_is_missing(plan: Design, tmp_path: Path) -> None:
    whole = screened(plan, tmp_path / "whole")
    with pytest.raises(KeyboardInterrupt):
        live_design(plan, tmp_path / "stopped", workers=1, executor=Now(stop=101))
    kept = len(Dataset(tmp_path / "stopped"))
    assert 0 < kept <= 100
    rest = Now()
    again = live_design(plan, tmp_path / "stopped", executor=rest)
    assert rest.runs == len(plan.points) - kept
    assert again.equals(whole)


def test_what_did_not_come_about_counts_as_the_period_or_as_nought(plan: Design) -> None:
    table = outcomes(plan, [{"days": None, "killed": None, WAVE: 0.0}])
    assert set(table["days"]) == {SCENARIO.days}
    assert set(table["killed"]) == {0}
    assert set(table[DISTANCE]) == {2 * targets.WORST}


def test_a_run_that_fails_says_so_and_keeps_the_others(
    plan: Design, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unlucky(scenario: object, seed: int) -> workers.Lived:
        if seed == 3:
            raise ValueError("an unlucky seed")
        return quick(scenario, seed)  # type: ignore[arg-type]

    monkeypatch.setattr(workers, "live", unlucky)
    with pytest.raises(RunError, match="an unlucky seed"):
        screened(plan, tmp_path)
    assert len(Dataset(tmp_path)) == len(plan.points) * 3 / 4


def test_the_picture_names_what_does_most_first(plan: Design, tmp_path: Path) -> None:
    figure = figure_of(effects(plan, screened(plan, tmp_path), seed=1), "A test", 4)
    figure.draw_without_rendering()
    names = [label.get_text() for label in figure.axes[0].get_yticklabels()]
    assert set(names[:2]) == {PACE, TOLL}
    assert len(names) == 20


def test_a_real_city_can_be_lived_at_the_corners_of_the_design(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two points, all parameters at their lower and at their upper bounds: every rule takes them for three days."""
    monkeypatch.undo()
    plan = design(SCENARIO, chosen([], SCENARIO), trajectories=2, seed=1)
    for corner in ([vary.low for vary in plan.vary], [vary.high for vary in plan.vary]):
        at = Design(plan.scenario, plan.vary, np.array([corner]), (1,), plan.rows)
        scenario, seed = at.run(0)
        tiny = scenario.model_copy(update={"city": scenario.city.model_copy(update={"scale": 0.004})})
        lived = workers.live(tiny.cut(tiny.start.replace(day=3)), seed)
        assert len(lived.daily) == 3


def test_too_few_trajectories_and_unknown_methods_are_refused(el_alto: Callable[..., Outcome]) -> None:
    few = el_alto("sensitivity", "october_2003", "--trajectories", "1")
    assert (few.code, "too few runs" in few.err, "2 or more" in few.err) == (2, True, True)
    other = el_alto("sensitivity", "october_2003", "--method", "guess")
    assert (other.code, "morris" in other.err) == (2, True)


def test_the_command_writes_table_and_picture(
    el_alto: Callable[..., Outcome], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from simulation.commands import fitting

    class Open(Now):
        def __enter__(self) -> "Open":
            return self

        def __exit__(self, *_: object) -> None:
            return None

    monkeypatch.setattr(fitting, "compile_once", lambda _: 0.0)
    monkeypatch.setattr(targets, "chosen", lambda *_: ROWS)
    monkeypatch.setattr(workers, "processes", lambda _: Open())
    told = json.loads(el_alto("sensitivity", "small", "--trajectories", "2", "--json").out)
    assert {row["parameter"] for row in told["ranked"][:2]} == {PACE, TOLL}
    assert (tmp_path / told["table"]).is_file()
    assert (tmp_path / told["figures"][0]).stat().st_size > 10_000

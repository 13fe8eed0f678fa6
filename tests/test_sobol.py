"""Sobol's indices: known ones are found, chance has a share of its own, and what is stopped goes on."""

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from calibrated import IDLE, PACE, TOLL, Now

from simulation.figures.sobol import sobol as figure_of
from simulation.scenario import Scenario
from simulation.scenario_files.load import load_scenario
from simulation.study import sobol as study
from simulation.study import workers
from simulation.study.axes import parsed
from simulation.study.sobol import CHANCE, LARGEST_SEED, Plan, indices, live_plan, plan_of, ranked
from tests.conftest import Outcome

SCENARIO = load_scenario("small")
VARY = (f"{PACE}=0:1", f"{TOLL}=0:1", f"{IDLE}=0:1")


def made_up(scenario: Scenario, seed: int) -> workers.Lived:
    """y = 2 a + b + u with a, b and u uniform on 0..1, u the seed's: variances 4/12, 1/12 and 1/12 of 6/12."""
    a = scenario.rules["participation"].model_dump()["anger"]
    b = scenario.rules["state_response"].model_dump()["force"]
    return workers.Lived(pd.DataFrame(), {"y": 2 * a + b + seed / LARGEST_SEED}, pd.DataFrame())


@pytest.fixture(autouse=True)
def _made_up_city(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "live", made_up)
    monkeypatch.setattr(
        study,
        "numbers_of",
        lambda kept: {name: kept.summary["y"] if name != "wave_wait" else None for name in study.MEASURED},
    )


@pytest.fixture
def plan() -> Plan:
    return plan_of(SCENARIO, parsed(VARY, SCENARIO), 256, 1, ("deaths", "wave_wait"))


def test_shares_of_a_known_sum_are_found_and_chance_has_its_own(plan: Plan, tmp_path: Path) -> None:
    """Of a sum nothing is done together: S1 and ST are both 4/6, 1/6, 0 and 1/6. 256 base points: within 0.05."""
    table = indices(plan, live_plan(plan, tmp_path, executor=Now())).query("outcome == 'deaths'").set_index("parameter")
    for name, share in ((PACE, 4 / 6), (TOLL, 1 / 6), (IDLE, 0.0), (CHANCE, 1 / 6)):
        assert table.loc[name, "s1"] == pytest.approx(share, abs=0.05)
        assert table.loc[name, "st"] == pytest.approx(share, abs=0.05)
    assert len(plan.points) == 256 * (4 + 2)


def test_what_did_not_come_about_in_every_run_has_no_share(plan: Plan, tmp_path: Path) -> None:
    table = indices(plan, live_plan(plan, tmp_path, executor=Now()))
    assert table.query("outcome == 'wave_wait'")["st"].isna().all()
    assert ranked(table)[0] == PACE
    assert ranked(table)[-1] == IDLE


def test_what_was_stopped_lives_only_what_is_missing(plan: Plan, tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        live_plan(plan, tmp_path, workers=1, executor=Now(stop=100))
    rest = Now()
    live_plan(plan, tmp_path, executor=rest)
    assert len(plan.points) - 100 <= rest.runs < len(plan.points)


def test_the_picture_has_a_row_an_input_and_a_column_an_outcome(plan: Plan, tmp_path: Path) -> None:
    figure = figure_of(indices(plan, live_plan(plan, tmp_path, executor=Now())), "A test", 256)
    figure.draw_without_rendering()
    assert [label.get_text() for label in figure.axes[0].get_yticklabels()] == [PACE, *ranked_middle(figure), IDLE]
    assert len(figure.axes) == 2


def ranked_middle(figure: object) -> list[str]:
    """The two inputs of equal share, in whichever order they came out."""
    labels = [label.get_text() for label in figure.axes[0].get_yticklabels()]  # type: ignore[attr-defined]
    assert set(labels[1:3]) == {TOLL, CHANCE}
    return labels[1:3]


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--samples", "7"), "--samples 7: allowed: a power of two from 8"),
        (("--samples", "0"), "a power of two"),
        (("--outcome", "peak"), "there is no such outcome"),
        (("--vary", f"{PACE}=2:1"), "bounds are crossed"),
        (("--vary", f"{PACE}=1:2:3"), "says how many values it has"),
        (("--vary", "participation.angr"), "did you mean 'participation.anger'"),
    ],
)
def test_what_cannot_be_asked_is_refused(el_alto: Callable[..., Outcome], options: tuple[str, ...], told: str) -> None:
    ended = el_alto("sensitivity", "small", "--method", "sobol", *options)
    assert (ended.code, ended.out) == (2, "")
    assert told in ended.err


def test_the_command_writes_table_and_picture(el_alto: Callable[..., Outcome], monkeypatch: pytest.MonkeyPatch) -> None:
    class Open(Now):
        def __enter__(self) -> "Open":
            return self

        def __exit__(self, *_: object) -> None:
            return None

    monkeypatch.setattr("simulation.commands.sensitivity.compile_once", lambda _: 0.0)
    monkeypatch.setattr(workers, "processes", lambda _: Open())
    vary = [option for text in VARY for option in ("--vary", text)]
    told = json.loads(
        el_alto(
            "sensitivity", "small", "--method", "sobol", *vary, "--samples", "8", "--outcome", "deaths", "--json"
        ).out
    )
    assert told["runs"] == 8 * 6
    assert told["ranked"][0] == PACE
    assert np.isfinite(told["outcomes"]["deaths"][CHANCE]["st"])
    assert Path(told["figures"][0]).stat().st_size > 10_000

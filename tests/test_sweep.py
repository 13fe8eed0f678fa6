"""A sweep lives every point with the same seeds, none twice, refuses what it cannot do, and claims no tipping point."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from calibrated import Now
from factories import FORMS, GAS, arises, daily_of, events_of, scenario_of

from simulation import run
from simulation.errors import ScenarioError
from simulation.figures.sweep import sweep as figure_of
from simulation.scenario import Scenario
from simulation.scenario_files.load import load_scenario
from simulation.study import sweep as study
from simulation.study import workers
from simulation.study.axes import Axis, axes_of, varied
from simulation.study.hysteresis import LEVELS, WALK, loops, steps, verdict, walked
from simulation.study.measures import Kept
from simulation.study.shipped import ASKS, SWEPT
from simulation.study.sweep import MEASURED, cells, finite_size, live_sweep, numbers_of, sharpens, sweep_of
from simulation.waves import summarise
from tests.conftest import Outcome

SCENARIO = load_scenario("small")
FINE, SIZE, JOINT, ROTA = "participation.meeting_fine", "cause.2.size", "mobilisation.joint", "mobilisation.shift_rota"
SEEDS = range(1, 4)


def made_up(scenario: Scenario, seed: int) -> workers.Lived:
    """A run whose deaths are the fine and a hundred times the size of the second cause, and the seed's tenth."""
    fine = scenario.rules["participation"].model_dump()["meeting_fine"]
    return workers.Lived(pd.DataFrame(), {"deaths": fine + 100 * scenario.causes[1].size + seed / 10}, pd.DataFrame())


@pytest.fixture(autouse=True)
def _made_up_city(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "live", made_up)
    monkeypatch.setattr(study, "numbers_of", lambda kept: dict.fromkeys(MEASURED, float(kept.summary["deaths"])))
    monkeypatch.setattr("simulation.commands.sweep.compile_once", lambda _: 0.0)


def plan_of(*vary: str, design: str = "grid", points: int | None = None, scales: tuple[float, ...] = ()) -> study.Sweep:
    return sweep_of(SCENARIO, axes_of(vary, SCENARIO), design, points, SEEDS, scales)


# what varies


def test_a_grid_holds_every_combination_once_and_whole_numbers_only_where_such_are_allowed() -> None:
    plan = plan_of(f"{FINE}=0:40:3", f"{ROTA}=1:4:9", JOINT)
    assert len(plan.points) == 3 * 4 * 2
    assert len(np.unique(plan.points, axis=0)) == len(plan.points)
    assert sorted(set(plan.points[:, 0])) == [0, 20, 40]
    assert sorted(set(plan.points[:, 1])) == [1, 2, 3, 4]
    assert plan.at(plan.points[-1], 0.02).rules["mobilisation"].model_dump()["joint"] is True


@pytest.mark.parametrize("design", ["lhs", "sobol"])
def test_a_spread_design_fills_every_stretch_of_each_range_and_is_the_same_each_time(design: str) -> None:
    """Sixteen points: one in each sixteenth of either range, of both designs (Sobol' property for a power of two)."""
    plan = plan_of(f"{FINE}=10:26", f"{SIZE}=0:1", design=design, points=16)
    assert sorted(np.floor(plan.points[:, 0] - 10)) == list(range(16))
    assert sorted(np.floor(16 * plan.points[:, 1])) == list(range(16))
    again = plan_of(f"{FINE}=10:26", f"{SIZE}=0:1", design=design, points=16)
    assert (plan.points == again.points).all()


def test_bounds_come_from_the_parameter_where_none_are_said() -> None:
    fine, size = axes_of([FINE, SIZE], SCENARIO)
    assert (fine.low, fine.high, fine.base) == (5, 20, 10)
    assert size.low < SCENARIO.causes[1].size < size.high <= 1
    assert "gas" in size.label


def test_the_size_of_a_cause_is_that_of_no_other() -> None:
    sizes = [cause.size for cause in varied(SCENARIO, {SIZE: 0.25}).causes]
    assert sizes == [SCENARIO.causes[0].size, 0.25]


@pytest.mark.parametrize(
    ("vary", "told"),
    [
        ("participation.meeting_fin=0:1", "did you mean 'participation.meeting_fine'"),
        ("cause.3.size", "cause.1.size, cause.1.stake, cause.2.size"),
        (f"{FINE}=40:0:3", f"bounds are crossed; allowed: the lower one first, {FINE}=0:40"),
        (f"{FINE}=0:40:0", "0 values; allowed: 1 to 1,000"),
        (f"{FINE}=0:99999:3", "outside the bounds declared"),
        ("cause.2.stake=0:1:3", "outside the bounds declared"),
        (f"{FINE}=0", "no bounds are in it"),
        (f"{FINE}=0:inf:2", "no bounds are in it"),
        (f"{FINE}=0:1:2:3", "no bounds are in it"),
        (f"{FINE}=a:b", "no bounds are in it"),
    ],
)
def test_what_cannot_vary_is_told_what_could(el_alto: Callable[..., Outcome], vary: str, told: str) -> None:
    ended = el_alto("sweep", "small", "--vary", vary)
    assert (ended.code, ended.out) == (2, "")
    assert told in ended.err
    assert not list(Path().iterdir())


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--outcome", "peak"), "there is no such outcome"),
        (("--points", "0"), "--points 0: too few; allowed: 1 or more"),
        (("--seeds", "0"), "0 is not in the range"),
        (("--design", "sobol"), "says how many values it has, which only a grid can"),
        (("--scales", "0.02,big"), "--scales 0.02,big: allowed: numbers from 0.004 to 10"),
        (("--scales", "0.001"), "--scales 0.001: allowed"),
        (("--vary", FINE), "is given twice"),
        (("--vary", SIZE, "--vary", JOINT, "--vary", ROTA, "--vary", "participation.ties"), "names 5 parameters"),
        (("--vary", f"{SIZE}=0:1:999", "--vary", "participation.ties=0:1:999"), "allowed: up to 1,000,000"),
    ],
)
def test_what_cannot_be_swept_is_refused(el_alto: Callable[..., Outcome], options: tuple[str, ...], told: str) -> None:
    ended = el_alto("sweep", "small", "--vary", f"{FINE}=0:40:3", *options)
    assert (ended.code, ended.out) == (2, "")
    assert told in ended.err
    assert not list(Path().iterdir())


# what is lived


def test_every_point_is_lived_with_the_same_seeds_and_its_mean_and_interval_are_those_of_the_seeds(
    tmp_path: Path,
) -> None:
    plan = plan_of(f"{FINE}=0:40:3", f"{SIZE}=0:1:2")
    table = live_sweep(plan, tmp_path, executor=Now())
    assert len(table) == 6 * len(SEEDS)
    row = cells(table, [FINE, SIZE], "deaths").query(f"`{FINE}` == 20 and `{SIZE}` == 1").iloc[0]
    assert row["mean"] == pytest.approx(20 + 100 + 0.2)
    assert row["sd"] == pytest.approx(0.1)
    assert 120.09 <= row["low"] < row["mean"] < row["high"] <= 120.31


def test_a_sweep_that_was_stopped_lives_only_what_is_missing_and_a_finer_one_only_what_is_new(tmp_path: Path) -> None:
    coarse, fine = plan_of(f"{FINE}=0:40:3"), plan_of(f"{FINE}=0:40:5")
    with pytest.raises(KeyboardInterrupt):
        live_sweep(coarse, tmp_path, workers=1, executor=Now(stop=8))
    rest, finer = Now(), Now()
    whole = live_sweep(coarse, tmp_path, executor=rest)
    assert 2 <= rest.runs <= 5
    assert live_sweep(fine, tmp_path, executor=finer)[FINE].nunique() == 5
    assert finer.runs == 2 * len(SEEDS)
    assert whole.equals(live_sweep(coarse, tmp_path / "anew", executor=Now()))


@pytest.fixture
def here(el_alto: Callable[..., Outcome], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Outcome]:
    """A sweep of the fine by command, in this process."""

    class Open(Now):
        def __enter__(self) -> "Open":
            return self

        def __exit__(self, *_: object) -> None:
            return None

    monkeypatch.setattr(workers, "processes", lambda _: Open())

    def call(*options: str) -> Outcome:
        return el_alto("sweep", "small", "--vary", f"{FINE}=0:40:3", "--seeds", "3", "--outcome", "deaths", *options)

    return call


def test_the_command_writes_table_and_pictures_and_says_every_point(here: Callable[..., Outcome]) -> None:
    told = json.loads(here("--json", "--outcome", "peak_share").out)
    assert [cell["mean"] for cell in told["outcomes"]["deaths"]["cells"]] == pytest.approx([60.2, 80.2, 100.2])
    assert len(pd.read_parquet(told["table"])) == 9
    assert all(Path(picture).stat().st_size > 10_000 for picture in told["figures"])
    assert [Path(picture).stem for picture in told["figures"]] == ["deaths", "peak_share"]


def test_runs_of_another_scenario_or_other_rules_are_never_mixed(
    here: Callable[..., Outcome], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert here().code == 0
    other = here("--set", "participation.ties=0.9")
    assert (other.code, "holds runs of another version of the scenario or of the rules" in other.err) == (2, True)
    monkeypatch.setattr(run, "CODE", "another")
    assert here().code == 2
    assert here("--force").code == 0


def test_a_folder_of_something_else_is_left_alone(here: Callable[..., Outcome]) -> None:
    letters = Path("runs", f"sweep-small-{FINE}", "letters.txt")
    letters.parent.mkdir(parents=True)
    letters.write_text("mine")
    assert here("--force").code == 2
    assert letters.read_text() == "mine"


# what may be said


def made(scales: tuple[float, ...], steepness: Callable[[float], float]) -> pd.DataFrame:
    """Logistic answers to a cause, steeper or not with scale, twenty seeds with some noise."""
    rng = np.random.default_rng(1)
    rows = [
        {"scale": scale, "point": point, SIZE: size, "seed": seed,
         "peak_share": 1 / (1 + np.exp(-steepness(scale) * (size - 0.5))) + rng.normal(0, 0.02)}
        for scale in scales for point, size in enumerate(np.linspace(0, 1, 10)) for seed in range(20)
    ]  # fmt: skip
    return pd.DataFrame(rows)


def test_a_step_that_sharpens_with_the_city_is_only_called_compatible_and_one_that_does_not_is_none() -> None:
    sharp = finite_size(made((0.02, 1.0), lambda scale: 200 * scale + 5), SIZE, "peak_share")
    assert sharp["step"].iloc[1] > sharp["high"].iloc[0]
    assert (sharp["from"].iloc[1], sharp["to"].iloc[1]) == pytest.approx((4 / 9, 5 / 9))
    assert "compatible with a tipping point" in sharpens(sharp)
    assert sharpens(finite_size(made((0.02, 1.0), lambda _: 8.0), SIZE, "peak_share")).endswith(
        "no tipping point is shown"
    )
    assert "nothing can be said" in sharpens(finite_size(made((1.0,), lambda _: 8.0), SIZE, "peak_share"))


@pytest.mark.parametrize("axes", [1, 2, 3])
def test_the_picture_says_what_it_shows_and_marks_the_base(axes: int) -> None:
    names = (f"{FINE}=0:40:4", f"{SIZE}=0:1:4", f"{ROTA}=1:4:4")[:axes]
    plan = plan_of(*names)
    rows = [
        {"scale": 0.02, "point": number, **dict(zip([axis.name for axis in plan.axes], point, strict=True)), "seed": seed,
         "peak_share": point[0] / 40}
        for number, point in enumerate(plan.points) for seed in SEEDS
    ]  # fmt: skip
    figure = figure_of(pd.DataFrame(rows), plan.axes, "peak_share", MEASURED["peak_share"], "A test")
    figure.draw_without_rendering()
    written = " ".join(text.get_text() for text in figure.texts)
    assert "Barrios up at the peak" in written
    assert "none is claimed" in written
    marks = [line for panel in figure.axes for line in panel.lines if line.get_marker() == "X"]
    assert len(marks) == {1: 0, 2: 1, 3: 3}[axes]


# shipped studies


@pytest.mark.parametrize("name", SWEPT)
def test_every_shipped_study_can_be_lived_at_its_corners(name: str) -> None:
    plan = SWEPT[name].plan(0.02, range(1, 2))
    for point in (plan.points[0], plan.points[-1]):
        assert plan.at(point, 0.02).city.scale == 0.02
    assert len(plan.scenario.causes) == 1
    assert all(outcome in MEASURED for outcome in SWEPT[name].outcomes)


def test_exclusion_and_fines_cost_a_traders_household_the_same() -> None:
    """A shut day costs what one of two earners earns: half of the median income of 34 Bs."""
    study = SWEPT["exclusion_and_fines"]
    for shut in (0.0, 0.5, 1.0):
        sets = study.sets({"sanction": 60.0, "exclusion": shut})
        day = SCENARIO.city.income / 2
        assert sets["participation.march_fine"] + day * sets["participation.exclusion_days"] == pytest.approx(60)


def test_the_studies_are_listed_and_an_unknown_one_is_refused(el_alto: Callable[..., Outcome]) -> None:
    listed = el_alto("study").out
    assert all(name in listed for name in ASKS)
    ended = el_alto("study", "fines_and_cause")
    assert (ended.code, "did you mean 'fines_and_causes'" in ended.err) == (2, True)


def test_enforcement_walks_down_and_up_again_and_is_held_beside() -> None:
    world = walked(SCENARIO, 10)
    assert world.days == 10 * len(WALK)
    assert (len(world.causes), len(world.changes)) == (0, len(WALK) - 1)
    fines = [change.set["participation.march_fine"] for change in world.changes]
    assert fines == pytest.approx([30 * level for level in WALK[1:]])
    assert walked(SCENARIO, 10, held=True).changes == ()


def lived_loop(loop_slow: float) -> dict[str, dict[str, Any]]:
    """Four seeds whose turnout on the way up lies below that on the way down, by 0.1 at the fast walk."""
    numbers = {}
    for dwell, loop in ((90, 0.1), (360, loop_slow)):
        for seed in range(4):
            up = [0.8 - 0.2 * (1 - level) - (0.0 if place < len(LEVELS) else loop) for place, level in enumerate(WALK)]
            noise = 0.001 * seed
            numbers[f"walked-{dwell}-{seed}"] = {"turnout": [turnout + noise for turnout in up]}
            numbers[f"held-{dwell}-{seed}"] = {"turnout": [0.8 + noise] * len(WALK)}
    return numbers


def test_a_loop_that_closes_when_walked_slowly_is_called_lag() -> None:
    found = loops(steps(lived_loop(0.0)))
    assert found[90].mean == pytest.approx(0.1)
    assert "it was lag, not memory" in verdict(found)
    stays = loops(steps(lived_loop(0.05)))
    assert "a loop of 5 points, 50 % of the fast walk's" in verdict(stays)


# waves as results


def test_waits_rises_and_the_lag_of_bureaucracy_are_told_of_every_wave() -> None:
    """Two waves. In the first, leaders are nearest the base (0.2) two days after the peak; half of what was lost
    since strike day 1 (0.6) is back, 0.4, five days after its end. In the second they never drifted."""
    shares = [0, 0, 0.2, 0.6, 0.3, 0.2, *[0.0] * 10, 0.3, 0.3, *[0.0] * 8]
    distance = [0.6, 0.6, 0.6, 0.5, 0.3, 0.2, 0.2, 0.2, 0.25, 0.3, 0.35, 0.4, *[0.5] * 14]
    daily = daily_of(shares, bureaucracy=distance, synchrony=[0.5] * len(shares))
    scenario = scenario_of(len(shares), (0, GAS, 0.6), (15, FORMS, 0.6))
    first, second = summarise(scenario, 1, daily, events_of(arises(0), arises(15, FORMS)))["waves"]
    assert (first["wait_days"], first["rest_days"], first["rise_days"], first["synchrony"]) == (2, None, 1, 0.5)
    assert (first["bureaucracy_turned_days"], first["bureaucracy_back_days"]) == (2, 5)
    assert (second["cause"], second["wait_days"], second["rest_days"]) == (FORMS, 1, 10)
    assert (second["bureaucracy_turned_days"], second["bureaucracy_back_days"]) == (None, None)


def test_a_real_run_has_every_measure_of_a_sweep(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    scenario = load_scenario("small", {"city.scale": 0.004}).cut(SCENARIO.start.replace(day=9))
    lived = workers.live(scenario, 1)
    numbers = numbers_of(Kept(lived.summary, lived.daily, lived.participants))
    assert set(numbers) == set(MEASURED)
    assert (numbers["waves"], numbers["wave_wait"]) == (0, None)


def test_an_axis_of_a_shipped_study_needs_no_base() -> None:
    axis = Axis("sanction", 0, 120, 3, "a cost", "Bs", None)
    assert axis.grid(9).tolist() == [0, 60, 120]
    with pytest.raises(ScenarioError, match="names 0 parameters"):
        axes_of([], SCENARIO)

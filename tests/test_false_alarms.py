"""False alarms: placebos of every kind, on days drawn by chance, and the real causes one category up and down."""

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from simulation.figures.false_alarms import false_alarms as figure_of
from simulation.scenario_files.load import load_scenario
from simulation.study import false_alarms as alarms
from simulation.study.many import Numbers, live_many


def test_every_placebo_of_a_seed_arises_on_the_same_day_of_a_calm_year() -> None:
    asked = alarms.placebos([1, 2], 0.02)
    cells = len(alarms.SIZES) * len(alarms.STAKES) * len(alarms.TOUCHES)
    assert len(asked) == 2 * (cells + 1)
    causes = {name: world.causes for name, (world, _) in asked.items()}
    for seed in (1, 2):
        days = {c[0].on for name, c in causes.items() if name.endswith(f"-{seed}") and not name.startswith("calm")}
        assert days == {alarms.day_of(seed)}
    assert alarms.day_of(1) != alarms.day_of(2)
    assert causes["calm-1"] == ()


def test_the_days_of_placebos_lie_in_calm_years_and_are_spread_over_them() -> None:
    days = [alarms.day_of(seed) for seed in range(300)]
    assert alarms.FIRST <= min(days) < date(2001, 2, 1)
    assert date(2002, 12, 1) <= max(days) <= alarms.LAST
    assert max(days) < min(cause.on for cause in load_scenario("waves").causes)


def test_a_cause_is_moved_by_one_category_and_in_one_thing_at_a_time() -> None:
    gas = next(cause for cause in load_scenario("waves").causes if cause.stake == 1 and cause.size == 0.6)
    moved = alarms.shifts(gas)
    assert {what: (cause.size, cause.stake) for what, cause in moved.items()} == {
        "as it was": (0.6, 1.0), "size down": (0.45, 1.0), "size up": (0.75, 1.0), "stake down": (0.6, 0.6),
    }  # fmt: skip
    assert {(cause.on, cause.name, cause.touches) for cause in moved.values()} == {(gas.on, gas.name, gas.touches)}


def test_a_moved_cause_keeps_all_other_causes_and_ends_150_days_later() -> None:
    asked = alarms.shifted([1], 0.02)
    world, _ = asked["cause3-size_up-1"]
    assert [cause.size for cause in world.causes] == [0.35, 0.35, 0.75]
    assert world.end == date(2004, 2, 17)


def a_run(*waves: tuple[str, float, int, str], size: float = 0.5, stake: float = 1.0) -> Numbers:
    keys = ("start", "peak_share", "days", "ending")
    causes = [{"name": alarms.PLACEBO, "on": "2001-06-10", "size": size, "stake": stake}]
    return {"causes": causes, "waves": [dict(zip(keys, wave, strict=True)) for wave in waves], "years": 0.5}


def test_only_a_wave_that_follows_the_cause_counts_for_it() -> None:
    lived = {
        "everyone-size0.5-stake1-1": a_run(("2001-06-20", 0.9, 12, "won")),
        "everyone-size0.5-stake1-2": a_run(("2001-06-01", 0.5, 9, "faded")),
        "everyone-size0.5-stake1-3": a_run(("2001-06-20", 0.2, 3, "faded"), ("2001-09-01", 0.4, 6, "faded")),
        "everyone-size0.5-stake1-4": a_run(),
        "vendors-size0.1-stake1-1": a_run(size=0.1),
        "calm-1": {"causes": [], "waves": [{"start": "2001-02-01"}], "years": 2.0},
    }
    cells = alarms.cells(alarms.table(lived)).set_index(["touches", "size", "stake"])
    everyone = cells.loc[("everyone", 0.5, 1.0)]
    assert everyone["runs"] == 4
    assert everyone["share"] == 0.5
    assert everyone["days"] == 9  # the mean of 12 and of the larger of the two waves of seed 3
    assert everyone["won"] == 0.5
    assert cells.loc[("vendors", 0.1, 1.0), "share"] == 0
    assert np.isnan(cells.loc[("vendors", 0.1, 1.0), "days"])
    assert alarms.calm(lived) == (1, 2.0)


@pytest.mark.parametrize("size", [0.1, 0.7])
def test_a_placebo_is_lived_and_told_of(size: float, tmp_path: Path) -> None:
    world = alarms.placebo(size, 0.3, "everyone", 1, 0.02)
    world = world.model_copy(update={"end": date.fromordinal(world.causes[0].on.toordinal() + 5)})
    name = f"everyone-size{size:g}-stake0.3-1"
    lived = live_many({name: (world, 1)}, alarms.numbers_of, tmp_path, workers=1)
    row = alarms.table(lived).iloc[0]
    assert (row["size"], row["stake"], row["seed"]) == (size, 0.3, 1)
    assert not row["came"]  # five days are too few for any cause


def test_the_picture_has_a_panel_for_each_kind_of_people() -> None:
    cells = [{"touches": touches, "size": size, "stake": stake, "runs": 2, "share": size, "peak_share": 0.5, "days": 7.0,
              "won": 1.0} for touches in ("everyone", "vendors") for size in (0.1, 0.5) for stake in (0.3, 1.0)]  # fmt: skip
    figure = figure_of({"cells": cells, "calm": (0, 4.0), "made": {"seeds": [1, 2], "scale": 0.05}})
    assert len(figure.axes) == 2
    told = [text.get_text() for axes in figure.axes for text in axes.texts]
    assert told.count("50 %") == 4
    assert told.count("7 days") == 8

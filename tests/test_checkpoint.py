"""A city that was saved and restored, on any day, goes on to the last bit as if it had never stopped."""

from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from simulation import City, checkpoint, load_scenario
from simulation.agents import Assembly, Association, Federation, Government
from simulation.folders import RunError
from simulation.rules.rule import Rule
from simulation.scenario import Change, Scenario
from simulation.tables.table import Table

SEED = 3
ASKED: dict[str, tuple[str, dict[str, Any], str]] = {
    "a wave with deaths": ("october_2003", {"city.scale": 0.04}, "2003-11-20"),
    "a city that grows": ("history", {"city.scale": 0.02}, "1953-12-31"),
    "other places rise too": ("bolivia", {"city.scale": 0.02}, "2003-10-31"),
    "rules that change": ("small", {}, "2003-11-01"),
}


def asked(case: str) -> Scenario:
    name, overrides, until = ASKED[case]
    scenario = load_scenario(name, overrides).cut(date.fromisoformat(until))
    if case != "rules that change":
        return scenario
    changes = [
        Change(on=date(2003, 9, 10), set={"participation.meeting_fine": 0.0}),
        Change(on=date(2003, 10, 20), set={"participation.meeting_fine": 50.0, "mobilisation.month": 14.0}),
    ]
    return Scenario(**{**dict(scenario), "changes": tuple(changes)})


def everything_in(value: Any, name: str = "city") -> dict[str, Any]:
    """Every array and plain value of the tables of a city, by its place."""
    if isinstance(value, City):
        return {
            k: v
            for n, table in vars(value).items()
            if isinstance(table, Table)
            for k, v in everything_in(table, n).items()
        }
    if isinstance(value, Table):
        return {k: v for n, column in vars(value).items() for k, v in everything_in(column, f"{name}.{n}").items()}
    return {name: value}


def assert_same_city(one: City, other: City) -> None:
    mine, yours = everything_in(one), everything_in(other)
    assert mine.keys() == yours.keys()
    for place, value in mine.items():
        if isinstance(value, np.ndarray):
            assert value.dtype == yours[place].dtype, place
            np.testing.assert_array_equal(value, yours[place], err_msg=place)


@pytest.mark.parametrize("case", ASKED)
def test_saved_on_a_random_day_and_restored_it_ends_as_if_never_stopped(case: str, tmp_path: Path) -> None:
    """Five days drawn with a fixed seed, each the stop of one run; all end with the digest of the unbroken one."""
    scenario = asked(case)
    days = np.random.default_rng(11).integers(0, scenario.days, size=5) + scenario.start.toordinal()
    saved: dict[int, Path] = {}

    def save_on_these_days(city: City) -> None:
        if city.day in days:
            saved[city.day] = tmp_path / f"{city.day}"
            checkpoint.save(city, saved[city.day])

    whole = City(scenario, seed=SEED).run(after_day=save_on_these_days)
    assert len(saved) == len(set(days.tolist()))
    for path in saved.values():
        gone_on = checkpoint.restore(path, scenario, SEED).run()
        pd.testing.assert_frame_equal(gone_on.daily, whole.daily)
        assert gone_on.record().digest == whole.record().digest
        pd.testing.assert_frame_equal(gone_on.record().events, whole.record().events)
        assert_same_city(gone_on, whole)
    if case == "a wave with deaths":
        assert whole.daily.deaths.sum() > 0
        assert whole.daily.mobilised_share.max() > 0.1
    if case == "a city that grows":
        assert whole.daily.residents.iloc[-1] > whole.daily.residents.iloc[0]


def test_a_restored_city_has_its_frames_its_agents_and_its_place_in_time(tmp_path: Path) -> None:
    city = City(load_scenario("small"), seed=SEED).run(until="2003-08-20")
    checkpoint.save(city, tmp_path / "x")
    back = checkpoint.restore(tmp_path / "x", city.scenario, SEED)
    assert (back.date, back.steps, back.seed) == (city.date, city.steps, SEED)
    for kind in (Assembly, Association, Federation, Government):
        assert [a.name for a in back.agents_by_type[kind]] == [a.name for a in city.agents_by_type[kind]]
        assert [a.cell.coordinate for a in back.agents_by_type[kind]] == [
            a.cell.coordinate for a in city.agents_by_type[kind]
        ]
    assert back.residents.households is back.households
    mine, yours = city.record().frames, back.record().frames
    assert mine.keys() == yours.keys()
    assert all(np.array_equal(mine[name], yours[name]) for name in mine)


def test_a_city_that_has_not_lived_a_day_can_be_saved(tmp_path: Path) -> None:
    city = City(load_scenario("small"), seed=SEED)
    checkpoint.save(city, tmp_path / "x")
    back = checkpoint.restore(tmp_path / "x", city.scenario, SEED).run(until="2003-08-10")
    assert back.record().digest == city.run(until="2003-08-10").record().digest


def test_what_happens_to_a_copy_does_not_touch_the_first() -> None:
    """One is copied, and the copy lives under another fine; the first ends as one that was never copied."""
    scenario = load_scenario("small")
    city = City(scenario, seed=SEED).run(until="2003-09-01")
    copy = checkpoint.copy_of(city)
    assert_same_city(copy, city)
    copy.rules["participation"] = copy.rules["participation"].model_copy(update={"meeting_fine": 0.0})
    copy.run(until="2003-10-31")
    again = checkpoint.copy_of(city).run(until="2003-10-31")
    city.run(until="2003-10-31")
    assert city.record().digest == City(scenario, seed=SEED).run(until="2003-10-31").record().digest
    assert again.record().digest == city.record().digest
    assert copy.record().digest != city.record().digest


class Kitchens(Rule):
    """A user's own rule, which counts days where it is told to."""

    section = "kitchens"
    every: float = 1.0

    def apply(self, city: City) -> None:
        city.government.all_deaths[0] += int(self.every)


def test_a_copy_keeps_a_rule_of_the_users_own() -> None:
    scenario = load_scenario("small")
    city = City(scenario, seed=SEED, rules=[*scenario.rules.values(), Kitchens()]).run(until="2003-08-05")
    copy = checkpoint.copy_of(city).run(until="2003-08-20")
    assert copy.rules["kitchens"] == Kitchens()
    assert copy.record().digest == city.run(until="2003-08-20").record().digest


def test_a_checkpoint_of_another_scenario_or_seed_is_refused(tmp_path: Path) -> None:
    city = City(load_scenario("small"), seed=SEED).run(until="2003-08-02")
    checkpoint.save(city, tmp_path / "x")
    with pytest.raises(RunError, match="another scenario or seed"):
        checkpoint.restore(tmp_path / "x", city.scenario, SEED + 1)
    other = load_scenario("small", {"participation.meeting_fine": 1.0})
    with pytest.raises(RunError, match="another scenario or seed"):
        checkpoint.restore(tmp_path / "x", other, SEED)


def test_what_a_checkpoint_cannot_hold_is_named() -> None:
    city = City(load_scenario("small"), seed=SEED)
    city.tape = open  # type: ignore[attr-defined]
    with pytest.raises(RunError, match=r"no checkpoint can be made .* cannot be kept"):
        checkpoint.copy_of(city)

"""Nobody is double: people, money and goods are conserved to the last unit on every day of a run with a wave in it."""

import numpy as np
import pytest

from simulation import City, load_scenario
from simulation.chance import Stream
from simulation.study.docking.conservation import balances
from simulation.tables.residents import Occupation


@pytest.fixture(scope="module")
def days():
    """Balances of each day of the small city's October, with more deaths than history had so that some occur."""
    return balances()


def test_people_die_in_this_run(days):
    """Else the tests below would say little."""
    assert days[-1]["dead"] > 0


def test_the_living_and_the_dead_less_who_was_born_and_who_came_are_always_the_same_number(days):
    assert {day["living and dead"] for day in days} == {16_000}


def test_residents_households_and_assemblies_agree_on_who_lives(days):
    assert all(len(set(day["living"])) == 1 for day in days)


def test_money_neither_appears_nor_vanishes(days):
    """Savings and treasuries, less what was earned outside, plus what was spent there, never change by a centavo."""
    assert len({day["money"] for day in days}) == 1


def test_goods_neither_appear_nor_vanish(days):
    assert len({tuple(day["goods"]) for day in days}) == 1


def test_nothing_is_ever_negative(days):
    assert min(min(day["least"]) for day in days) >= 0


def test_jobs_and_stalls_die_with_those_who_held_them(days):
    assert all(day["jobs"] == day["workers"] for day in days)


def test_no_more_are_killed_than_live_by_the_road():
    """A barrio holds the only block of road; ten thousand would die where a thousand adults live."""
    city = City(load_scenario("small"), seed=1)
    barrio = int(city.stretches.barrio.max())
    home = city.residents.barrio[city.residents.household]
    adults = (home == barrio) & (city.residents.occupation != Occupation.CHILD)
    where = np.flatnonzero(city.stretches.barrio == barrio)[:1]
    city.rules["state_response"]._kill(city, 1e6, Stream.DEATHS, where, "a massacre")
    assert not city.residents.alive[adults].any()
    assert city.residents.alive[~adults].all()
    assert city.government.deaths[0] == city.government.all_deaths[0] == adults.sum()


def test_fines_paid_are_the_treasuries_and_the_rest_is_owed():
    """Every boliviano laid is in a treasury or in arrears, where the works it pays for cost nothing."""
    free = {"self_construction.earth_cost": 0.0, "self_construction.brick_cost": 0.0}
    city = City(load_scenario("small", free), seed=2)
    owed, kept = city.households.arrears.sum(), city.assemblies.treasury.sum()
    laid = 0
    for _ in range(90):
        city.step()
        laid += city.assemblies.fines_laid.sum()
        assert city.households.arrears.sum() + city.assemblies.treasury.sum() == owed + kept + laid
    assert laid > 0
    assert np.isclose(city.daily.fines_laid_bs.sum(), laid / 100)

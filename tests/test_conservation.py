"""Nobody is double: people, money and goods are conserved to the last unit on every day of a run with a wave in it."""

import numpy as np
import pytest

from simulation import City, load_scenario
from simulation.tables.residents import Occupation


@pytest.fixture(scope="module")
def days():
    """Balances of each day of the small city's October, with more deaths than history had so that some occur."""
    scenario = load_scenario("small", {"state_response.convoy_deaths": 60.0, "state_response.clearing_deaths": 20.0})
    city = City(scenario, seed=4)
    kept = [balance(city)]
    city.run(until="2003-11-30", after_day=lambda city: kept.append(balance(city)))
    return kept


def balance(city: City) -> dict[str, object]:
    """Everything that must add up, in whole units."""
    households, residents, register = city.households, city.residents, city.register
    return {
        "money": int(households.savings.sum() + city.assemblies.treasury.sum())
        - int(city.market.earned[0] - city.market.spent[0]),
        "goods": (city.la_paz.stock - city.la_paz.delivered + city.la_paz.used).tolist(),
        "living and dead": int(residents.alive.sum() + city.government.all_deaths[0] + register.deaths[0])
        - int(register.births[0] + register.arrivals[0]),
        "dead": int(city.government.all_deaths[0]),
        "living": [int(residents.alive.sum()), int(households.size.sum()), int(city.assemblies.people.sum())],
        "least": [int(households.savings.min()), int(households.arrears.min()), int(city.la_paz.stock.min())],
        "jobs": [int(households.earners.sum()), int(households.traders.sum()), int(city.associations.members.sum())],
        "workers": working(city),
    }


def working(city: City) -> list[int]:
    """Living adults with work, living traders (twice: the association's members are the same people)."""
    job = city.residents.occupation[city.residents.alive]
    traders = int((job == Occupation.TRADER).sum())
    return [int(((job != Occupation.NONE) & (job != Occupation.CHILD)).sum()), traders, traders]


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

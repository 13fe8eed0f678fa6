"""Livelihood: small businesses, market days, and who may sell (C6, C7, C10, C11)."""

from datetime import date

import numpy as np
import pytest

from simulation import City, load_scenario
from simulation.rules.livelihood import MARKET_DAYS, Livelihood
from simulation.tables.businesses import IN_BUSINESSES, employ


@pytest.fixture(scope="module")
def city() -> City:
    return City(load_scenario("el_alto", {"city.scale": 0.1}), seed=1)


def test_most_people_work_in_businesses_of_four_or_fewer(city):
    """ART-09: of those who work in businesses more than half, and of the businesses nine in ten."""
    workers = city.businesses.workers
    assert (workers <= 4).mean() > 0.85
    assert workers[workers <= 4].sum() / workers.sum() > 0.5


def test_everyone_in_a_business_trade_works_in_one_of_their_barrio(city):
    residents, businesses = city.residents, city.businesses
    employed = np.isin(residents.occupation, IN_BUSINESSES)
    assert np.array_equal(residents.business >= 0, employed)
    own = residents.business[employed]
    assert np.array_equal(businesses.barrio[own], residents.barrio[residents.household[employed]])
    assert np.array_equal(businesses.occupation[own], residents.occupation[employed])
    assert businesses.workers.sum() == employed.sum()


def test_grouping_again_gives_the_same_businesses(city):
    before = city.residents.business.copy()
    employ(city.residents, city.seed)
    assert np.array_equal(city.residents.business, before)


def test_a_business_whose_people_are_out_closes_for_the_rest():
    """Of four workers three are at the barricade: the fourth earns nothing; of two, one suffices."""
    city = City(load_scenario("small"), seed=1)
    residents, businesses = city.residents, city.businesses
    four = int(np.flatnonzero(businesses.workers == 4)[0])
    pair = int(np.flatnonzero(businesses.workers == 2)[0])
    crew, couple = np.flatnonzero(residents.business == four), np.flatnonzero(residents.business == pair)
    away = np.concatenate((crew[:3], couple[:1]))
    residents.away[:], city.households.out[:] = False, 0
    residents.away[away] = True
    np.add.at(city.households.out, residents.household[away], 1)
    city.rules["livelihood"]._open_businesses(city)
    assert city.households.idle[residents.household[crew[3]]] == 1
    assert city.households.idle[residents.household[couple[1]]] == 0
    assert city.households.idle.sum() == 1


def test_a_week_of_market_days_has_seven_days_sales():
    rule, city = Livelihood(), City(load_scenario("small"), seed=1)
    week = []
    for day in range(7):
        city.day = date(2003, 8, 4 + day).toordinal()
        week.append(rule._sales(city))
    assert sum(week) == pytest.approx(7)
    assert [day for day, sales in enumerate(week) if sales > 1] == list(MARKET_DAYS)


def test_the_fair_is_held_on_thursday_and_sunday():
    daily = City(load_scenario("small"), seed=1).run(until="2003-08-31").daily
    fair = daily.fair_stalls > 0
    assert set(daily.date[fair].dt.day_of_week) == set(MARKET_DAYS)
    assert daily.fair_stalls.max() == 200


def test_as_told_the_fair_has_forty_thousand_stalls():
    """ART-11 against FER-03, both shown: 40,000 and 10,000 in the whole city."""
    told, default = (
        load_scenario(name).rules["livelihood"].model_dump()["fair_stalls"] for name in ("as_told", "el_alto")
    )
    assert (told, default) == (40_000, 10_000)


def test_strikes_shut_the_market():
    """While nine tenths of the barrios are up hardly a stall sells, and most businesses are closed."""
    daily = City(load_scenario("small"), seed=1).run(until="2003-10-31").daily
    strike, calm = daily.mobilised_share > 0.9, daily.mobilised_share == 0
    assert strike.any()
    assert daily.stalls_open[strike].mean() < 0.1 * daily.stalls_open[calm].mean()
    assert daily.businesses_open[strike].mean() < 0.2
    assert daily.businesses_open[calm].mean() > 0.95


def test_who_is_not_affiliated_does_not_sell(city):
    """Every trader has an association, and only traders have one (C11)."""
    assert np.array_equal(city.residents.association >= 0, city.residents.occupation == 1)

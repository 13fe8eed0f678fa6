"""Elsewhere: other places rise only where a scenario gives them weight, and only over what touches everyone."""

import numpy as np
import pytest

from simulation import City, load_scenario
from simulation.rules.elsewhere import Elsewhere


def lived(until: str = "2003-10-25", **settings: object) -> City:
    return City(load_scenario("small", settings), seed=1).run(until=until)


def test_without_weight_the_rest_of_the_country_is_quiet():
    assert (lived().daily.elsewhere == 0).all()


def test_other_places_rise_to_where_rising_and_calming_balance():
    """With anger a held and nobody up here, e* = catching a / (catching a + calming)."""
    city = City(load_scenario("small"), seed=1)
    rule = Elsewhere(weight=1.0, catching=0.2, calming=0.1)
    city.causes.open[1], city.causes.level[1], city.causes.touched[1] = True, 0.5, 1.0
    for _ in range(200):
        rule.apply(city)
    assert city.government.elsewhere[0] == pytest.approx(0.2 * 0.5 / (0.2 * 0.5 + 0.1), abs=1e-4)


def test_a_cause_that_touches_some_raises_nobody_elsewhere():
    city = City(load_scenario("small"), seed=1)
    city.causes.open[1], city.causes.level[1], city.causes.touched[1] = True, 0.5, 0.4
    Elsewhere(weight=1.0).apply(city)
    assert city.government.elsewhere[0] == 0


def test_places_up_cut_the_roads_that_do_not_cross_el_alto():
    """Then no road at all reaches La Paz while the city's own are cut."""
    daily = lived(**{"elsewhere.weight": 0.5, "elsewhere.cut_at": 0.2}).daily
    assert lived().daily.routes_open.min() == 2
    assert daily.routes_open.min() == 0
    assert np.all(daily.routes_open[daily.elsewhere < 0.15] >= 2)

"""The simpler models are what they say: one in which nobody moves anybody, one in which barrios rise by chance."""

import pickle
from datetime import date
from typing import Any

import numpy as np
import pytest
from test_rows import as_it_happened

from simulation import City
from simulation.provenance import in_effect
from simulation.scenario import Scenario
from simulation.scenario_files.load import load_scenario
from simulation.study import null_models as null
from simulation.study.rows import targets


def city_of(scenario: Scenario, until: str, seed: int = 1) -> City:
    return City(scenario, seed=seed).run(until)


def calm(**rates: float) -> Scenario:
    """A city without a cause, whose barrios rise by chance."""
    scenario = load_scenario("el_alto", {"city.scale": 0.1, "end": date(2003, 3, 31)})
    return null.constant_hazard(scenario, rates)


def test_nobody_moves_anybody_in_the_model_without_a_social_term() -> None:
    alone = null.no_social(load_scenario("small"))
    values = {each.name: each.value for each in in_effect(alone) if each.is_set}
    assert values == {**null.UNSOCIAL, "city.scale": 0.02}


def test_barrios_rise_at_the_rate_they_are_given_though_nobody_is_angry() -> None:
    """With a hazard of 0.1 a day and no contagion, 55 barrios in some 185 days of burn-in (when nothing stands down)
    are all on strike but for chance: P(one is not) = exp(-18)."""
    city = city_of(calm(rising=0.1, catching=0.0, standing_down=0.0), "2003-01-02")
    assert city.assemblies.striking.all()


@pytest.mark.parametrize(("rising", "standing_down"), [(0.05, 0.1), (0.02, 0.2)])
def test_the_share_on_strike_settles_where_rising_and_standing_down_balance(
    rising: float, standing_down: float
) -> None:
    """Two states with daily chances p = 1 - exp(-rising) and q: a share p / (p + q) of the days is spent on strike.
    Over 90 days and 55 barrios the mean of that lies within 0.06 of it (four standard errors, with a correlation
    time of 1 / (p + q) < 8 days)."""
    city = City(calm(rising=rising, catching=0.0, standing_down=standing_down), seed=2)
    shares: list[float] = []
    city.run(after_day=lambda city: shares.append(city.assemblies.striking.mean()))
    p, q = 1 - np.exp(-rising), 1 - np.exp(-standing_down)
    assert np.mean(shares) == pytest.approx(p / (p + q), abs=0.06)


def test_without_a_hazard_nothing_rises_whatever_people_are_angry_about() -> None:
    october = load_scenario("october_2003", {"city.scale": 0.02})
    still = null.constant_hazard(october, {"rising": 0.0, "catching": 5.0, "standing_down": 0.1})
    assert not city_of(still, "2003-11-30").daily["mobilised_share"].any()


def test_a_replaced_rule_reaches_the_workers() -> None:
    scenario = calm(rising=0.01, catching=1.0, standing_down=0.1)
    again = pickle.loads(pickle.dumps(scenario))
    assert isinstance(again.rules["mobilisation"], null.ConstantHazard)
    assert again.digest() == scenario.digest() != load_scenario("el_alto").digest()


def test_the_search_covers_its_bounds_and_stays_in_them() -> None:
    points = null.points()
    assert len(points) == null.POINTS
    for name, (low, high) in null.RATES.items():
        values = np.array([point[name] for point in points])
        assert low <= values.min() < low * (high / low) ** 0.05
        assert high * (low / high) ** 0.05 < values.max() <= high
        near = [point[name] for point in null.around(points[0])]
        assert low <= min(near) <= max(near) <= high
        assert max(near) / min(near) <= null.NEAR**2 * 1.01
    assert null.points() == points


def test_distance_is_nought_for_history_and_one_for_nothing() -> None:
    history: dict[str, Any] = null.asked_of(as_it_happened())
    total = history | {"EV-2003-TOTAL": 60.0}
    assert null.distance([total]) == pytest.approx(0, abs=1e-9)
    assert null.distance([dict.fromkeys(total)]) == 1
    late = {**total, "EV-2003-1017b": 15.0}  # five days over the ten that history has
    assert null.distance([late]) == pytest.approx(0.5 / len(targets()))

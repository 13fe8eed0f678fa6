"""By stake alone: what a cause is believed to be worth, how soon it is answered, and what ends with the answer."""

from datetime import date

import numpy as np
import pytest

from simulation import City, load_scenario
from simulation.rules.grievance import prospect
from simulation.scenario import Cause

SCALE = 0.05
SEEDS = (1, 2, 3)


def waves_over(size: float, stake: float, seed: int) -> list[dict]:
    """The waves of the second half of 2003 over one cause that touches everyone."""
    cause = Cause(on=date(2003, 9, 1), name="a cause", touches="everyone", size=size, stake=stake)
    scenario = load_scenario("october_2003", {"city.scale": SCALE}).model_copy(update={"causes": (cause,)})
    city = City(scenario, seed=seed)
    city.run()
    return city.record().summary["waves"]


def test_what_costs_nothing_to_grant_is_worth_its_whole_anger():
    grievance, cheap, dear = np.float32(0.6), np.float32(0.6), np.float32(0)
    assert prospect(np.float32(0.5), grievance, cheap) == pytest.approx(0.6)
    assert prospect(np.float32(0.5), grievance, dear) == pytest.approx(0.3)
    assert prospect(np.float32(1), grievance, dear) == pytest.approx(0.6), "with full hope the stake does not matter"


def test_the_same_anger_is_worth_more_where_the_stake_is_small():
    """Every adult who knows of it is as angry; the part that is cheap to grant is one less the stake of it."""
    for stake in (0.1, 0.6, 1.0):
        cause = Cause(on=date(2003, 9, 1), name="a cause", touches="everyone", size=0.3, stake=stake)
        scenario = load_scenario("october_2003", {"city.scale": 0.02}).model_copy(update={"causes": (cause,)})
        city = City(scenario, seed=1)
        city.run(until="2003-09-05")
        anger = city.assemblies.aware[:, 0] * city.causes.level[0]
        assert city.assemblies.grantable == pytest.approx((1 - stake) * anger, abs=1e-3)
        assert (city.assemblies.grievance > 0.2).all()


@pytest.mark.parametrize("seed", SEEDS)
def test_a_small_stake_is_won_in_days_where_a_regime_holds_out(seed):
    """The same anger of every household; only what conceding costs the government differs."""
    form, regime = (waves_over(0.6, stake, seed)[0] for stake in (0.1, 1.0))
    assert form["answered_strike_day"] - form["fuel_gone_strike_day"] <= 2
    assert regime["answered_strike_day"] - regime["fuel_gone_strike_day"] >= 5


def test_a_nuisance_raises_nobody():
    assert not any(waves_over(0.2, stake, seed) for stake in (0.1, 1.0) for seed in SEEDS)


@pytest.mark.parametrize("stake", [0.1, 1.0])
def test_a_strike_with_nothing_left_to_demand_ends_within_days(stake):
    for seed in SEEDS:
        for wave in waves_over(0.6, stake, seed):
            assert wave["ending"] == "won"
            assert wave["days"] <= wave["answered_strike_day"] + 4


def test_a_government_that_falls_over_its_dead_leaves_restraint_and_one_that_kills_nobody_none():
    scenario = load_scenario("october_2003", {"city.scale": 0.02})
    city = City(scenario, seed=1)
    rule = scenario.rules["state_response"]
    rule._teach(city)
    assert city.government.lesson[0] == 0
    city.government.all_deaths[:] = np.ceil(rule.lesson_deaths * len(city.residents) / 1e5)
    rule._teach(city)
    learned = float(city.government.lesson[0])
    assert learned > 0.6
    rule._teach(city)
    assert city.government.lesson[0] == pytest.approx(learned), "the same dead teach once"

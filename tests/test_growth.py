"""Growth: what the rates say on paper, and what must hold whatever they are."""

from datetime import date

import numpy as np
import pytest

from simulation.city import City
from simulation.errors import ScenarioError
from simulation.rules import RULES
from simulation.rules.growth import QUARTER, Growth
from simulation.scenario import Scenario
from simulation.tables.city_parameters import CityParameters
from simulation.tables.residents import Occupation

STILL = {
    "births": 0.0, "infant_deaths": 0.0, "child_deaths": 0.0, "adult_deaths": 0.0, "leaving": 0.0,
    "arrivals_before_1976": 0.0, "arrivals_before_1992": 0.0, "arrivals_since_1992": 0.0,
}  # fmt: skip
"""Growth with nobody born, dying, leaving home or coming."""


def city(scale: float = 0.02, seed: int = 1, end: date = date(2003, 12, 31), **growth: float) -> City:
    rules = {rule.section: rule() for rule in RULES} | {"growth": Growth(**growth)}
    scenario = Scenario(name="growth", start=date(2003, 1, 1), end=end, city=CityParameters(scale=scale), rules=rules)
    return City(scenario, seed=seed)


def seasons(here: City, count: int) -> City:
    """Let only growth happen, so many quarters long."""
    for season in range(count):
        here.day = date(2003 + season // 4, 1 + 3 * (season % 4), 1).toordinal()
        here.rules["growth"].apply(here)
    return here


def test_with_every_rate_at_nought_nobody_is_born_dies_or_comes():
    here = seasons(city(**STILL), 4)
    assert (here.register.births[0], here.register.deaths[0], here.register.arrivals[0]) == (0, 0, 0)
    assert len(here.residents) == 16_000


def test_deaths_follow_the_hazard():
    """With one mortality for everyone of 4 % a year and no ageing, 1 - exp(-0.01) of 16,000 die in a quarter: 159.2.

    Standard deviation 12.6; four of these allowed.
    """
    rates = STILL | {"infant_deaths": 0.04, "child_deaths": 0.04, "adult_deaths": 0.04}
    here = seasons(city(**rates, ageing=0.0, progress=0.0), 1)
    assert here.register.deaths[0] == pytest.approx(16_000 * -np.expm1(-0.04 * QUARTER), abs=50)


def test_a_city_that_dies_out_is_said_to():
    """Where everyone dies within days, nobody is left to take in what the dead leave."""
    here = city(**STILL | {"infant_deaths": 1.0, "child_deaths": 1.0, "adult_deaths": 1.0}, ageing=0.2, progress=0.0)
    with pytest.raises(ScenarioError, match=r"nobody has survived to 200.*; allowed: fewer deaths"):
        seasons(here, 8)


def test_births_follow_the_number_of_adults_under_45():
    """A quarter of 8 % of them have a child; standard deviation about 12; four of these allowed."""
    here = city(**STILL | {"births": 0.08}, fewer=0.0)
    age = (here.scenario.start.toordinal() - here.residents.birth) / 365.25
    may = ((here.residents.occupation != Occupation.CHILD) & (age < 45)).sum()
    assert seasons(here, 1).register.births[0] == pytest.approx(QUARTER * 0.08 * may, abs=50)


def test_arrivals_follow_the_rate_and_come_in_households():
    """Over ten quarters of 10 % a year; cohorts of 80 households make it lumpy, so a third is allowed either way."""
    here = seasons(city(0.1, **STILL | {"arrivals_since_1992": 0.1}), 10)
    assert here.register.arrivals[0] == pytest.approx(80_000 * (np.exp(0.25) - 1), rel=0.33)


def test_a_barrio_that_grows_too_large_divides():
    here = seasons(city(**STILL, divide_at=1_500.0), 1)
    assert here.register.divisions[0] == len(here.assemblies) - 11
    assert here.register.divisions[0] > 0
    assert here.assemblies.people.max() <= 1_800


def test_a_daughter_barrio_takes_the_younger_half():
    here = city(**STILL, divide_at=1_500.0)
    mothers = np.flatnonzero(here.assemblies.people > 1_500)
    before = here.assemblies.households[mothers].copy()
    seasons(here, 1)
    assert np.array_equal(here.assemblies.households[mothers], before - before // 2)


def test_order_holds_after_births_deaths_leaving_and_founding():
    """Residents lie by block and household, adults first; every count agrees; no id is double."""
    here = seasons(city(0.05, founding=1.0), 12)
    residents, households = here.residents, here.households
    assert (np.diff(residents.household) >= 0).all()
    assert (np.diff(households.block) >= 0).all()
    same = residents.household[1:] == residents.household[:-1]
    child = residents.occupation == Occupation.CHILD
    assert not (same & child[:-1] & ~child[1:]).any()
    assert len(np.unique(residents.id)) == len(residents)
    assert len(np.unique(households.id)) == len(households)
    assert np.array_equal(np.bincount(residents.household), households.size)
    assert households.adults.min() >= 1
    assert here.assemblies.people.sum() == len(residents)
    assert np.array_equal(here.residents.association >= 0, residents.occupation == Occupation.TRADER)
    assert here.associations.members.sum() == (residents.association >= 0).sum()
    assert len(here.assemblies) > 28


def test_no_two_barrios_share_ground():
    here = seasons(city(0.05, founding=1.0), 12)
    ground = set(zip(here.blocks.x.tolist(), here.blocks.y.tolist(), strict=True))
    assert len(ground) == len(here.blocks)


def test_a_full_map_ends_founding_and_not_the_run():
    """Where no ground is free people move closer together."""
    here = city(founding=1.0, arrivals_since_1992=0.5)
    here.territory.free[:] = False
    assert len(seasons(here, 8).assemblies) == 11


def test_cohesion_comes_from_a_shared_cohort():
    """Where all came alone it is that of strangers plus the bond of what they do."""
    rules = STILL | {"bonding": 0.0}
    here = city(**rules)
    here.households.cohort[:] = -1
    seasons(here, 1)
    assert np.allclose(here.assemblies.cohesion, CityParameters().cohesion_strangers)


def test_the_censuses_come_out_of_a_tenth_of_the_city():
    """From 11,000 in 1950: POP-1976 and POP-1992 within an eighth (cohorts are lumpy in a tenth of the city)."""
    parameters = CityParameters(population=11_000, barrios=8, blocks=74, associations=5, scale=0.1)
    rules = [Growth()]
    scenario = Scenario(name="history", start=date(1950, 1, 1), end=date(1992, 12, 31), city=parameters)
    here = City(scenario, seed=1, rules=rules)
    for quarter in range(4 * 42 + 2):
        here.day = date(1950 + quarter // 4, 1 + 3 * (quarter % 4), 1).toordinal()
        rules[0].apply(here)
        if here.date == date(1976, 7, 1):
            assert len(here.residents) * 10 == pytest.approx(95_744, rel=0.125)
    assert len(here.residents) * 10 == pytest.approx(405_492, rel=0.125)

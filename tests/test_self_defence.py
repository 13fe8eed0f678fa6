"""Self-defence: thefts where neighbours are strangers, puppets that deter, whistles, and the toll (C15, C16)."""

from datetime import date
from typing import Any

import numpy as np
import pytest

from simulation import City, load_scenario
from simulation.rules.grievance import Grievance
from simulation.rules.self_defence import SelfDefence, poisson, steal
from simulation.scenario import Scenario
from simulation.tables.city_parameters import CityParameters

YEAR = 365
BOUND = 3.29
"""Standard deviations that a normal variable leaves in one of a thousand cases."""


def city_of(scale: float = 0.1, seed: int = 1, cohesion: float | None = None, **parameters: Any) -> City:
    """A city in which people steal and defend themselves, and do nothing else."""
    ties = {} if cohesion is None else {"cohesion_strangers": cohesion, "cohesion_kin": cohesion}
    scenario = Scenario(
        name="alone", start=date(2003, 1, 1), end=date(2003, 12, 31), city=CityParameters(scale=scale, **ties)
    )
    return City(scenario, seed=seed, rules=[SelfDefence(**parameters)])


def lived(city: City, column: str) -> np.ndarray:
    """What a column of the assemblies comes to in the days left of the year, shape (barrios,)."""
    days: list[np.ndarray] = []
    city.run(after_day=lambda city: days.append(getattr(city.assemblies, column).copy()))
    return np.sum(days, axis=0)


def toll_of(city: City, rule: SelfDefence) -> tuple[float, float]:
    """Thefts and killed thieves that a calm year brings, by the rule's equations.

    Puppets settle where as many are hung as fade: n = hung a day / (1 - 2^(-1 / puppet_days)), less today's own, which
    thieves have not seen yet. With u uniform and m neighbours expected, came = 2 u m, and the mean of
    came / (came + enough) is 1 - enough / (2 m) * ln(1 + 2 m / enough).
    """
    a, police = city.assemblies, rule.police_presence
    free = rule.theft_rate / YEAR * a.households * (1 - rule.watch * a.cohesion) * a.lure
    free = free * (1 - police * (1 - rule.police_in_league))
    hung = rule.hanging * a.cohesion
    seen = 1 / (1 - 0.5 ** (1 / rule.puppet_days)) - 1
    thefts = free
    for _ in range(100):
        thefts = free * np.exp(-rule.warning * hung * seen * thefts)
    m = rule.earshot * a.cohesion * a.people
    held = 1 - rule.enough / (2 * m) * np.log1p(2 * m / rule.enough)
    killed = thefts * held * rule.catching * (1 - police) * rule.assault * rule.fatal
    return YEAR * float(thefts.sum()), YEAR * float(killed.sum())


@pytest.fixture(scope="module")
def whole() -> City:
    """The city at 1:1, after half a year."""
    return city_of(scale=1.0)


def defence_of(scenario: str) -> SelfDefence:
    rule = load_scenario(scenario).rules["self_defence"]
    assert isinstance(rule, SelfDefence)
    return rule


def test_by_default_seven_thieves_a_year_are_expected_to_be_killed(whole):
    """LYN-2009: 7 deaths in El Alto, and 11 in 15 incidents; the cities of two seeds differ by less than a twentieth."""
    assert toll_of(whole, defence_of("el_alto"))[1] == pytest.approx(7, rel=0.05)
    assert defence_of("el_alto").fatal == pytest.approx(11 / 15)


def test_as_told_nine_hundred_a_year_are_expected_to_be_killed(whole):
    """ART-20, contested: more than a hundred times the default."""
    assert toll_of(whole, defence_of("as_told"))[1] == pytest.approx(900, rel=0.05)


def test_a_year_of_the_whole_city_kills_about_seven(whole):
    """Poisson around 7: none or more than 17 in one seed of 790 (0.0009 + 0.0004). Thefts: one of a thousand. Seed 1."""
    thefts, _ = toll_of(whole, defence_of("el_alto"))
    year = whole.run().daily
    assert len(year) == YEAR
    assert 1 <= year.thieves_killed.sum() <= 17
    assert year.thefts.sum() == pytest.approx(thefts, abs=BOUND * thefts**0.5)
    assert year.thieves_caught.sum() > year.thieves_killed.sum()
    lynched = [event for event in whole.events if event.kind == "lynching"]
    assert len(lynched) == year.thieves_killed.sum()
    assert all(event.cause.startswith("a theft; ") for event in lynched)


def test_a_tenth_of_the_city_as_told_kills_a_tenth_of_nine_hundred():
    """Poisson around the expected number; outside the bounds in one seed of a thousand; the seed is 1."""
    rule = defence_of("as_told")
    city = city_of(**rule.model_dump())
    killed = toll_of(city, rule)[1]
    assert killed == pytest.approx(90, rel=0.1)
    assert city.run().daily.thieves_killed.sum() == pytest.approx(killed, abs=BOUND * killed**0.5)


def test_residents_are_conserved_however_many_thieves_are_killed():
    """Thieves come from nowhere and are nobody's neighbours."""
    city = city_of(scale=0.02, assault=1.0, fatal=1.0, police_presence=0.0)
    year = city.run().daily
    assert year.thieves_killed.sum() > 0
    assert (year.residents == 16_000).all()
    assert year.deaths.sum() == 0


def test_more_is_stolen_where_people_are_strangers():
    """Without puppets thefts go as 1 - watch * cohesion: 1 among strangers, 0.2 at full cohesion, a fifth."""
    strangers, kin = (city_of(cohesion=cohesion, hanging=0.0).run().daily.thefts.sum() for cohesion in (0.0, 1.0))
    assert kin / strangers == pytest.approx(0.2, rel=BOUND * (1 / kin + 1 / strangers) ** 0.5)


def test_more_is_stolen_at_the_market():
    city = city_of(market_lure=20.0)
    rate = lived(city, "thefts") / city.assemblies.households
    near = city.assemblies.lure > 5
    assert 0 < near.sum() < len(near) / 2
    assert rate[near].mean() > 3 * rate[~near].mean()


def test_puppets_deter():
    """The same luck with and without: where nothing hangs more is tried, by the factor of the closed form."""
    with_puppets, without = (city_of(cohesion=0.8, hanging=hanging) for hanging in (1.0, 0.0))
    for city in (with_puppets, without):
        city.run()
        expected = toll_of(city, city.rules["self_defence"])[0]
        assert city.daily.thefts.sum() == pytest.approx(expected, abs=BOUND * expected**0.5)
    assert with_puppets.daily.thefts.sum() < 0.85 * without.daily.thefts.sum()
    assert (without.daily.puppets == 0).all()


def test_a_puppet_fades():
    """Of those hung before, half warn after a half-life without thefts."""
    city = city_of(theft_rate=0.0, puppet_days=20.0)
    city.assemblies.puppets[:] = 1
    city.run(until="2003-01-20")
    assert city.assemblies.puppets == pytest.approx(0.5)


def test_nobody_comes_running_where_cohesion_is_nought():
    """No whistle is answered, so every theft succeeds, nobody is caught, and nothing hangs."""
    city = city_of(cohesion=0.0)
    assert (lived(city, "came_running") == 0).all()
    year = city.daily
    assert year.thefts.sum() > 0
    assert year.thieves_caught.sum() == year.thieves_killed.sum() == year.puppets.sum() == 0


def test_police_with_the_thieves_keep_none_off_and_let_go_whom_they_are_handed():
    """All present and all in league: as many thefts as without police, every thief caught let go, none killed."""
    absent, bought = city_of(police_presence=0.0), city_of(police_presence=1.0, police_in_league=1.0)
    absent.run()
    freed = lived(bought, "freed").sum()
    assert bought.daily.thefts.equals(absent.daily.thefts)
    assert freed == bought.daily.thieves_caught.sum() > 0
    assert bought.daily.thieves_killed.sum() == 0
    assert bought.assemblies.robbed.sum() > absent.assemblies.robbed.sum()


def test_no_thief_is_handed_over_where_the_state_has_withdrawn():
    city = city_of(police_presence=1.0, police_in_league=1.0)
    city.assemblies.state_presence[:] = 0
    assert (lived(city, "freed") == 0).all()
    assert city.daily.thieves_caught.sum() > 0


def test_what_is_stolen_is_counted_to_the_centavo():
    city = city_of(theft_rate=5.0)
    city.households.savings[:] = 10_000
    before, spent = city.households.savings.sum(), city.market.spent[0]
    city.run(until="2003-03-31")
    assert city.households.savings.min() >= 0
    assert before - city.households.savings.sum() == city.market.spent[0] - spent > 0


def test_a_theft_takes_no_more_than_there_is_and_from_any_household_of_the_barrio():
    """Households 1 to 4 lie on two blocks; by their ids, the third and fourth lie the other way round."""
    identity = np.array([9, 1, 2, 4, 3, 8], dtype=np.uint64)
    block = np.array([0, 1, 1, 2, 2, 3], dtype=np.int32)
    income = np.full(6, 100)
    savings = np.array([500, 500, 500, 500, 70, 500])
    luck = np.array([0.6, 0.9, 0.1], dtype=np.float32)
    days = np.array([1.0, 2.0, 1.5], dtype=np.float32)
    ends = np.full((2, 3), [[1], [5]])
    assert steal(*ends, luck, days, identity, block, income, savings) == 70 + 200 + 150
    assert savings.tolist() == [500, 350, 500, 300, 0, 500]


def test_being_robbed_adds_a_little_to_grievance():
    """Where every household was robbed lately, each feels `insecurity` more from the next quarter on; nobody else."""
    city = City(load_scenario("small"), seed=1, rules=[Grievance(insecurity=0.2, poverty=0.1, no_water=0.0)])
    city.assemblies.robbed[3] = city.assemblies.households[3]
    there = city.residents.barrio == 3
    city.run(until="2003-09-30")
    assert set(np.unique(city.households.unmet)) == {np.float32(0), np.float32(0.1)}
    city.step()
    assert city.households.unmet[there].min() == pytest.approx(0.2)
    assert city.households.unmet[~there].max() == pytest.approx(0.1)


def test_switched_off_nothing_is_stolen():
    year = city_of(scale=0.02, theft_rate=0.0).run().daily
    assert (year[["thefts", "thieves_caught", "thieves_killed", "puppets"]] == 0).all(axis=None)


def test_counts_are_poisson():
    """Mean and variance over 20,000 even steps of luck are those of the distribution, to the steps' width."""
    luck = ((np.arange(20_000) + 0.5) / 20_000).astype(np.float32)
    for mean in (0.1, 3.0, 80.0):
        count = poisson(np.full(len(luck), mean, dtype=np.float32), luck)
        assert count.mean() == pytest.approx(mean, rel=0.01)
        assert count.var() == pytest.approx(mean, rel=0.02)

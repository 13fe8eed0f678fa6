"""Self-construction: what stands was built by those who live there, and the rain takes it where nothing drains (C4, C5).

Each test leaves one mechanism on: who comes to communal work is fixed by a bias of ten days of income either way, and
the weather by a chance of rain of nought or one.
"""

from typing import Any

import numpy as np
import pytest

from simulation.city import City
from simulation.rules.grievance import Grievance
from simulation.rules.mobilisation import Mobilisation
from simulation.rules.participation import Participation, on_call
from simulation.rules.rule import Rule
from simulation.rules.self_construction import WET_MONTHS, SelfConstruction
from simulation.study.docking.reduced import OFF, scenario
from simulation.tables.assemblies import Action, Works
from simulation.tables.newcomers import Newcomers
from simulation.tables.residents import CENTAVOS

DRY: dict[str, Any] = {"wet_chance": 0.0, "dry_chance": 0.0}
DELUGE: dict[str, Any] = {"wet_chance": 1.0, "dry_chance": 1.0, "rain_mean": 1_000.0, "lake_rain": 0.1}
ALL_COME, NOBODY_COMES = 10.0, -10.0
RICH = 10**9
"""Centavos: more than any work here costs."""
WEEKS = 8


def building_city(bias: float = ALL_COME, treasury: int = RICH, **construction: Any) -> City:
    """A city that works together each Sunday and does nothing else, of which nothing stands yet."""
    off = {**OFF, "work_fine": 0.0, "work_time": 0.0, "work_bias": bias}
    rules: list[Rule] = [
        Mobilisation(month=365.0), Participation(**off), SelfConstruction(**{"work_weeks": 1, **DRY, **construction})
    ]  # fmt: skip
    city = City(scenario(), seed=1, rules=rules)
    city.assemblies.works[:] = 0
    city.assemblies.treasury[:] = treasury
    city.assemblies.next_meeting[:] = city.day + 1_000
    return city


def weathered_city(**construction: Any) -> City:
    """A city where nobody works and it rains as told, half built."""
    city = City(scenario(), seed=1, rules=[SelfConstruction(**construction)])
    city.assemblies.works[:] = 0.5
    city.assemblies.flooded[:] = 0
    return city


def live(city: City, days: int = 7 * WEEKS) -> tuple[int, int]:
    """Live so many days; returns the person-days called and given to communal work."""
    called = came = 0
    for _ in range(days):
        city.step()
        called += city.assemblies.called[:, Action.WORK].sum()
        came += city.assemblies.came[:, Action.WORK].sum()
    return int(called), int(came)


def standing(city: City) -> float:
    """The person-days of work that stand: shares times what the ground needs."""
    blocks = np.bincount(city.blocks.barrio)
    return float((city.assemblies.works * city.rules["self_construction"].needs * blocks[:, None]).sum())


def test_without_labour_nothing_is_built():
    """Everyone is called in turn, one household in six each Sunday; nobody comes, and nothing stands after it."""
    city = building_city(NOBODY_COMES)
    called, came = live(city)
    assert called == pytest.approx(WEEKS * len(city.households) / 6, rel=0.1)
    assert came == 0
    assert not city.assemblies.works.any()


def test_what_stands_is_what_was_worked():
    """Every person-day that came stands, none else, while money and need outlast it: shares times need add up to it."""
    city = building_city()
    called, came = live(city)
    assert came == called > 0
    assert standing(city) == pytest.approx(came, rel=1e-4)


def test_works_grow_with_turnout():
    """Half come at a bias of nought (P = 1 / (1 + exp(0))): half as much stands as where all come, within a tenth."""
    none, half, full = (building_city(bias) for bias in (NOBODY_COMES, 0.0, ALL_COME))
    for city in (none, half, full):
        live(city)
    assert standing(none) < standing(half) < standing(full)
    assert standing(half) == pytest.approx(standing(full) / 2, rel=0.1)


def test_what_the_treasury_cannot_pay_is_not_built():
    """With material for seven days in the treasury, seven days stand in each barrio, and the treasury is empty.

    Roads are missed first and cost ten bolivianos a day; more than seven households come to each first Sunday.
    """
    city = building_city(treasury=7 * 10 * CENTAVOS)
    live(city)
    assert standing(city) == pytest.approx(7 * len(city.assemblies), rel=1e-4)
    assert not city.assemblies.treasury.any()


def test_an_empty_treasury_builds_nothing():
    city = building_city(treasury=0)
    assert live(city)[1] > 0
    assert not city.assemblies.works.any()


def test_money_leaves_the_treasury_only_for_the_world_outside():
    """To the centavo: treasuries and what was spent outside add up to the same; nothing else moves here."""
    city = building_city()
    before = city.assemblies.treasury.sum() + city.market.spent[0]
    live(city)
    assert city.assemblies.treasury.sum() < RICH * len(city.assemblies)
    assert city.assemblies.treasury.sum() + city.market.spent[0] == before


def test_no_more_is_built_than_is_needed():
    """A person-day a block for each kind: all stands after a few Sundays, and nobody is called any more."""
    little = {f"{kind.name.lower()}_days": 1.0 for kind in Works}
    city = building_city(**little)
    live(city)
    assert (city.assemblies.works == 1).all()
    assert live(city) == (0, 0)


def test_roads_are_built_before_drains():
    """Roads are missed by 1 where there are none and drains by 0.6: none are dug before roads stand at 0.4."""
    city = building_city()
    city.assemblies.works[:, [Works.HUTS, Works.SCHOOLS, Works.FIELDS, Works.CHURCHES]] = 1
    while not city.assemblies.works[:, Works.DRAINS].any():
        roads = city.assemblies.works[:, Works.ROADS].copy()
        live(city, 7)
        begun = city.assemblies.works[:, Works.DRAINS] > 0
        assert (roads[begun] >= 0.4).all()


def test_the_state_builds_nothing_by_default():
    city = weathered_city(**DRY)
    live(city, 365)
    assert (city.assemblies.works == 0.5).all()


def test_a_state_that_builds_closes_what_is_missing():
    """At a fifth a year, 0.5 * (1 - 0.2 / 365) ** 365 = 0.409 is missing after a year where half was."""
    city = weathered_city(**DRY, state_builds=0.2)
    live(city, 365)
    assert 1 - city.assemblies.works == pytest.approx(0.5 * (1 - 0.2 / 365) ** 365, rel=1e-3)


def test_every_rain_makes_a_lake_where_nothing_drains():
    """With all ground under water that no drain takes, half the drains leave half of it flooded."""
    city = weathered_city(**DELUGE)
    city.step()
    assert city.assemblies.flooded == pytest.approx(0.5, abs=1e-3)
    assert city.daily.floods.iloc[-1] == len(city.assemblies)


def test_drained_barrios_do_not_flood_and_keep_their_roads():
    city = weathered_city(**DELUGE)
    drained = np.arange(len(city.assemblies)) % 2 == 0
    city.assemblies.works[:, Works.DRAINS] = drained
    live(city, 30)
    assert not city.assemblies.flooded[drained].any()
    assert (city.assemblies.works[drained, Works.ROADS] == 0.5).all()
    assert (city.assemblies.flooded[~drained] > 0.9).all()


def test_floods_undo_road_and_nothing_else():
    """Thirty floods of all the ground leave 0.5 * (1 - washout) ** 30 of the roads."""
    city = weathered_city(**DELUGE, washout=0.02)
    city.assemblies.works[:, Works.DRAINS] = 0
    live(city, 30)
    assert city.assemblies.works[:, Works.ROADS] == pytest.approx(0.5 * 0.98**30, rel=1e-3)
    assert (city.assemblies.works[:, Works.HUTS : Works.DRAINS] == 0.5).all()


def test_water_recedes_and_is_gone():
    """Half of it a day: below a twentieth after five days, which counts as dry."""
    city = weathered_city(**DRY, drying_days=1.0)
    city.assemblies.flooded[:] = 1
    live(city, 4)
    assert city.assemblies.flooded == pytest.approx(1 / 16)
    live(city, 1)
    assert not city.assemblies.flooded.any()


def test_it_rains_from_december_to_march():
    """Thirty years: 3,637 days of the wet season at 0.5 and 7,320 others at 0.06.

    Five standard deviations are 0.042 and 0.014: a good generator fails with probability 1e-6; the seed is 1.
    """
    city = weathered_city()
    rule = city.rules["self_construction"]
    start, wet, dry = city.day, [], []
    for city.day in range(start, start + 30 * 365):
        (wet if city.date.month in WET_MONTHS else dry).append(rule.rain(city))
    assert np.mean(np.array(wet) > 0) == pytest.approx(0.5, abs=0.042)
    assert np.mean(np.array(dry) > 0) == pytest.approx(0.06, abs=0.014)
    assert np.mean([mm for mm in wet if mm > 0]) == pytest.approx(8.0, rel=0.12)


def test_a_barrio_under_water_is_angry_until_it_is_dry():
    """g rises by flood * flooded = 0.15 in the barrio that lies under water, in no other, and falls back."""
    city = City(scenario(), seed=1, rules=[Grievance(flood=0.15), SelfConstruction(**DRY)])
    before = city.assemblies.grievance.copy()
    city.assemblies.flooded[3] = 1
    city.step()
    rise = city.assemblies.grievance - before
    assert rise[3] == pytest.approx(0.15, abs=1e-3)
    assert not np.delete(rise, 3).any()
    live(city, 10)
    assert (city.assemblies.grievance == before).all()


def test_a_barrio_is_founded_with_nothing_and_an_old_city_starts_built():
    """One founded this year has nothing, one of thirty years all of it, and who is older has more of everything."""
    city = weathered_city(build_years=30.0)
    a = city.assemblies
    a.founded[:] = city.date.year - np.linspace(0, 30, len(a)).astype(int)
    tables = (city.residents, city.households, a, city.associations)
    city.rules["self_construction"].begin(city, Newcomers.everyone(*(len(table) for table in tables)))
    assert not a.works[0].any()
    assert (a.works[-1] == 1).all()
    assert (np.diff(a.works, axis=0) >= 0).all()


def test_with_the_rule_switched_off_nobody_is_called_and_nothing_changes():
    rules: list[Rule] = [Mobilisation(), Participation()]
    city = City(scenario(), seed=1, rules=rules)
    city.assemblies.works[:] = 0.5
    assert live(city) == (0, 0)
    assert (city.assemblies.works == 0.5).all()
    assert not city.assemblies.flooded.any()


def test_who_strikes_does_not_build():
    city = building_city()
    for _ in range(7 * WEEKS):
        city.assemblies.striking[:] = np.arange(len(city.assemblies)) % 2 == 0
        city.step()
    built = city.assemblies.works.any(axis=1)
    assert not built[::2].any()
    assert built[1::2].all()


ROTA = (3, 2, 6)
"""One household in so many has a shift, marches, or works."""


def test_nobody_is_called_to_two_full_day_actions_on_one_day():
    full_day = (Action.SHIFT, Action.MARCH, Action.WORK)
    for day in range(60):
        for place in range(120):
            assert sum(on_call(kind, day, True, True, *ROTA, day, place) for kind in full_day) <= 1


def test_turns_at_communal_work_come_to_everyone():
    """At one household in six, six calls reach every place of the rota once, however many days lie between them."""
    for place in range(120):
        assert sum(on_call(Action.WORK, 91 * call, False, False, *ROTA, call, place) for call in range(6)) == 1

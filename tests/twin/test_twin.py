"""The engine decides what the twin decides: the same people, bit for bit, through a wave of strikes."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest

from simulation import City, Scenario, load_scenario
from twin.city import BY_AGENTS, city_of_agents, hand_over

SCALE = 0.005
START = date(2003, 8, 20)
DAYS = 120
TABLES = ("residents", "households", "blocks", "assemblies", "associations", "federations", "government", "causes", "market",
          "la_paz", "stretches", "routes", "register", "businesses")  # fmt: skip
WHO = {"residents": "resident", "households": "household", "blocks": "block", "assemblies": "assembly",
       "associations": "association", "federations": "federation", "businesses": "business"}  # fmt: skip

LAST = {
    (table, column): section
    for section, rule in BY_AGENTS.items()
    for table, columns in rule.DOES.items()
    for column in columns
}
DECIDES = dict(sorted(LAST.items(), key=lambda decided: list(BY_AGENTS).index(decided[1])))
"""The rule that has the last word on each column in a day, in the order of the day."""


def october(start: date = START, days: int = DAYS, settings: Mapping[str, Any] | None = None) -> Scenario:
    """October 2003 in three barrios, some days of it."""
    scenario = load_scenario("october_2003", {"city.scale": SCALE, **(settings or {})})
    causes = tuple(cause for cause in scenario.causes if cause.on >= start)
    return scenario.model_copy(update={"start": start, "end": start + timedelta(days - 1), "causes": causes})


def both(scenario: Scenario, seed: int) -> tuple[City, City]:
    """A city of arrays, and one whose agents take over on the first morning."""
    return City(scenario, seed), hand_over(City(scenario, seed))


def live(engine: City, twin: City, days: int = DAYS) -> Iterator[None]:
    """Days lived by both, each compared in everything."""
    for _ in range(days):
        engine.step()
        twin.step()
        compare(engine, twin)
        yield


def compare(engine: City, twin: City) -> None:
    """Every decision of today, and all that follows from it.

    Raises:
        AssertionError: at the first difference, naming day, rule, agent and both values.
    """
    for (table, column), section in DECIDES.items():
        same(engine, twin, section, table, column)
    for table in TABLES:
        for column in getattr(engine, table).described:
            same(engine, twin, "what follows", table, column)


def same(engine: City, twin: City, rule: str, table: str, column: str) -> None:
    """One column, agent by agent."""
    fast, plain = (getattr(getattr(city, table), column) for city in (engine, twin))
    if np.array_equal(fast, plain):
        return
    row = int(np.argwhere(fast != plain)[0, 0])
    ids = getattr(engine, table)
    who = int(ids.id[row]) if "id" in ids.described else row
    found = f"{fast[row]} by the engine, {plain[row]} by agents"
    raise AssertionError(f"{engine.date}, {rule}, {WHO.get(table, table)} {who}: {column} is {found}")


@pytest.mark.parametrize(("seed", "days"), [(1, DAYS), (2, DAYS), (4, 60)])
def test_engine_and_twin_decide_alike_through_a_wave(seed, days):
    """Decision for decision and day for day: births in October and a wave between, from two states never copied."""
    engine, twin = both(october(), seed)
    lived = engine.residents.id.copy()
    fined = shut = worked = 0
    for _ in live(engine, twin, days):
        fined += int(engine.assemblies.fines_laid.sum())
        shut += int((engine.households.shut_until > engine.day).sum())
        worked += int(engine.assemblies.came[:, 3].sum())
    daily = engine.daily
    assert daily.mobilised_share.max() == 1, "a wave rose"
    assert daily.mobilised_share.iloc[-1] == 0, "and ended"
    assert daily.marchers.max() > 0
    assert min(fined, shut, worked) > 0, "fines were laid, stalls shut, communal work done"
    assert not np.array_equal(engine.residents.id, lived), "people were born and died"


def test_two_seeds_are_not_alike():
    """Else it would mean little that engine and twin are."""
    one, two = City(october(), 1), City(october(), 2)
    with pytest.raises(AssertionError, match="by the engine"):
        compare(one, two)


def test_a_city_founded_by_agents_is_the_engines(monkeypatch):
    """From the first breath: thresholds, habits, cushions, first meetings, and forty days before the first."""
    monkeypatch.setattr("simulation.city.BURN_IN_DAYS", 40)
    scenario = october(days=5)
    engine, twin = City(scenario, 3), city_of_agents(scenario, 3)
    compare(engine, twin)
    assert engine.assemblies.called.sum() + engine.households.turns.sum() > 0
    for _ in live(engine, twin, 5):
        pass


def test_levers_that_the_scenario_leaves_alone_do_alike_too():
    """The duty of each adult, decisions that bind, federations that decide together, votes and stalls lost by arrears."""
    levers = {
        "participation.per_adult": True, "participation.meeting_fine": 40.0, "mobilisation.binding": True,
        "mobilisation.joint": True, "mobilisation.arrears_vote": 30.0, "livelihood.arrears_stall": 5.0,
    }  # fmt: skip
    engine, twin = both(october(date(2003, 9, 10), 40, levers), 2)
    strikes = [engine.assemblies.striking.any() for _ in live(engine, twin, 40)]
    assert any(strikes)
    assert not strikes[-1], "the call that bound all ended for all"
    owed, stalls = engine.households.arrears, engine.households.traders
    assert (owed > 3000).any(), "some owe so much that they have no vote"
    assert ((owed > 500) & (stalls > 0)).any(), "and some no stall"


def test_a_difference_of_one_bit_in_one_resident_is_found():
    """The comparison is worth something: a habit in its last bit, or a parameter in its fourth digit."""
    engine, twin = both(october(days=20), 1)
    someone = twin.rules["participation"].society.residents[1000]
    someone.habit = np.nextafter(someone.habit, np.float32(1))
    with pytest.raises(
        AssertionError, match=rf"2003-08-20, participation, resident {someone.id}: habit is .* by agents"
    ):
        next(live(engine, twin))


def test_a_slightly_different_parameter_is_found():
    engine, twin = both(october(days=40), 1)
    rule = twin.rules["livelihood"]
    rule.p = rule.p.model_copy(update={"needs_per_head": 4.001, "spend_share": 0.2001})
    with pytest.raises(AssertionError, match=r"livelihood, household \d+: savings is \d+.* by the engine"):
        list(live(engine, twin, 40))

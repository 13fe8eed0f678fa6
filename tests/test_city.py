"""The city as its users meet it: its size, its people, Mesa's verbs, a rule of one's own."""

from random import Random

import mesa
import numpy as np
import pytest
from mesa.discrete_space import OrthogonalMooreGrid

from simulation import City, load_scenario
from simulation.agents import Assembly, Association, Federation, Government, Ground
from simulation.rules import RULES
from simulation.rules.rule import Rule
from simulation.tables.affiliation import affiliate, found_associations
from simulation.tables.assemblies import Action
from simulation.tables.associations import Associations
from simulation.tables.city_parameters import CityParameters
from simulation.tables.residents import Occupation
from simulation.tables.settlement import settle
from simulation.tables.table import Column


@pytest.fixture(scope="module")
def full():
    """The founded city at 1:1."""
    return settle(CityParameters(), seed=1, year=2003)


@pytest.fixture(scope="module")
def city():
    """The small city on the morning of its first day."""
    return City(load_scenario("small"), seed=1)


def test_the_city_has_the_articles_size(full):
    assert len(full.residents) == 800_000
    assert len(full.assemblies) == 550
    assert len(full.blocks) == 5_100
    assert full.assemblies.people.sum() == 800_000


def test_a_barrio_has_about_1500_people_and_1000_adults(full):
    """ART-13, ART-14; 800,000 in 550 barrios are 1,455 and 970."""
    adults = np.bincount(full.blocks.barrio[full.households.block], full.households.adults)
    assert full.assemblies.people.mean() == pytest.approx(1_455, abs=1)
    assert adults.mean() == pytest.approx(970, abs=5)
    assert full.assemblies.people.min() > 1_000
    assert full.assemblies.people.max() < 2_000


def test_almost_half_are_under_25_and_a_third_are_children(full):
    age = (full.residents.birth.max() - full.residents.birth) / 365.25
    assert (age < 25).mean() == pytest.approx(0.49, abs=0.005)
    assert (full.residents.occupation == Occupation.CHILD).mean() == pytest.approx(1 / 3, abs=0.005)


def test_a_tenth_of_workers_are_state_employees(full):
    work = full.residents.occupation[~np.isin(full.residents.occupation, (Occupation.NONE, Occupation.CHILD))]
    assert (work == Occupation.STATE_EMPLOYEE).mean() == pytest.approx(0.1, abs=0.002)


def test_associations_have_200_to_2000_members(full):
    """COR-SIZE, give or take the luck of who joins which."""
    table = Associations(CityParameters().associations)
    found_associations(table, np.arange(len(table)), 1, full.territory)
    affiliate(table, full.residents, np.arange(len(full.residents)), 1)
    assert len(table) == 330
    assert table.members.min() > 130
    assert table.members.max() < 2_200
    assert table.members.sum() == (full.residents.association >= 0).sum()


def test_residents_lie_sorted_by_home(full):
    assert (np.diff(full.residents.household) >= 0).all()
    assert (np.diff(full.households.block) >= 0).all()
    assert (np.diff(full.blocks.barrio) >= 0).all()


def test_nobody_shares_an_id(full):
    assert len(np.unique(full.residents.id)) == len(full.residents)
    assert len(np.unique(full.households.id)) == len(full.households)


def test_those_who_came_together_settled_together(full):
    """Half of a barrio's households came with its founders, and where more did cohesion is higher (C3)."""
    kin = (
        np.bincount(full.blocks.barrio[full.households.block], full.households.cohort >= 0) / full.assemblies.households
    )
    assert kin.mean() == pytest.approx(0.5, abs=0.03)
    assert np.corrcoef(kin, full.assemblies.cohesion)[0, 1] > 0.9


SHARES = {
    "people a barrio": lambda s, _: s.assemblies.people.mean(),
    "blocks a barrio": lambda s, _: len(s.blocks) / len(s.assemblies),
    "road blocks a barrio": lambda s, p: len(s.territory.stretches(p.scale)) / len(s.assemblies),
    "associations a barrio": lambda s, p: p.scaled(p.associations) / len(s.assemblies),
    "adults": lambda s, _: s.households.adults.sum() / len(s.residents),
}


@pytest.mark.parametrize("share", SHARES)
@pytest.mark.parametrize("scale", [0.05, 0.25, 2.0])
def test_shares_do_not_drift_with_scale(full, share, scale):
    """A smaller city has fewer of everything, in proportion; whole numbers of road blocks allow a fifth at 5 %."""
    parameters = CityParameters(scale=scale)
    here = SHARES[share](settle(parameters, 1, 2003), parameters)
    assert here == pytest.approx(SHARES[share](full, CityParameters()), rel=0.2 if scale < 0.1 else 0.05)


def test_la_paz_shrinks_with_the_city():
    small, half = (City(load_scenario("small", {"city.scale": scale})) for scale in (0.02, 0.04))
    assert np.allclose(half.la_paz.use, 2 * small.la_paz.use, atol=1)


def test_every_organisation_is_a_mesa_agent_on_the_grid(city):
    kinds = {kind: len(agents) for kind, agents in city.agents_by_type.items()}
    assert kinds == {Assembly: 11, Association: 7, Federation: 2, Government: 1}
    assert all(agent.cell is not None for agent in city.agents)


def test_mesas_verbs_read_the_tables(city):
    assemblies = city.agents_by_type[Assembly]
    assert assemblies.agg("strength", np.mean) == pytest.approx(city.assemblies.strength.mean())
    strong = assemblies.select(lambda assembly: assembly.strength > np.median(city.assemblies.strength))
    assert len(strong) == 5
    assert tuple(assemblies.get("name")) == city.assemblies.names


def test_mesas_data_collector_collects_from_a_city():
    city = City(load_scenario("small"), seed=1)
    collector = mesa.DataCollector(
        model_reporters={"up": lambda city: int(city.assemblies.up.sum())},
        agenttype_reporters={Assembly: {"S": "strength"}},
    )
    for _ in range(5):
        city.step()
        collector.collect(city)
    assert len(collector.get_model_vars_dataframe()) == 5
    strengths = collector.get_agenttype_vars_dataframe(Assembly).S
    assert len(strengths) == 5 * 11
    assert strengths.iloc[-1] == pytest.approx(city.assemblies.strength[-1])


def test_residents_are_a_frame_of_everyone(city):
    frame = city.residents.frame()
    assert len(frame) == 16_000
    assert frame.query("occupation == 'trader'").savings.mean() > 0
    assert set(frame.origin.unique()) <= {"rural", "mine", "city"}
    life = city.residents[0]
    assert life.age == frame.age[0]
    assert life.savings_bs == pytest.approx(frame.savings[0])


def test_a_table_names_its_columns_when_asked_for_another(city):
    with pytest.raises(AttributeError, match=r"no column 'strenght'.*strength"):
        _ = city.assemblies.strenght


class Rain(Rule):
    """It rains, and everybody remembers how often."""

    section = "rain"
    columns = {"residents": (Column("wet", np.int32, "days", "days it rained on them"),)}  # noqa: RUF012

    def apply(self, city: City) -> None:
        city.residents.wet += 1


def test_a_rule_of_ones_own_touches_no_other_file():
    """Given to the city beside the others, it adds its column and leaves the rest bit for bit as it was."""
    scenario = load_scenario("small")
    mine = City(scenario, seed=1, rules=[*scenario.rules.values(), Rain()])
    plain = City(scenario, seed=1)
    for city in (mine, plain):
        city.run(until="2003-08-10")
    assert mine.daily.equals(plain.daily)
    assert (mine.residents.wet == mine.residents.wet[0]).all()
    assert mine.residents.wet[0] >= 10


def test_a_subclass_takes_the_place_of_a_rule():
    """A city whose people come to everything."""

    class Dutiful(next(rule for rule in RULES if rule.section == "participation")):  # type: ignore[misc]
        """Everybody comes."""

        def weights(self, city: City):
            return super().weights(city)._replace(bias=(np.float32(100),) * len(Action))

    scenario = load_scenario("small")
    city = City(scenario, seed=1, rules=[Dutiful() if s == "participation" else r for s, r in scenario.rules.items()])
    city.run(until="2003-09-10")
    assert (city.daily.turnout_meeting.dropna() == 1).all()


def test_the_grid_is_mesas_own():
    ours, mesas = Ground((5, 4), torus=False, random=Random(1)), OrthogonalMooreGrid((5, 4), random=Random(1))
    for cell, other in zip(ours.all_cells, mesas.all_cells, strict=True):
        assert [(offset, near.coordinate) for offset, near in cell.connections.items()] == [
            (offset, near.coordinate) for offset, near in other.connections.items()
        ]

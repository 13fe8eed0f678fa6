"""A city in which agents live three of the day's rules, and the engine all others."""

import time
from typing import TYPE_CHECKING, Any

import numpy as np

from simulation import City, Scenario
from simulation.tables.businesses import employ
from twin import livelihood, mobilisation, participation
from twin.society import KINDS, Society

if TYPE_CHECKING:
    from simulation.rules.rule import Rule
    from simulation.tables.newcomers import Newcomers

BY_AGENTS = {"mobilisation": mobilisation, "participation": participation, "livelihood": livelihood}
"""The rules that agents live, by section, in the order of the day."""
OF_THEMSELVES = {"residents": ("origin",), "blocks": ("barrio",)}
"""What never changes."""


def columns_of(table: str) -> tuple[str, ...]:
    """All that an agent of this kind knows of itself."""
    rules = [columns.get(table, ()) for rule in BY_AGENTS.values() for columns in (rule.SEES, rule.DOES)]
    return tuple(dict.fromkeys(column for columns in (*rules, OF_THEMSELVES.get(table, ())) for column in columns))


def society_of(seed: int) -> Society:
    """A society of which nobody has been met yet."""
    return Society(seed, {name: columns_of(name) for name in KINDS})


def city_of_agents(scenario: Scenario, seed: int) -> City:
    """A city founded by agents, who live its burn-in too."""
    society = society_of(seed)
    rules = {section: LivedByAgents(rule, society) for section, rule in scenario.rules.items() if section in BY_AGENTS}
    return City(scenario, seed, rules=(scenario.rules | rules).values())


def hand_over(city: City) -> City:
    """From now on agents live the three rules in this city; nothing is ever copied into it from another."""
    society = society_of(city.seed)
    society.census(city)
    city.rules |= {section: LivedByAgents(city.rules[section], society) for section in BY_AGENTS}
    return city


class LivedByAgents:
    """A rule of the day that agents live. `seconds` of processor time is what they took to act,
    without what it takes to see and to show.

    Args:
        rule: the configured rule, of which nothing is used but its parameters and the columns it declares.
        society: the agents.
    """

    def __init__(self, rule: "Rule", society: Society) -> None:
        self.p, self.society, self.section, self.columns = rule, society, rule.section, rule.columns
        self.twin: Any = BY_AGENTS[rule.section]
        self.seconds = 0.0

    def begin(self, city: City, new: "Newcomers") -> None:
        """Meet who is new, and let them find out who they are."""
        society = self.society
        society.census(city)
        for twin in BY_AGENTS.values():
            society.look(city, twin.SEES)
        residents = [society.residents[row] for row in new.residents]
        associations = [society.associations[row] for row in new.associations]
        match self.section:
            case "mobilisation":
                organisations = [*(society.assemblies[row] for row in new.assemblies), *associations]
                mobilisation.begin(society, self.p, city.day, residents, organisations)
            case "participation":
                blocks = [society.blocks[row] for row in np.flatnonzero(np.isin(city.blocks.barrio, new.assemblies))]
                participation.begin(society, self.p, residents, blocks, associations)
            case "livelihood":
                livelihood.begin(society, self.p, [society.households[row] for row in new.households])
        society.show(city, self.twin.DOES)

    def apply(self, city: City) -> None:
        """A day of this rule: see, act, show."""
        society = self.society
        if city.season_begins and self.section == "mobilisation":
            society.census(city)
        if city.season_begins and self.section == "livelihood":
            city.businesses = employ(city.residents, city.seed)
            society.hire(city)
        society.look(city, self.twin.SEES)
        began = time.process_time()
        match self.section:
            case "mobilisation":
                mobilisation.act(society, self.p, city.day)
            case "participation":
                participation.act(society, self.p, city.day, city.scenario.start.toordinal())
            case "livelihood":
                livelihood.act(society, self.p, city.day, city.season_begins, city.scenario.city.scale)
        self.seconds += time.process_time() - began
        society.show(city, self.twin.DOES)

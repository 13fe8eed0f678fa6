"""Closed forms of the model's own equations: strength and distance for held turnout, days until a stock is gone."""

import numpy as np

from simulation.city import City
from simulation.rules.blockade import FOOD_SHARES, Blockade
from simulation.rules.surpassing import YEAR, Surpassing
from simulation.study.docking.reduced import scenario
from simulation.study.docking.result import Docked
from simulation.tables.assemblies import Assemblies
from simulation.tables.la_paz import FOOD, FUEL, GAS, GOODS
from simulation.tables.territory import LINK_ROWS, TRUNKS

SETTLED = 20_000
"""Days after which S and B no longer move."""
STRENGTH = ((0.05, 0.0), (0.2, 0.5), (0.8, 1.0))
"""Turnout q, and the share f of fines collected."""
DISTANCE = ((0.1, 1.0, 1), (0.6, 1.0, 4), (0.3, 0.2, 10))
"""Turnout q, patronage p, and years in office."""
BUFFERS = {FUEL: "fuel_buffer", GAS: "gas_buffer", FOOD: "food_buffer"}
STOCKS = (1.0, 3.0, 6.0)
"""Days of use in stock."""


def organisation(q: float) -> Assemblies:
    """One assembly with q held."""
    table = Assemblies(1)
    for column in Surpassing.columns["assemblies"]:
        table.add(column)
    table.q[:] = q
    return table


def strength() -> list[Docked]:
    """S* = alpha q (1 + gamma f) / (alpha q (1 + gamma f) + delta (1 - q))."""
    rule, docked = Surpassing(), []
    for q, collected in STRENGTH:
        table = organisation(q)
        table.collected[:] = collected
        for _ in range(SETTLED):
            rule._grow(table)
        gain = rule.alpha * q * (1 + rule.gamma * collected)
        expected = gain / (gain + rule.delta * (1 - q))
        docked.append(Docked(f"strength S* at q = {q:g}, f = {collected:g}", "closed form of S' (ODD, surpassing)",
                             expected, float(table.strength[0]), 1e-3, q))  # fmt: skip
    return docked


def distance() -> list[Docked]:
    """B* = beta p t / (beta p t + mu q), with tenure held."""
    rule, docked = Surpassing(), []
    for q, patronage, years in DISTANCE:
        table = organisation(q)
        table.party_presence[:] = patronage
        for _ in range(SETTLED):
            table.tenure[:] = years * YEAR - 1
            rule._drift(table, table.q)
        away = rule.beta * patronage * years / (years + 1)
        expected = away / (away + rule.mu * q)
        name = f"distance B* at q = {q:g}, p = {patronage:g}, {years} years in office"
        docked.append(Docked(name, "closed form of B' (ODD, surpassing)",
                             expected, float(table.bureaucracy[0]), 1e-3, q))  # fmt: skip
    return docked


def exhaustion() -> list[Docked]:
    """Days to exhaustion = S0 / (D (1 - open share)), in whole days: with the links cut two roads still bring food."""
    docked = []
    for good, buffer in BUFFERS.items():
        for stock in STOCKS:
            city = City(scenario(0.004, blockade={"capacity": 1.0, buffer: stock}))
            open_share = sum(FOOD_SHARES[len(TRUNKS) :]) if good == FOOD else 0.0
            expected = float(np.ceil(stock / (1 - open_share) - 1e-6))
            found = float(days_until_gone(city, good))
            name = f"days until {GOODS[good]} is gone, S0 = {stock:g} D, open share {open_share:g}"
            docked.append(Docked(name, "S0 / (D (1 - open share)), in whole days", expected, found, 0.0))
    return docked


def days_until_gone(city: City, good: int) -> int:
    """Days that a stock of La Paz lasts once all links to it are cut."""
    blockade = city.rules["blockade"]
    assert isinstance(blockade, Blockade)
    days = 0
    while city.la_paz.stock[good] > 0 and days < SETTLED:
        city.routes.open[LINK_ROWS] = False
        blockade._supply(city)
        days += 1
    return days

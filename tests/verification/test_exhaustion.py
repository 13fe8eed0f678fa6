"""Stocks run out when arithmetic says so."""

import numpy as np
import pytest
from reduced import scenario

from simulation.city import City
from simulation.rules.blockade import FOOD_SHARES, Blockade
from simulation.tables.la_paz import FOOD, FUEL, GAS
from simulation.tables.territory import LINK_ROWS

CAPACITY_ONE = {"capacity": 1.0}


@pytest.mark.parametrize(("good", "buffer"), [(FUEL, "fuel_buffer"), (GAS, "gas_buffer"), (FOOD, "food_buffer")])
@pytest.mark.parametrize("days", [1.0, 3.0, 6.0])
def test_a_stock_lasts_its_buffer_over_what_does_not_arrive(good, buffer, days):
    """Days to exhaustion = S0 / (use * (1 - open share)): with the links cut, only Yungas and Palca bring food."""
    city = City(scenario(blockade={**CAPACITY_ONE, buffer: days}))
    open_share = sum(FOOD_SHARES[4:]) if good == FOOD else 0.0
    blockade = city.rules["blockade"]
    assert isinstance(blockade, Blockade)
    lived = 0
    while city.la_paz.stock[good] > 0:
        city.routes.open[LINK_ROWS] = False
        blockade._supply(city)
        lived += 1
    assert lived == int(np.ceil(days / (1 - open_share) - 1e-6))


def test_open_roads_keep_every_stock_full():
    city = City(scenario())
    for _ in range(30):
        city.step()
    assert (city.la_paz.stock == city.la_paz.normal).all()
    assert (city.daily.routes_open == 6).all()

"""Stocks run out when arithmetic says so."""

from simulation.city import City
from simulation.study.docking import RESULTS
from simulation.study.docking.reduced import scenario


def test_a_stock_lasts_its_buffer_over_what_does_not_arrive():
    """Days to exhaustion = S0 / (use * (1 - open share)): with the links cut, only Yungas and Palca bring food."""
    results = RESULTS["exhaustion"]()
    assert {result.expected for result in results} >= {1, 2, 3, 4, 6, 8}
    assert [result for result in results if not result.passed] == []


def test_open_roads_keep_every_stock_full():
    city = City(scenario())
    for _ in range(30):
        city.step()
    assert (city.la_paz.stock == city.la_paz.normal).all()
    assert (city.daily.routes_open == 6).all()

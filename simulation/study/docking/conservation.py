"""What must add up: money, goods and people, to the last unit, on every day of a run with a wave in it."""

from typing import Any

from simulation.city import City
from simulation.scenario_files.load import load_scenario
from simulation.study.docking.result import Docked
from simulation.tables.residents import Occupation

DEADLIER = {"state_response.convoy_deaths": 60.0, "state_response.clearing_deaths": 20.0}
"""More deaths than history had, so that some occur in a small city."""
SEED = 4
LAST_DAY = "2003-11-30"


def balance(city: City) -> dict[str, Any]:
    """Everything that must add up, in whole units."""
    households, residents, register = city.households, city.residents, city.register
    return {
        "money": int(households.savings.sum() + city.assemblies.treasury.sum())
        - int(city.market.earned[0] - city.market.spent[0]),
        "goods": (city.la_paz.stock - city.la_paz.delivered + city.la_paz.used).tolist(),
        "living and dead": int(residents.alive.sum() + city.government.all_deaths[0] + register.deaths[0])
        - int(register.births[0] + register.arrivals[0]),
        "dead": int(city.government.all_deaths[0]),
        "living": [int(residents.alive.sum()), int(households.size.sum()), int(city.assemblies.people.sum())],
        "least": [int(households.savings.min()), int(households.arrears.min()), int(city.la_paz.stock.min())],
        "jobs": [int(households.earners.sum()), int(households.traders.sum()), int(city.associations.members.sum())],
        "workers": working(city),
    }


def working(city: City) -> list[int]:
    """Living adults with work, living traders (twice: the association's members are the same people)."""
    job = city.residents.occupation[city.residents.alive]
    traders = int((job == Occupation.TRADER).sum())
    return [int(((job != Occupation.NONE) & (job != Occupation.CHILD)).sum()), traders, traders]


def balances() -> list[dict[str, Any]]:
    """The balance of the first morning and of each day of the small city's October, in which people die."""
    city = City(load_scenario("small", DEADLIER), seed=SEED)
    kept = [balance(city)]
    city.run(until=LAST_DAY, after_day=lambda city: kept.append(balance(city)))
    return kept


def conserved() -> list[Docked]:
    """The largest difference from the first morning on any day: none."""
    days = balances()
    first, source = days[0], f"conservation, each of {len(days) - 1} days with a wave"
    apart = {
        "money: savings and treasuries less what came in and went out, centavos": [
            abs(day["money"] - first["money"]) for day in days
        ],
        "goods: stocks less what came and was used, units": [
            abs(now - then) for day in days for now, then in zip(day["goods"], first["goods"], strict=True)
        ],
        f"people: the living and the {days[-1]['dead']} dead less births and arrivals": [
            abs(day["living and dead"] - first["living and dead"]) for day in days
        ],
        "people: residents, households and assemblies count the same living": [
            max(day["living"]) - min(day["living"]) for day in days
        ],
    }
    return [Docked(name, source, 0.0, float(max(each)), 0.0) for name, each in apart.items()]

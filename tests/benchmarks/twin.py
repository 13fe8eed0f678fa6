"""The engine beside its twin: three rules as arrays, and as plain Mesa agents, over the same days."""

from twin.city import BY_AGENTS, hand_over

from benchmarks.measuring import Row
from simulation import City, Scenario, load_scenario
from simulation.stopwatch import counted

SMALL = 0.01
AIM = 200


def rows(scale: float, last: str = "2003-10-15") -> list[Row]:
    """Seconds a resident-day of mobilisation, participation and livelihood."""
    twin = hand_over(City(_autumn(SMALL), seed=1)).run(last)
    agents = sum(twin.rules[section].seconds for section in BY_AGENTS) / _lived(twin)
    found = []
    for size in (SMALL, scale):
        city = City(_autumn(size), seed=1)
        with counted() as seconds:
            city.run(last)
        engine = sum(seconds[f"days/{section}"] for section in BY_AGENTS) / _lived(city)
        found.append(
            Row(
                what=f"the twin beside the engine, at {size:.0%} of the city",
                value=f"{agents / engine:,.0f} x slower",
                number=agents / engine,
                aim=f"{AIM} x" if size == scale else "",
                note=f"plain Mesa agents take {1e6 * agents:.1f} us a resident-day at {SMALL:.0%} of the city, "
                f"the engine {1e9 * engine:.1f} ns: {', '.join(BY_AGENTS)}",
            )
        )
    return found


def _autumn(scale: float) -> Scenario:
    return load_scenario("october_2003", {"city.scale": scale})


def _lived(city: City) -> int:
    """Resident-days, near enough: the same count for both."""
    return int(city.daily["residents"].sum())

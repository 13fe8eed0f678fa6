"""A city that organises itself: El Alto, Bolivia, every resident an agent.

>>> from simulation import City, load_scenario
>>> city = City(load_scenario("small"), seed=1)
>>> city.run(until="2003-08-14").daily.date.size
14
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from simulation.city import City as City
    from simulation.run import Run as Run
    from simulation.scenario import Scenario as Scenario
    from simulation.scenario_files.load import load_scenario as load_scenario

PUBLIC = {"City": "city", "Run": "run", "Scenario": "scenario", "load_scenario": "scenario_files.load"}
"""The public names and the modules they come from, loaded when first used: `el-alto --help` needs none of them."""


def __getattr__(name: str) -> Any:
    if name in PUBLIC:
        return getattr(import_module(f"simulation.{PUBLIC[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*globals(), *PUBLIC])

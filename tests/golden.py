"""The digest of every shipped scenario, small and short: any change of behaviour moves one.

    python -m tests.golden

writes them anew into tests/golden.json, after a change that was meant and is named in CHANGELOG.md.
"""

import json
import platform
from datetime import timedelta
from pathlib import Path

from simulation import City, load_scenario
from simulation.run import versions
from simulation.scenario import Scenario
from simulation.scenario_files.source import shipped

FILE = Path(__file__).with_name("golden.json")
SCALE, DAYS, LONG_DAYS, SEED = 0.01, 100, 900, 1
"""Long enough for a wave in the scenarios that have one; a scenario of decades gets longer for its growth."""
DECADES = 3653


def asked(name: str) -> Scenario:
    """A shipped scenario, small and short."""
    scenario = load_scenario(name, {"city.scale": SCALE})
    days = LONG_DAYS if scenario.days > DECADES else DAYS
    return scenario.cut(min(scenario.end, scenario.start + timedelta(days)))


def digest(name: str) -> str:
    """What comes of it."""
    return City(asked(name), seed=SEED).run().record().digest


def made_with() -> dict[str, str]:
    """What else than this package a digest might hang on."""
    known = versions()
    return {name: known[name] for name in ("python", "numpy", "numba")} | {"machine": platform.machine()}


def write() -> None:
    """Write the digests of all shipped scenarios."""
    content = {"made_with": made_with(), "digests": {name: digest(name) for name in sorted(shipped())}}
    FILE.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    write()

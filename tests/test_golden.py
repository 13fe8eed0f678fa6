"""The results of every shipped scenario are pinned: whoever moves one says so."""

import json

import pytest

from simulation.scenario_files.source import shipped
from tests import golden

KNOWN = json.loads(golden.FILE.read_text(encoding="utf-8"))


def test_every_shipped_scenario_has_a_golden_digest() -> None:
    assert set(KNOWN["digests"]) == set(shipped()), "run: python -m tests.golden"


@pytest.mark.parametrize("name", shipped())
def test_the_results_of_a_shipped_scenario_are_what_they_were(name: str) -> None:
    now = golden.made_with()
    otherwise = [f"{key} was {was}, is {now[key]}" for key, was in KNOWN["made_with"].items() if was != now[key]]
    assert golden.digest(name) == KNOWN["digests"][name], (
        f"the results of {name} have changed. If that was meant, name the change in CHANGELOG.md and run "
        f"python -m tests.golden; if not, it is an error. {'; '.join(otherwise)}"
    )

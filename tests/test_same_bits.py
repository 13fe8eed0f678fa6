"""A run is a function of scenario and seed: of nothing else, and not of where a row lies in memory."""

import os
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from simulation import City, load_scenario
from simulation.scenario import Change, Scenario

UNTIL = "2003-10-20"


def lived(scenario: Scenario, seed: int = 5) -> City:
    return City(scenario, seed=seed).run(until=UNTIL)


DIGEST = f"""
from datetime import date
from simulation import City, load_scenario
scenario = load_scenario("small").cut(date.fromisoformat("{UNTIL}"))
print(City(scenario, seed=5).run().record().digest)
"""


def digest_of_another(python: str = sys.executable, **environment: str) -> str:
    """The digest of the same run in a process of its own."""
    done = subprocess.run(
        [python, "-c", DIGEST], capture_output=True, text=True, check=True, timeout=300,
        cwd=Path(__file__).parent.parent, env={**os.environ, **environment},
    )  # fmt: skip
    return done.stdout.strip()


@pytest.fixture(scope="module")
def digest() -> str:
    """The digest of the run in this process."""
    return lived(load_scenario("small").cut(date.fromisoformat(UNTIL))).record().digest


@pytest.mark.parametrize("threads", ["1", "2", "4"])
def test_another_process_and_any_number_of_threads_change_no_bit(digest: str, threads: str) -> None:
    """Each process also orders its sets in a way of its own."""
    counts = dict.fromkeys(("NUMBA_NUM_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), threads)
    assert digest_of_another(PYTHONHASHSEED=threads, **counts) == digest


def other_python() -> str:
    """Another Python that has what the simulation needs: that of OTHER_PYTHON, or python3.12 or python3.13."""
    this = f"python3.{sys.version_info.minor}"
    named = [
        os.environ.get("OTHER_PYTHON"),
        *(shutil.which(name) for name in ("python3.12", "python3.13") if name != this),
    ]
    for python in filter(None, named):
        needs = [python, "-c", "import mesa, numba, pandas, pyarrow, pydantic, tomlkit"]
        if subprocess.run(needs, capture_output=True, check=False, timeout=60).returncode == 0:
            return python
    pytest.skip("there is no other Python here that has what the simulation needs; OTHER_PYTHON may name one")


def test_another_python_changes_no_bit(digest: str) -> None:
    """The first time it also has to compile the kernels."""
    assert digest_of_another(other_python()) == digest


def move_about(city: City) -> None:
    """Put the households of each block, and their residents with them, in another order; ids travel along."""
    households, residents = city.households, city.residents
    lengths = np.diff(np.append(households.start, len(residents)))
    order = np.lexsort((np.random.default_rng(0).random(len(households)), households.block))
    rows = np.concatenate([np.arange(households.start[h], households.start[h] + lengths[h]) for h in order])
    for table, moved in ((households, order), (residents, rows)):
        for name in table.described:
            getattr(table, name)[:] = getattr(table, name)[moved]
    households.start[:] = np.cumsum(lengths[order]) - lengths[order]
    residents.household[:] = np.repeat(np.arange(len(households)), lengths[order])
    now_at = np.argsort(rows)
    city.associations.member_rows[:] = now_at[city.associations.member_rows]


def test_one_seed_one_city():
    scenario = load_scenario("small")
    pd.testing.assert_frame_equal(lived(scenario).daily, lived(scenario).daily)


def test_moving_residents_about_in_memory_changes_no_bit():
    scenario = load_scenario("small")
    moved = City(scenario, seed=5)
    move_about(moved)
    moved.run(until=UNTIL)
    still = lived(scenario)
    pd.testing.assert_frame_equal(moved.daily, still.daily)
    assert (moved.residents.id != still.residents.id).any()
    by_id = [np.argsort(city.residents.id) for city in (moved, still)]
    assert np.array_equal(moved.residents.habit[by_id[0]], still.residents.habit[by_id[1]])


def test_seeds_differ():
    scenario = load_scenario("small")
    assert not lived(scenario, seed=5).daily.equals(lived(scenario, seed=4).daily)


def test_a_change_to_come_shifts_nobodys_luck():
    """Two scenarios with one seed are the same city until the day on which their rules differ."""
    scenario = load_scenario("small")
    change = Change(on=date(2003, 9, 15), set={"participation.meeting_fine": 0.0})
    changed = Scenario(**{**dict(scenario), "changes": (change,)})
    base, other = lived(scenario).daily, lived(changed).daily
    before = base.date < "2003-09-15"
    pd.testing.assert_frame_equal(base[before], other[before])
    assert not base.equals(other)


def test_a_cause_shifts_nobodys_luck_before_it_arises():
    scenario = load_scenario("small")
    calm = Scenario(**{**dict(scenario), "causes": ()})
    base, other = lived(scenario).daily, lived(calm).daily
    before = base.date < "2003-09-01"
    pd.testing.assert_frame_equal(base[before], other[before])


def test_a_run_does_not_depend_on_how_it_is_stepped():
    scenario = load_scenario("small")
    stepped = City(scenario, seed=5)
    while stepped.date < date.fromisoformat(UNTIL):
        stepped.step()
    pd.testing.assert_frame_equal(stepped.daily, lived(scenario).daily)

"""The run that nothing happens to, and one that was killed."""

import shutil
from datetime import date
from pathlib import Path

import pytest
from unlucky import ASKED, LEFT, checkpoints, kill, start, wait_for

from simulation import City, load_scenario


@pytest.fixture(scope="session")
def digest() -> str:
    """The digest of the run that nothing happens to, lived without the command line."""
    name, _, scale, _, until = ASKED
    scenario = load_scenario(name, {"city.scale": float(scale)}).cut(date.fromisoformat(until))
    return City(scenario, seed=1).run().record().digest


@pytest.fixture(scope="session")
def killed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of runs in which a run was killed after its third checkpoint."""
    out = tmp_path_factory.mktemp("killed")
    process = start(out)
    wait_for(out, 3)
    kill(process)
    assert len(checkpoints(out)) >= 2
    return out


@pytest.fixture
def left(killed: Path, tmp_path: Path) -> Path:
    """A copy of that folder, to do harm to."""
    shutil.copytree(killed / LEFT, tmp_path / LEFT)
    return tmp_path

"""A run can be made again from its folder: to verify it, and to branch it on a day."""

import json
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from simulation import City, Run, load_scenario
from simulation.commands import launch
from simulation.commands.again import where_they_part
from simulation.scenario import Scenario
from tests.conftest import Outcome

Call = Callable[..., Outcome]


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    scenario = load_scenario("small").cut(date(2003, 10, 10))
    return City(scenario, seed=4).run().record().save(tmp_path_factory.mktemp("runs"))


@pytest.fixture(autouse=True)
def _no_pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(launch, "draw_run", lambda run: (run.folder / "figures").mkdir() or [])
    monkeypatch.setattr("simulation.report_page.write_report", lambda run: run.folder)


def test_a_run_is_verified_from_its_folder_alone(el_alto: Call, kept: Path) -> None:
    told = el_alto("verify", str(kept))
    assert (told.code, told.err) == (0, "")
    assert f"every value is the same (digest {Run.load(kept).digest})" in " ".join(told.out.split())
    assert json.loads(el_alto("verify", str(kept), "--json").out)["same"]


def pretend(kept: Path, out: Path) -> Path:
    """A run whose scenario is not the one it was lived under: its first cause is said to have arisen on another day."""
    run = Run.load(kept)
    first, *others = run.scenario.causes
    later = first.model_copy(update={"on": date(2003, 9, 21)})
    run.scenario = Scenario(**{**dict(run.scenario), "causes": (later, *others)})
    return run.save(out)


def test_a_run_that_comes_out_otherwise_is_told_of_with_what_changed(el_alto: Call, kept: Path, tmp_path: Path) -> None:
    """The days part on that on which it had arisen."""
    folder = pretend(kept, tmp_path)
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest["versions"]["numpy"] = "1.0"
    (folder / "manifest.json").write_text(json.dumps(manifest))
    told = el_alto("verify", str(folder))
    assert (told.code, told.out) == (1, "")
    assert "made again it is another run. The first difference is on " in told.err
    assert f"on {Run.load(kept).scenario.causes[0].on}, in " in told.err
    assert re.search(r"Since it was made: numpy was '1\.0' and is '2\.", told.err)


def test_without_a_change_of_version_it_is_said_that_it_is_an_error(el_alto: Call, kept: Path, tmp_path: Path) -> None:
    told = el_alto("verify", str(pretend(kept, tmp_path)))
    assert told.code == 1
    assert "version and platform are the same: this is an error in el-alto" in told.err


def test_a_run_whose_files_were_changed_is_not_verified(el_alto: Call, kept: Path, tmp_path: Path) -> None:
    folder = Run.load(kept).save(tmp_path)
    path = folder / "scenario.toml"
    path.write_text(path.read_text().replace("meeting_fine = 10.0", "meeting_fine = 11.0"))
    told = el_alto("verify", str(folder))
    assert told.code != 0
    assert "its scenario.toml is not the one it was saved with" in told.err


def test_where_runs_part_is_the_first_day_and_column(kept: Path) -> None:
    run, other = Run.load(kept), Run.load(kept)
    assert where_they_part(run, other).startswith("All values are the same")
    other.daily.loc[40, "hope"] += 1e-9
    other.daily.loc[30, ["deaths", "grievance"]] = [7, 0.5]
    assert f"on {run.daily.date[30].date()}, in daily.deaths: it was 0 and is 7" in where_they_part(run, other)
    other.daily = run.daily.assign(new=1)
    assert where_they_part(run, other) == "daily has other columns (new)"
    other.daily = run.daily
    other.events = pd.concat([run.events, run.events.tail(1)])
    assert f"in events: it had {len(run.events)} rows and has {len(run.events) + 1}" in where_they_part(run, other)


def test_a_branch_is_the_same_run_until_the_day_of_the_change(el_alto: Call, kept: Path) -> None:
    before = {path.name: path.read_bytes() for path in kept.iterdir()}
    told = el_alto("branch", str(kept), "--at", "2003-09-15", "--set", "participation.meeting_fine=0.0", "--json")
    assert (told.code, told.err) == (0, "")
    said = json.loads(told.out)
    branch, run = Run.load(Path(said["run"])), Run.load(kept)
    assert branch.folder == kept.parent / "small-from-2003-09-15-seed4"
    earlier = run.daily.date < "2003-09-15"
    pd.testing.assert_frame_equal(branch.daily[earlier], run.daily[earlier])
    assert not branch.daily.equals(run.daily)
    assert branch.daily.fines_laid_bs.iloc[-20:].sum() < run.daily.fines_laid_bs.iloc[-20:].sum()
    assert {path.name: path.read_bytes() for path in kept.iterdir()} == before
    (change,) = branch.scenario.changes
    assert (change.on, change.set) == (date(2003, 9, 15), {"participation.meeting_fine": 0.0})
    assert branch.scenario.title.endswith("from 2003-09-15 with participation.meeting_fine = 0.0")
    assert (branch.folder / "figures" / "branch.png").is_file()
    assert {row["label"] for row in said["outcomes"]} >= {"deaths", "barrios up at the peak"}
    assert el_alto("verify", str(branch.folder)).code == 0
    twig = el_alto("branch", str(branch.folder), "--at", "2003-10-01", "--set", "participation.meeting_fine=5.0")
    assert twig.code == 0
    assert "participation" not in twig.err


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        (("--at", "2003-12-01", "--set", "participation.tau=1"), "--at '2003-12-01'; allowed: a day of the run, 2003-08-01"),
        (("--at", "soon", "--set", "participation.tau=1"), "--at 'soon'; allowed: a day of the run"),
        (("--at", "2003-09-15", "--set", "participation.taw=1"), "--set participation.taw: .*did you mean"),
        (("--at", "2003-09-15", "--set", "city.scale=1"), "--set city.scale: city.scale holds from the first day on"),
        (("--at", "2003-09-15", "--set", "participation.meeting_fine=-1"), "meeting_fine: .* is -1; allowed"),
        (("--at", "2003-09-15"), "Missing option '--set'"),
    ],
)  # fmt: skip
def test_a_branch_that_cannot_be_is_refused(
    el_alto: Call, kept: Path, options: tuple[str, ...], complaint: str
) -> None:
    there = {path.name for path in kept.parent.iterdir()}
    told = el_alto("branch", str(kept), *options)
    assert (told.code, told.out) == (2, "")
    assert re.search(complaint, told.err), told.err
    assert {path.name for path in kept.parent.iterdir()} == there

"""The command line does what its help says, and says it in the way that was asked for."""

import json
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import simulation
from simulation.commands import ensembles, launch
from simulation.folders import RunError
from simulation.provenance import in_effect
from simulation.run import Run
from simulation.scenario_files.draft import parameters
from simulation.scenario_files.load import load_scenario
from simulation.scenario_files.schema import schema
from simulation.scenario_files.starting import starting_text
from tests.conftest import Outcome

Call = Callable[..., Outcome]

BRIEF = ("run", "small", "--until", "2003-08-05")
"""A run of five days in a fiftieth of the city."""


@pytest.fixture
def no_pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pictures are drawn by one test, not by all."""
    monkeypatch.setattr(launch, "draw_run", lambda *_: [])


def python(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, *arguments], capture_output=True, text=True, timeout=60, check=False)


def test_help_needs_nothing_heavy() -> None:
    heavy = "numpy pandas mesa numba matplotlib pydantic pyarrow"
    code = f"import sys, simulation, simulation.cli; print([m for m in '{heavy}'.split() if m in sys.modules])"
    assert python("-c", code).stdout == "[]\n"


def test_the_package_is_a_command() -> None:
    asked = python("-m", "simulation", "--help")
    assert asked.returncode == 0
    for verb in ("run", "plot", "chronicle", "scenarios", "show", "new", "schema"):
        assert verb in asked.stdout


def test_public_names_are_few_and_found() -> None:
    assert simulation.load_scenario is load_scenario
    assert simulation.Run is Run
    assert {"City", "Run", "Scenario", "load_scenario"} <= set(dir(simulation))
    with pytest.raises(AttributeError, match="no attribute 'Town'"):
        simulation.Town  # noqa: B018


def test_a_run_leaves_a_folder_with_pictures_and_says_where(el_alto: Call, tmp_path: Path) -> None:
    done = el_alto(*BRIEF, "--seed", "7")
    folder = tmp_path / "runs" / "small-seed7"
    assert (done.code, done.err) == (0, "")
    assert "16,000 residents, 2003-08-01 to 2003-08-05" in done.out
    assert "runs/small-seed7" in done.out
    pictures = sorted((folder / "figures").glob("*.png"))
    assert len(pictures) >= 4
    assert all(str(path.relative_to(tmp_path)) in done.out for path in pictures)
    run = Run.load(folder)
    assert len(run.daily) == 5
    assert run.seed == 7
    assert load_scenario(folder / "scenario.toml").digest() == run.scenario.digest()
    story = el_alto("chronicle", str(folder))
    assert story.out.strip() == (folder / "chronicle.md").read_text(encoding="utf-8").strip()
    pictures[0].unlink()
    again = el_alto("plot", str(folder), "--json")
    assert pictures[0].is_file()
    assert len(json.loads(again.out)["figures"]) == len(pictures)


@pytest.mark.usefixtures("no_pictures")
def test_json_is_one_object_and_nothing_else(el_alto: Call) -> None:
    done = el_alto(*BRIEF, "--json")
    told = json.loads(done.out)
    assert done.err == ""
    assert told["run"] == "runs/small-seed1"
    assert told["digest"] == Run.load(Path(told["run"])).digest
    assert told["waves"] == []
    events = json.loads(el_alto("chronicle", told["run"], "--json").out)["events"]
    assert isinstance(events, list)


@pytest.mark.usefixtures("no_pictures")
def test_quiet_prints_nothing(el_alto: Call) -> None:
    assert el_alto(*BRIEF, "--quiet") == Outcome(0, "", "")


@pytest.mark.usefixtures("no_pictures")
def test_a_second_run_takes_a_new_folder_and_force_the_old_one(el_alto: Call) -> None:
    def folder(*options: str) -> str:
        return str(json.loads(el_alto(*BRIEF, "--out", "here", "--json", *options).out)["run"])

    assert folder() == "here/small-seed1"
    assert folder() == "here/small-seed1-2"
    assert folder("--force") == "here/small-seed1"
    assert folder() == "here/small-seed1-3"
    assert {path.name for path in Path("here").iterdir()} == {"small-seed1", "small-seed1-2", "small-seed1-3"}


@pytest.mark.usefixtures("no_pictures")
def test_settings_are_in_the_scenario_that_is_kept(el_alto: Call) -> None:
    el_alto(*BRIEF, "--set", "participation.meeting_fine=3", "--set", "end=2003-11-30", "--scale", "0.01", "--quiet")
    kept = load_scenario("runs/small-seed1/scenario.toml")
    assert kept.rules["participation"].model_dump()["meeting_fine"] == 3.0
    assert kept.city.scale == 0.01
    assert kept.end.isoformat() == "2003-08-05"


@pytest.mark.usefixtures("no_pictures")
def test_a_run_cut_short_lives_the_same_days(el_alto: Call) -> None:
    """What `--until` leaves out lies in the future of the days that are lived."""
    el_alto("run", "small", "--until", "2003-09-10", "--quiet")
    el_alto("run", "small", "--until", "2003-10-05", "--quiet")
    short, longer = (Run.load(Path(f"runs/small-seed1{name}")).daily for name in ("", "-2"))
    assert short.equals(longer.iloc[: len(short)])


def test_many_seeds_are_kept_as_they_end_and_not_lived_again(el_alto: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ensembles, "draw_ensemble", lambda *_: [])
    asked = (*BRIEF, "--seeds", "2", "--seed", "4", "--workers", "1")
    told = json.loads(el_alto(*asked, "--json").out)
    assert told["run"] == "runs/small-seeds4-5"
    assert told["seeds"] == [4, 5]
    assert told["outcomes"]["wave"]["seeds"] == 0
    again = el_alto(*asked)
    assert again.code == 0
    assert "2 of 2 seeds are in runs/small-seeds4-5 already" in again.out
    other = json.loads(el_alto(*asked, "--json", "--set", "participation.tau=0.4").out)
    assert other["run"] == "runs/small-seeds4-5-2"
    assert el_alto("chronicle", told["run"]).code == 2


def test_an_interrupted_run_says_so_and_leaves_nothing(
    el_alto: Call, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def interrupt(*_: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(launch, "_live", interrupt)
    ended = el_alto(*BRIEF)
    assert ended.code == 130
    assert ended.err == "el-alto: interrupted; this run was not kept\n"
    assert list(tmp_path.iterdir()) == []


def test_a_run_interrupted_while_it_is_drawn_is_kept(el_alto: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(launch, "draw_run", interrupt)
    ended = el_alto(*BRIEF)
    assert ended.code == 130
    assert "the run is kept in runs/small-seed1" in ended.err
    assert len(Run.load(Path("runs/small-seed1")).daily) == 5


def test_a_run_that_cannot_be_kept_has_failed(el_alto: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: Any) -> None:
        raise RunError("runs: the run could not be written (No space left on device)")

    with monkeypatch.context() as no_room:
        no_room.setattr(Run, "save", full)
        ended = el_alto(*BRIEF)
    assert ended.code == 1
    assert ended.err == (
        "el-alto: runs: the run could not be written (No space left on device); what was lived up to 2003-08-05 is kept "
        "in runs/small-seed1.unfinished, and the same command with --resume goes on\n"
    )
    assert el_alto(*BRIEF, "--resume").code == 0
    assert [path.name for path in Path("runs").iterdir()] == ["small-seed1"]


def test_scenarios_are_listed(el_alto: Call) -> None:
    assert "October 2003" in el_alto("scenarios").out
    listed = json.loads(el_alto("scenarios", "--json").out)["scenarios"]
    assert [scenario["name"] for scenario in listed] == sorted(scenario["name"] for scenario in listed)
    assert all(Path(scenario["file"]).is_file() for scenario in listed)


def test_show_names_every_parameter_and_ends_with_the_assumptions(el_alto: Call) -> None:
    shown = el_alto("show", "october_2003").out
    assert all(f"\n{name} = " in shown for name in parameters())
    assert "participation.meeting_fine = 10.0 Bs" in shown
    assert shown.index("grievance") < shown.index("mobilisation") < shown.index("surpassing")
    told = json.loads(el_alto("show", "october_2003", "--json").out)
    assert len(told["parameters"]) == len(parameters())
    assert shown.endswith(f"\n{told['assumptions']} of {len(parameters())} parameters are assumptions\n")


def test_a_lever_that_is_set_is_no_assumption_and_anything_else_that_is_set_is_one() -> None:
    def assumed(overrides: dict[str, object]) -> set[str]:
        return {p.name for p in in_effect(load_scenario("october_2003", overrides)) if p.is_assumption}

    usual = assumed({})
    assert "participation.meeting_fine" in usual
    assert "city.population" not in usual
    assert assumed({"participation.meeting_fine": 3.0}) == usual - {"participation.meeting_fine"}
    assert assumed({"city.population": 685_000}) == usual | {"city.population"}
    assert assumed({"city.population": 800_000}) == usual


def test_a_new_file_is_a_scenario_and_is_never_written_over(el_alto: Call, tmp_path: Path) -> None:
    assert el_alto("new", "mine").code == 0
    path = tmp_path / "mine.toml"
    assert load_scenario(path).causes == load_scenario("october_2003").causes
    path.write_text("mine", encoding="utf-8")
    assert el_alto("new", "mine").code == 2
    assert path.read_text(encoding="utf-8") == "mine"
    assert el_alto("new", "mine.toml", "--force", "--quiet") == Outcome(0, "", "")
    assert load_scenario(path).title == "mine"


def test_everything_that_a_new_file_suggests_is_allowed(tmp_path: Path) -> None:
    """With every suggestion taken up, and the defaults unchanged, the file still loads."""
    lines = [line.removeprefix("# ") for line in starting_text("mine").splitlines()]
    suggested = [line for line in lines if line.startswith("[") or "=" in line.split("#")[0]]
    path = tmp_path / "mine.toml"
    path.write_text("\n".join(suggested), encoding="utf-8")
    tomllib.loads(path.read_text(encoding="utf-8"))
    scenario = load_scenario(path)
    assert len(scenario.causes) == 3
    assert len(scenario.changes) == 1
    assert scenario.rules == load_scenario("october_2003").rules


def test_the_schema_knows_every_key_and_no_other(el_alto: Call) -> None:
    told = json.loads(el_alto("schema").out)
    assert told == schema()
    known = told["properties"]
    assert told["additionalProperties"] is False
    for name in parameters():
        section, key = name.split(".")
        stated = known[section]["properties"][key]
        assert {"unit", "kind", "source", "description", "default"} <= set(stated), name
        assert known[section]["additionalProperties"] is False
    assert set(known["cause"]["items"]["required"]) == {"on", "name", "touches", "size", "stake"}

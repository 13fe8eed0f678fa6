"""What a run leaves behind is whole, safe and read back to the last bit, and damage is told in one clear message."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from factories import GAS, answered, daily_of, run_of
from hypothesis import given
from hypothesis import strategies as st

from simulation import folders
from simulation.chronicle import write
from simulation.digest import digest_of
from simulation.folders import safe_name
from simulation.run import Run, RunError

FILES = {"scenario.toml", "manifest.json", "daily.parquet", "assemblies.parquet", "events.parquet", "blocks.npz",
         "summary.json", "chronicle.md"}  # fmt: skip


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_a_run_is_kept_in_a_folder_of_its_own_with_every_file(tmp_path: Path) -> None:
    folder = run_of(seed=7).save(tmp_path / "runs")
    assert folder == tmp_path / "runs" / "made_up-seed7"
    assert names(folder) == FILES
    assert names(folder.parent) == {"made_up-seed7"}


def test_a_run_comes_back_as_it_was(tmp_path: Path) -> None:
    run = run_of(events=[answered(2, "fall")])
    back = Run.load(run.save(tmp_path))
    pd.testing.assert_frame_equal(back.daily, run.daily, check_dtype=False)
    pd.testing.assert_frame_equal(back.assemblies, run.assemblies, check_dtype=False)
    pd.testing.assert_frame_equal(back.events, run.events, check_dtype=False)
    assert (back.digest, back.summary, back.seed) == (run.digest, run.summary, run.seed)
    assert (back.scenario.name, back.scenario.digest()) == (run.scenario.name, run.scenario.digest())
    assert {name: frame.tolist() for name, frame in back.frames.items()} == {
        name: frame.tolist() for name, frame in run.frames.items()
    }


def test_the_manifest_says_what_is_needed_to_make_the_run_again(tmp_path: Path) -> None:
    run = run_of(seed=3)
    run.seconds = 1.5
    manifest = json.loads((run.save(tmp_path) / "manifest.json").read_text())
    assert (manifest["scenario"], manifest["seed"], manifest["seconds"]) == ("made_up", 3, 1.5)
    assert (manifest["digest"], manifest["scenario_digest"]) == (run.digest, run.scenario.digest())
    assert set(manifest["versions"]) >= {"el-alto", "python", "numpy", "numba", "mesa", "pandas"}
    assert manifest["created"].endswith("+00:00")


def test_the_same_scenario_and_seed_go_to_the_next_free_folder(tmp_path: Path) -> None:
    saved = [run_of().save(tmp_path).name for _ in range(3)]
    assert saved == ["made_up-seed1", "made_up-seed1-2", "made_up-seed1-3"]


def test_force_replaces_the_old_run_and_leaves_nothing_else(tmp_path: Path) -> None:
    run_of().save(tmp_path)
    folder = run_of(shares=(0.0, 0.3)).save(tmp_path, force=True)
    assert names(tmp_path) == {"made_up-seed1"}
    assert len(Run.load(folder).daily) == 2


def test_force_does_not_replace_what_is_no_run(tmp_path: Path) -> None:
    (tmp_path / "made_up-seed1").mkdir()
    (tmp_path / "made_up-seed1" / "thesis.txt").write_text("years of work")
    with pytest.raises(RunError, match="is not replaced"):
        run_of().save(tmp_path, force=True)
    assert names(tmp_path / "made_up-seed1") == {"thesis.txt"}


@pytest.mark.parametrize("force", [False, True])
def test_a_save_that_fails_half_way_leaves_what_was_there_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, force: bool
) -> None:
    old = Run.load(run_of().save(tmp_path))

    def disk_full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("simulation.run.write_json", disk_full)
    with pytest.raises(RunError, match="No space left on device"):
        run_of(shares=(0.0, 0.3)).save(tmp_path, force=force)
    assert names(tmp_path) == {"made_up-seed1"}
    assert Run.load(tmp_path / "made_up-seed1").digest == old.digest


def test_the_old_run_stays_when_the_new_one_cannot_take_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = run_of()
    folder = old.save(tmp_path)
    rename = Path.rename

    def refuse_the_new(path: Path, target: Path) -> Path:
        if folders.UNFINISHED in path.name:
            raise OSError(5, "Input/output error")
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", refuse_the_new)
    with pytest.raises(RunError, match="Input/output error"):
        run_of(shares=(0.0, 0.3)).save(tmp_path, force=True)
    assert names(tmp_path) == {folder.name}
    assert Run.load(folder).digest == old.digest


KILLED = """
import sys, time
from pathlib import Path
from factories import run_of
import simulation.run
def wait(path, content):
    path.write_text('{"half":')
    print("half way", flush=True)
    time.sleep(60)
simulation.run.write_json = wait
run_of().save(Path(sys.argv[1]))
"""


def test_a_save_that_is_killed_leaves_only_what_can_be_seen_to_be_unfinished(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", KILLED, str(tmp_path)],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parent)},
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"half way\n"
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    (left,) = tmp_path.iterdir()
    assert left.name == f".made_up-seed1.unfinished-{process.pid}"
    with pytest.raises(RunError, match="cut off before it was whole"):
        Run.load(left)


@pytest.mark.parametrize("name", ["../../etc/passwd", "..", "/root", "a/b", "", ".hidden", "x" * 400, "ñandú" * 90])
def test_no_name_of_a_scenario_leads_out_of_the_folder(tmp_path: Path, name: str) -> None:
    """A scenario refuses most of these itself; a run does not lean on that."""
    run = run_of()
    run.scenario = run.scenario.model_copy(update={"name": name})
    folder = run.save(tmp_path / "runs")
    assert folder.parent == tmp_path / "runs"
    assert names(tmp_path) == {"runs"}
    assert Run.load(folder).scenario.name == name


@given(st.text())
def test_a_safe_name_is_one_visible_name(name: str) -> None:
    safe = safe_name(name)
    assert safe
    assert Path("runs", safe).name == safe
    assert not safe.startswith(".")
    assert len(safe.encode()) <= folders.LONGEST_NAME


def test_a_run_of_no_days_is_not_kept(tmp_path: Path) -> None:
    run = run_of()
    run.daily = run.daily.iloc[:0]
    with pytest.raises(RunError, match="no day has been lived"):
        run.save(tmp_path)
    assert names(tmp_path) == set()


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(RunError, match="cannot be written to"):
        run_of().save(tmp_path / "file" / "runs")


def test_what_is_no_run_is_told_as_such(tmp_path: Path) -> None:
    with pytest.raises(RunError, match="no such folder"):
        Run.load(tmp_path / "nowhere")
    with pytest.raises(RunError, match="this is no run"):
        Run.load(tmp_path)


READ = sorted(FILES - {"summary.json", "chronicle.md"})
"""The files that a run is read from; the other two are made from them again."""


@pytest.mark.parametrize("name", READ)
@pytest.mark.parametrize("harm", ["missing", "empty", "cut"])
def test_a_damaged_file_is_told_of_with_its_folder(tmp_path: Path, name: str, harm: str) -> None:
    folder = run_of().save(tmp_path)
    path = folder / name
    whole = path.read_bytes()
    path.unlink()
    if harm != "missing":
        path.write_bytes(whole[: len(whole) // 2] if harm == "cut" else b"")
    with pytest.raises(RunError) as told:
        Run.load(folder)
    assert str(folder) in str(told.value)


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return run_of().save(tmp_path_factory.mktemp("runs"))


@given(name=st.sampled_from(["daily.parquet", "events.parquet", "blocks.npz"]), data=st.data())
def test_one_wrong_byte_is_noticed_or_makes_no_difference(kept: Path, name: str, data: st.DataObject) -> None:
    path = kept / name
    whole = path.read_bytes()
    at = data.draw(st.integers(0, len(whole) - 1))
    path.write_bytes(whole[:at] + bytes([whole[at] ^ data.draw(st.integers(1, 255))]) + whole[at + 1 :])
    try:
        assert Run.load(kept).digest == run_of().digest
    except RunError:
        pass
    finally:
        path.write_bytes(whole)


def test_tables_changed_by_hand_are_noticed(tmp_path: Path) -> None:
    folder = run_of().save(tmp_path)
    daily = pd.read_parquet(folder / "daily.parquet")
    daily.loc[1, "deaths"] = 99
    daily.to_parquet(folder / "daily.parquet", index=False)
    with pytest.raises(RunError, match="not those it was saved with"):
        Run.load(folder)


def test_equal_values_have_one_digest_however_they_are_held() -> None:
    plain = pd.DataFrame({"date": pd.to_datetime(["2003-10-12"]), "share": [0.5], "n": [3], "name": ["Villa Dós"]})
    other = plain.astype({"date": "datetime64[ns]", "share": np.float32, "n": np.int16, "name": "category"})
    assert digest_of({"t": plain}) == digest_of({"t": other})
    zero, nan = pd.DataFrame({"x": [0.0, np.nan]}), pd.DataFrame({"x": [-0.0, -np.nan]})
    assert digest_of({"t": zero}) == digest_of({"t": nan})


def test_the_digest_of_a_known_table_is_known() -> None:
    """Pinned, so that no change of a library or of this code moves it unseen."""
    table = pd.DataFrame(
        {"date": pd.to_datetime(["2003-10-12", "2003-10-13"]), "up": [True, False], "deaths": [26, 16],
         "share": [0.75, np.nan], "text": ["Ballivián", ""]}
    )  # fmt: skip
    assert digest_of({"daily": table}) == "368f40f60ca5ac653bd9600ced52dc9b2a77c21458b8f39e482c9f9e7647adda"


@pytest.mark.parametrize(
    "changed",
    [{"share": [0.5, 0.2501]}, {"n": [2, 1]}, {"name": ["ab", ""]}, {"name": ["", "ab"]}, {"up": [True, True]}],
)
def test_any_other_value_has_another_digest(changed: dict[str, list[object]]) -> None:
    table = pd.DataFrame({"share": [0.5, 0.25], "n": [1, 2], "name": ["a", "b"], "up": [True, False]})
    assert digest_of({"t": table}) != digest_of({"t": table.assign(**changed)})


def test_the_digest_does_not_depend_on_the_name_of_the_scenario() -> None:
    assert run_of(name="a").digest == run_of(name="b").digest


def test_the_chronicle_tells_each_date_once_with_its_events_and_their_causes() -> None:
    run = run_of(
        (0.0, 0.2, 0.6, *[0.0] * 7),
        events=[
            (
                2,
                "depot_cut",
                "Senkata",
                "The road from the Senkata depot to La Paz is cut.",
                "9 road blocks held",
                np.nan,
            ),
            answered(2, "fall"),
        ],
    )
    told = write(run)
    assert told.startswith("# made_up\n")
    assert "## October 2003" in told
    assert told.count("**3 October") == 1
    assert (
        "- **3 October, strike day 2.** The road from the Senkata depot to La Paz is cut (9 road blocks held). "
        f"The government falls over: {GAS} (pressure of 9 barrios up). "
        "60% of the barrios are up; La Paz has fuel for 1.0 days, bottled gas for 4.0, food for 6.0." in told
    )
    assert f"- **1 October.** A cause of anger arises: {GAS}.\n" in told
    assert "It ends on 4 October 2003, strike day 3: the government falls. Nobody is killed." in told


def test_many_like_events_of_a_day_are_told_together_and_all_the_dead_are_counted() -> None:
    places = ["Ballivián", "Senkata", "Villa Uno", "Río Seco", "Villa Uno"]
    run = run_of(
        (0.0, 0.0),
        events=[(1, "deaths", place, "1 person is killed.", "the army forces the road", 1) for place in places],
    )
    run.daily = daily_of((0.0, 0.0), deaths=[0, 5])
    assert (
        "- **2 October.** 5 people are killed, in 5 places: Ballivián, Senkata, Villa Uno and 1 other "
        "(the army forces the road)." in write(run)
    )
    assert "In the whole period, 5 people are killed." in write(run)

"""Scenario files made to do harm end in one clear message, or in a correct run, in little time and memory."""

import contextlib
import io
import os
import resource
import time
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulation import City, Run, load_scenario
from simulation.cli import main
from simulation.errors import ScenarioError
from simulation.scenario_files.draft import parameters

PERIOD = "start = 2003-08-01\nend = 2003-08-03\n"
CAUSE = '[[cause]]\non = 2003-08-02\ntouches = "everyone"\nsize = 0.5\nstake = 0.5\nname = "{}"\n'
CHANGE = "[[change]]\non = 2003-08-02\n"
MANY = 100_000

FILES = {
    "thirty thousand causes": (PERIOD + "[[cause]]\n" * 30_000, "30000 causes; allowed: up to 63"),
    "a hundred thousand causes in a row": (PERIOD + f"cause = [{'{},' * MANY}]", f"{MANY} causes; allowed: up to 63"),
    "a change an instant": (PERIOD + (CHANGE + "set = {participation.tau = 1}\n") * 1001, "1001 changes; allowed: up to 1000"),
    "a change of everything": (PERIOD + CHANGE + "[change.set]\n" + "".join(f"x{n} = 1\n" for n in range(20_000)), "'x0'"),
    "a key of endless parts": (PERIOD + "a." * MANY + "a = 1", "line 3: a key has more than 16 parts"),
    "one in a table": (PERIOD + "[" + "'a' . " * (MANY // 2) + "a]", "line 3: a key has more than 16 parts"),
    "one in a set": (PERIOD + CHANGE + "set." + '"a".' * (MANY // 2) + "a = 1", "line 5: a key has more than 16 parts"),
    "one in a row": (PERIOD + "title = {" + "a." * MANY + "a = 1}", "line 3: a key has more than 16 parts"),
    "twenty thousand keys": (PERIOD + "[city]\n" + "".join(f"k{n} = 1\n" for n in range(20_000)), "line 4: .*'k0'"),
    "a key without end": (PERIOD + "k" * 300_000 + " = 1", "line 3"),
    "a title without end": (PERIOD + f"title = '{'x' * 300_000}'", "line 3: title is"),
    "a name without end": (PERIOD + CAUSE.format("x" * 300_000), "line 8: cause.name is"),
    "a parent without end": (PERIOD + f"extends = '{'x' * 300_000}'", "line 3: extends: there is no scenario"),
    "lists in lists": (PERIOD + f"title = {'[' * 300}{']' * 300}", "line 3: title is a list"),
    "tables in tables": (PERIOD + f"title = {'{a = ' * 90}1{'}' * 90}", "line 3: title is a table"),
    "a wall of lists": (PERIOD + f"title = [{','.join(['[' + '1,' * 900 + ']'] * 300)}]", "line 3: title is a list"),
    "lines without end": (PERIOD + "\n" * 300_000 + "x = 1", "line 300003: .*'x'"),
    "a text that does not close": (PERIOD + "title = '''" + "\n" * 300_000, "not TOML"),
    "a number beyond all numbers": (PERIOD + f"[city]\nscale = 1{'0' * 4000}.0", "line 4: city.scale is inf"),
    "a number below all numbers": (PERIOD + "[city]\nscale = 1e-9999", "line 4: city.scale is 0.0"),
    "a NaN with a sign": (PERIOD + "[city]\nscale = -nan", "line 4: city.scale is nan"),
    "a letter that looks like another": (PERIOD + '["particip\u0430tion"]', "line 3: .*did you mean 'participation'"),
    "a name that turns round": (PERIOD + CAUSE.format("\\u202egnp.exe"), "control characters"),
    "a title with a line of its own kind": (PERIOD + 'title = "a\\u2028b"', "control characters"),
    "a parent that is a device": (PERIOD + "extends = '/dev/zero'", "no plain file"),
}  # fmt: skip
"""What is written, and what is said of it."""


@pytest.mark.parametrize("case", FILES)
def test_a_hostile_file_is_refused_in_bounded_time_and_memory(case: str, tmp_path: Path) -> None:
    """Ten seconds of this process and 300 MB are far more than any takes; without bounds some take hours."""
    text, complaint = FILES[case]
    path = tmp_path / "a.toml"
    path.write_text(text, encoding="utf-8")
    before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
    with pytest.raises(ScenarioError, match=complaint) as told:
        load_scenario(path)
    seconds = time.process_time() - began
    most = 1024 * (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
    assert len(str(told.value)) < 6000
    assert "\n" not in str(told.value)
    assert seconds < 10
    assert most < 300e6


def test_a_file_larger_than_memory_is_not_read(tmp_path: Path) -> None:
    """A terabyte of nothing, which takes no room on the disk."""
    path = tmp_path / "a.toml"
    path.touch()
    os.truncate(path, 10**12)
    with pytest.raises(ScenarioError, match="too large for a scenario"):
        load_scenario(path)


def test_links_that_lead_in_a_circle_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.toml").symlink_to(tmp_path / "b.toml")
    (tmp_path / "b.toml").symlink_to(tmp_path / "a.toml")
    with pytest.raises(ScenarioError, match="there is no scenario"):
        load_scenario(tmp_path / "a.toml")
    (tmp_path / "c.toml").write_text('extends = "d.toml"\n')
    (tmp_path / "d.toml").symlink_to(tmp_path / "c.toml")
    with pytest.raises(ScenarioError, match="circle"):
        load_scenario(tmp_path / "c.toml")


def test_as_many_parents_as_are_allowed_make_a_scenario(tmp_path: Path) -> None:
    (tmp_path / "p0.toml").write_text(PERIOD)
    for number in range(1, 17):
        (tmp_path / f"p{number}.toml").write_text(f'extends = "p{number - 1}.toml"\n[city]\nscale = 0.0{number + 10}\n')
    assert load_scenario(tmp_path / "p16.toml").city.scale == 0.026


NAMES = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="/\0"), min_size=1, max_size=40)


@given(name=NAMES)
@settings(max_examples=60)
def test_whatever_a_file_is_called_nothing_lands_outside_out(
    name: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """The engine is not needed for where a folder goes: it is the name that decides."""
    here = tmp_path_factory.mktemp("here")
    path = here / f"{name}.toml"
    try:
        path.write_text(PERIOD)
    except OSError:
        return
    try:
        scenario = load_scenario(path)
    except ScenarioError:
        return
    assert not any(unicodedata.category(c) in ("Cc", "Zl", "Zp") for c in scenario.name)
    folder = Path("out", Run(scenario, 1, *[None] * 3, frames={}).name)  # type: ignore[list-item]
    assert folder.resolve().parent == Path("out").resolve()
    assert not folder.name.startswith(".")


def test_a_run_of_a_scenario_with_a_strange_name_stays_in_its_folder(tmp_path: Path) -> None:
    there = tmp_path / "in" / "..\u2215..\u2044x; rm -rf ~ $(id) %2e%2e.toml"
    there.parent.mkdir()
    there.write_text(PERIOD + "[city]\nscale = 0.004\n" + CAUSE.format("<script>alert(1)</script>"))
    with contextlib.redirect_stderr(io.StringIO()) as said, pytest.raises(SystemExit) as ended:
        main(["run", str(there), "--out", str(tmp_path / "out"), "--quiet"])
    assert ended.value.code in (0, 2), said.getvalue()
    assert {path.name for path in tmp_path.iterdir()} <= {"in", "out"}
    for page in tmp_path.glob("out/*/report.html"):
        assert "<script>alert(1)" not in page.read_text(encoding="utf-8")


@given(st.dictionaries(st.sampled_from([name for name in parameters() if not name.startswith("city.")]),
                       st.one_of(st.floats(), st.integers(), st.booleans(), st.text(max_size=5)), max_size=3))  # fmt: skip
@settings(max_examples=40)
def test_any_values_are_refused_or_make_a_scenario(values: dict[str, object]) -> None:
    """What is taken keeps its bounds and is never NaN."""
    try:
        scenario = load_scenario("small", values)
    except ScenarioError:
        return
    for name, value in values.items():
        section, _, key = name.partition(".")
        assert getattr(scenario.rules[section], key) == value


def test_two_names_that_only_look_alike_are_two_causes(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    path.write_text(
        PERIOD + "[city]\nscale = 0.004\n" + CAUSE.format("gas") + CAUSE.format("g\u0430s"), encoding="utf-8"
    )
    city = City(load_scenario(path), seed=1).run()
    assert city.causes.names == ["gas", "g\u0430s"]
    assert len(city.record().summary["causes"]) == 2

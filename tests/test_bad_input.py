"""Bad input gets one clear message that names place, found and allowed; exit code 2; and nothing is written."""

# ruff: noqa: E501  (one case a line can be read down the page)

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from simulation import memory
from simulation.commands import launch
from tests.conftest import Outcome

PERIOD = "start = 2003-08-01\nend = 2003-12-31\n"
CAUSE = '[[cause]]\non = 2003-09-20\nname = "gas"\ntouches = "everyone"\nsize = 0.6\nstake = 1.0\n'
CHANGE = "[[change]]\non = 2003-11-01\n"
BINARY = b"start = 2003-08-01\nend = 2003-12-31\n# \xe9t\xe9\n"


class Bad(NamedTuple):
    """A file `a.toml`, perhaps others, and what the message about it must hold, in this order."""

    text: str | bytes
    parts: tuple[str, ...]
    others: dict[str, str] | None = None


FILES = {
    # what is no TOML
    "not UTF-8": Bad(BINARY, ("a.toml, line 3", "0xe9", "UTF-8")),
    "a NUL byte": Bad(PERIOD + "title = '\0'", ("a.toml, line 3", "not TOML")),
    "a syntax error": Bad(PERIOD + "title = October", ("a.toml, line 3", "not TOML", "Invalid value")),
    "a table that is not closed": Bad(PERIOD + "[city\nscale = 1.0", ("a.toml, line 3", "not TOML")),
    "a string that is not closed": Bad(PERIOD + 'title = """\n...\n\n', ("a.toml", "not TOML", "nterminated string")),
    "a key twice": Bad("start = 2003-08-01\nstart = 2003-08-02\n\n[city]", ("a.toml, line 2", "not TOML", "verwrite")),
    "a date that is none": Bad("start = 2003-02-30", ("a.toml, line 1", "not TOML", "date")),
    "lists too deep": Bad(f"title = {'[' * 5000}{']' * 5000}", ("a.toml", "too deep")),
    "digits without end": Bad(PERIOD + f"title = {'9' * 5000}", ("a.toml, line 3", "not TOML", "too many digits")),
    "a megabyte": Bad(PERIOD + "#" * 1_000_000, ("a.toml", "too large", "1,000,000 bytes")),
    # names
    "an unknown table": Bad(PERIOD + "[participatoin]", ("a.toml, line 3", "'participatoin'", "'participation'?", "allowed: title, about")),
    "an unknown key": Bad(PERIOD + "[participation]\n\nmeeting_fin = 1.0", ("a.toml, line 5", "'meeting_fin'", "'meeting_fine'?", "allowed: anger")),
    "a key in the wrong table": Bad(PERIOD + "[blockade]\nmeeting_fine = 1.0", ("line 4", "'participation.meeting_fine'?")),
    "a key in no table": Bad("meeting_fine = 1.0\n" + PERIOD, ("line 1", "'meeting_fine'", "'participation.meeting_fine'?")),
    "a dotted key": Bad(PERIOD + "participation . 'meeting fine' = 1.0", ("line 3", "'meeting fine'", "'meeting_fine'?")),
    "an inline table": Bad(PERIOD + "participation = { march_fine = 1, meting_fine = 2 }", ("line 3", "'meting_fine'")),
    "a title of a name": Bad(PERIOD + "tittle = ''", ("line 3", "'tittle'", "'title'?")),
    # types
    "a value for a table": Bad("city = 1.0\n" + PERIOD, ("line 1", "city is 1.0", "allowed: a table, written [city]")),
    "words for a number": Bad(PERIOD + "[participation]\nmeeting_fine = 'ten'", ("line 4", "participation.meeting_fine is 'ten'", "a number from 0 to 10,000 (Bs)")),
    "a switch for a number": Bad(PERIOD + "[participation]\nmeeting_fine = true", ("line 4", "is true", "a number")),
    "a number for a switch": Bad(PERIOD + "[participation]\nper_adult = 1", ("line 4", "per_adult is 1", "true or false")),
    "half a person": Bad(PERIOD + "[city]\npopulation = 1e5", ("line 4", "city.population is 100000.0", "a whole number from 1,000")),
    "a list for a number": Bad(PERIOD + "[city]\nscale = [1.0]", ("line 4", "city.scale is a list", "a number")),
    "a date in quotes": Bad('start = "2003-08-01"\nend = 2003-12-31', ("line 1", "start is '2003-08-01'", "a date without quotes")),
    "a time of day": Bad("start = 2003-08-01T10:00:00\nend = 2003-12-31", ("line 1", "start is 2003-08-01 10:00:00", "a date")),
    "a title that is none": Bad(PERIOD + "title = 3", ("line 3", "title is 3", "text in quotes")),
    "a title in two lines": Bad(PERIOD + 'title = "a\\nb"', ("line 3", "title is 'a\\nb'", "more than one line")),
    "control characters": Bad(PERIOD + 'about = "\\u001b[2J"', ("line 3", "about is '\\x1b[2J'", "control characters")),
    # bounds
    "a negative fine": Bad(PERIOD + "[participation]\nmeeting_fine = -1.0", ("line 4", "is -1.0", "from 0 to 10,000")),
    "not a number": Bad(PERIOD + "[participation]\nmeeting_fine = nan", ("line 4", "is nan", "from 0 to 10,000")),
    "infinity": Bad(PERIOD + "[participation]\nmeeting_fine = inf", ("line 4", "is inf", "from 0 to 10,000")),
    "a huge whole number": Bad(PERIOD + "[city]\npopulation = 1" + "0" * 3000, ("line 4", "bits", "to 20,000,000")),
    "a huge hexadecimal": Bad(PERIOD + "[city]\nscale = 0x" + "f" * 6000, ("line 4", "24000 bits", "from 0.004 to 10")),
    "a scale of nought": Bad(PERIOD + "[city]\nscale = 0", ("line 4", "city.scale is 0", "from 0.004 to 10 (share)")),
    "the year 1": Bad("start = 0001-01-01\nend = 2003-12-31", ("line 1", "0001-01-01", "from 1900-01-01")),
    # the period
    "no start": Bad("end = 2003-12-31", ("a.toml", "start is missing", "a date without quotes")),
    "nothing at all": Bad("", ("a.toml", "start is missing")),
    "the end before the start": Bad("start = 2003-08-01\nend = 2003-07-01", ("line 2", "end is 2003-07-01", "before the start 2003-08-01", "a later day")),
    "a cause before the period": Bad(PERIOD + CAUSE.replace("09-20", "07-31"), ("line 4", "'gas'", "2003-07-31", "allowed", "2003-08-01 to 2003-12-31")),
    "a cause after the period": Bad(PERIOD + CAUSE.replace("2003-09", "2004-09"), ("line 4", "'gas'", "2004-09-20", "allowed")),
    "a narrower period than the parent's causes": Bad(
        'extends = "october_2003"\nend = 2003-09-10',
        ("a.toml, line 2", "2003-08-01 to 2003-09-10", "'gas to be exported", "2003-09-20 (", "october_2003.toml, line", "allowed"),
    ),
    "a parent's cause before a later start": Bad(
        'extends = "october_2003"\nstart = 2003-09-10', ("a.toml, line 2", "leaves something out", "2003-09-01")
    ),
    # causes
    "a cause that is no list": Bad(PERIOD + CAUSE.replace("[[cause]]", "[cause]"), ("line 3", "cause is a table", "[[cause]]")),
    "causes that are no tables": Bad("cause = [1]\n" + PERIOD, ("line 1", "cause is a list", "[[cause]]")),
    "a cause without a stake": Bad(PERIOD + CAUSE.replace("stake = 1.0\n", ""), ("line 3", "cause.stake is missing", "above 0 to 1")),
    "a key that no cause has": Bad(PERIOD + CAUSE + "steak = 1.0", ("line 9", "'steak'", "'stake'?", "allowed: on, name, touches")),
    "a cause that touches nobody": Bad(PERIOD + CAUSE.replace("everyone", "evryone"), ("line 6", "cause.touches is 'evryone'", "'everyone'?", "'vendors'")),
    "a tenth district": Bad(PERIOD + CAUSE.replace("everyone", "district:10"), ("line 6", "'district:10'", "'district:1'")),
    "too large a cause": Bad(PERIOD + CAUSE.replace("0.6", "1.6"), ("line 7", "cause.size is 1.6", "from 0 to 1")),
    "a cause that costs nothing": Bad(PERIOD + CAUSE.replace("1.0", "0.0"), ("line 8", "cause.stake is 0.0", "above 0 to 1")),
    "a cause without a name": Bad(PERIOD + CAUSE.replace("gas", ""), ("line 5", "cause.name is ''", "not empty")),
    "a cause with a bell in it": Bad(PERIOD + CAUSE.replace("gas", "\\u0007"), ("line 5", "'\\x07'", "control characters")),
    "the second cause": Bad(PERIOD + CAUSE + CAUSE.replace("0.6", "'much'"), ("line 13", "cause.size is 'much'")),
    "64 causes": Bad(PERIOD + CAUSE * 64, ("line 381", "64 causes", "up to 63")),
    # what cannot be together
    "more barrios than blocks": Bad(PERIOD + "[city]\nbarrios = 20000", ("a.toml", "city: 20,000 barrios on 5,100 blocks", "allowed: a block for each")),
    "barrios without people": Bad(PERIOD + "[city]\npopulation = 1000", ("a.toml", "city: 1,000 residents in 550 barrios", "allowed: 4 for each")),
    "more than can be numbered": Bad(PERIOD + "[city]\nassociations = 20000\nscale = 2.0", ("a.toml", "city: 40,000 associations at this scale", "allowed: 32,768")),
    # changes
    "a change of nothing known": Bad(PERIOD + CHANGE + 'set = { "participation.meeting_fin" = 0.0 }', ("line 5", "'participation.meeting_fin'", "'participation.meeting_fine'?")),
    "a change without a table": Bad(PERIOD + CHANGE + "set = { meeting_fine = 0.0 }", ("line 5", "'meeting_fine'", "'participation.meeting_fine'?", "participation.<key>")),
    "a change out of bounds": Bad(PERIOD + CHANGE + '[change.set]\n\n"participation.meeting_fine" = -1', ("line 7", "participation.meeting_fine is -1", "from 0")),
    "a change of type": Bad(PERIOD + CHANGE + "set = { participation.meeting_fine = 'x' }", ("line 5", "is 'x'", "a number")),
    "a change of the city": Bad(PERIOD + CHANGE + 'set = { "city.scale" = 0.5 }', ("line 5", "city.scale", "from the first day", "allowed")),
    "a change of no parameter": Bad(PERIOD + CHANGE + "set = {}", ("line 5", "change.set is a table", "not empty")),
    "a change that sets nothing": Bad(PERIOD + CHANGE, ("line 3", "change.set is missing")),
    "a change to a value": Bad(PERIOD + CHANGE + "set = 3", ("line 5", "change.set is 3", "a table")),
    "a change outside the period": Bad(PERIOD + CHANGE.replace("2003", "2005") + 'set = { "participation.tau" = 1.0 }', ("line 4", "the change is on 2005-11-01", "allowed")),
    # parents
    "a parent that is not there": Bad('extends = "octobre_2003"', ("a.toml, line 1", "'octobre_2003'", "'october_2003'?", "allowed")),
    "a parent that is a number": Bad(PERIOD + "extends = 3", ("line 3", "extends is 3", "in quotes")),
    "its own parent": Bad('\nextends = "a.toml"', ("a.toml, line 2", "circle", "a.toml -> a.toml")),
    "its grandparent's parent": Bad('extends = "b.toml"', ("c.toml, line 1", "circle", "a.toml -> b.toml -> c.toml -> a.toml"),
        {"b.toml": 'extends = "c.toml"', "c.toml": 'extends = "a.toml"'}),
    "a parent with an error": Bad('extends = "b.toml"', ("b.toml, line 4", "meeting_fine is -1", "allowed"),
        {"b.toml": PERIOD + "[participation]\nmeeting_fine = -1"}),
    "too many parents": Bad('extends = "p0.toml"', ("p15.toml, line 1", "more than 16"),
        {f"p{n}.toml": f'extends = "p{n + 1}.toml"' for n in range(40)}),
}  # fmt: skip
"""Bad scenario files."""

COMMANDS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "an unknown scenario": (("run", "octobre_2003"), ("'octobre_2003'", "'october_2003'?", "allowed: the path of a file")),
    "a path to nowhere": (("run", "nowhere/at_all.toml"), ("'nowhere/at_all.toml'", "allowed")),
    "a folder": (("run", "."), ("this is a folder", "allowed")),
    "a device": (("run", "/dev/null"), ("no plain file", "allowed")),
    "no scenario": (("run",), ("Missing argument 'SCENARIO'",)),
    "an empty scenario": (("run", ""), ("''", "allowed")),
    "a name that no file system takes": (("run", "x" * 5000), ("there is no scenario", "allowed")),
    "a setting without =": (("run", "small", "--set", "participation.meeting_fine"), ("--set", "'='", "section.key=value")),
    "a setting without a key": (("run", "small", "--set", "=3"), ("--set '=3'", "section.key=value")),
    "a setting that is no TOML": (("run", "small", "--set", "participation.meeting_fine=ten"), ("meeting_fine=ten", "'ten'", "allowed: a number")),
    "a setting without a value": (("run", "small", "--set", "participation.meeting_fine="), ("is no value", "allowed")),
    "a setting of nothing known": (("run", "small", "--set", "participation.meeting_fin=1"), ("--set participation.meeting_fin", "'meeting_fine'?")),
    "a setting of no table": (("run", "small", "--set", "meeting_fine=1"), ("--set meeting_fine", "'participation.meeting_fine'?", "allowed: start, end")),
    "a setting of an unknown table": (("run", "small", "--set", "particip.tau=1"), ("'particip.tau'", "'participation.tau'?")),
    "a setting out of bounds": (("run", "small", "--set", "participation.meeting_fine=-1"), ("--set participation.meeting_fine", "is -1", "from 0")),
    "a setting of type": (("run", "small", "--set", 'city.scale="x"'), ("--set city.scale", "is 'x'", "a number")),
    "a setting that leaves a cause out": (("run", "small", "--set", "end=2003-09-10"), ("--set end", "leaves something out", "2003-09-20")),
    "a negative seed": (("run", "small", "--seed", "-1"), ("--seed", "-1", "0<=x<=")),
    "half a seed": (("run", "small", "--seed", "1.5"), ("--seed", "1.5", "integer")),
    "a seed in words": (("run", "small", "--seed", "one"), ("--seed", "one", "integer")),
    "a seed beyond all bounds": (("run", "small", "--seed", "9" * 30), ("--seed", "9" * 30, "0<=x<=")),
    "no seeds": (("run", "small", "--seeds", "0"), ("--seeds", "0", "1<=x<=")),
    "no workers": (("run", "small", "--seeds", "2", "--workers", "0"), ("--workers", "1<=x<=")),
    "a scale of nought": (("run", "small", "--scale", "0"), ("city.scale", "is 0.0", "from 0.004 to 10")),
    "a scale that is no number": (("run", "small", "--scale", "nan"), ("city.scale", "is nan", "from 0.004 to 10")),
    "a scale in words": (("run", "small", "--scale", "big"), ("--scale", "big", "float")),
    "until before the start": (("run", "small", "--until", "2003-07-01"), ("--until '2003-07-01'", "2003-08-01 to 2003-12-31")),
    "until some time": (("run", "small", "--until", "christmas"), ("--until 'christmas'", "2003-08-01 to 2003-12-31")),
    "a file to write into": (("run", "small", "--out", "a_file"), ("--out a_file", "cannot be written to", "allowed")),
    "a folder below a file": (("run", "small", "--out", "a_file/runs"), ("--out a_file/runs", "cannot be written to")),
    "a folder that takes nothing": (("run", "small", "--out", "/proc/runs"), ("--out /proc/runs", "cannot be written to")),
    "an ensemble to write into a file": (("run", "small", "--seeds", "2", "--out", "a_file"), ("--out a_file", "allowed")),
    "an unknown verb": (("rum", "small"), ("rum",)),
    "an unknown option": (("run", "small", "--sed", "1"), ("--sed", "--seed")),
    "show of nothing": (("show", "strange"), ("'strange'", "'strangers'?")),
    "a picture of nothing": (("plot", "no_run"), ("no_run", "no such folder")),
    "a picture of a folder that is no run": (("plot", "."), ("this is no run",)),
    "a story of nothing": (("chronicle", "no_run"), ("no_run", "no such folder")),
    "a new file with a path": (("new", "../x"), ("'../x'", "allowed: letters")),
    "a new file of a shipped name": (("new", "small"), ("small", "allowed: any other name")),
    "a new file over an old one": (("new", "taken"), ("taken.toml is there already", "--force")),
}  # fmt: skip
"""Bad command lines, in a folder with the files `a_file` and `taken.toml`."""


@pytest.fixture
def el_alto_refusing(el_alto: Callable[..., Outcome], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Outcome]:
    """`el-alto` in a folder with two files; no day may be lived."""

    def lived(*_: Any) -> None:
        raise AssertionError("bad input was lived")

    monkeypatch.setattr(launch, "_live", lived)
    monkeypatch.setattr(launch, "compile_once", lived)
    Path("a_file").write_text("mine", encoding="utf-8")
    Path("taken.toml").write_text("mine", encoding="utf-8")
    return el_alto


def contents(folder: Path) -> dict[str, bytes]:
    """Every file and folder below a folder, with what is in it."""
    return {str(path): path.read_bytes() if path.is_file() else b"" for path in folder.rglob("*")}


def assert_refused(outcome: Outcome, parts: tuple[str, ...]) -> None:
    """One line on stderr that holds the parts in order, exit code 2, no traceback, nothing on stdout."""
    assert outcome.code == 2
    assert outcome.out == ""
    assert outcome.err.startswith("el-alto: ")
    assert outcome.err.count("\n") == 1
    assert len(outcome.err) < 6000
    assert "Traceback" not in outcome.err
    assert re.search(".*".join(map(re.escape, parts)), outcome.err), outcome.err


@pytest.mark.parametrize("case", FILES)
def test_a_bad_file_is_refused(case: str, el_alto_refusing: Callable[..., Outcome], tmp_path: Path) -> None:
    bad = FILES[case]
    for name, text in {"a.toml": bad.text, **(bad.others or {})}.items():
        Path(name).write_bytes(text if isinstance(text, bytes) else text.encode())
    before = contents(tmp_path)
    assert_refused(el_alto_refusing("run", "a.toml"), bad.parts)
    assert contents(tmp_path) == before


@pytest.mark.parametrize("case", COMMANDS)
def test_a_bad_command_is_refused(case: str, el_alto_refusing: Callable[..., Outcome], tmp_path: Path) -> None:
    arguments, parts = COMMANDS[case]
    before = contents(tmp_path)
    assert_refused(el_alto_refusing(*arguments), parts)
    assert contents(tmp_path) == before


def test_a_city_too_large_for_memory_is_refused_with_the_estimate(
    el_alto_refusing: Callable[..., Outcome], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """8,000,000 residents of about 100 bytes and the program come to over a gigabyte, and one is free."""
    monkeypatch.setattr(memory, "available", lambda: 1_000_000_000)
    before = contents(tmp_path)
    outcome = el_alto_refusing("run", "october_2003", "--scale", "10")
    assert_refused(
        outcome, ("city.scale is 10", "8,000,000 residents", "GB", "1.0 GB are free", "allowed", "scale up to")
    )
    assert contents(tmp_path) == before


def test_more_cities_at_once_than_memory_holds_are_refused(
    el_alto_refusing: Callable[..., Outcome], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(memory, "available", lambda: 1_000_000_000)
    outcome = el_alto_refusing("run", "october_2003", "--seeds", "50", "--workers", "50")
    assert_refused(outcome, ("800,000 residents 50 at once", "allowed"))


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read and write everything")
def test_what_may_not_be_read_or_written_is_refused(el_alto_refusing: Callable[..., Outcome]) -> None:
    Path("secret.toml").write_text(PERIOD, encoding="utf-8")
    Path("secret.toml").chmod(0)
    assert_refused(el_alto_refusing("run", "secret.toml"), ("secret.toml", "cannot be read", "Permission denied"))
    Path("closed").mkdir(mode=0o500)
    assert_refused(el_alto_refusing("run", "small", "--out", "closed"), ("--out closed", "cannot be written to"))


@pytest.mark.parametrize("name", ["a:b.toml", ".hidden.toml", "a\tb.toml", "n" * 101 + ".toml"])
def test_a_file_whose_name_cannot_be_that_of_a_run_is_refused(
    name: str, el_alto_refusing: Callable[..., Outcome]
) -> None:
    Path(name).write_text(PERIOD, encoding="utf-8")
    assert_refused(el_alto_refusing("run", name), ("name is", "allowed"))

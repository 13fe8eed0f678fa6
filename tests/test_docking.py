"""`el-alto dock`: every published result is found again, and a model that went wrong is told so."""

import json
from pathlib import Path

import numpy as np
import pytest

from simulation.rules.surpassing import Surpassing
from simulation.study import docking, trace
from simulation.study.docking.result import Docked
from simulation.study.docking.told import docked

DOCS = Path(__file__).parents[1] / "docs"


def test_every_result_of_the_docs_is_one_that_is_docked_today_and_was_reproduced():
    """If this fails: el-alto dock --docs docs"""
    record = json.loads((DOCS / trace.DOCKED).read_text(encoding="utf-8"))
    assert list(record["docked"]) == list(docking.RESULTS)
    assert all(result["passed"] for group in record["docked"].values() for result in group["results"])
    assert (DOCS / "dock.png").is_file()


def test_what_is_not_a_number_is_not_reproduced():
    assert Docked("", "", 1.0, 1.05, 0.1).passed
    assert not Docked("", "", 1.0, 1.15, 0.1).passed
    for broken in (float("nan"), float("inf")):
        assert not Docked("", "", broken, broken, 1.0).passed
        assert Docked("", "", 1.0, broken, 1.0).plain()["found"] is None


def test_some_results_are_told_by_name(el_alto):
    told = el_alto("dock", "hundred", "strength")
    assert told.code == 0, told.err
    for words in (
        "thresholds 0, 1, 2 ... 99 of 100",
        "Granovetter 1978",
        "S* at q = 0.8",
        "5 of 5 results are reproduced",
    ):
        assert words in told.out
    assert "exhaustion" not in told.out


def test_as_json_each_result_has_its_source_numbers_and_verdict(el_alto):
    told = json.loads(el_alto("dock", "hundred", "--json").out)
    all_up, one_up = told["docked"]["hundred"]["results"]
    assert all_up["source"] == one_up["source"] == "Granovetter 1978"
    assert (all_up["expected"], all_up["found"], all_up["tolerance"], all_up["passed"]) == (1.0, 1.0, 0.0, True)
    assert one_up["found"] == pytest.approx(0.01)
    assert (told["results"], told["failed"]) == (2, [])


def test_a_rule_that_went_wrong_exits_1_and_says_which_results_are_lost(el_alto, monkeypatch):
    """Strength wears off a tenth faster than its equation says."""
    right = Surpassing._grow

    def wrong(rule: Surpassing, table) -> None:
        before = table.strength.copy()
        right(rule, table)
        table.strength -= np.float32(0.1 * rule.delta) * (1 - table.q) * before

    monkeypatch.setattr(Surpassing, "_grow", wrong)
    told = el_alto("dock", "strength", "distance")
    assert told.code == 1
    assert "NOT REPRODUCED" in told.out
    assert "3 of 6 results are not reproduced" in told.err
    assert "strength S* at q = 0.2" in told.err
    assert "distance" not in told.err


def test_a_parameter_that_is_not_switched_off_exits_1(el_alto, monkeypatch):
    """Half a day's worth of duty that the reduced city should not feel: more come than fines alone would bring."""
    monkeypatch.setitem(docking.turnout.OFF, "duty", 0.5)
    told = el_alto("dock", "fines", "--quiet")
    assert (told.code, told.out) == (1, "")
    assert "attendance by fines alone, F = 0 Bs, pi = 1" in told.err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("strenght",), "there is no result called 'strenght' (did you mean 'strength'?); allowed: turnout, fines"),
        (("fines", "--docs", "docs"), "--docs writes the table of all results"),
        (("--seeds", "3"), "No such option"),
    ],
)
def test_what_cannot_be_asked_exits_2(el_alto, arguments, words):
    told = el_alto("dock", *arguments)
    assert told.code == 2
    assert words in told.err
    assert not Path("docs").exists()


def test_docs_get_numbers_picture_and_table(el_alto, tmp_path, monkeypatch):
    """From results found before, so that this takes no city."""
    record = json.loads((DOCS / trace.DOCKED).read_text(encoding="utf-8"))
    found = {
        name: [
            Docked(**{key: value for key, value in result.items() if key != "passed"}) for result in group["results"]
        ]
        for name, group in record["docked"].items()
    }
    for name in found:
        monkeypatch.setitem(docking.RESULTS, name, lambda name=name: found[name])
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / trace.DOCUMENT).write_text("<!-- generated: dock -->\n<!-- end -->\n", encoding="utf-8")
    assert el_alto("dock", "--docs", "docs", "--quiet").code == 0
    assert json.loads((tmp_path / "docs" / trace.DOCKED).read_text(encoding="utf-8"))["docked"].keys() == found.keys()
    assert (tmp_path / "docs" / "dock.png").stat().st_size > 10_000
    table = (tmp_path / "docs" / trace.DOCUMENT).read_text(encoding="utf-8")
    assert "| days until food is gone, S0 = 6 D, open share 0.2 | 8 | 8 | 0 | yes |" in table


def test_a_folder_that_cannot_be_written_to_exits_1(el_alto, tmp_path, monkeypatch):
    for name in list(docking.RESULTS):
        monkeypatch.setitem(docking.RESULTS, name, list)
    (tmp_path / "docs").write_text("a file", encoding="utf-8")
    told = el_alto("dock", "--docs", str(tmp_path / "docs" / "inside"))
    assert told.code == 1
    assert "cannot be written to" in told.err


def test_a_result_that_is_not_reproduced_stands_out_in_the_table():
    group = {"about": "A test.", "results": [Docked("one", "someone", 1.0, 2.0, 0.5).plain()]}
    told = docked({"made": {"command": "el-alto dock", "version": "0"}, "docked": {"test": group}})
    assert "0 of 1 results are reproduced" in told
    assert "| one | 1 | 2 | 0.5 | **no** |" in told

"""`--profile` says where the seconds went, and changes nothing else."""

import json

import pytest

from simulation.stopwatch import counted, timing

ASKED = ("run", "small", "--until", "2003-08-05", "--scale", "0.004")


def test_a_part_takes_no_longer_than_the_whole():
    with counted() as seconds, timing("day"):
        for _ in range(2):
            with timing("rule"):
                pass
    assert list(seconds) == ["day", "day/rule"]
    assert 0 < seconds["day/rule"] <= seconds["day"]


def test_nothing_is_counted_when_nobody_asks():
    with counted() as seconds:
        pass
    with timing("day"):
        pass
    assert seconds == {}


def test_a_part_that_fails_is_counted_and_closed():
    with counted() as seconds:
        with pytest.raises(ValueError, match="no"), timing("first"):
            raise ValueError("no")
        with timing("second"):
            pass
    assert list(seconds) == ["first", "second"]


def test_profile_names_every_rule_the_recorder_and_every_picture(el_alto):
    told = json.loads(el_alto(*ASKED, "--profile", "--json").out)
    spent = told["profile"]
    assert {"founding", "burn-in", "days", "run kept", "pictures", "report"} <= set(spent)
    assert {"days/participation", "days/livelihood", "days/recorder", "burn-in/grievance"} <= set(spent)
    assert "pictures/timeline" in spent


def test_the_table_of_a_profile_ends_with_the_sum(el_alto):
    last = el_alto(*ASKED, "--profile").out.split("run folder")[0].strip().splitlines()[-1]
    assert last.startswith("all, without starting Python")


def test_a_profile_changes_no_result(el_alto):
    plain = json.loads(el_alto(*ASKED, "--json").out)
    profiled = json.loads(el_alto(*ASKED, "--profile", "--json", "--force").out)
    assert "profile" not in plain
    assert plain["digest"] == profiled["digest"]

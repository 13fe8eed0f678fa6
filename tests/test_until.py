"""As many seeds as an interval needs: no fewer, not many more, and never without end."""

import json
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from calibrated import Now

from simulation.scenario import Scenario
from simulation.study import workers
from simulation.study.measures import OUTCOMES, Measure
from tests.conftest import Outcome


def made_up(_: Scenario, seed: int) -> workers.Lived:
    """Ten deaths, give or take three by the seed's chance; a thing that never comes about."""
    deaths = 10 + 3 * np.random.default_rng(seed).normal()
    return workers.Lived(pd.DataFrame({"a": [seed]}), {"deaths": deaths}, pd.DataFrame({"b": [seed]}))


class Open(Now):
    def __enter__(self) -> "Open":
        return self

    def __exit__(self, *_: object) -> None:
        return None


@pytest.fixture
def until(el_alto: Callable[..., Outcome], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Outcome]:
    monkeypatch.setattr(workers, "live", made_up)
    monkeypatch.setattr(workers, "processes", lambda _: Open())
    monkeypatch.setattr("simulation.commands.until.compile_once", lambda _: 0.0)
    monkeypatch.setattr(
        "simulation.commands.until.finish", lambda ensemble, *_: (ensemble.folder, {"run": "-", "figures": []})
    )
    monkeypatch.setattr("simulation.commands.report.ensemble_in_short", lambda *_: None)
    monkeypatch.setitem(OUTCOMES, "deaths", Measure("killed", "persons", lambda kept: kept.summary["deaths"]))
    return lambda *options: el_alto("run", "small", *options)


def test_the_interval_shrinks_to_what_was_asked_with_about_as_many_seeds_as_theory_says(
    until: Callable[..., Outcome],
) -> None:
    """Normal deaths, sd 3, mean 10: a 95 % interval is 2 x 1.96 x 0.3 / sqrt(n) of the mean wide, 0.1 at n = 138.
    Within a third of that, for the spread of the standard deviation seen in so many seeds."""
    told = json.loads(until("--until-ci", "0.1", "--outcome", "deaths", "--json").out)["until"]
    rounds = told["rounds"]
    assert told["reached"]
    assert rounds[-1]["width"] <= 0.1 < rounds[-2]["width"]
    assert rounds[0]["seeds"] == 20
    assert all(before["seeds"] < after["seeds"] <= 2 * before["seeds"] for before, after in pairwise(rounds))
    assert rounds[-1]["seeds"] == pytest.approx(138, rel=1 / 3)


def test_it_ends_at_the_most_seeds_and_says_so(until: Callable[..., Outcome]) -> None:
    ended = until("--until-ci", "0.001", "--outcome", "deaths", "--seeds", "30")
    assert ended.code == 0
    assert "   20 seeds: killed" in ended.out
    assert "   30 seeds: killed" in ended.out
    assert "not as narrow as 0.001 after 30 seeds; --seeds allows more" in ended.out


def test_no_seed_is_lived_twice_by_two_rounds_or_two_calls(
    until: Callable[..., Outcome], monkeypatch: pytest.MonkeyPatch
) -> None:
    lived: list[int] = []
    monkeypatch.setattr(workers, "live", lambda scenario, seed: lived.append(seed) or made_up(scenario, seed))
    until("--until-ci", "0.15", "--outcome", "deaths")
    until("--until-ci", "0.12", "--outcome", "deaths")
    assert sorted(lived) == list(range(1, len(lived) + 1))


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--until-ci", "0"), "--until-ci 0: allowed: a number above 0"),
        (("--until-ci", "nan"), "a number above 0"),
        (("--until-ci", "0.1", "--outcome", "death"), "did you mean 'deaths'"),
        (("--outcome", "deaths"), "together with --until-ci"),
    ],
)
def test_what_is_no_width_or_no_outcome_is_refused(
    until: Callable[..., Outcome], options: tuple[str, ...], told: str
) -> None:
    ended = until(*options)
    assert (ended.code, told in ended.err) == (2, True)
    assert not list(Path().iterdir())

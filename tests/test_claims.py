"""The ledger: every claim of the article once, each with a switch that switches, and verdicts that only numbers give."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from test_ensemble import Counting

from simulation.commands import studies
from simulation.figures.claims import claims as draw
from simulation.rules import RULES
from simulation.scenario import Scenario
from simulation.study import claims as ledger
from simulation.study.article import Made, article
from simulation.study.claims import Found, from_plain, is_there, judge, scenario_of, verdict, worlds_of
from simulation.study.ensemble import Ensemble, run_ensemble
from simulation.study.ledger import CLAIMS, Claim
from simulation.study.measures import MEASURES
from simulation.study.paired import Interval
from tests.conftest import Outcome

ROOT = Path(__file__).parents[1]
BY_KEY = {claim.key: claim for claim in CLAIMS}
SECTIONS = {rule.section: rule for rule in RULES}


def found(claim: Claim, low: float, high: float, number: float | None = None) -> Found:
    """What runs might have come to: a difference within these ends, numbers where the article says or at `number`."""
    numbers = {}
    for each in claim.numbers:
        mean = each.told[0] if number is None else number
        numbers[each.measure] = Interval(mean, mean, mean)
    row = {"base": 1.0, "other": 1.0 - high, "difference": (low + high) / 2, "low": low, "high": high, "pairs": 20.0}
    return Found(numbers, row, row)


def test_every_claim_of_the_article_is_in_the_ledger_once() -> None:
    assert [claim.key for claim in CLAIMS] == [f"C{number}" for number in range(1, 27)]


def test_every_claim_has_its_rules_its_measure_and_a_test() -> None:
    for claim in CLAIMS:
        assert claim.measure in MEASURES
        assert all(number.measure in MEASURES for number in claim.numbers)
        assert claim.key in SECTIONS[claim.rules[0]].claims, f"{claim.key}: {claim.rules[0]} does not say it carries it"
        assert all((ROOT / "simulation" / "rules" / f"{rule}.py").is_file() for rule in claim.rules)
        assert (ROOT / "tests" / claim.test).is_file(), claim.test
        assert claim.numbers or claim.kind != "number"


def test_no_rule_carries_a_claim_that_the_ledger_does_not_know() -> None:
    assert {key for rule in RULES for key in rule.claims} <= set(BY_KEY)


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim.key)
def test_every_claim_has_a_switch_that_switches_or_says_why_not(claim: Claim) -> None:
    """The world without the mechanism is another question than the world with it."""
    assert claim.without
    assert is_there(claim)
    if claim.off is not None:
        assert scenario_of(claim.off, 0.1).digest() != scenario_of(claim.world, 0.1).digest()
    else:
        assert claim.kind == "number"


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim.key)
def test_no_verdict_that_the_numbers_could_not_change(claim: Claim) -> None:
    good, bad = sorted((0.1 * claim.sign, 0.2 * claim.sign)), sorted((-0.1 * claim.sign, -0.2 * claim.sign))
    stands = verdict(claim, found(claim, *good))
    assert stands in (ledger.HOLDS, ledger.IN_FORCE)
    if claim.kind == "number":
        assert verdict(claim, found(claim, *good, number=-1e9)) == ledger.DOES_NOT
        contested = [number for number in claim.numbers if number.evidence]
        for number in contested:
            there = replace(claim, numbers=(number,))
            middle = np.mean(number.evidence)  # type: ignore[arg-type]
            inside = number.told[0] <= middle <= number.told[1]
            assert verdict(there, found(there, *good, number=float(middle))) == (
                ledger.HOLDS if inside else ledger.CONTRADICTED
            )
    else:
        assert verdict(claim, found(claim, *bad)) == ledger.DOES_NOT
        assert verdict(claim, found(claim, -0.1, 0.1)) == ledger.NOT_SHOWN
        assert verdict(claim, found(claim, np.nan, np.nan)) == ledger.NOT_SHOWN
    assert verdict(claim, None) == ledger.MISSING


def test_a_claim_whose_rule_is_not_there_is_said_to_be_missing() -> None:
    assert not is_there(replace(CLAIMS[0], rules=("telepathy",)))


def test_runs_are_shared_between_claims() -> None:
    """C14 and C21 ask for the same two worlds; the base of October is lived once for all."""
    worlds = worlds_of([BY_KEY["C14"], BY_KEY["C21"], BY_KEY["C12"]], 0.1)
    assert [world.name for world in worlds.values()] == ["october_2003", "october_2003-not-C14", "no_fines-not-C12"]


def test_what_was_found_survives_being_written_down() -> None:
    told = {"C12": found(BY_KEY["C12"], 0.1, 0.3), "C1": found(BY_KEY["C1"], np.nan, np.nan)}
    plain = json.loads(json.dumps(ledger.as_plain(told), allow_nan=False))
    again = from_plain(plain)
    assert ledger.as_plain(again) == plain
    assert verdict(BY_KEY["C12"], again["C12"]) == ledger.IN_FORCE


def test_fines_are_in_force_in_a_small_city(tmp_path: Path) -> None:
    """Four barrios, three seeds, a month: fewer come to meetings without fines."""
    claim, scale = BY_KEY["C12"], 0.008
    worlds = worlds_of([claim], scale)
    ensembles = {}
    for digest, world in worlds.items():
        month = world.cut(world.start.replace(month=9))
        ensembles[digest] = run_ensemble(month, (1, 2, 3), None, tmp_path / world.name, executor=Counting())
    told = judge([claim], ensembles, scale)
    assert verdict(claim, told["C12"]) == ledger.IN_FORCE
    assert told["C12"].difference["base"] > told["C12"].difference["other"] > 0.3


def test_the_article_is_current() -> None:
    """Everything in docs/ARTICLE.md follows from the ledger as it stands and from the numbers kept beside it."""
    kept = json.loads((ROOT / "docs" / "claims.json").read_text(encoding="utf-8"))
    made = Made(**kept["made"])
    assert (ROOT / "docs" / "ARTICLE.md").read_text(encoding="utf-8") == article(from_plain(kept["found"]), made)


def test_the_article_says_how_its_numbers_were_made() -> None:
    text = (ROOT / "docs" / "ARTICLE.md").read_text(encoding="utf-8")
    assert "`el-alto claims --seeds" in text
    assert re.search(r"seeds \(\d+ to \d+\)", text)
    assert "scale" in text
    assert all(f"### {claim.key}: {claim.says}" in text for claim in CLAIMS)


def test_the_wall_chart_names_every_claim_and_its_verdict() -> None:
    kept = json.loads((ROOT / "docs" / "claims.json").read_text(encoding="utf-8"))
    told = from_plain(kept["found"])
    words = {text.get_text().replace("\n", " ") for text in draw(told, Made(**kept["made"])).texts}
    assert set(BY_KEY) <= words
    assert {verdict(claim, told.get(claim.key)) for claim in CLAIMS} <= words


def test_the_command_runs_the_ledger(
    el_alto: Callable[..., Outcome], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def here(scenario: Scenario, seeds: range, workers: int, folder: Path, on_done: object, **_: object) -> Ensemble:
        brief = scenario.cut(scenario.start.replace(day=5))
        return run_ensemble(brief, seeds, workers, folder, on_done, executor=Counting())  # type: ignore[arg-type]

    monkeypatch.setattr("simulation.study.ensemble.run_ensemble", here)
    monkeypatch.setattr(studies, "compile_once", lambda _: 0.0)
    monkeypatch.setattr(ledger, "there", lambda: (BY_KEY["C12"],))
    told = json.loads(el_alto("claims", "--seeds", "2", "--scale", "0.004", "--docs", "docs", "--json").out)
    assert [claim["verdict"] for claim in told["claims"]].count(ledger.MISSING) == 25
    assert {path.name for path in (tmp_path / "docs").iterdir()} == {"ARTICLE.md", "claims.json", "claims.png"}
    assert "--seeds 2 --scale 0.004" in (tmp_path / told["article"]).read_text(encoding="utf-8")

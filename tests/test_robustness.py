"""Do the conclusions survive? Ground that is really laid otherwise, verdicts laid beside each other, and the command."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from test_ensemble import Counting

from simulation import City, load_scenario
from simulation.commands import studies
from simulation.figures.robustness import robustness as draw
from simulation.scenario import Scenario
from simulation.study import robustness as study
from simulation.study import trace
from simulation.study.claims import DOES_NOT, HOLDS, NOT_SHOWN, Found, scenario_of
from simulation.study.ensemble import Ensemble, run_ensemble
from simulation.study.ledger import CLAIMS
from simulation.study.paired import Interval
from simulation.study.robustness import AS_IT_IS, OTHER_SEEDS, VARIANTS, agreement, emergent, usual
from simulation.study.robustness_told import survived
from simulation.tables.territory import Ground, Territory
from tests.conftest import Outcome

DOCS = Path(__file__).parents[1] / "docs"
BLOCKS = 400
BY_KEY = {claim.key: claim for claim in CLAIMS}


def city(ground: Ground) -> City:
    """Eight barrios, a fortnight and no cause."""
    return City(load_scenario("small", {"city.scale": 0.015, "city.ground": ground}), seed=3)


def from_la_ceja(ground: Territory) -> list[float]:
    """How far from La Ceja the cells of roads, the depot and the market lie, road by road."""
    x, y = ground.la_ceja
    roads = np.hypot(ground.roads.x - x, ground.roads.y - y)
    return [*roads, *(float(np.hypot(a - x, b - y)) for a, b in (ground.senkata, ground.market))]


@pytest.mark.parametrize("ground", ["mirrored", "rotated"])
def test_ground_mirrored_or_turned_is_the_same_ground_lying_otherwise(ground: Ground) -> None:
    """Every distance and every cell's lure is kept; no landmark is where it was."""
    mapped, other = Territory(BLOCKS), Territory(BLOCKS, ground)
    assert from_la_ceja(other) == pytest.approx(from_la_ceja(mapped))
    assert sorted(other._lure.ravel()) == pytest.approx(sorted(mapped._lure.ravel()))
    assert mapped.la_ceja != other.la_ceja
    assert mapped.senkata != other.senkata
    sizes = {"mirrored": (mapped.width, mapped.height), "rotated": (mapped.height, mapped.width)}
    assert (other.width, other.height) == other.free.shape == sizes[ground]


def test_a_draw_finds_another_place_on_mirrored_ground() -> None:
    """The barrios of a mirrored city are not the mirror image of the barrios of the city as it is."""
    mapped, other = city("as_mapped"), city("mirrored")
    top = mapped.territory.height - 1
    there = set(zip(mapped.blocks.x, top - mapped.blocks.y, mapped.blocks.barrio, strict=True))
    assert there != set(zip(other.blocks.x, other.blocks.y, other.blocks.barrio, strict=True))


def test_roads_mirrored_lie_by_other_barrios_that_are_where_they_were() -> None:
    mapped, other = city("as_mapped"), city("roads_mirrored")
    for column in ("x", "y", "barrio"):
        assert np.array_equal(getattr(mapped.blocks, column), getattr(other.blocks, column))
    assert np.array_equal(mapped.assemblies.people, other.assemblies.people)
    assert other.territory.senkata == (
        mapped.territory.senkata[0],
        mapped.territory.height - 1 - mapped.territory.senkata[1],
    )
    assert not np.array_equal(mapped.stretches.barrio, other.stretches.barrio)


def test_each_ground_makes_another_history_of_the_same_seed() -> None:
    digests = {city(ground).run().record().digest for ground in ("as_mapped", "mirrored", "rotated", "roads_mirrored")}
    assert len(digests) == 4


def test_a_variant_changes_both_worlds_of_a_claim_in_one_thing() -> None:
    for variant in VARIANTS.values():
        for claim in emergent():
            here = variant.claim(claim)
            for world, other in ((claim.world, here.world), (claim.off, here.off)):
                assert world is not None
                assert other is not None
                was, now = scenario_of(world, 0.1), scenario_of(other, variant.scale or 0.1)
                changed = {*variant.settings, *(["city.scale"] if variant.scale else [])}
                assert {key for key in parameters(was) if parameters(was)[key] != parameters(now)[key]} == changed


def parameters(scenario: Scenario) -> dict[str, Any]:
    """All parameters of a scenario, by full name."""
    sections = {"city": scenario.city, **scenario.rules}
    return {f"{name}.{key}": value for name, section in sections.items() for key, value in section.model_dump().items()}


def test_other_chance_shares_no_seed_however_many_are_asked_for() -> None:
    asked = range(1, 1 + OTHER_SEEDS)
    assert not set(VARIANTS["other_chance"].seeds(asked)) & set(asked)
    assert VARIANTS["mirrored"].seeds(asked) == asked


def test_whole_cities_are_lived_only_when_named_and_no_size_twice() -> None:
    assert not {"people_100", "people_200", "people_5"} & set(usual(0.05))
    assert {AS_IT_IS, "people_5", "people_25"} <= set(usual(0.02))


def test_verdicts_agree_part_or_turn_over() -> None:
    told = agreement([(HOLDS, HOLDS), (HOLDS, NOT_SHOWN), (NOT_SHOWN, DOES_NOT), (HOLDS, DOES_NOT)])
    assert (told.same, told.of, told.opposite) == (1, 4, 1)
    assert str(told) == "1 of 4, 1 decided otherwise"


def made_up(**otherwise: Mapping[str, float]) -> dict[str, Any]:
    """A record in which C3 holds and C22 does, but where a variant is given a mean (of C3) or `uprisings` of its own."""
    variants = {}
    for name in (AS_IT_IS, *otherwise):
        own = otherwise.get(name, {})
        mean, uprisings = own.get("C3", 0.2), own.get("uprisings", 2.0)
        of = {"C3": difference(mean), "C22": difference(1.5)}
        found = {
            key: Found({n.measure: Interval(uprisings, uprisings, uprisings) for n in BY_KEY[key].numbers}, row, row)
            for key, row in of.items()
        }
        variants[name] = {"command": f"el-alto robustness --variants {name} --seeds 6 --scale 0.05",
                          "seeds": [*VARIANTS[name].seeds(range(1, 7))], "scale": VARIANTS[name].scale or 0.05,
                          "found": study.plain([BY_KEY["C3"], BY_KEY["C22"]], found)}  # fmt: skip
    return {"made": {"version": "0", "code": "none", "scale": 0.05}, "variants": variants}


def difference(mean: float) -> dict[str, float]:
    return {"base": 0.5 + mean, "other": 0.5, "difference": mean, "low": mean - 0.1, "high": mean + 0.1, "pairs": 6.0}


RECORD = made_up(mirrored={"C3": -0.2}, rotated={"C3": 0.05}, people_25={"uprisings": 1.0})


def test_the_table_has_every_claim_in_every_city_with_verdict_and_interval() -> None:
    table = survived(json.loads(json.dumps(RECORD, allow_nan=False)))
    assert "| city | lived | C3 | C22 | same |" in table
    assert (
        "| ground mirrored | 6 seeds from 1 on, scale 0.05 | **does not hold** -20.0 (-30.0 to -10.0) | **holds**"
        in table
    )
    assert "**not shown** +5.0 (-5.0 to +15.0)" in table
    assert "| 1 of 2, 1 decided otherwise |" in table
    assert "`el-alto robustness --seeds 6 --scale 0.05 --docs docs`" in table
    assert "Of 6 verdicts in other cities 3 are the same; 2 are decided otherwise; in 1 these seeds" in table


def test_a_number_that_decides_a_verdict_is_named() -> None:
    """In the city of 25 % the switch does what the claim foretells, and there is one uprising of two."""
    cell = study.judged(RECORD)["people_25"]["C22"]
    assert cell.by_number is not None
    assert cell.words == "does not hold (main policies of a regime over which a wave came: 1.0)"
    assert study.judged(RECORD)["mirrored"]["C3"].by_number is None


def test_the_picture_says_of_each_claim_in_how_many_cities_it_is_the_same() -> None:
    words = [text.get_text() for text in draw(RECORD).texts]
    assert "0 of 2 conclusions are the same in all 3 other cities" in words
    assert words.count("the same in 1 of 3, 1 decided otherwise") == 1
    assert words.count("by its number") == 1


@pytest.fixture
def lived(monkeypatch: pytest.MonkeyPatch) -> Counting:
    """Four days of each world, of C9 only, in this process; counts what is lived."""
    counting = Counting()

    def here(scenario: Scenario, seeds: range, workers: int, folder: Path, on_done: object, **_: object) -> Ensemble:
        brief = scenario.cut(scenario.start.replace(day=5))
        return run_ensemble(brief, seeds, workers, folder, on_done, executor=counting)  # type: ignore[arg-type]

    monkeypatch.setattr("simulation.study.ensemble.run_ensemble", here)
    monkeypatch.setattr(studies, "compile_once", lambda _: 0.0)
    monkeypatch.setattr(study, "emergent", lambda: (BY_KEY["C9"],))
    return counting


def test_the_command_fills_the_docs_variant_by_variant_and_lives_nothing_twice(
    el_alto: Callable[..., Outcome], lived: Counting, tmp_path: Path
) -> None:
    docs = tmp_path / "docs"
    docs.mkdir()
    (docs / trace.DOCUMENT).write_text("<!-- generated: robustness -->\n<!-- end -->\n", encoding="utf-8")
    asked = ("robustness", "--seeds", "2", "--scale", "0.004", "--docs", "docs")
    first = el_alto(*asked, "--variants", "mirrored,other_chance")
    assert first.code == 0, first.err
    assert lived.seeds == [1, 2, 1, 2] * 2 + [100_001, 100_002] * 2
    assert "C9: They federate in Fejuve" in first.out
    assert "the same verdict as in the city as it is: 2 of 2" in first.out
    told = json.loads(el_alto(*asked, "--variants", "each_adult", "--json").out)
    assert lived.seeds[12:] == [1, 2, 1, 2]
    assert list(told["variants"]) == [AS_IT_IS, "mirrored", "other_chance", "each_adult"]
    assert json.loads((docs / trace.ROBUSTNESS).read_text(encoding="utf-8"))["variants"] == told["variants"]
    assert "| each adult's duty |" in (docs / trace.DOCUMENT).read_text(encoding="utf-8")
    assert (docs / "robustness.png").stat().st_size > 10_000


def test_a_record_of_another_scale_is_replaced_and_that_is_said(
    el_alto: Callable[..., Outcome], lived: Counting, tmp_path: Path
) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / trace.ROBUSTNESS).write_text(json.dumps(RECORD), encoding="utf-8")
    told = el_alto("robustness", "--seeds", "2", "--scale", "0.004", "--docs", "docs", "--variants", "rotated")
    assert told.code == 0, told.err
    assert "was made with other rules or at another scale, and is replaced" in told.out
    now = json.loads((tmp_path / "docs" / trace.ROBUSTNESS).read_text(encoding="utf-8"))
    assert list(now["variants"]) == [AS_IT_IS, "rotated"]
    assert len(lived.seeds) == 8


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (
            ("--variants", "mirored"),
            "there is no variant called 'mirored' (did you mean 'mirrored'?); allowed: as_it_is",
        ),
        (("--scale", "0"), "city.scale is 0"),
    ],
)
def test_what_cannot_be_asked_exits_2(el_alto: Callable[..., Outcome], arguments: tuple[str, ...], words: str) -> None:
    told = el_alto("robustness", *arguments)
    assert told.code == 2
    assert words in told.err


def test_the_record_of_the_docs_is_of_claims_that_are_emergent_today() -> None:
    """If this fails: el-alto robustness --seeds 6 --docs docs"""
    path = DOCS / trace.ROBUSTNESS
    if not path.exists():
        pytest.skip("not made yet")
    for variant in json.loads(path.read_text(encoding="utf-8"))["variants"].values():
        assert list(variant["found"]) == [claim.key for claim in emergent()]

"""The report: one page that needs nothing but itself, and says what was asked, what came of it, and how to make it again."""

import json
import re
import shlex
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from simulation import load_scenario
from simulation.provenance import in_effect
from simulation.report_page import REPORT, write_report
from simulation.report_page.again import command
from simulation.report_page.asked import asked, claims
from simulation.run import Run
from simulation.study.draws import HELD, SEEDS
from simulation.study.ledger import CLAIMS
from tests import factories, figure_data
from tests.conftest import Outcome

VOID = {"meta", "link", "img", "br", "input", "hr"}


class Page(HTMLParser):
    """A page as a reader's machine sees it: its elements with their attributes, and its text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.open: list[str] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data

    def all(self, tag: str) -> list[dict[str, str]]:
        return [attributes for name, attributes in self.elements if name == tag]


def page_of(run: Run, out: Path) -> Page:
    run.save(out)
    return Page(write_report(run).read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def october(tmp_path_factory: pytest.TempPathFactory) -> tuple[Run, Page]:
    run = figure_data.run_of(barrios=40)
    return run, page_of(run, tmp_path_factory.mktemp("runs"))


def test_the_page_asks_for_nothing_outside_itself(october: tuple[Run, Page]) -> None:
    _, page = october
    addresses = [a[name] for _, a in page.elements for name in ("src", "href") if name in a]
    assert len(addresses) > 10
    assert all(address.startswith(("data:", "#")) for address in addresses)
    html = (october[0].folder / REPORT).read_text(encoding="utf-8")  # type: ignore[operator]
    assert not re.search(r"url\(|@import|https?://", html)


def test_every_element_that_opens_closes_and_every_link_leads_somewhere(october: tuple[Run, Page]) -> None:
    _, page = october
    assert page.open == []
    there = {attributes["id"] for _, attributes in page.elements if "id" in attributes}
    links = {a["href"].removeprefix("#") for a in page.all("a")}
    assert links <= there
    assert {"asked", "result", "pictures", "chronicle", "parameters", "claims", "again"} <= links


def test_every_picture_says_what_is_seen_from_the_numbers_of_the_run(october: tuple[Run, Page]) -> None:
    run, page = october
    pictures = page.all("img")
    assert len(pictures) == 5
    assert all(picture["src"].startswith("data:image/png;base64,") for picture in pictures)
    wave = run.summary["waves"][0]
    timeline, city_map = pictures[0]["alt"], pictures[1]["alt"]
    assert f"at most {round(100 * wave['peak_share'])}\u00a0%" in timeline
    assert f"{run.summary['deaths']:,} killed in all" in timeline
    assert f"at most {run.daily['marchers'].max():,}" in timeline
    assert "strike day 1" in city_map
    assert "roads to La Paz cut" in city_map
    assert len({picture["alt"] for picture in pictures}) == 5


def test_what_scrolls_and_what_opens_can_be_reached_by_keyboard(october: tuple[Run, Page]) -> None:
    _, page = october
    scrolling = [a for _, a in page.elements if a.get("class", "").startswith("scroll")]
    assert len(scrolling) >= 6
    assert all(a["tabindex"] == "0" and a["aria-label"] for a in scrolling)
    assert len(page.all("details")) == len(page.all("summary")) > 10


def test_every_parameter_stands_with_its_source_and_what_was_changed_stands_out(october: tuple[Run, Page]) -> None:
    run, page = october
    effective = in_effect(run.scenario)
    for parameter in effective:
        assert parameter.name in page.text
    assert page.text.count("changed from") == 2 * sum(parameter.is_set for parameter in effective) == 2
    assert "evidence AREA-URB-1" in page.text


def test_what_a_scenario_says_stays_text(tmp_path: Path) -> None:
    """A cause with HTML in its name reaches the causes, the chronicle, the table of waves and the alt texts."""
    evil = "<img src=x onerror=alert(1)><script>alert(1)</script>"
    run = figure_data.run_of(barrios=20, title=evil, causes=((50, evil),))
    page = page_of(run, tmp_path)
    assert len(page.all("script")) == 1
    assert all(picture["src"].startswith("data:") for picture in page.all("img"))
    assert page.text.count("alert(1)") > 5


def test_a_run_without_a_wave_and_without_causes_has_a_report_too(tmp_path: Path) -> None:
    page = page_of(figure_data.run_of(days=20, waves=(), causes=(), fall=None, barrios=20), tmp_path)
    assert "No cause is given" in page.text
    assert "No wave" in page.text


def test_a_run_kept_nowhere_has_no_report() -> None:
    with pytest.raises(ValueError, match="kept nowhere"):
        write_report(factories.run_of())


def test_claims_of_a_changed_rule_come_first_and_each_claim_once() -> None:
    scenario = load_scenario("no_fines")
    told = claims(scenario, {"participation"})
    keys = [claim.key for claim in told["changed"] + told["in_force"]]
    assert "C12" in [claim.key for claim in told["changed"]]
    assert sorted(keys) == sorted(claim.key for claim in CLAIMS)
    assert asked(scenario)["claims"]["changed"] == told["changed"]


@pytest.mark.parametrize(
    ("name", "overrides", "words"),
    [
        ("no_fines", {}, "el-alto run no_fines --seed 1"),
        ("october_2003", {"city.scale": 0.1}, "el-alto run october_2003 --scale 0.1 --seed 1"),
        ("small", {"mobilisation.cor": False}, "el-alto run small --set mobilisation.cor=false --seed 1"),
    ],
)
def test_the_command_names_what_differs_from_the_shipped_scenario(
    name: str, overrides: dict[str, Any], words: str
) -> None:
    assert command(load_scenario(name, overrides), "--seed 1") == words


def test_a_scenario_that_options_cannot_tell_is_asked_from_its_file() -> None:
    assert command(factories.scenario_of(5), "--seed 1") == "el-alto run scenario.toml --seed 1"
    scenario = load_scenario("small").model_copy(update={"causes": ()})
    assert command(scenario, "--seed 1") == "el-alto run scenario.toml --seed 1"


def test_the_command_on_the_page_makes_the_same_run_again(el_alto: Callable[..., Outcome]) -> None:
    told = json.loads(el_alto("run", "small", "--until", "2003-08-03", "--seed", "3", "--json").out)
    page = Page(Path(told["report"]).read_text(encoding="utf-8"))
    assert told["digest"] in page.text
    line = re.search(r"el-alto (run small .*)", page.text)
    assert line
    again = json.loads(el_alto(*shlex.split(line[1]), "--json").out)
    assert again["digest"] == told["digest"]


def test_the_report_of_many_seeds_has_bands_outcomes_and_what_the_intervals_hold(
    el_alto: Callable[..., Outcome],
) -> None:
    told = json.loads(el_alto("run", "small", "--until", "2003-08-03", "--seeds", "2", "--workers", "1", "--json").out)
    Path(told["report"]).unlink()
    again = el_alto("report", told["run"])
    assert again.code == 0
    page = Page(Path(told["report"]).read_text(encoding="utf-8"))
    assert HELD[SEEDS] in page.text
    assert "turnout at meetings in calm" in page.text
    assert "nine in ten between" in page.all("img")[0]["alt"]
    assert "el-alto run small --until 2003-08-03 --seed 1 --seeds 2" in page.text


def test_a_folder_that_is_no_run_is_wrong_input(el_alto: Callable[..., Outcome]) -> None:
    wrong = el_alto("report", "nowhere")
    assert wrong.code == 2
    assert "no such folder" in wrong.err

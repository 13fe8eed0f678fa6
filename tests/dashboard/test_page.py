"""The dashboard in a real browser: what its user can do, and that its numbers are those of a run."""

import math
from collections.abc import Callable
from datetime import date
from typing import Any

from playwright.sync_api import expect

from simulation import City, load_scenario
from simulation.scenario import Change
from tests.dashboard.serving import ARTIFACTS, served
from tests.dashboard.tab import Tab

SMALL = {"city.scale": 0.02}


def numbers_of(city: City) -> dict[str, Any]:
    """What the strip of the page should say of a city that recorded its days."""
    daily = city.daily
    today = daily.iloc[-1]
    meeting = float(today["turnout_meeting"])
    return {
        "up": today["mobilised_share"],
        "roads": 6 - today["routes_open"],
        "fuel": today["fuel_days"],
        "food": today["food_days"],
        "meeting": None if math.isnan(meeting) else meeting,
        "killed": daily["deaths"].sum(),
    }


def same(shown: dict[str, list[Any]], city: City, world: int = 0) -> bool:
    """Whether the page shows the city, number by number."""
    return {name: values[world] for name, values in shown.items()} == numbers_of(city)


def with_fines(until: str) -> City:
    """The city as the command line would live it."""
    return City(load_scenario("october_2003", SMALL), seed=1).run(until=until)


def without_fines(until: str) -> City:
    """The same where the fine for a missed meeting falls on 3 August."""
    scenario = load_scenario("october_2003", SMALL)
    change = Change(on=date(2003, 8, 3), set={"participation.meeting_fine": 0.0})
    return City(scenario.model_copy(update={"changes": (change,)}), seed=1).run(until=until)


def telling_day() -> str:
    """The first day on which the two differ in how many come to meetings."""
    ones, others = (live("2003-09-30").daily for live in (with_fines, without_fines))
    differ = (ones["turnout_meeting"] != others["turnout_meeting"]) & ones["turnout_meeting"].notna()
    return str(ones["date"][differ.idxmax()].date())


def test_play_lives_on_and_pause_stops(tab: Tab) -> None:
    tab.press("Play")
    tab.wait_past("2003-08-05")
    tab.press("Pause")
    expect(tab.button("Play")).to_be_enabled()
    stopped = tab.date
    tab.page.wait_for_timeout(600)
    assert tab.date == stopped


def test_a_step_is_a_day_and_reset_begins_again(tab: Tab) -> None:
    tab.press("Step a day")
    tab.wait_for_date("2003-08-01")
    tab.press("Step a day")
    tab.wait_for_date("2003-08-02")
    tab.press("Reset")
    tab.wait_for_date("2003-07-31")


def test_the_numbers_on_the_page_are_those_of_a_run_of_that_scenario_seed_and_day(tab: Tab) -> None:
    """Played to an event in the uprising, stepped on from there; the run has the day that the page shows."""
    for _ in range(20):
        before = tab.date
        tab.press("To the next event")
        tab.wait_past(before)
        expect(tab.button("To the next event")).to_be_enabled()
        if tab.number("up")[0] > 0:
            break
    assert tab.number("up")[0] > 0
    before = tab.date
    tab.press("Step a day")
    tab.wait_past(before)
    city = City(load_scenario("october_2003", SMALL), seed=1).run(until=tab.date)
    assert same(tab.numbers, city)


def test_a_lever_moved_on_the_page_is_a_change_of_the_scenario_from_the_next_day_on(tab: Tab) -> None:
    tab.step_to("2003-08-02")
    tab.slide_to_start("Fine for a missed meeting")
    tab.step_to(telling_day())
    assert same(tab.numbers, without_fines(tab.date))
    assert not same(tab.numbers, with_fines(tab.date))


def test_another_scenario_and_another_seed_begin_at_once(tab: Tab) -> None:
    tab.step_to("2003-08-02")
    tab.choose("Scenario", "waves")
    start = load_scenario("waves").start
    tab.wait_for_date(date.fromordinal(start.toordinal() - 1).isoformat())
    tab.choose("Scenario", "october_2003")
    tab.page.get_by_label("Seed").fill("7")
    tab.page.keyboard.press("Enter")
    tab.wait_for_date("2003-07-31")
    tab.step_to("2003-08-04")
    assert same(tab.numbers, City(load_scenario("october_2003", SMALL), seed=7).run(until="2003-08-04"))


def test_a_bad_seed_is_answered_with_a_word_and_the_page_lives_on(tab: Tab) -> None:
    for seed in ("minus one", "-1", "4294967296", "1e3", "<b>1</b>"):
        tab.page.get_by_label("Seed").fill(seed)
        tab.page.keyboard.press("Enter")
        expect(tab.page.get_by_role("alert")).to_contain_text(f"the seed is {seed!r}; allowed: a whole number from 0")
    tab.step_to("2003-08-01")
    expect(tab.page.get_by_role("alert")).to_have_count(0)


def test_a_click_on_a_barrio_shows_its_assembly(tab: Tab) -> None:
    tab.step_to("2003-08-01")
    tab.page.locator(".alto canvas").click(position={"x": 250, "y": 260})
    name = tab.page.locator(".alto-name").inner_text()
    city = City(load_scenario("october_2003", SMALL), seed=1).run(until="2003-08-01")
    row = city.assemblies.names.index(name.split(", district")[0])
    facts = tab.page.locator(".alto-assembly table").inner_text()
    assert f"{city.assemblies.people[row]:,} in {city.assemblies.households[row]:,} households" in facts
    assert f"{city.assemblies.strength[row]:.2f}" in facts


def test_the_keyboard_goes_from_barrio_to_barrio(tab: Tab) -> None:
    tab.page.locator(".alto canvas").focus()
    tab.page.keyboard.press("ArrowRight")
    first = tab.page.locator(".alto-name").inner_text()
    tab.page.keyboard.press("ArrowRight")
    expect(tab.page.locator(".alto-name")).not_to_have_text(first)
    tab.page.keyboard.press("Escape")
    expect(tab.page.locator(".alto-name")).to_have_count(0)


def test_what_if_lives_two_worlds_side_by_side_and_the_levers_move_the_copy_alone(tab: Tab) -> None:
    tab.step_to("2003-08-02")
    tab.press("Copy the city here")
    expect(tab.button("Drop the copy")).to_be_enabled()
    tab.slide_to_start("Fine for a missed meeting")
    tab.step_to(telling_day())
    assert same(tab.numbers, with_fines(tab.date), world=0)
    assert same(tab.numbers, without_fines(tab.date), world=1)
    tab.page.screenshot(path=ARTIFACTS / "what_if.png", full_page=True)
    tab.press("Drop the copy")
    expect(tab.button("Copy the city here")).to_be_enabled()
    assert len(tab.number("up")) == 1


def test_two_tabs_are_two_cities(tab: Tab, new_tab: Callable[[str], Tab], address: str) -> None:
    other = new_tab(address)
    other.wait_for_date("2003-07-31")
    tab.press("Play")
    tab.wait_past("2003-08-10")
    assert other.date == "2003-07-31"
    other.press("Step a day")
    other.wait_for_date("2003-08-01")
    assert tab.date > "2003-08-10"


def test_nothing_sticks_out_of_the_page_however_wide_it_is_light_or_dark(tab: Tab) -> None:
    for theme, turn in (("light", "Dark page"), ("dark", "Light page")):
        expect(tab.page.locator(".alto")).to_have_attribute("data-theme", theme)
        for width in (390, 768, 1440):
            tab.page.set_viewport_size({"width": width, "height": 844})
            expect(tab.page.locator(".alto canvas")).to_be_visible()
            assert tab.page.evaluate("document.documentElement.scrollWidth") <= width
            tab.page.screenshot(path=ARTIFACTS / f"{theme}_{width}.png", full_page=True)
        tab.press(turn)


def test_the_whole_city_lives_on_the_page_as_it_does_on_the_command_line(new_tab: Callable[[str], Tab]) -> None:
    """At one to one, into its uprising; a picture of it is kept."""
    with served("october_2003") as url:
        tab = new_tab(url)
        tab.wait_for_date("2003-07-31")
        tab.choose("Speed", "as fast as it can")
        tab.press("Play")
        tab.wait_past("2003-09-20")
        tab.press("Pause")
        expect(tab.button("Play")).to_be_enabled()
        tab.page.get_by_label("Barrio", exact=True).select_option(label="Villa Santiago II")
        expect(tab.page.locator(".alto-name")).to_contain_text("Villa Santiago II")
        assert same(tab.numbers, City(load_scenario("october_2003"), seed=1).run(until=tab.date))
        tab.page.screenshot(path=ARTIFACTS / "dashboard.png")
        tab.page.close()

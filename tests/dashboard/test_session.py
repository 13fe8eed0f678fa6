"""What a tab does behind the page, without a browser: levers, copies, what is kept, and what goes wrong."""

import time
from collections.abc import Callable, Iterator
from datetime import date

import numpy as np
import pandas as pd
import pytest

from simulation import City, load_scenario
from simulation.dashboard import picture
from simulation.dashboard.founding import found
from simulation.dashboard.levers import LEVERS, changed
from simulation.dashboard.series import MOST, SHOWN, Series
from simulation.dashboard.session import Session, Status
from simulation.dashboard.widget import CityView
from simulation.dashboard.world import World
from simulation.errors import ScenarioError
from simulation.scenario import Scenario

SMALL = load_scenario("october_2003", {"city.scale": 0.01})
FINE = "participation.meeting_fine"


def world_of(scenario: Scenario = SMALL) -> World:
    """A world on the eve of its first day."""
    return World.alone(found(scenario, 1, lambda _: None))


def live(world: World, days: int) -> World:
    """So many days later."""
    for _ in range(days):
        world.step()
    return world


class Blank:
    """A screen that counts what it is shown, and says at once that it was drawn."""

    def __init__(self) -> None:
        self.drawn = self.shown = 0
        self.last: tuple[World, ...] = ()

    def show(self, *worlds: World) -> None:
        self.drawn = self.shown = self.shown + 1
        self.last = worlds


@pytest.fixture
def session() -> Iterator[Session]:
    """A session with a city."""
    session = Session(lambda _: None)
    session.open(Blank())
    session.start(lambda: (SMALL, 1))
    until(lambda: session.status.ready)
    yield session
    session.close()


def until(holds: Callable[[], bool]) -> None:
    """Wait, at most twenty seconds."""
    end = time.monotonic() + 20
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_a_city_that_was_copied_as_founded_lives_as_one_that_was_founded() -> None:
    here, there = live(world_of(), 60).today, City(SMALL, seed=1).run(until="2003-09-29").daily.iloc[-1]
    assert {name: value for name, value in here.items() if value == value} == there.dropna().to_dict()


def test_every_lever_is_a_parameter_and_its_lowest_and_highest_values_are_allowed() -> None:
    for lever in LEVERS:
        for value in (lever.low, lever.top(SMALL.rules)):
            scenario = changed(SMALL, SMALL.start, {lever.key: value})
            assert all(scenario.changes[0].set[key] == value for key in lever.keys)


@pytest.mark.parametrize(("key", "value"), [(FINE, -1), (FINE, float("nan")), ("participation.nonsense", 1)])
def test_a_lever_takes_no_value_that_its_parameter_would_not(key: str, value: float) -> None:
    with pytest.raises(ValueError, match=r"meeting_fine|no lever"):
        changed(SMALL, SMALL.start, {key: value})


def test_levers_moved_before_the_same_day_leave_the_last_word() -> None:
    world = world_of()
    for value in (3.0, 7.0):
        world.city.scenario = world.changed({FINE: value})
    assert live(world, 1).city.rules["participation"].model_dump()["meeting_fine"] == 7.0


def test_a_copy_with_nothing_moved_lives_the_same_days() -> None:
    world = live(world_of(), 40)
    twin = world.split()
    live(world, 30), live(twin, 30)
    np.testing.assert_array_equal(world.series.values, twin.series.values)
    assert picture.cells(world) == picture.cells(twin)
    assert list(world.story) == list(twin.story)


def test_what_happens_to_the_copy_leaves_the_first_alone() -> None:
    world, alone = live(world_of(), 40), live(world_of(), 40)
    twin = world.split()
    twin.city.scenario = twin.changed({FINE: 0.0})
    live(twin, 30), live(world, 30), live(alone, 30)
    np.testing.assert_array_equal(world.series.values, alone.series.values)
    assert twin.city.assemblies.treasury.sum() < world.city.assemblies.treasury.sum()


@pytest.mark.parametrize("days", [1, MOST, MOST + 1, 20_819])
def test_a_series_is_no_longer_than_a_screen_and_has_room_for_the_last_day(days: int) -> None:
    end = date.fromordinal(SMALL.start.toordinal() + days - 1)
    series = Series(Scenario(name="long", start=SMALL.start, end=end))
    assert series.values.shape[1] <= MOST
    series.add(world_of().today | {"date": pd.Timestamp(end)}, np.ones(3))
    assert not np.isnan(series.values[:, -1]).any()


def test_a_city_on_the_page_keeps_one_day() -> None:
    city = live(world_of(), 100).city
    assert len(city.recorder.days) == 1
    assert not city.recorder.frames
    assert not city.recorder.assemblies


def test_the_widget_of_a_notebook_follows_a_city_that_keeps_all_its_days() -> None:
    city = City(SMALL, seed=1)
    view = CityView(city)
    city.run(until="2003-09-25", after_day=view.update)
    assert view.scene["worlds"][0]["date"] == "2003-09-25"
    assert len(city.daily) == 56
    series = np.frombuffer(view.series, dtype=np.float32).reshape(len(SHOWN), -1)
    np.testing.assert_allclose(series[0, :56], city.daily["mobilised_share"], rtol=1e-6)
    view.selected = 3
    assert view.assembly[0]["name"] == city.assemblies.names[3]
    view.selected = 10_000
    assert view.assembly == [{}]


def test_a_session_plays_to_the_last_day_and_stops(session: Session) -> None:
    session.speed = 0
    session.play(True)
    until(lambda: session.status.over)
    assert not session.status.playing
    assert session.worlds[0].city.date == SMALL.end


def test_play_keeps_to_its_speed(session: Session) -> None:
    """At 20 days a second a second has 20, give or take what a busy machine does to clocks: never many more."""
    session.speed = 20
    began = session.worlds[0].city.day
    session.play(True)
    time.sleep(1.0)
    assert 1 <= session.worlds[0].city.day - began <= 26


def test_what_goes_wrong_is_said_and_the_session_lives_on(session: Session) -> None:
    def refuse() -> tuple[Scenario, int]:
        raise ScenarioError("there is no such scenario")

    session.start(refuse)
    until(lambda: session.status.error == "there is no such scenario")
    session.move("participation.nonsense", 1.0)
    until(lambda: "no lever" in session.status.error)
    session.step()
    until(lambda: session.worlds[0].city.date == SMALL.start)
    assert session.status.error == ""


def test_a_rule_that_breaks_is_said_and_the_session_can_begin_again(
    session: Session, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def breaks() -> None:
        raise ZeroDivisionError("nobody called")

    monkeypatch.setattr(session.worlds[0].city, "step", breaks)
    session.play(True)
    until(lambda: "Something went wrong" in session.status.error)
    assert not session.status.playing
    assert "ZeroDivisionError" in capsys.readouterr().err
    session.start(lambda: (SMALL, 2))
    until(lambda: session.status.ready and not session.status.error)


def test_a_closed_session_ends_its_thread_and_lets_its_cities_go() -> None:
    said: list[Status] = []
    session = Session(said.append)
    session.open(Blank())
    session.start(lambda: (SMALL, 1))
    until(lambda: session.status.ready)
    session.play(True)
    session.close()
    session._thread.join(10)
    assert not session._thread.is_alive()
    assert not session.worlds


def test_play_stops_where_nobody_looks(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("simulation.dashboard.session.GONE", 0.2)
    monkeypatch.setattr(session.screen, "show", lambda *_: None)
    session.play(True)
    until(lambda: session.status.playing)
    until(lambda: not session.status.playing)
    assert not session.status.over

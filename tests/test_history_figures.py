"""Pictures of a city that grows: legible, true to the data, and drawn only where they say something."""

from datetime import date
from functools import cache
from itertools import combinations
from typing import Any

import numpy as np
import pytest
from figure_data import grown, run_of
from matplotlib.colors import to_hex
from matplotlib.text import Text
from test_figures import NOBODY, SEEN_BY, drawn, seen, texts_of, title_of
from test_figures import made_up as made_up_short

from simulation import City, load_scenario
from simulation.figures import WHERE, draw, figures_for
from simulation.figures.control import COLORS, STATE, STRONGER, UP, kinds, views_of
from simulation.figures.growth_map import NEW, OLD
from simulation.figures.half_century import PRESENCE
from simulation.figures.marks import LEVEL, Mark, flags_of, headroom
from simulation.figures.organisations import SIDES
from simulation.figures.periods import Column
from simulation.figures.population import BARRIOS, POINT, RESIDENTS
from simulation.figures.works import WORKS
from simulation.run import Run
from simulation.tables.residents import Origin

ALWAYS = ["timeline", "city_map", "participation", "organisations"]
HISTORY = [name for name in WHERE if name != "control"]
LONG: dict[str, dict[str, Any]] = {
    "history": {},
    "no wave": {"waves": (), "causes": ()},
    "twelve years": {"years": 12, "waves": ((4_000, 20, 0.5),), "causes": ((0, "hunger"),), "barrios": 11},
}
SHORT = ["the whole city", "calm", "one day", "one day up", "tiny", "open at the end", NOBODY]


@cache
def made_up(case: str) -> Run:
    return grown(**LONG[case]) if case in LONG else made_up_short(case)


every_case = pytest.mark.parametrize("case", [*LONG, *SHORT])


@pytest.mark.parametrize("name", WHERE)
@every_case
def test_every_text_lies_on_the_page_and_hides_no_other(case: str, name: str) -> None:
    """And nothing warns. Asked for by name, a figure is drawn of every run that a map was kept of."""
    if case == NOBODY and name == "growth_map":
        pytest.skip("no map was kept")
    figure = drawn(made_up(case), name)
    boxes = [(text.get_text(), Text.get_window_extent(text)) for text in texts_of(figure)]
    width, height = figure.get_size_inches() * figure.dpi
    for text, box in boxes:
        assert box.x0 >= 0, f"{text!r} is cut off on the left"
        assert box.x1 <= width, f"{text!r} is cut off on the right"
        assert box.y0 >= 0, f"{text!r} is cut off below"
        assert box.y1 <= height, f"{text!r} is cut off above"
    touch = 2 / 72 * figure.dpi
    for (text, box), (other, its) in combinations(boxes, 2):
        wide, high = min(box.x1, its.x1) - max(box.x0, its.x0), min(box.y1, its.y1) - max(box.y0, its.y0)
        assert min(wide, high) < touch, f"{text!r} and {other!r} overlap"


def test_short_runs_have_no_pictures_of_years() -> None:
    assert figures_for(made_up("calm")) == ALWAYS
    assert figures_for(made_up("the whole city")) == [*ALWAYS, "control"]
    assert figures_for(run_of(days=3_653, waves=(), causes=(), barrios=3)) == ALWAYS


def test_long_runs_have_them_and_control_where_there_was_a_wave() -> None:
    assert figures_for(made_up("history")) == [*ALWAYS, *WHERE]
    assert figures_for(made_up("no wave")) == [*ALWAYS, *HISTORY]


def painted(run: Run, name: str) -> list[dict[str, int]]:
    """How many blocks of each colour every map of a figure shows."""
    counts = []
    for axes in draw(run, name).axes:
        for image in axes.images:
            colors, count = np.unique(image.get_array().reshape(-1, 3), axis=0, return_counts=True)
            counts.append({to_hex(color): int(n) for color, n in zip(colors, count, strict=True)})
            counts[-1].pop("#ffffff", None)
    return counts


def test_the_map_of_a_year_shows_the_barrios_that_stood_by_then() -> None:
    """Nine blocks to a barrio; the frame of a month on which the year turns at its middle."""
    run = made_up("history")
    maps = painted(run, "growth_map")
    for on, blocks in zip(("1950-01-01", "1976-07-01", "1985-07-01", "1992-07-01", "2003-07-01"), maps, strict=False):
        stood = int(run.daily.set_index("date").loc[on, "barrios"])
        assert sum(blocks.values()) == 9 * stood, on


def test_new_barrios_stand_out_by_the_origin_of_their_founders() -> None:
    """On the last map: barrios since July 2003 in strong colours, older ones in pale, nine blocks each."""
    run = made_up("history")
    (then,) = run.daily.loc[run.daily["date"] == "2003-07-01", "barrios"]
    now, origin = run.daily["barrios"].iloc[-1], run.frames["barrio_origin"]
    wanted = {NEW[kind]: 9 * int((origin[then:now] == kind).sum()) for kind in Origin}
    wanted |= {OLD[kind]: 9 * int((origin[:then] == kind).sum()) for kind in Origin}
    assert painted(run, "growth_map")[-1] == {color: count for color, count in wanted.items() if count}


def test_city_maps_show_no_barrio_before_it_is_founded() -> None:
    run = made_up("history")
    assert max(sum(blocks.values()) for blocks in painted(run, "city_map")) < 9 * run.daily["barrios"].iloc[-1]


def test_growth_is_headed_by_how_many_barrios_miners_founded() -> None:
    run = made_up("history")
    mines = (run.frames["barrio_origin"][1:60] == Origin.MINE).mean()
    assert title_of(draw(run, "growth_map")) == (
        f"A city grows: from 1 to 60 barrios, {100 * mines:.0f} % of the new ones founded by the people of a mine"
    )


def test_population_is_headed_by_how_far_it_is_off_what_nothing_was_set_on() -> None:
    """Exponential from 11,000 to 790,000 in 57 years of 365.25 days: on 1 September 2001, day 18,871 of 20,819,
    11,000 * 71.818^(18,871 / 20,818) = 529,600, 19 % under the census; on 1 July 2006 761,400, 5 % under 800,000."""
    assert title_of(draw(made_up("history"), "population")) == (
        "A city grows: from 11,000 to 790,000 residents, 19 % fewer than the census in 2001, "
        "5 % fewer than the article in 2006"
    )


def test_a_number_that_rates_were_set_on_is_filled_and_one_compared_is_hollow() -> None:
    axes = draw(made_up("history"), "population").axes[0]
    points = {
        float(line.get_ydata()[0]): line.get_markerfacecolor() for line in axes.lines if len(line.get_ydata()) == 1
    }
    for point in RESIDENTS:
        assert (points[point.value] == POINT) == point.sets, point.row
    assert {point.row for point in RESIDENTS if point.sets} == {"POP-1950", "POP-1976", "POP-1992"}


def test_every_point_that_is_shown_has_its_row_named() -> None:
    words = " ".join(text.get_text() for text in texts_of(draw(made_up("history"), "population")))
    assert all(point.row in words for point in (*RESIDENTS, *BARRIOS))


def test_evidence_of_other_years_is_not_shown() -> None:
    """Of twelve years from 1950 only the first number lies within."""
    axes = draw(made_up("twelve years"), "population").axes[0]
    assert [text.get_text() for text in axes.texts if text.get_text()[0].isdigit()] == ["11,000"]


def test_a_part_of_the_city_is_shown_as_the_whole() -> None:
    """Sixty barrios of 550: at the end 790,000 on the axis, not 86,000."""
    run = made_up("history")
    (line,) = (line for line in draw(run, "population").axes[0].lines if len(line.get_ydata()) > 1)
    assert run.daily["residents"].iloc[-1] < 90_000
    assert line.get_ydata()[-1] == pytest.approx(790_000, rel=1e-4)


def test_half_a_century_is_headed_by_calm_and_the_furthest_since() -> None:
    run = made_up("history")
    calm, since = run.daily.iloc[:19_640], run.daily.iloc[19_640:]
    assert title_of(draw(run, "half_century")) == (
        f"A city grows: strength rose from {calm.strength.mean():.2f} to {since.strength.max():.2f} and "
        f"bureaucracy fell from {calm.bureaucracy.mean():.2f} to {since.bureaucracy.min():.2f} over 2 waves"
    )


def test_the_closer_look_begins_with_the_year_of_the_first_cause() -> None:
    """Row 19,600 is 30 August 2003."""
    low, _ = draw(made_up("history"), "half_century").axes[1].get_xlim()
    assert low + 0.5 == (date(2003, 1, 1) - date(1970, 1, 1)).days


def test_control_is_headed_by_the_hold_before_the_wave_and_the_most_in_it() -> None:
    """0.3 + 0.6 m, with m = 0 before the wave and 0.89 at its peak."""
    assert title_of(draw(made_up("the whole city"), "control")) == (
        "October 2003: in the largest wave the assemblies' hold on the city rose from 0.30 to 0.83 (of 1)"
    )


def test_control_maps_calm_peak_and_afterwards() -> None:
    assert [view.tells for view in views_of(made_up("the whole city"))] == ["before", "peak", "6 weeks later"]


def test_a_barrio_is_up_or_held_by_the_stronger() -> None:
    run = run_of(days=3, waves=((0, 3, 0.9),), causes=(), barrios=3)
    run.frames["up"][0] = (1, 0, 0)
    first = run.assemblies["date"] == run.daily["date"].iloc[0]
    run.assemblies.loc[first, ["strength", "state_presence"]] = [[0.1, 0.9], [0.6, 0.5], [0.5, 0.5]]
    assert kinds(run, 0).tolist() == [UP, STRONGER, STATE]


def test_works_are_headed_by_what_stands_and_how_often_water_does() -> None:
    """Half of the barrios (30 of 60, all there are while fewer stand) from December to March: 121 days a year while
    all stand under it. The last ten years' mean is taken from the data."""
    run = made_up("history")
    share = run.daily["floods"] / run.daily["barrios"]
    first, last = (365.25 * share[rows].mean() for rows in (slice(0, 3_651), run.daily["date"] > "1996-12-31"))
    assert title_of(draw(run, "works")) == (
        f"A city grows: 50 % of the works needed stand at the end; water stood in a barrio {first:.0f} days a year "
        f"in the first ten years, {last:.0f} in the last"
    )
    assert first == pytest.approx(121, abs=1)


@pytest.mark.parametrize("eye", SEEN_BY)
def test_colours_of_one_panel_differ_for_the_colour_blind(eye: str) -> None:
    """By 20 in CIELAB at least, ten times what can just be told apart."""
    for panel in (NEW, OLD, COLORS, SIDES, PRESENCE, WORKS):
        for one, other in combinations(panel.values(), 2):
            assert np.linalg.norm(seen(one, eye) - seen(other, eye)) >= 20, (one, other)


def test_causes_of_a_few_weeks_in_half_a_century_share_a_flag() -> None:
    """Nine causes a week apart, and one ten years before: two flags on one row, and a line for each."""
    column = Column(0, 20_000, 0.66, 7.0)
    days = [14_000, *range(18_000, 18_063, 7)]
    marks = [Mark(day, number, False, "") for number, day in enumerate(days, start=1)]
    flags = flags_of(column, marks)
    assert [flag.day for flag in flags] == days
    assert [flag.text for flag in flags if flag.text] == ["1", "2\u201310"]
    assert headroom([column], marks) == LEVEL


def test_a_city_that_grew_is_drawn() -> None:
    """Three years of the history at a fiftieth of its size, every picture of it."""
    city = City(load_scenario("history", {"city.scale": 0.02}).cut(date(1952, 12, 31)), seed=1)
    city.run()
    run = city.record()
    for name in WHERE:
        assert "1950 to 2006" in title_of(drawn(run, name))

"""Pictures: drawn without a warning for every shape of run, legible, true to the data."""

import re
import subprocess
import sys
import warnings
from collections.abc import Iterator
from datetime import date
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from figure_data import run_of
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.text import Text
from numpy.typing import NDArray

from simulation import City, load_scenario
from simulation.figures import FIGURES, WHERE, draw, draw_all, figures_for
from simulation.figures.city_map import CALM, UP
from simulation.figures.ensemble import ensemble
from simulation.figures.moments import moments_of
from simulation.figures.organisations import SIDES
from simulation.figures.participation import COLORS, FINES
from simulation.figures.style import Page, days_of, percent
from simulation.figures.timeline import FEELINGS, GOODS
from simulation.run import Run

FOUR_YEARS: dict[str, Any] = {
    "days": 1461,
    "start": date(2003, 1, 1),
    "waves": ((280, 12, 0.9), (740, 6, 0.3), (870, 22, 0.7)),
    "causes": tuple((40 + 65 * k, f"cause {k} of a long name, such as a law nobody asked for") for k in range(20)),
    "fall": 291,
    "barrios": 55,
}
NOBODY = "nobody called"
CASES: dict[str, dict[str, Any]] = {
    "october": {"barrios": 55},
    "calm": {"waves": (), "causes": (), "barrios": 11},
    "causes but no wave": {"waves": ((60, 5, 0.06),), "fall": None, "barrios": 55},
    "open at the end": {"days": 73, "fall": None, "barrios": 55},
    "rising on the last day": {"days": 69, "fall": None, "barrios": 55},
    "all of it a wave": {"days": 12, "waves": ((0, 30, 0.9),), "causes": ((0, "hunger"),), "fall": None, "barrios": 11},
    "one day": {"days": 1, "waves": (), "causes": ((0, "hunger"),), "barrios": 11},
    "one day up": {"days": 1, "waves": ((0, 1, 1.0),), "causes": (), "barrios": 11},
    "five days": {"days": 5, "waves": (), "causes": (), "barrios": 3},
    "tiny": {"barrios": 3},
    "the whole city": {},
    "four years": FOUR_YEARS,
    "long words": {
        "title": "Price of $ {x} _and_ $ " + "y" * 170,
        "causes": ((3, "z" * 200),),
        "barrios": 11,
        "fall": 70,
    },
}


@cache
def made_up(case: str) -> Run:
    """The run of a case. That of `NOBODY`: nobody called to anything, nothing owed, no map kept."""
    if case in CASES:
        return run_of(**CASES[case])
    run = run_of(days=40, waves=(), causes=(), barrios=11)
    run.daily[[column for column in run.daily if column.startswith("turnout")]] = np.nan
    run.daily[["fines_laid_bs", "fines_paid_bs", "arrears_bs", "strength", "bureaucracy"]] = 0.0
    for name in ("dates", "up", "held", "route_open", "grievance", "turnout"):
        run.frames[name] = run.frames[name][:0]
    return run


def drawn(run: Run, name: str) -> Figure:
    """The figure, laid out, any warning an error."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        figure = draw(run, name)
        figure.draw_without_rendering()
    return figure


def texts_of(figure: Figure) -> Iterator[Text]:
    """Every text that is seen: not the labels of ticks that lie outside an axis."""
    unseen = set()
    for axes in figure.axes:
        for axis in (axes.xaxis, axes.yaxis):
            low, high = sorted(axis.get_view_interval())
            outside = [tick for tick in axis.get_major_ticks() if not low <= tick.get_loc() <= high]
            unseen |= {id(label) for tick in outside for label in (tick.label1, tick.label2)}
        if not axes.axison:
            unseen |= {id(text) for axis in (axes.xaxis, axes.yaxis) for text in axis.findobj(Text)}
    for text in figure.findobj(Text):
        if text.get_visible() and text.get_text().strip() and id(text) not in unseen:
            yield text


def title_of(figure: Figure) -> str:
    return figure.texts[0].get_text().replace("\n", " ").replace("\u00a0", " ")


every_run = pytest.mark.parametrize("case", [*CASES, NOBODY])
OF_EVERY_RUN = [name for name in FIGURES if name not in WHERE]
every_figure = pytest.mark.parametrize("name", OF_EVERY_RUN)


@every_figure
@every_run
def test_every_text_lies_on_the_page_and_hides_no_other(case: str, name: str) -> None:
    """And nothing warns, for warnings are errors here. Texts may touch by less than two points."""
    figure = drawn(made_up(case), name)
    boxes = [(text.get_text(), Text.get_window_extent(text)) for text in texts_of(figure)]
    width, height = figure.get_size_inches() * figure.dpi
    for text, box in boxes:
        assert box.x0 >= 0, f"{text!r} is cut off on the left"
        assert box.y0 >= 0, f"{text!r} is cut off below"
        assert box.x1 <= width, f"{text!r} is cut off on the right"
        assert box.y1 <= height, f"{text!r} is cut off above"
    touch = 2 / 72 * figure.dpi
    for (text, box), (other, its) in combinations(boxes, 2):
        wide, high = min(box.x1, its.x1) - max(box.x0, its.x0), min(box.y1, its.y1) - max(box.y0, its.y0)
        assert min(wide, high) < touch, f"{text!r} and {other!r} overlap"


@pytest.mark.parametrize("name", [name for name in OF_EVERY_RUN if name != "city_map"])
def test_every_axis_says_what_it_measures_and_in_what(name: str) -> None:
    """Upright axes name their unit in brackets, once for panels that share one; those across name dates or a unit."""
    figure = drawn(made_up("october"), name)
    for axes in (axes for axes in figure.axes if axes.axison):
        shared = axes.get_shared_y_axes().get_siblings(axes)
        assert any(re.search(r"\(.+\)$", one.get_ylabel()) for one in shared)
        if any(label.get_text() for label in axes.get_xticklabels()):
            assert re.search(r"date|\(.+\)$", axes.get_xlabel())


def test_dates_stand_where_their_days_are() -> None:
    """Under each mark of the axis of dates stands the month (or day) that the mark lies on."""
    axes = drawn(made_up("october"), "timeline").axes[-2]
    ticks = dict(zip(axes.get_xticks(), (label.get_text() for label in axes.get_xticklabels()), strict=True))
    first_of_october = days_of(np.array(["2003-10-01"], dtype="datetime64[D]"))[0]
    assert ticks[first_of_october] == "Oct"
    assert next(iter(ticks.values())) == "Aug\n2003"


def test_the_timeline_is_headed_by_peak_and_fall() -> None:
    """Both read off the data: 89 % on row 71 (11 October), the fall on row 77 (17 October)."""
    run = made_up("the whole city")
    assert title_of(draw(run, "timeline")) == (
        "October 2003: 89 % of barrios up at the peak on 11 October; the government fell on 17 October"
    )


@pytest.mark.parametrize(
    ("case", "words"),
    [
        ("calm", "no wave; no barrio was ever up"),
        ("causes but no wave", "no wave; never more than 4 % of barrios up"),
        ("open at the end", "89 % of barrios up at the peak on 11 October; it was still going when the run ended"),
        ("four years", "3 waves (1 won, "),
    ],
)
def test_the_timeline_claims_no_more_than_the_data(case: str, words: str) -> None:
    assert words in title_of(draw(made_up(case), "timeline"))


def test_the_map_is_headed_by_the_day_on_which_most_was_up() -> None:
    run = made_up("the whole city")
    frame = int(run.frames["up"].mean(axis=1).argmax())
    cut = int((run.frames["route_open"][frame] == 0).sum())
    up = percent(run.frames["up"][frame].mean()).replace("\u00a0", " ")
    assert title_of(draw(run, "city_map")) == (
        f"October 2003: on 11 October {up} of barrios were up and {cut} of 6 roads to La Paz were cut"
    )


def test_participation_is_headed_by_who_came() -> None:
    """The means of the days outside the wave (rows 0 to 67 and 79 on) and of those in it."""
    run = made_up("october")
    calm = run.daily["turnout_meeting"].drop(range(68, 80)).mean()
    shifts = run.daily["turnout_shift"][68:80].mean()
    assert title_of(draw(run, "participation")) == (
        f"October 2003: {100 * calm:.0f} % came to meetings outside the wave; "
        f"{100 * shifts:.0f} % came to barricade shifts in the wave"
    )


def test_organisations_are_headed_by_how_they_moved() -> None:
    run = made_up("october")
    before, after = run.daily.loc[68], run.daily.loc[79]
    assert title_of(draw(run, "organisations")) == (
        f"October 2003: in the largest wave strength rose from {before.strength:.2f} to {after.strength:.2f}, "
        f"bureaucracy fell from {before.bureaucracy:.2f} to {after.bureaucracy:.2f}"
    )


def test_no_share_reads_as_none_or_all_that_is_not() -> None:
    shares = [percent(share).replace("\u00a0", " ") for share in (0, 0.004, 0.5, 0.996, 1)]
    assert shares == ["0 %", "under 1 %", "50 %", "over 99 %", "100 %"]


def test_maps_are_of_the_days_on_which_the_story_turned() -> None:
    """October: calm before, strike day 1 (row 68), depot cut (row 70), peak (71), most deaths, weeks later."""
    run = made_up("the whole city")
    dates = run.frames["dates"].astype("datetime64[D]")
    told = {moment.tells: dates[moment.frame].item() for moment in moments_of(run)}
    assert told["strike day 1"] == date(2003, 10, 8)
    assert told["depot cut off"] == date(2003, 10, 10)
    assert told["peak"] == date(2003, 10, 11)
    assert told["most killed"] == run.daily["date"][run.daily["deaths"].idxmax()].date()
    assert told["before"] == date(2003, 10, 1)
    assert told["6 weeks later"] == date(2003, 12, 1)
    assert list(told.values()) == sorted(told.values())


@every_run
def test_there_are_never_more_than_six_maps(case: str) -> None:
    assert len(moments_of(made_up(case))) <= 6


SEEN_BY = {
    "protan": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deutan": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
}
"""What is left of linear RGB without red or green cones: Machado, Oliveira and Fernandes 2009, severity 1."""


def seen(color: str, eye: str) -> NDArray[np.float64]:
    """A colour as CIELAB, the way such an eye sees it, where 2 can just be told apart."""
    rgb = np.array(to_rgb(color))
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    linear = np.clip(np.array(SEEN_BY[eye]) @ linear, 0, 1)
    xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]) @ linear
    f = np.cbrt(np.maximum(xyz / [0.9505, 1.0, 1.089], 0.008856))
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


@pytest.mark.parametrize("eye", SEEN_BY)
def test_colours_of_one_panel_differ_for_the_colour_blind(eye: str) -> None:
    """By 20 in CIELAB at least, ten times what can just be told apart."""
    panels = (GOODS, FEELINGS, COLORS, FINES, SIDES, dict(zip("ab", (UP[0], CALM[0]), strict=True)))
    for panel in panels:
        for one, other in combinations(panel.values(), 2):
            assert np.linalg.norm(seen(one, eye) - seen(other, eye)) >= 20, (one, other)


def many_seeds(count: int = 6, **case: Any) -> pd.DataFrame:
    """Daily series of so many seeds; each rises two days after the one before, and a third of them not at all."""
    runs = [
        run_of(barrios=11, **{"waves": ((60 + 2 * seed, 11, 0.7 + seed / 50),) if seed % 3 else (), **case})
        for seed in range(count)
    ]
    return pd.concat([run.daily.assign(seed=seed) for seed, run in enumerate(runs)], ignore_index=True)


@pytest.mark.parametrize("case", [{}, {"waves": ()}, {"days": 1, "waves": (), "causes": ()}, {"days": 70}])
def test_many_seeds_are_drawn_without_a_warning(case: dict[str, Any]) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        ensemble(many_seeds(**case), made_up("october").scenario).draw_without_rendering()


def test_one_seed_alone_and_seeds_that_ended_early_are_drawn() -> None:
    days = many_seeds(3)
    short = days[(days["seed"] < 2) | (days["date"] < "2003-10-10")]
    for some in (days[days["seed"] == 1], short):
        ensemble(some, made_up("october").scenario).draw_without_rendering()


def test_many_seeds_are_headed_by_how_many_rose_and_how_far() -> None:
    """Seeds 1, 2, 4, 5 of 6 rise, to 72, 74, 78 and 80 %: median 76; 5 to 95 % by linear interpolation 72 to 80."""
    title = title_of(ensemble(many_seeds(), made_up("october").scenario))
    assert title == "October 2003: a wave in 4 of 6 seeds; median peak 76 % of barrios up (5 to 95 %: 72 to 80)"


def test_the_band_over_seeds_holds_their_percentiles() -> None:
    days = many_seeds()
    band = ensemble(days, made_up("october").scenario).axes[0].collections[0].get_paths()[0].vertices
    on = days["date"] == "2003-10-12"
    low, high = np.percentile(100 * days.loc[on, "mobilised_share"], (5, 95))
    day = days_of(days.loc[on, "date"])[0]
    drawn_there = band[band[:, 0] == day, 1]
    assert {drawn_there.min().round(9), drawn_there.max().round(9)} == {low.round(9), high.round(9)}


def test_a_notebook_shows_a_figure_without_pyplot() -> None:
    figure = draw(made_up("calm"), "timeline")
    assert isinstance(figure, Page)
    assert figure._repr_png_().startswith(b"\x89PNG")


def test_words_of_a_scenario_are_no_formulas() -> None:
    """What stands between two dollars is not set as mathematics."""
    figure = drawn(made_up("long words"), "timeline")
    assert "$ {x} _and_ $" in title_of(figure)


def test_matplotlib_waits_until_something_is_drawn() -> None:
    asked = "import sys, simulation.figures; sys.exit('matplotlib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", asked], check=False).returncode == 0


def test_an_unknown_figure_is_refused_with_those_there_are() -> None:
    with pytest.raises(
        ValueError, match="no figure 'mood'; there are timeline, city_map, participation, organisations"
    ):
        draw(made_up("calm"), "mood")


def test_a_run_that_is_kept_nowhere_is_not_drawn_into_a_folder() -> None:
    with pytest.raises(ValueError, match="save it first"):
        draw_all(made_up("calm"))


def test_a_city_that_lived_is_drawn_into_the_folder_of_its_run(tmp_path: Path) -> None:
    city = City(load_scenario("small"), seed=1)
    city.run(until="2003-10-20")
    run = city.record()
    run.save(tmp_path)
    paths = draw_all(run)
    assert [path.name for path in paths] == [f"{name}.png" for name in figures_for(run)]
    assert all(path.parent.parent == run.folder and path.read_bytes().startswith(b"\x89PNG") for path in paths)

"""Waves are found where the words say, and told in numbers that can be checked by hand."""

import json
from datetime import date
from typing import Any

import numpy as np
import pytest
from factories import FORMS, GAS, START, answered, arises, daily_of, events_of, scenario_of
from hypothesis import given
from hypothesis import strategies as st

from simulation.waves import QUIET, QUIET_DAYS, RISEN, extent, find_waves, summarise

QUIET_WEEK = [0.0] * 7
SHARES = st.lists(st.sampled_from([0.0, 0.049, 0.05, 0.07, 0.099, 0.1, 0.3, 0.9]), min_size=1, max_size=60)


def summary_of(shares: list[float], *events: Any, causes: Any = ((0, GAS, 0.6),), **columns: Any) -> dict[str, Any]:
    return summarise(scenario_of(len(shares), *causes), 1, daily_of(shares, **columns), events_of(*events))


def wave_of(shares: list[float], *events: Any, **more: Any) -> dict[str, Any]:
    (wave,) = summary_of(shares, *(events or [arises(0)]), **more)["waves"]
    return wave


def iso(offset: int) -> str:
    return date.fromordinal(START.toordinal() + offset).isoformat()


def test_a_tenth_of_the_barrios_up_is_a_wave_and_less_is_none() -> None:
    assert len(find_waves(daily_of([0.0, 0.10, 0.0]))) == 1
    assert find_waves(daily_of([0.0, 0.0999, 0.0])) == []


def test_a_share_of_exactly_a_twentieth_keeps_a_wave_going() -> None:
    (wave,) = find_waves(daily_of([0.1, *[0.05] * 30]))
    assert not wave.ended


def test_six_quiet_days_do_not_end_a_wave_and_seven_do() -> None:
    six = find_waves(daily_of([0.5, *[0.0] * 6, 0.5, *QUIET_WEEK]))
    seven = find_waves(daily_of([0.5, *[0.0] * 7, 0.5, *QUIET_WEEK]))
    assert [(wave.first, wave.last) for wave in six] == [(0, 8)]
    assert [(wave.first, wave.last) for wave in seven] == [(0, 1), (8, 9)]


def test_a_wave_ends_on_the_first_of_its_seven_quiet_days() -> None:
    wave = wave_of([0.0, 0.2, 0.8, 0.3, *QUIET_WEEK])
    assert (wave["start"], wave["peak_date"], wave["end"]) == (iso(1), iso(2), iso(4))
    assert wave["days"] == 4
    assert (wave["peak_share"], wave["peak_strike_day"]) == (0.8, 2)


def test_a_wave_that_the_period_cuts_off_is_open_and_has_no_end() -> None:
    wave = wave_of([0.0, 0.2, 0.8, *[0.0] * 6])
    assert (wave["ending"], wave["end"], wave["days"]) == ("open", None, 8)


def test_after_a_wave_it_takes_a_tenth_again_to_make_another() -> None:
    shares = [0.5, *QUIET_WEEK, *[0.09] * 5, 0.1, *QUIET_WEEK]
    assert [(wave.first, wave.last) for wave in find_waves(daily_of(shares))] == [(0, 1), (13, 14)]


@given(SHARES)
def test_every_wave_obeys_the_words(shares: list[float]) -> None:
    """Checked against the sentence that defines a wave, day by day."""
    waves = find_waves(daily_of(shares))
    inside = set()
    for wave in waves:
        assert shares[wave.first] >= RISEN
        assert shares[wave.peak] == max(shares[wave.first : wave.last + 1])
        if wave.ended:
            assert all(share < QUIET for share in shares[wave.last : wave.last + QUIET_DAYS])
            assert len(shares) >= wave.last + QUIET_DAYS
        lived = "".join("q" if share < QUIET else "." for share in shares[wave.first : wave.last])
        assert "q" * QUIET_DAYS not in lived
        days = set(range(wave.first, wave.last + 1))
        assert not days & inside
        inside |= days
    assert all(share < RISEN for row, share in enumerate(shares) if row not in inside)


@given(SHARES)
def test_a_summary_can_be_kept_as_json_whatever_was_lived(shares: list[float]) -> None:
    json.dumps(summary_of(shares, arises(0)), allow_nan=False)


def test_what_happened_in_a_wave_is_dated_by_its_first_day_within_it() -> None:
    """The depot was cut on day 0, before the wave, stayed so, and fuel was gone from day 3: strike days 1 and 3."""
    shares = [0.0, 0.2, 0.8, 0.8, *QUIET_WEEK]
    wave = wave_of(shares, depot_open=[False] * 4 + [True] * 7, fuel_gone=[False] * 3 + [True] * 8)
    assert (wave["depot_cut"], wave["depot_cut_strike_day"]) == (iso(1), 1)
    assert (wave["fuel_gone"], wave["fuel_gone_strike_day"]) == (iso(3), 3)
    assert (wave["gas_gone"], wave["gas_gone_strike_day"]) == (None, None)


def test_deaths_and_marchers_are_counted_within_the_wave_only() -> None:
    summary = summary_of([0.0, 0.2, 0.8, *QUIET_WEEK], arises(0), deaths=[1, 2, 3, 4, 5, 0, 0, 0, 0, 0],
                         marchers=[9, 5, 7, 0, 0, 0, 0, 0, 0, 0])  # fmt: skip
    assert summary["deaths"] == 15
    assert summary["waves"][0]["deaths"] == 2 + 3 + 4
    assert summary["waves"][0]["marchers_peak"] == 7


@pytest.mark.parametrize(("kind", "fell"), [("concession", False), ("fall", True)])
def test_a_wave_is_won_when_its_cause_is_conceded_or_the_government_falls(kind: str, fell: bool) -> None:
    wave = wave_of([0.2, 0.8, 0.8, *QUIET_WEEK], arises(0), answered(2, kind))
    assert (wave["ending"], wave["government_fell"]) == ("won", fell)
    assert (wave["answered"], wave["answered_strike_day"], wave["days"]) == (iso(2), 3, 4)


def test_a_concession_after_the_end_or_of_another_cause_wins_no_wave() -> None:
    shares, causes = [0.2, 0.8, 0.8, *QUIET_WEEK], ((0, GAS, 0.6), (0, FORMS, 0.3))
    late = wave_of(shares, arises(0), answered(4, "concession"))
    other = wave_of(shares, arises(0), arises(0, FORMS), answered(2, "concession", FORMS), causes=causes)
    assert late["ending"] == other["ending"] == "faded"
    assert late["answered"] is other["answered"] is None


def test_a_wave_not_won_is_repressed_when_danger_grew_more_than_need_and_faded_otherwise() -> None:
    """`fear` and `need` weigh alike by default, so the larger growth over strike day 1 decides."""
    shares = [0.2, 0.8, 0.8, *QUIET_WEEK]
    grows, stays = [0.1] + [0.5] * 9, [0.4] * 10
    assert wave_of(shares, danger=grows, shortfall=stays)["ending"] == "repressed"
    assert wave_of(shares, danger=stays, shortfall=grows)["ending"] == "faded"
    assert wave_of(shares, danger=stays, shortfall=stays)["ending"] == "faded"


def test_a_wave_is_over_the_cause_that_weighs_most_on_its_first_day() -> None:
    shares = [*[0.0] * 10, 0.5, 0.5, *QUIET_WEEK]
    causes = ((0, FORMS, 0.5), (5, GAS, 0.6))
    told = [arises(0, FORMS), arises(5, GAS)]
    assert wave_of(shares, *told, causes=causes)["cause"] == GAS
    few = [arises(0, FORMS), arises(5, GAS, touched=0.4)]
    assert wave_of(shares, *few, causes=causes)["cause"] == FORMS
    assert wave_of(shares, *told, answered(8, "concession"), causes=causes)["cause"] == FORMS
    later = ((0, FORMS, 0.1), (11, GAS, 1.0))
    assert wave_of(shares, arises(0, FORMS), arises(11, GAS), causes=later)["cause"] == FORMS


def test_a_wave_without_any_open_cause_says_so() -> None:
    (wave,) = summary_of([0.2, *QUIET_WEEK], causes=())["waves"]
    assert wave["cause"] is None


def test_anger_over_an_old_cause_has_faded_by_half_in_attention_days() -> None:
    """After 120 days a cause of size 0.8 weighs 0.4: less than a new one of 0.41, more than one of 0.39."""
    shares = [*[0.0] * 120, 0.5, *QUIET_WEEK]
    for size, expected in ((0.41, GAS), (0.39, FORMS)):
        causes = ((0, FORMS, 0.8), (120, GAS, size))
        assert wave_of(shares, arises(0, FORMS), arises(120, GAS), causes=causes)["cause"] == expected


def test_four_weeks_later_is_28_days_after_the_end_or_unknown() -> None:
    shares = [0.5, *[0.0] * 28, 0.04]
    grievance = np.linspace(0, 1, 30)
    later = wave_of(shares, grievance=grievance)["four_weeks_later"]
    assert later == {"grievance": grievance[29], "mobilised_share": 0.04}
    assert wave_of(shares[:-1])["four_weeks_later"] is None


def test_calm_is_the_time_before_the_first_cause() -> None:
    turnout = [0.4, np.nan, 0.6, 0.9, 0.9]
    calm = summary_of([0.0] * 5, arises(3), causes=((3, GAS, 0.6),), turnout_meeting=turnout)["calm"]
    assert (calm["days"], calm["turnout_meeting"]) == (3, pytest.approx(0.5))
    never = summary_of([0.0] * 5, arises(0))["calm"]
    assert (never["days"], never["turnout_meeting"]) == (0, None)


def test_every_cause_is_listed_with_the_day_on_which_it_was_conceded() -> None:
    causes = ((0, FORMS, 0.3), (1, GAS, 0.6))
    summary = summary_of([0.0] * 5, arises(0, FORMS), arises(1), answered(4, "fall"), causes=causes)
    assert [(cause["name"], cause["conceded"]) for cause in summary["causes"]] == [(FORMS, None), (GAS, iso(4))]
    assert summary["falls"] == [iso(4)]


def test_a_period_of_one_day_can_be_summarised() -> None:
    summary = summary_of([0.0], arises(0))
    assert (summary["start"], summary["end"], summary["days"], summary["waves"]) == (iso(0), iso(0), 1, [])


def test_of_two_waves_the_longer_is_the_larger_though_its_peak_is_a_little_lower() -> None:
    short, long = {"peak_share": 1.0, "days": 4}, {"peak_share": 0.97, "days": 11}
    assert extent(long) > extent(short)

"""What of the turnout at the barricades lasts until a strike is answered."""

import numpy as np
import pandas as pd
import pytest

from simulation.study.measures import MEASURES, Kept


def endurance(turnout: list[float], answered: str | None = "2003-10-10", end: str | None = "2003-10-12") -> float:
    """Of a strike that begins on 1 October with this turnout day by day."""
    daily = pd.DataFrame({"date": pd.date_range("2003-10-01", periods=len(turnout)), "turnout_shift": turnout})
    wave = {"cause": None, "peak_share": 0.9, "days": 12, "start": "2003-10-01", "answered": answered, "end": end}
    return MEASURES["endurance"].of(Kept({"waves": [wave], "causes": []}, daily, pd.DataFrame()))


def test_steady_turnout_lasts_whole():
    assert endurance([0.8] * 10) == pytest.approx(1)


def test_turnout_that_halves_lasts_half():
    assert endurance([0.8] * 3 + [0.6] * 4 + [0.4] * 3) == pytest.approx(0.5)


def test_days_after_the_answer_do_not_count():
    assert endurance([0.8] * 10 + [0.1] * 5) == pytest.approx(1)


def test_a_strike_that_was_not_answered_counts_to_its_end():
    assert endurance([0.8] * 3 + [0.6] * 4 + [0.4] * 3, answered=None, end="2003-10-10") == pytest.approx(0.5)


def test_a_strike_of_five_days_has_no_first_and_last_three():
    assert np.isnan(endurance([0.8] * 5, answered="2003-10-05"))


def test_no_strike_no_endurance():
    assert np.isnan(MEASURES["endurance"].of(Kept({"waves": [], "causes": []}, pd.DataFrame(), pd.DataFrame())))

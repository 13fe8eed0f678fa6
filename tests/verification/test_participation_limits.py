"""Participation in its limits, where the answer is known on paper."""

import pytest

from simulation.study.docking import RESULTS
from simulation.study.docking.reduced import meeting_city
from simulation.study.docking.turnout import fixed_point


@pytest.mark.parametrize("name", ["turnout", "fines", "stalls"])
def test_as_many_come_as_the_paper_says(name):
    """Two turnouts exactly where ties are strong; fines alone; the stall alone."""
    results = RESULTS[name]()
    assert results
    assert [result for result in results if not result.passed] == []


@pytest.mark.parametrize(("ratio", "apart"), [(0.5, 0.0), (0.9, 0.0), (1.1, 0.503), (1.25, 0.710), (1.5, 0.859)])
def test_theory_has_two_turnouts_above_a_ratio_of_one(ratio, apart):
    """m = 2x - 1 solves m = tanh(ratio m), up to a ratio of 1 by nought alone, above it by two roots more."""
    assert fixed_point(ratio, 0.8) - fixed_point(ratio, 0.2) == pytest.approx(apart, abs=1e-3)


def test_without_a_quorum_nobody_is_fined():
    city = meeting_city(meeting_bias=-1.0, meeting_fine=10.0, tau=0.1, quorum=0.25)
    city.assemblies.strength[:] = 1
    for _ in range(5):
        city.step()
    assert city.daily.turnout_meeting.max() < 0.25
    assert city.daily.fines_laid_bs.sum() == 0


def test_the_absent_are_fined_as_often_as_the_assembly_is_strong():
    """About half of 3,600 stay away, so the share fined has a standard error of 0.011; four of these allowed."""
    city = meeting_city(meeting_fine=10.0, tau=0.2)
    city.assemblies.strength[:] = 0.3
    city.step()
    absent = (city.assemblies.called[:, 0] - city.assemblies.came[:, 0]).sum()
    assert city.daily.fines_laid_bs.iloc[-1] / 10 / absent == pytest.approx(0.3, abs=0.045)


def test_the_duty_of_each_adult_calls_each_adult():
    """The article can be read so that every adult must come: three adults a household are called, not one."""
    city = meeting_city(per_adult=True)
    city.step()
    assert city.assemblies.called[:, 0].sum() == city.households.adults.sum()
    each = meeting_city()
    each.step()
    assert each.assemblies.called[:, 0].sum() == len(each.households)

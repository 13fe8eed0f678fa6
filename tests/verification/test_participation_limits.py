"""Participation in its limits, where the answer is known on paper."""

import numpy as np
import pytest
from reduced import meeting_city

DAYS = 40


def settled_turnout(city) -> float:
    """Mean turnout at meetings over the last ten of forty days."""
    for _ in range(DAYS):
        city.step()
    return float(city.daily.turnout_meeting[-10:].mean())


def fixed_point(gain: float, start: float) -> float:
    """The fixed point of x = 1 / (1 + exp(-gain (2x - 1))) that iteration from `start` reaches."""
    x = start
    for _ in range(10_000):
        x = 1 / (1 + np.exp(-gain * (2 * x - 1)))
    return x


@pytest.mark.parametrize("start", [0.2, 0.8])
def test_ties_above_twice_tau_hold_two_turnouts(start):
    """Brock and Durlauf: with ties * cohesion = 0.5 > 2 tau = 0.4 there are two stable turnouts, 0.145 and 0.855.

    Turnout is expected by block, and a block has 36 households, so it settles within 0.03 of the mean field.
    """
    gain = 0.5 / 0.2
    expected = fixed_point(gain, start)
    assert abs(expected - 0.5) > 0.3
    assert settled_turnout(meeting_city(ties=0.5, tau=0.2, prior=start)) == pytest.approx(expected, abs=0.03)


@pytest.mark.parametrize("start", [0.2, 0.8])
def test_ties_below_twice_tau_hold_one_turnout(start):
    """With ties * cohesion = 0.2 < 2 tau = 0.4 half come, wherever it began.

    The standard error of 3,600 calls, 0.008, is doubled by the ties: 1 / (1 - 0.2 / 0.4); four of these allowed.
    """
    assert settled_turnout(meeting_city(ties=0.2, tau=0.2, prior=start)) == pytest.approx(0.5, abs=0.064)


@pytest.mark.parametrize("fine", [0.0, 100.0, 200.0, 300.0, 600.0])
def test_fines_alone_give_the_attendance_of_the_closed_form(fine):
    """Costs uniform on 0..c: attendance = min(1, (b + pi F) / c).

    Here c = 2 * fear = 1 day, b = 0.2 days, incomes are at the floor of 1,000 Bs, everyone absent is noticed (pi = 1),
    and tau is a hundredth of a day, which rounds the corners by less than 0.01. Error of 3,600 households: 0.008.
    """
    city = meeting_city(
        fear=0.5, meeting_bias=0.2, meeting_fine=fine, income_floor=1_000.0, tau=0.01, quorum=0.0, common_knowledge=0.0
    )
    city.assemblies.strength[:] = 1
    city.blocks.danger[:] = 1
    city.step()
    expected = min(1.0, 0.2 + fine / 1_000)
    assert city.daily.turnout_meeting.iloc[-1] == pytest.approx(expected, abs=0.025)


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

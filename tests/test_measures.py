"""How the city acts, in numbers: who holds the ground, how alike assemblies move, with whom they decide."""

import numpy as np
import pytest

from simulation.measures import WINDOW, Concert, control, synchrony


def f32(*values: float) -> np.ndarray:
    return np.array(values, dtype=np.float32)


def moves(up: np.ndarray) -> tuple[list[float], list[float], int]:
    """Net and gross share of barrios that change each day, from who is up, shape (days, barrios)."""
    change = np.diff(up.astype(int), axis=0)
    return change.mean(axis=1).tolist(), np.abs(change).mean(axis=1).tolist(), up.shape[1]


def test_half_the_ground_is_held_where_assembly_and_state_weigh_the_same() -> None:
    assert control(f32(0.4, 0.4), f32(0.4, 0.4)) == pytest.approx(0.5)


def test_control_is_the_mean_over_rows() -> None:
    """0.5 / 1.5, 0.5 / 0.5 and, where there is neither, nothing: 4/9 on average."""
    assert control(f32(0.5, 0.5, 0), f32(1, 0, 0)) == pytest.approx(4 / 9)


def test_barrios_that_change_together_are_in_step() -> None:
    up = np.zeros((15, 40), dtype=bool)
    up[5:11] = True
    assert synchrony(*moves(up)) == pytest.approx(1)


def test_barrios_that_change_by_themselves_are_not() -> None:
    """400 barrios, each up or not by its own coin every day: 20 seeds, none above a tenth.

    var(x) over 14 days is chi-square-like with 13 degrees of freedom around v / n, so n var(x) / v lies under 4
    but once in some 10^6 seeds, and synchrony under 3 / 399.
    """
    for seed in range(20):
        up = np.random.default_rng(seed).random((WINDOW + 1, 400)) < 0.5
        assert synchrony(*moves(up)) < 0.1


def test_two_halves_that_rise_on_two_days_are_half_in_step() -> None:
    """Of 2k barrios half rise on one day, half on another, of d days. Two barrios of one half correlate by 1, two of
    different halves by -p / (1 - p) with p = 1/d: (k - 1) pairs to k for each barrio."""
    k, d = 10, 14
    up = np.zeros((d + 1, 2 * k), dtype=bool)
    up[4:, :k] = up[9:, k:] = True
    p = 1 / d
    assert synchrony(*moves(up)) == pytest.approx(((k - 1) - k * p / (1 - p)) / (2 * k - 1))


@pytest.mark.parametrize(("net", "barrios"), [([0.0] * 14, 9), ([0.0, 1.0], 1)])
def test_without_a_change_or_without_another_barrio_there_is_no_step_to_keep(net: list[float], barrios: int) -> None:
    assert np.isnan(synchrony(net, net, barrios))


def test_synchrony_forgets_what_is_older_than_its_window() -> None:
    concert, calm, all_up = Concert(), np.zeros(8, dtype=bool), np.ones(8, dtype=bool)
    seen = [concert.today(up, calm, False)["synchrony"] for up in [calm, all_up, *[all_up] * WINDOW]]
    assert np.isnan(seen[0])
    assert seen[1:-1] == pytest.approx([1.0] * WINDOW)
    assert np.isnan(seen[-1])


def test_a_strike_is_decided_with_the_federation_when_its_call_stood_as_the_day_began() -> None:
    """One begins alone; the call goes out that evening; three follow: 3 of 4. Calm forgets them all."""
    concert, up = Concert(), np.zeros(4, dtype=bool)
    nights = [([0, 0, 0, 0], False), ([1, 0, 0, 0], True), ([1, 1, 1, 1], True), ([0, 0, 0, 1], False),
              ([0, 0, 0, 0], False), ([1, 0, 0, 0], False)]  # fmt: skip
    seen = [concert.today(up, np.array(on, dtype=bool), call)["decided_with"] for on, call in nights]
    assert seen == pytest.approx([np.nan, 0, 0.75, 0.75, np.nan, 0], nan_ok=True)


def test_a_barrio_founded_overnight_is_no_change_unless_it_is_up() -> None:
    concert = Concert()
    concert.today(np.array([True]), np.array([True]), True)
    seen = concert.today(np.array([True, False]), np.array([True, True]), True)
    assert np.isnan(seen["synchrony"])
    assert seen["decided_with"] == 1

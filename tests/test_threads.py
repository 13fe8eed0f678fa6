"""Barrios shared out to threads: each lived once, and no bit differs from one thread's."""

import numpy as np
import pandas as pd
import pytest
from numba import config

from simulation import City, load_scenario, threads

UNTIL = "2003-10-05"


@pytest.mark.parametrize("number", [1, 2, 3, 7, 40])
def test_every_barrio_is_in_one_stretch(number):
    households = np.random.default_rng(1).integers(0, 9_000, 30).astype(np.int32)
    stretches = threads.stretches_of(households, number)
    assert len(stretches) == number
    assert [row for first, last in stretches for row in range(first, last)] == list(range(30))


def test_stretches_hold_about_as_many_households():
    households = np.random.default_rng(1).integers(200, 500, 550).astype(np.int32)
    held = [households[first:last].sum() for first, last in threads.stretches_of(households, 4)]
    assert max(held) - min(held) <= 2 * households.max()


def test_a_small_city_is_not_shared_out():
    assert threads.stretches_of(np.full(50, 300, dtype=np.int32), 4) == [(0, 50)]


def test_results_come_in_the_order_of_barrios(monkeypatch):
    monkeypatch.setattr(config, "NUMBA_NUM_THREADS", 3)
    households = np.full(9, threads.FEW, dtype=np.int32)
    assert threads.over_rows(lambda first, last, more: (first, last, more), households, "x") == [
        (0, 3, "x"), (3, 6, "x"), (6, 9, "x"),
    ]  # fmt: skip


def test_an_error_in_one_stretch_is_not_lost(monkeypatch):
    monkeypatch.setattr(config, "NUMBA_NUM_THREADS", 2)

    def kernel(first: int, _last: int) -> None:
        if first:
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        threads.over_rows(kernel, np.full(4, threads.FEW, dtype=np.int32))


def test_three_threads_live_a_wave_to_the_bit_as_one_does(monkeypatch):
    """A city so small that it would not be shared out is, here."""
    scenario = load_scenario("small")
    alone = City(scenario, seed=5).run(UNTIL)
    monkeypatch.setattr(threads, "FEW", 0)
    monkeypatch.setattr(config, "NUMBA_NUM_THREADS", 3)
    shared = City(scenario, seed=5).run(UNTIL)
    assert alone.daily.mobilised_share.max() > 0
    pd.testing.assert_frame_equal(alone.daily, shared.daily, check_exact=True)
    for table in ("residents", "households", "assemblies", "blocks", "businesses"):
        for column in getattr(alone, table).described:
            assert np.array_equal(getattr(getattr(alone, table), column), getattr(getattr(shared, table), column)), (
                column
            )

"""Granovetter (1978): the same crowd but for one person, and hands go up or do not."""

import numpy as np
import pytest
from scipy.stats import norm

from simulation.rules.mobilisation import cascade


def hands(thresholds: np.ndarray) -> float:
    """Share of hands up where a person joins once the share of others up reaches their threshold."""
    just_below = 0.5 / len(thresholds)
    pull = np.ones(len(thresholds), dtype=np.float32)
    return float(cascade((just_below - thresholds).astype(np.float32), pull))


def test_thresholds_0_to_99_raise_every_hand():
    assert hands(np.arange(100) / 100) == 1


def test_one_person_more_patient_and_one_hand_goes_up():
    thresholds = np.arange(100) / 100
    thresholds[1] = 0.02
    assert hands(thresholds) == pytest.approx(0.01)


@pytest.mark.parametrize(("sigma", "expected"), [(0.1221, 0.057), (0.1225, 1.0)])
def test_normal_thresholds_tip_between_1221_and_1225(sigma, expected):
    """Thresholds at the quantiles of a normal of mean .25, a million of them: the limit of a large crowd."""
    quantiles = (np.arange(1_000_000) + 0.5) / 1_000_000
    assert hands(norm.ppf(quantiles, 0.25, sigma)) == pytest.approx(expected, abs=0.003)


def test_a_hundred_people_smear_the_tipping_point():
    """In crowds of a hundred the same sigma sometimes raises few hands and sometimes nearly all."""
    draws = np.random.default_rng(1).normal(0.25, 0.13, size=(400, 100))
    shares = np.array([hands(crowd) for crowd in draws])
    assert (shares < 0.2).any()
    assert (shares > 0.8).any()


def test_an_empty_room_raises_no_hand():
    nobody = np.empty(0, dtype=np.float32)
    assert cascade(nobody, nobody) == 0

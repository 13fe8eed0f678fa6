"""Chance: published vectors, and draws that do not know each other.

Every statistical test fixes its seed, so it passes or fails for good; the bound it uses would reject a good generator
with the probability stated.
"""

import numpy as np
import pytest

from simulation.chance import LOGIT, Stream, bells, philox, uniform, uniforms

PUBLISHED = [
    ((0,) * 4, (0,) * 2, (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
    ((0xFFFFFFFF,) * 4, (0xFFFFFFFF,) * 2, (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
    (
        (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
        (0xA4093822, 0x299F31D0),
        (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
    ),
]
"""Known answers of Philox4x32-10 from the authors' Random123."""

MANY = np.arange(200_000, dtype=np.uint64)


@pytest.mark.parametrize(("counter", "key", "answer"), PUBLISHED)
def test_philox_gives_the_published_answers(counter, key, answer):
    assert tuple(int(word) for word in philox(*(np.uint32(word) for word in (*counter, *key)))) == answer


def test_draws_fill_the_unit_interval_evenly():
    """Chi-square over 256 cells: 255 degrees of freedom, rejected by chance with probability 1e-6 beyond 377."""
    for width in range(4):
        draws = uniforms(7, Stream.SHIFT, 100, MANY, 4)[:, width]
        counts = np.histogram(draws, bins=256, range=(0, 1))[0]
        expected = len(MANY) / 256
        assert ((counts - expected) ** 2 / expected).sum() < 377
        assert draws.min() > 0
        assert draws.max() < 1


@pytest.mark.parametrize(
    "other",
    [
        uniforms(7, Stream.SHIFT, 100, MANY + np.uint64(1))[:, 0],
        uniforms(7, Stream.SHIFT, 100, MANY + np.uint64(1 << 32))[:, 0],
        uniforms(7, Stream.SHIFT, 101, MANY)[:, 0],
        uniforms(7, Stream.MEETING, 100, MANY)[:, 0],
        uniforms(8, Stream.SHIFT, 100, MANY)[:, 0],
        uniforms(7 + (1 << 32), Stream.SHIFT, 100, MANY)[:, 0],
        uniforms(7, Stream.SHIFT, 100, MANY, 2)[:, 1],
    ],
    ids=["next id", "far id", "next day", "other stream", "next seed", "far seed", "other word"],
)
def test_draws_do_not_know_each_other(other):
    """Correlation of 200,000 pairs: its standard error is 0.0022; five of these happen with probability 6e-7."""
    draws = uniforms(7, Stream.SHIFT, 100, MANY)[:, 0]
    assert abs(np.corrcoef(draws, other)[0, 1]) < 5 / np.sqrt(len(MANY))


def test_a_draw_depends_on_nothing_but_its_key():
    """Neither on who drew before nor on the order or number of ids."""
    whole = uniforms(3, Stream.MOOD, 5, MANY)[:, 0]
    assert np.array_equal(uniforms(3, Stream.MOOD, 5, MANY[::-1])[::-1, 0], whole)
    assert uniform(3, Stream.MOOD, 5, 77) == whole[77]


def test_bells_have_mean_nought_and_variance_one():
    """Standard errors over 200,000: mean 0.0022, variance 0.0029 (kurtosis 2.7); five of each allowed."""
    draws = bells(11, Stream.TEMPER, 0, MANY)
    assert abs(draws.mean()) < 0.011
    assert abs(draws.var() - 1) < 0.015


def test_the_logit_table_is_the_logit():
    u = (np.arange(65_536) + 0.5) / 65_536
    assert np.allclose(LOGIT, np.log(u / (1 - u)), rtol=1e-6)
    assert (np.diff(LOGIT) > 0).all()


def test_no_two_streams_share_a_number():
    assert len({int(stream) for stream in Stream}) == len(Stream)

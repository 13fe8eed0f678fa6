"""Chance without state: every draw is a function of (seed, stream, day, id) and of nothing else.

The generator is Philox4x32-10 (Salmon, Moraes, Dror and Shaw, SC11), counter-based and published with test
vectors: the key is the seed, the counter is (id, day, stream). So a draw does not depend on who drew before,
on threads, on chunks or on the order of rows in memory; two scenarios with one seed differ only where their
rules differ, and an intervention shifts nobody else's luck.
"""

from enum import IntEnum

import numpy as np
from numba import njit, uint32, uint64
from numpy.typing import NDArray


class Stream(IntEnum):
    """What a draw is for. A number, once given, is never given again."""

    FOUNDING = 1
    HOUSEHOLD = 2
    RESIDENT = 3
    TEMPER = 4
    SAVINGS = 5
    ASSOCIATION = 6
    ASSEMBLY = 7
    AWARENESS = 10
    MOOD = 11
    FEDERATION = 12
    MARCH = 13
    MEETING = 20
    SHIFT = 21
    MARCHING = 22
    ASSOCIATION_MEETING = 23
    WORKING = 24
    CLEARING = 30
    CONVOY = 31
    DEATHS = 32
    VICTIM = 33
    NEGOTIATION = 34
    SURPASSING = 40
    LIFE = 50
    BIRTH = 51
    COHORT = 52
    ARRIVAL = 53
    HOME = 54
    BUSINESS = 55
    THEFT = 60
    WHISTLE = 61
    TOLL = 62
    RAIN = 70
    WORKDAY = 71
    PARAMETERS = 80


MULTIPLY_0 = np.uint64(0xD2511F53)
MULTIPLY_1 = np.uint64(0xCD9E8D57)
BUMP_0 = np.uint32(0x9E3779B9)
BUMP_1 = np.uint32(0xBB67AE85)
LOW = np.uint64(0xFFFFFFFF)
SHIFT_32 = np.uint64(32)
ROUNDS = 10


@njit(cache=True, nogil=True)
def philox(c0, c1, c2, c3, k0, k1):
    """Four random words (uint32) from a counter of four words and a key of two."""
    for _ in range(ROUNDS):
        p0 = MULTIPLY_0 * uint64(c0)
        p1 = MULTIPLY_1 * uint64(c2)
        c0 = uint32(uint32(p1 >> SHIFT_32) ^ c1 ^ k0)
        c2 = uint32(uint32(p0 >> SHIFT_32) ^ c3 ^ k1)
        c1 = uint32(p1 & LOW)
        c3 = uint32(p0 & LOW)
        k0 = uint32(k0 + BUMP_0)
        k1 = uint32(k1 + BUMP_1)
    return c0, c1, c2, c3


@njit(cache=True, nogil=True)
def words(seed, stream, day, identity):
    """The four words drawn for one id on one day in one stream."""
    seed = uint64(seed)
    identity = uint64(identity)
    return philox(
        uint32(identity & LOW),
        uint32(identity >> SHIFT_32),
        uint32(uint64(day) & LOW),
        uint32(stream),
        uint32(seed & LOW),
        uint32(seed >> SHIFT_32),
    )


@njit(cache=True, nogil=True)
def unit(word):
    """A word as a float32 strictly between 0 and 1, from its upper 23 bits."""
    return (np.float32(word >> np.uint32(9)) + np.float32(0.5)) * np.float32(2.0**-23)


LOGIT_BITS = 16
_HALFWAY = (np.arange(1 << LOGIT_BITS) + 0.5) / (1 << LOGIT_BITS)
LOGIT: NDArray[np.float32] = np.log(_HALFWAY / (1.0 - _HALFWAY)).astype(np.float32)
"""logit(u) for u in the middle of each of 65,536 equal steps: the one logit that engine and twin share."""
LOGIT_SHIFT = np.uint32(32 - LOGIT_BITS)


@njit(cache=True, nogil=True)
def _fill(seed, stream, day, ids, out):
    for i in range(ids.shape[0]):
        w0, w1, w2, w3 = words(seed, stream, day, ids[i])
        out[i, 0] = unit(w0)
        if out.shape[1] > 1:
            out[i, 1] = unit(w1)
        if out.shape[1] > 2:
            out[i, 2] = unit(w2)
        if out.shape[1] > 3:
            out[i, 3] = unit(w3)


def uniforms(seed: int, stream: Stream, day: int, ids: NDArray[np.uint64], width: int = 1) -> NDArray[np.float32]:
    """Up to four uniforms strictly between 0 and 1 for each id, shape (len(ids), width), float32."""
    out = np.empty((len(ids), width), dtype=np.float32)
    _fill(seed, int(stream), day, np.ascontiguousarray(ids, dtype=np.uint64), out)
    return out


def uniform(seed: int, stream: Stream, day: int, identity: int = 0) -> float:
    """One uniform strictly between 0 and 1."""
    return float(uniforms(seed, stream, day, np.array([identity], dtype=np.uint64))[0, 0])


def bells(seed: int, stream: Stream, day: int, ids: NDArray[np.uint64]) -> NDArray[np.float32]:
    """A bell-shaped draw for each id: mean 0, variance 1, within 3.5 (the sum of four uniforms), float32."""
    return (uniforms(seed, stream, day, ids, 4).sum(axis=1) - np.float32(2)) * np.float32(3**0.5)

"""Chance for one agent: the draws of `simulation.chance`, asked for one by one."""

import numpy as np

from simulation import chance
from simulation.chance import LOGIT, LOGIT_SHIFT, Stream


class Luck:
    """What one agent draws on one day in one stream: four words, each good for one draw."""

    def __init__(self, seed: int, stream: Stream, day: int, identity: int) -> None:
        self.words = chance.words(seed, np.uint32(stream), day, np.uint64(identity))

    def unit(self, word: int) -> np.float32:
        """A uniform strictly between 0 and 1."""
        return np.float32(chance.unit(np.uint32(self.words[word])))

    def logit(self, word: int) -> np.float32:
        """The logit of a uniform, from the table of 65,536 steps."""
        return LOGIT[np.uint32(self.words[word]) >> LOGIT_SHIFT]


def bell(seed: int, stream: Stream, day: int, identity: int) -> np.float32:
    """A bell-shaped draw: mean 0, variance 1."""
    return chance.bells(seed, stream, day, np.array([identity], dtype=np.uint64))[0]

"""How the city acts: who holds the ground, how alike assemblies move, with whom they decide (C14, C18, C23)."""

from collections import deque
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

WINDOW = 14
"""Days over which it is judged how alike assemblies move (assumption)."""
NAN = float("nan")


def control(strength: NDArray[np.float32], state_presence: NDArray[np.float32]) -> float:
    """How far the ground is in the hands of the assemblies rather than of the state, 0..1.

        control = mean over barrios of S / (S + P)

    with S the strength of a barrio's assembly and P the presence of the state in it. Where there is neither, nobody
    holds the ground, and the barrio counts as nought.

    Args:
        strength: S of each barrio, shape (barrios,), 0..1.
        state_presence: P of each barrio, shape (barrios,), 0..1.
    """
    both = strength.astype(np.float64) + state_presence
    return float(np.divide(strength, both, out=np.zeros_like(both), where=both > 0).mean())


def synchrony(net: Sequence[float], gross: Sequence[float], barrios: int) -> float:
    """How alike barrios rise and stand down, 0..1: the mean correlation between the daily changes of two of them.

    A barrio's change c is 1 on the day on which it rises, -1 when it stands down, else 0. Over some days, with
    x the net and g the gross share of barrios that change in a day,

        v         = mean(g) - mean(x)^2                        variance of one barrio's change
        synchrony = (n * var(x) / v - 1) / (n - 1)             n barrios

    which is 1 when all change together and 0, give or take chance, when each changes by itself: the variance of a
    mean of n independent changes is v / n. Kept within 0..1; NaN when nobody changed, or there is one barrio.

    Args:
        net: (barrios that rose - barrios that stood down) / barrios, one a day.
        gross: (barrios that rose + barrios that stood down) / barrios, one a day.
        barrios: how many there are.
    """
    days = len(net)
    if barrios < 2 or not any(gross):
        return NAN
    mean = sum(net) / days
    alone = sum(gross) / days - mean * mean
    if alone <= 0:
        return NAN
    together = sum((x - mean) ** 2 for x in net) / days
    return min(1.0, max(0.0, (barrios * together / alone - 1) / (barrios - 1)))


class Concert:
    """Looks at the assemblies once a day, and says how alike they move and with whom they decide."""

    def __init__(self) -> None:
        self._net: deque[float] = deque(maxlen=WINDOW)
        self._gross: deque[float] = deque(maxlen=WINDOW)
        self._up: NDArray[np.bool_] | None = None
        self._striking: NDArray[np.bool_] | None = None
        self._called = False
        self._begun = {True: 0, False: 0}

    def today(self, up: NDArray[np.bool_], striking: NDArray[np.bool_], called: bool) -> dict[str, float]:
        """The day's `synchrony` over the last fourteen days, and `decided_with`.

        `decided_with` is the share of the strikes begun since last no assembly was on strike that began while the
        federation's call was in force (as the day began: assemblies vote before delegates meet). NaN while no
        assembly is on strike.

        Args:
            up: which barrios are up tonight, shape (barrios,); barrios are only ever added, at the end.
            striking: which assemblies have an open-ended action called tonight, shape (barrios,).
            called: whether the federation's call is in force tonight.
        """
        rose, stood_down = _changes(self._up, up)
        self._net.append((rose - stood_down) / len(up))
        self._gross.append((rose + stood_down) / len(up))
        begun, _ = _changes(self._striking, striking)
        self._begun[self._called] += begun
        if not striking.any():
            self._begun = {True: 0, False: 0}
        self._up, self._striking, self._called = up.copy(), striking.copy(), called
        strikes = sum(self._begun.values())
        return {
            "synchrony": synchrony(self._net, self._gross, len(up)),
            "decided_with": self._begun[True] / strikes if strikes else NAN,
        }


def _changes(before: NDArray[np.bool_] | None, now: NDArray[np.bool_]) -> tuple[int, int]:
    """How many became true since yesterday, and how many false; none on the first day looked at."""
    if before is None:
        return 0, 0
    old = now[: len(before)]
    return int((old & ~before).sum()) + int(now[len(before) :].sum()), int((before & ~old).sum())

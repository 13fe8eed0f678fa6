"""What is asked of the waves of a run, one number each: how many, how far apart, how alike, and what lags behind.

Each is a mean over the waves of the run; NaN where there was none, or where it came about in none.
"""

from collections.abc import Callable

import numpy as np

from simulation.study.measures import DAYS, INDEX, SHARE, TIMES, Kept, Measure


def _mean(key: str) -> Callable[[Kept], float]:
    def of(kept: Kept) -> float:
        values = [wave[key] for wave in kept.summary["waves"] if wave[key] is not None]
        return float(np.mean(values)) if values else float("nan")

    return of


def _share_of_endings(ending: str) -> Callable[[Kept], float]:
    def of(kept: Kept) -> float:
        endings = [wave["ending"] for wave in kept.summary["waves"]]
        return endings.count(ending) / len(endings) if endings else float("nan")

    return of


OF_WAVES: dict[str, Measure] = {
    "waves": Measure("waves", TIMES, lambda kept: float(len(kept.summary["waves"]))),
    "wave_length": Measure("length of a wave", DAYS, _mean("days")),
    "wave_size": Measure("barrios up at the peak of a wave", SHARE, _mean("peak_share")),
    "wave_wait": Measure("from its cause to strike day 1", DAYS, _mean("wait_days")),
    "wave_rest": Measure("from the end of the wave before to strike day 1", DAYS, _mean("rest_days")),
    "wave_rise": Measure("from strike day 1 to the peak", DAYS, _mean("rise_days")),
    "wave_synchrony": Measure("how alike barrios rise and stand down", INDEX, _mean("synchrony")),
    "won": Measure("waves that were won", SHARE, _share_of_endings("won")),
    "repressed": Measure("waves that were repressed", SHARE, _share_of_endings("repressed")),
    "faded": Measure("waves that faded", SHARE, _share_of_endings("faded")),
    "bureaucracy_turned": Measure("from the peak until leaders are nearest the base", DAYS, _mean("bureaucracy_turned_days")),
    "bureaucracy_back": Measure("from the end until leaders have drifted half the way back", DAYS,
                                _mean("bureaucracy_back_days")),
}  # fmt: skip

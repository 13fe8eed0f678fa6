"""Which days of a run are worth a map: those on which its story turned."""

from datetime import date
from typing import NamedTuple

from simulation.figures.periods import largest
from simulation.run import Run
from simulation.waves import AFTERMATH_DAYS, Wave

MOST = 6
"""Maps on a page."""
SPARED = ("first barrios up", "the end", "the last day up")
"""What is left out first when more than six days tell something."""


class Moment(NamedTuple):
    """A frame of the map, and what its day tells. Frame None is the ground alone."""

    frame: int | None
    tells: str


def moments_of(run: Run) -> list[Moment]:
    """At most six moments, in order of time: of the largest wave, or beginning, middle and end when there is none."""
    frames, wave = _Frames(run), largest(run.daily)
    if not len(frames.dates):
        return []
    if wave is None:
        last = len(frames.dates) - 1
        turns = [(0, "the beginning"), (last // 2, "the middle"), (last, "the last day mapped")]
    else:
        turns = frames.of_wave(wave)
    told: dict[int, list[str]] = {}
    for frame, tells in turns:
        told.setdefault(frame, []).append(tells)
    for spared in SPARED:
        told = {frame: tells for frame, tells in told.items() if len(told) <= MOST or tells != [spared]}
    return [Moment(frame, ", ".join(told[frame])) for frame in sorted(told)[:MOST]]


class _Frames:
    """The frames of a run's map, looked up by what happened. There is none of a day on which nobody was up."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.dates: list[date] = run.frames["dates"].astype("datetime64[D]").tolist()
        self.up = run.frames["up"].any(axis=1)
        self.days = [stamp.date() for stamp in run.daily["date"]]

    def of_wave(self, wave: Wave) -> list[tuple[int, str]]:
        """The turns of a wave that were mapped, each with its frame; a day may turn up more than once."""
        first, last = self.days[wave.first], self.days[wave.last]
        within = self.run.daily.iloc[wave.first : wave.last + 1]
        turns: list[tuple[int, str]] = []
        calm = [frame for frame, day in enumerate(self.dates) if day < first and not self.up[frame]]
        if calm:
            turns.append((calm[-1], "before"))
        rising = [frame for frame, day in enumerate(self.dates) if day < first and frame > max(calm, default=-1)]
        if rising:
            turns.append((rising[0], "first barrios up"))
        exact = [(first, "strike day 1")]
        if (~within["depot_open"]).any():
            exact.append((self.days[wave.first + int(within["depot_open"].argmin())], "depot cut off"))
        if within["deaths"].any():
            exact.append((self.days[wave.first + int(within["deaths"].argmax())], "most killed"))
        exact.append((self.days[wave.peak], "peak"))
        turns += [(self.dates.index(day), tells) for day, tells in exact if day in self.dates]
        ending = max(frame for frame, day in enumerate(self.dates) if day <= last)
        over = "the last day up" if self.dates[ending] < last else "the end"
        turns.append((ending, over if wave.ended else "the last day lived"))
        return turns + (self.aftermath(last) if wave.ended else [])

    def aftermath(self, end: date) -> list[tuple[int, str]]:
        """The calm frame closest to four weeks after a wave's end, called by how long after it is."""
        later = [frame for frame, day in enumerate(self.dates) if (day - end).days >= AFTERMATH_DAYS / 2]
        if not later:
            return []
        frame = min(later, key=lambda frame: abs((self.dates[frame] - end).days - AFTERMATH_DAYS))
        return [(frame, f"{round((self.dates[frame] - end).days / 7)} weeks later")]

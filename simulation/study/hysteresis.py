"""Hysteresis: enforcement walks down and up again. Does turnout in calm come back on the way by which it went?

A calm city, no cause. Fines and exclusion are multiplied by e, which goes in steps from 1 to 0 and back, each step held
for some days (`dwell`). Turnout at meetings is read from the last month of each step; with down_e and up_e the turnout
at e on the way down and on the way up,

    loop = mean over the steps between of (down_e - up_e)

A loop alone is no hysteresis: habits and strength take time, so whatever walks fast lags behind. It is walked at two
speeds. What of the loop remains at the slow walk may be memory of the city; what goes was lag. And it is lived beside a
city in which enforcement stays at 1 for as long, for a city also changes by itself: both ways are told as differences
from that one.
"""

from datetime import timedelta
from itertools import pairwise

import numpy as np
import pandas as pd

from simulation.scenario import Change, Scenario
from simulation.study.dataset import Numbers
from simulation.study.many import Asked
from simulation.study.measures import Kept
from simulation.study.paired import Interval, bootstrap

LEVERS = ("meeting_fine", "march_fine", "shift_fine", "work_fine", "exclusion_days")
"""Of participation; what e multiplies."""
LEVELS = (1.0, 0.75, 0.5, 0.25, 0.0)
"""Of e, on the way down."""
WALK = (*LEVELS, *LEVELS[-2::-1])
DWELLS = (90, 360)
"""Days for which a step is held: a fast walk and a slow one."""
READ_DAYS = 30
"""Days at the end of a step over which turnout is read: each barrio meets once in them."""
HELD = "held"
"""The city in which enforcement stays."""


def walked(base: Scenario, dwell: int, held: bool = False) -> Scenario:
    """A calm scenario in which enforcement walks, or is held at 1 for as long.

    Args:
        base: whose rules hold; its causes, changes and end do not.
        dwell: days for which each step is held.
        held: whether enforcement stays.
    """
    end = base.start + timedelta(days=dwell * len(WALK) - 1)
    rule = base.rules["participation"].model_dump()
    changes = [
        Change(on=base.start + timedelta(days=dwell * place),
               set={f"participation.{lever}": level * rule[lever] for lever in LEVERS})
        for place, (before, level) in enumerate(pairwise(WALK), 1)
        if level != before and not held
    ]  # fmt: skip
    return base.model_copy(update={"end": end, "causes": (), "changes": tuple(changes)})


def asked(base: Scenario, seeds: range) -> Asked:
    """The runs: for each speed and seed one walk, and one city in which nothing walks."""
    worlds = {
        f"{'held' if held else 'walked'}-{dwell}": walked(base, dwell, held)
        for dwell in DWELLS
        for held in (False, True)
    }
    return {f"{name}-{seed}": (world, seed) for name, world in worlds.items() for seed in seeds}


def numbers_of(kept: Kept) -> Numbers:
    """Turnout at meetings at the end of each step, and the strength of assemblies there."""
    dwell = len(kept.daily) // len(WALK)
    ends = range(dwell, len(kept.daily) + 1, dwell)
    read = {name: [float(kept.daily[column].iloc[end - READ_DAYS : end].mean()) for end in ends]
            for name, column in (("turnout", "turnout_meeting"), ("strength", "strength"))}  # fmt: skip
    return {**read, "waves": len(kept.summary["waves"])}


def steps(lived: dict[str, Numbers]) -> pd.DataFrame:
    """A row a run and step: `dwell`, `seed`, `place` (0 on), `level` of enforcement, `way` ("down" or "up"), `turnout`,
    and `apart`, the turnout less that of the same seed with enforcement held."""
    rows = []
    for name, numbers in lived.items():
        which, dwell, seed = name.split("-")
        if which == HELD:
            continue
        held = lived[f"{HELD}-{dwell}-{seed}"]["turnout"]
        for place, (level, turnout) in enumerate(zip(WALK, numbers["turnout"], strict=True)):
            rows.append({"dwell": int(dwell), "seed": int(seed), "place": place, "level": level,
                         "way": "down" if place < len(LEVELS) else "up", "turnout": turnout,
                         "apart": turnout - held[place]})  # fmt: skip
    return pd.DataFrame(rows)


def loops(table: pd.DataFrame) -> dict[int, Interval]:
    """The loop of each walk, with its 95 % interval over seeds, by days a step is held."""
    between = table[table["level"].between(0, 1, inclusive="neither")]
    found = {}
    for dwell, walks in between.groupby("dwell"):
        ways = walks.pivot_table(index=["seed", "level"], columns="way", values="apart")
        found[int(str(dwell))] = bootstrap((ways["down"] - ways["up"]).groupby("seed").mean().to_numpy(np.float64))
    return found


def verdict(found: dict[int, Interval]) -> str:
    """What the two walks say, in a sentence."""
    fast, slow = found[min(found)], found[max(found)]
    if not fast.decided and not slow.decided:
        return "turnout comes back on the way by which it went: no loop is shown at either speed"
    if not slow.decided:
        return "the loop of the fast walk is gone when it is walked slowly: it was lag, not memory"
    share = (
        f"{100 * abs(slow.mean / fast.mean):.0f} % of the fast walk's"
        if fast.decided
        else "though the fast walk shows none"
    )
    side = "lower on the way up" if slow.mean > 0 else "higher on the way up"
    return (
        f"also when it is walked slowly turnout is {side}: a loop of {100 * abs(slow.mean):.2g} points, {share}. "
        "Only a still slower walk would tell memory from lag"
    )

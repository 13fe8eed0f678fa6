"""False alarms: causes of every size and stake in years in which nothing else happens, and no cause at all.

A placebo is a cause that nobody recorded, on a day drawn by chance, in a city in calm. How often does a wave follow,
by size, stake and whom it touches? And what would each real cause have led to, one category of size or of stake up or
down? A model that always rises fails here, and so does one that never does.

Every cell is lived with the same seeds, and a seed has the same day in every cell: cells differ by their cause alone.
"""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd

from simulation.scenario import Cause, Scenario
from simulation.scenario_files.load import load_scenario
from simulation.study.many import Asked, Numbers
from simulation.study.measures import Kept
from simulation.waves import extent

SIZES = (0.1, 0.2, 0.35, 0.5, 0.6, 0.7)
"""The scale of sizes with a step below and above it: 0.6 is 0.5 and 0.1 more for deaths."""
STAKES = (0.1, 0.3, 0.6, 1.0)
TOUCHES = ("everyone", "unconnected", "vendors", "wage_earners")
"""Whom a placebo touches; a cause of every household touches everyone."""
FIRST, LAST = date(2001, 1, 1), date(2002, 12, 31)
"""The days on which a placebo may arise: before the first real cause."""
BEFORE, AFTER = 30, 150
"""Days lived before and after it: by history a wave came within 18 days of its cause (EV-2003-1008a)."""
CALM_DAYS = 730
"""Days lived without any cause."""
STEP = 0.15
"""One category of size: from a nuisance to a tax to a question of the nation's resources."""
PLACEBO, NOTHING = "a placebo", "nothing"
DAY_SEED = 20031008


def day_of(seed: int) -> date:
    """The day on which the placebos of a seed arise."""
    return FIRST + timedelta(days=int(np.random.default_rng([DAY_SEED, seed]).integers((LAST - FIRST).days + 1)))


def placebo(size: float, stake: float, touches: Any, seed: int, scale: float | None) -> Scenario:
    """A city in calm, and one cause."""
    on = day_of(seed)
    cause = Cause(on=on, name=PLACEBO, touches=touches, size=size, stake=stake)
    calm = _calm(on - timedelta(days=BEFORE), on + timedelta(days=AFTER), scale)
    return calm.model_copy(update={"causes": (cause,), "name": PLACEBO})


def _calm(start: date, end: date, scale: float | None) -> Scenario:
    overrides: dict[str, object] = {"start": start, "end": end}
    return load_scenario("el_alto", overrides if scale is None else overrides | {"city.scale": scale})


def placebos(seeds: Iterable[int], scale: float | None) -> Asked:
    """Every placebo with every seed, and every seed without a cause."""
    asked = {}
    for seed in seeds:
        asked[f"calm-{seed}"] = (_calm(FIRST, FIRST + timedelta(days=CALM_DAYS - 1), scale), seed)
        for touches in TOUCHES:
            for size in SIZES:
                for stake in STAKES:
                    name = f"{touches}-size{size:g}-stake{stake:g}-{seed}"
                    asked[name] = (placebo(size, stake, touches, seed, scale), seed)
    return asked


def shifts(cause: Cause) -> dict[str, Cause]:
    """A cause as it was and one category up and down in size and in stake, where the scale has one."""
    rung = STAKES.index(cause.stake)
    sizes = {"size down": cause.size - STEP, "size up": cause.size + STEP}
    stakes = {"stake down": rung - 1, "stake up": rung + 1}
    shifted = {
        **{what: {"size": round(size, 2)} for what, size in sizes.items() if 0 < size <= 1},
        **{what: {"stake": STAKES[to]} for what, to in stakes.items() if 0 <= to < len(STAKES)},
    }
    return {"as it was": cause, **{what: cause.model_copy(update=to) for what, to in shifted.items()}}


def shifted(seeds: Iterable[int], scale: float | None) -> Asked:
    """Every real cause of `waves` in every variant with every seed, lived from the start to 150 days after it arose."""
    waves = load_scenario("waves", {} if scale is None else {"city.scale": scale})
    asked = {}
    for number, cause in enumerate(waves.causes, 1):
        end = min(waves.end, cause.on + timedelta(days=AFTER))
        for what, variant in shifts(cause).items():
            causes = tuple(variant if each is cause else each for each in waves.causes)
            world = waves.model_copy(update={"causes": causes}).cut(end)
            for seed in seeds:
                asked[f"cause{number}-{what.replace(' ', '_')}-{seed}"] = (world, seed)
    return asked


def numbers_of(kept: Kept) -> Numbers:
    """Of a run its causes and waves, and how many years it had."""
    keys = ("cause", "start", "peak_share", "days", "ending", "answered_strike_day", "government_fell")
    waves = [{key: wave[key] for key in keys} for wave in kept.summary["waves"]]
    return {"causes": kept.summary["causes"], "waves": waves, "years": len(kept.daily) / 365.25}


def table(lived: dict[str, Numbers]) -> pd.DataFrame:
    """The placebos, a row a run: `touches`, `size`, `stake`, `seed`, `came` (a wave that began after the cause),
    `peak_share`, `days` and `ending` of the largest such (NaN and None without one), `before` (waves before it)."""
    rows = []
    for name, numbers in lived.items():
        if name.startswith("calm-"):
            continue
        touches, _, _, seed = name.split("-")
        cause = numbers["causes"][0]
        after = [wave for wave in numbers["waves"] if wave["start"] >= cause["on"]]
        rows.append(
            {"touches": touches, "size": cause["size"], "stake": cause["stake"], "seed": int(seed), "came": bool(after),
             **_largest(after), "before": len(numbers["waves"]) - len(after)}
        )  # fmt: skip
    return pd.DataFrame(rows)


def _largest(waves: Sequence[Numbers]) -> Numbers:
    if not waves:
        return {"peak_share": np.nan, "days": np.nan, "ending": None}
    largest = max(waves, key=extent)
    return {key: largest[key] for key in ("peak_share", "days", "ending")}


def cells(runs: pd.DataFrame, by: Sequence[str] = ("touches", "size", "stake")) -> pd.DataFrame:
    """Placebos cell by cell: `runs`, `share` followed by a wave, mean `peak_share` and `days` of these waves, and the
    share of them `won`."""
    groups = runs.groupby(list(by), sort=True)
    return pd.DataFrame(
        {"runs": groups.size(), "share": groups["came"].mean(), "peak_share": groups["peak_share"].mean(),
         "days": groups["days"].mean(), "won": groups["ending"].apply(_share_won)}
    ).reset_index()  # fmt: skip


def _share_won(endings: "pd.Series[Any]") -> float:
    there = endings.dropna()
    return float((there == "won").mean()) if len(there) else np.nan


def calm(lived: dict[str, Numbers]) -> tuple[int, float]:
    """Waves that came without any cause, and the years in which they could have."""
    alone = [numbers for name, numbers in lived.items() if name.startswith("calm-")]
    return sum(len(numbers["waves"]) for numbers in alone), sum(numbers["years"] for numbers in alone)


def variants(lived: dict[str, Numbers]) -> pd.DataFrame:
    """Real causes and their variants, a row each: `cause`, `what`, `size`, `stake`, `runs`, `waves` (runs in which a
    wave was over it), mean `peak_share` and `days` of the largest, and `won` (runs)."""
    rows = []
    causes = load_scenario("waves").causes
    for name, numbers in lived.items():
        number, what, _ = name.split("-")
        cause = causes[int(number.removeprefix("cause")) - 1].name
        mine = next(each for each in numbers["causes"] if each["name"] == cause)
        over = _largest([wave for wave in numbers["waves"] if wave["cause"] == cause])
        rows.append({"cause": cause, "on": mine["on"], "what": what.replace("_", " "), "size": mine["size"],
                     "stake": mine["stake"], **over})  # fmt: skip
    groups = pd.DataFrame(rows).groupby(["cause", "on", "what", "size", "stake"], sort=False)
    return pd.DataFrame(
        {"runs": groups.size(), "waves": groups["peak_share"].count(), "peak_share": groups["peak_share"].mean(),
         "days": groups["days"].mean(), "won": groups["ending"].apply(lambda endings: int((endings == "won").sum()))}
    ).reset_index()  # fmt: skip

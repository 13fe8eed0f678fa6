"""Whole runs, cold and warm; cost against size; memory; threads."""

import tempfile
from pathlib import Path
from typing import Any

import pandas as pd

from benchmarks.measuring import MEGABYTE, Done, Row, process

AUTUMN = ("2003-09-01", "2003-10-30")
"""Days in which everything happens: calm, waves, a quarter of the year that begins."""
SIZES = (0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0)
MILLION, TENTH = 1e6, 0.1


def runs(scale: float, half_century: bool) -> list[Row]:
    """`el-alto run` as a user types it: the first time on a machine, and after that."""
    with tempfile.TemporaryDirectory() as scratch:
        cold = _run("october_2003", scale, scratch, environment={"NUMBA_CACHE_DIR": str(Path(scratch) / "kernels")})
        warm = min((_run("october_2003", scale, scratch) for _ in range(2)), key=lambda done: done.seconds)
        rows = [
            _whole("october_2003, whole process, first on a machine", cold, "20 s compiling",
                   f"of which {cold.told['compile_seconds']:.0f} s to compile"),
            _whole("october_2003, whole process", warm, "6 s",
                   f"with five pictures and a report; {warm.memory / MEGABYTE:,.0f} MB at most"),
            _stepping("october_2003", warm, "50 million", "3 s"),
        ]  # fmt: skip
        if half_century:
            done = _run("history", scale, scratch)
            rows += [
                _whole("history, 1950 to 2006, whole process", done, "90 s", ""),
                _stepping("history", done, "", ""),
            ]
    return rows


def _run(name: str, scale: float, out: str, environment: dict[str, str] | None = None) -> Done:
    done = process(
        "-m", "simulation", "run", name, "--scale", str(scale), "--out", out, "--force", "--json", "--profile",
        environment=environment,
    )  # fmt: skip
    daily = pd.read_parquet(Path(done.told["run"]) / "daily.parquet", columns=["residents"])
    done.told["resident_days"] = int(daily["residents"].sum())
    return done


def _whole(what: str, done: Done, aim: str, note: str) -> Row:
    return Row(what, f"{done.seconds:.1f} s", done.seconds, aim, note)


def _stepping(name: str, done: Done, aim: str, aim_seconds: str) -> Row:
    seconds, lived = done.told["profile"]["days"], done.told["resident_days"]
    speed = lived / seconds
    note = f"{lived / MILLION:,.0f} million resident-days in {seconds:.1f} s"
    note += f" (aim {aim_seconds})" if aim_seconds else ""
    return Row(f"{name}, all rules, recorded", f"{speed / MILLION:.0f} million resident-days/s", speed, aim, note)


def sizes(largest: float) -> list[Row]:
    """The same autumn in cities from a hundredth to ten times the size, one thread, seconds of the processor."""
    alone = {size: _alone(size, 1).told for size in SIZES if size <= largest}
    each = {size: 1e9 * told["processor_seconds"] / told["resident_days"] for size, told in alone.items()}
    rows = [
        Row(f"{size:.0%} of the city, one thread", f"{each[size]:.1f} ns a resident-day", each[size], note=_size(told))
        for size, told in alone.items()
    ]
    fixed = "most of a day in a small city takes as long whatever its size"
    return [*rows, _spread(each, min(each), fixed), _spread(each, TENTH, "")]


def _size(told: dict[str, Any]) -> str:
    day = 1000 * told["processor_seconds"] / told["days"]
    each = told["memory"] / told["residents"]
    return f"{told['residents']:,} residents, {day:.1f} ms a day, {each:.0f} bytes a resident"


def _spread(each: dict[float, float], smallest: float, note: str) -> Row:
    """How far the cost of a resident-day is from the same in cities of this size and larger."""
    costs = [cost for size, cost in each.items() if size >= smallest]
    spread, largest = max(costs) / min(costs), max(each)
    what = f"dearest beside cheapest resident-day, {smallest:.0%} to {largest:.0%}"
    return Row(what, f"{spread:.1f} x", spread, "1.5 x", note)


def threads(scale: float, times: int = 2) -> list[Row]:
    """One thread and two, by turns."""
    best = {1: float("inf"), 2: float("inf")}
    for _ in range(times):
        for number in best:
            best[number] = min(best[number], _alone(scale, number).told["seconds"])
    ratio, note = best[1] / best[2], f"{best[1]:.2f} s and {best[2]:.2f} s"
    return [Row("stepping with two threads beside one", f"{ratio:.2f} x", ratio, note=note)]


def _alone(size: float, number: int | None = None) -> Done:
    environment = {} if number is None else {"NUMBA_NUM_THREADS": str(number)}
    return process(
        "tests/benchmarks/city_alone.py", "october_2003", str(size), *AUTUMN, environment=environment
    )  # fmt: skip

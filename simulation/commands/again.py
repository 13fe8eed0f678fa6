"""A run made again: to the last bit, to verify it, or with something changed from a day on, to branch it."""

import json
import platform
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from simulation.commands.launch import compile_once, live_once
from simulation.commands.looking import open_run
from simulation.commands.terminal import Screen
from simulation.commands.unfinished import differing
from simulation.errors import ScenarioError
from simulation.folders import RunError, reading
from simulation.memory import refuse_too_large
from simulation.scenario import Scenario
from simulation.scenario_files.load import draft_of, parse_setting
from simulation.wording import found

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from simulation.run import Run

LONGEST_NAME, LONGEST_TITLE = 100, 200
NUMBERS = "biuf"
"""Kinds of columns that hold numbers."""


def verify(folder: Path, screen: Screen) -> dict[str, Any]:
    """Make a run again from its scenario and seed alone, and compare.

    Returns:
        What there is to tell: `run`, `same`, `digest`, `digest_again`; where they differ also `differs`, what is
        otherwise than when the run was made, and `parts`, where the two part.

    Raises:
        ScenarioError: when the folder is no single run, or damaged.
    """
    from simulation.city import City
    from simulation.run import MANIFEST, versions

    run = _single(folder)
    refuse_too_large(run.scenario)
    with reading(folder / MANIFEST) as path:
        manifest = json.loads(path.read_text(encoding="utf-8"))
        then = {**manifest["versions"], "platform": manifest["platform"]}
    compile_once(screen)
    with screen.phase("founding the city and living half a year in calm"):
        city = City(run.scenario, seed=run.seed)
    with screen.days(run.scenario.start, run.scenario.end) as lived:
        city.run(after_day=lambda city: lived(city.date))
    again = city.record()
    told = {"run": str(folder), "same": again.digest == run.digest, "digest": run.digest, "digest_again": again.digest}
    if told["same"]:
        screen.say(f"{folder}: made again from its scenario and seed, every value is the same (digest {run.digest})")
        return told
    return told | {
        "differs": differing(then, {**versions(), "platform": platform.platform()}),
        "parts": where_they_part(run, again),
    }


def complain_of_difference(told: Mapping[str, Any]) -> None:
    """Say that a run came out otherwise, and what may be why.

    Raises:
        RunError: when it did.
    """
    if told["same"]:
        return
    since = (
        "; ".join(told["differs"]) or "version and platform are the same: this is an error in el-alto, or the machine"
    )
    raise RunError(f"{told['run']}: made again it is another run. {told['parts']}. Since it was made: {since}")


def where_they_part(run: "Run", again: "Run") -> str:
    """The first day, table and column in which two runs differ, in words."""
    from simulation.run import TABLES

    parts = [part for table in TABLES if (part := _first(table, getattr(run, table), getattr(again, table)))]
    return min(parts, default=("", "All values are the same, and are held otherwise"))[1]


def _first(table: str, before: "pd.DataFrame", now: "pd.DataFrame") -> tuple[str, str] | None:
    """The day on which a table first differs, and how in words; None where it does not."""
    if list(before.columns) != list(now.columns):
        odd = ", ".join(sorted(set(before.columns) ^ set(now.columns))) or "in another order"
        return "", f"{table} has other columns ({odd})"
    rows = min(len(before), len(now))
    firsts = [
        (int(unlike.argmax()), place)
        for place, column in enumerate(before.columns)
        if (unlike := _unlike(before[column].iloc[:rows], now[column].iloc[:rows])).any()
    ]
    if firsts:
        row, place = min(firsts)
        day, column = str(before["date"].iloc[row].date()), before.columns[place]
        was, is_now = (found(_value(frame[column].iloc[row])) for frame in (before, now))
        return day, f"The first difference is on {day}, in {table}.{column}: it was {was} and is {is_now}"
    if len(before) == len(now):
        return None
    day = str((before if len(before) > rows else now)["date"].iloc[rows].date())
    return day, f"The first difference is on {day}, in {table}: it had {len(before)} rows and has {len(now)}"


def _unlike(was: "pd.Series[Any]", now: "pd.Series[Any]") -> "NDArray[np.bool_]":
    """Which values of a column differ, shape (rows,); however they are held."""
    if was.dtype.kind in NUMBERS and now.dtype.kind in NUMBERS:
        one, other = was.to_numpy(dtype=np.float64), now.to_numpy(dtype=np.float64)
        return ~((one == other) | (np.isnan(one) & np.isnan(other)))
    return was.astype(str).to_numpy() != now.astype(str).to_numpy()


def _value(value: Any) -> Any:
    return value.item() if hasattr(value, "item") else value


def branch(folder: Path, at: str, settings: Sequence[str], screen: Screen) -> dict[str, Any]:
    """Live a run once more with parameters changed from a day on, and keep it beside the run.

    The branch is a run like any other: its scenario has the change, so it can be verified, and branched in turn.

    Args:
        folder: the run.
        at: the first day on which the change holds, as "2003-10-17".
        settings: texts of the form "section.key=value".
        screen: where to show how it goes.

    Returns:
        What there is to tell of the branch as of a run, with `of` (the folder of the run), `at` and `outcomes`: of
        each its label, unit, and what came of it in the `run` and in the `branch`.

    Raises:
        ScenarioError: when the folder is no single run, or what is to change cannot.
        RunError: when the run cannot be made again up to that day, for another version made it.
    """
    from simulation.figures.branch import branch as figure_of
    from simulation.run import Run

    run = _single(folder)
    on = _day_of(run, at)
    changes = dict(parse_setting(text) for text in settings)
    told = live_once(branched(folder, run.scenario, on, changes), run.seed, folder.parent, False, screen)
    other = Run.load(Path(told["run"]))
    before = [r.daily[r.daily["date"] < at] for r in (run, other)]
    if part := _first("daily", *before):
        raise RunError(f"{told['run']}: is no branch, for {folder} was made by another version. {part[1]}")
    picture = Path(told["run"], "figures", "branch.png")
    figure_of(run, other, on, ", ".join(settings)).savefig(picture)
    told["figures"].append(str(picture))
    return told | {"of": str(folder), "at": at, "outcomes": side_by_side(run, other, at)}


def branched(folder: Path, scenario: Scenario, on: date, changes: Mapping[str, object]) -> Scenario:
    """The scenario of a run with parameters changed from a day on, named after it.

    Raises:
        ScenarioError: when there is no such parameter, or it cannot change, or not to that value.
    """
    draft = draft_of(folder.absolute() / "scenario.toml")
    draft.change(on, changes)
    ending = f"-from-{on}"
    changed = draft.scenario(f"{scenario.name[: LONGEST_NAME - len(ending)]}{ending}")
    title = f"{scenario.title or scenario.name}, from {on} with {', '.join(f'{k} = {found(v)}' for k, v in changes.items())}"
    return changed.model_copy(update={"title": title[:LONGEST_TITLE]})


def side_by_side(run: "Run", other: "Run", at: str) -> list[dict[str, Any]]:
    """What came of a run and its branch: label, unit, run, branch; None where it did not come about.

    The wave is the largest that was not over by the day `at`.
    """
    from simulation.study.outcomes import outcomes

    later = [
        {**r.summary, "waves": [wave for wave in r.summary["waves"] if wave["end"] is None or wave["end"] >= at]}
        for r in (run, other)
    ]
    one, two = (outcomes([summary]) for summary in later)
    rows = one[one["unit"] != "seeds"].index
    values = [[None if v != v else float(v) for v in table.loc[rows, "median"]] for table in (one, two)]
    return [
        {"label": one.loc[key, "label"], "unit": one.loc[key, "unit"], "run": was, "branch": is_now}
        for key, was, is_now in zip(rows, *values, strict=True)
    ]


def _day_of(run: "Run", at: str) -> date:
    first, last = run.scenario.start, run.scenario.end
    try:
        on = date.fromisoformat(at)
    except ValueError:
        on = date.min
    if not first <= on <= last:
        raise ScenarioError(f"--at {found(at)}; allowed: a day of the run, {first} to {last}")
    return on


def _single(folder: Path) -> "Run":
    from simulation.run import Run

    run = open_run(folder)
    if not isinstance(run, Run):
        raise ScenarioError(f"{folder}: this is an ensemble; allowed: the folder of a single run")
    return run

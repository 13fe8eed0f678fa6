"""An ensemble: one scenario lived with many seeds, each finished run stored at once.

With parameter draws (`draws.Draws`) each seed lives the scenario with its own draw; else all live it as it is.

The folder holds `ensemble.json` (what was asked), `scenario.toml`, and for each seed `daily/<seed>.parquet`,
`participants/<seed>.parquet` and `summary/<seed>.json`: `daily` and `participants` are Parquet datasets, with a
column `seed`, to which each seed is added as it ends. A seed is there when its summary is; a seed that failed has
`failed/<seed>.txt` with its error. Seeds that are there are not lived again, so an ensemble that was interrupted
goes on where it stopped.
"""

import json
import traceback
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from contextlib import closing
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from simulation.errors import ScenarioError
from simulation.folders import LOCK, RunError, locked, reading, write_json, write_whole
from simulation.run import same_model, versions
from simulation.scenario import Scenario
from simulation.scenario_files.load import write_scenario
from simulation.study import outcomes
from simulation.study.draws import BOTH, SEEDS, Draws, lived_by
from simulation.study.executors import at_once
from simulation.study.workers import Lived, live_each

MANIFEST = "ensemble.json"
"""The file by which an ensemble's folder is known."""
TABLES = ("daily", "participants")
"""The tables kept of each seed, by the name of their folder."""

OnDone = Callable[[int, dict[str, Any]], None]


@dataclass(frozen=True)
class Ensemble:
    """What the seeds of one scenario left behind.

    Attributes:
        folder: where it is kept.
        scenario: the scenario's name.
        asked: the seeds that were asked for, in order.
        summaries: the summary of each seed that was lived to the end.
        failed: the error of each seed that was not.
        interval: what an interval over its seeds holds, "seeds" or "seeds and parameters".
    """

    folder: Path
    scenario: str
    asked: tuple[int, ...]
    summaries: dict[int, dict[str, Any]]
    failed: dict[int, str]
    interval: str = SEEDS

    @classmethod
    def load(cls, folder: Path) -> "Ensemble":
        """Read an ensemble, also one that is still being filled.

        Raises:
            RunError: when the folder is no ensemble, or a file in it is damaged.
        """
        store = _Store(Path(folder))
        known = store.known()
        asked = tuple(known["asked"])
        there = {seed: store.summary(seed) for seed in asked if store.has(seed)}
        failed = {seed: error for seed in asked if seed not in there and (error := store.error(seed))}
        interval = SEEDS if known["draws"] is None else BOTH
        return cls(store.folder, known["scenario"], asked, there, failed, interval)

    @property
    def missing(self) -> tuple[int, ...]:
        """The seeds asked for that neither ended nor failed: the ensemble was interrupted."""
        return tuple(seed for seed in self.asked if seed not in self.summaries and seed not in self.failed)

    @cached_property
    def daily(self) -> pd.DataFrame:
        """The daily series of all seeds one below the other, the column `seed` first."""
        return self._together("daily")

    @cached_property
    def participants(self) -> pd.DataFrame:
        """Who took part in each seed (`closing.participants`), one below the other, the column `seed` first."""
        return self._together("participants")

    def _together(self, kind: str) -> pd.DataFrame:
        frames = []
        for seed in self.summaries:
            with reading(self.folder / kind / f"{seed}.parquet") as path:
                frames.append(pd.read_parquet(path))
        if not frames:
            raise RunError(f"{self.folder}: no seed has been lived to the end")
        together = pd.concat(frames, ignore_index=True)
        return together[["seed", *together.columns.drop("seed")]]

    def bands(self, column: str, levels: Sequence[float] = (0.05, 0.5, 0.95)) -> pd.DataFrame:
        """Quantiles over seeds of a daily column: one row a date, one column a level; NaN where no seed has a value."""
        values = self.daily[column].astype(float)
        return values.groupby(self.daily["date"]).quantile(np.asarray(levels)).unstack()

    def outcomes(self) -> pd.DataFrame:
        """What the largest wave of each seed came to, over seeds (`outcomes.outcomes`)."""
        return outcomes.outcomes(self.summaries.values())

    def by_cause(self) -> pd.DataFrame:
        """What each cause came to, over seeds (`outcomes.by_cause`)."""
        return outcomes.by_cause(self.summaries.values())


def run_ensemble(
    scenario: Scenario,
    seeds: Sequence[int],
    workers: int | None,
    folder: Path,
    on_done: OnDone | None = None,
    executor: Executor | None = None,
    draws: Draws | None = None,
) -> Ensemble:
    """Live a scenario with each of the seeds that `folder` does not hold yet, and store each as it ends.

    Args:
        scenario: what is asked.
        seeds: the seeds.
        workers: how many processes at once; None for one a core.
        folder: where the ensemble is kept; made when missing.
        on_done: called with each seed and its summary once it is stored, at once for seeds already there; for a
            seed that failed with `{"error": message}`.
        executor: who does the work, a Dask cluster's for instance; None for spawned processes on this machine.
        draws: where each seed has its parameters from; None for those of the scenario.

    Returns:
        The ensemble, with whatever seeds were there before. A seed that failed is in `failed` and stops no other.

    Raises:
        ScenarioError: when the folder holds the ensemble of another scenario, of other rules or other draws.
        RunError: when another process lives it, it cannot be written to, or the cluster is lost.
        KeyboardInterrupt: when interrupted; what was done is kept.
    """
    store = _Store.open(Path(folder), scenario, seeds, draws)
    with locked(store.folder / LOCK, f"{store.folder}: another process is living these seeds"):
        filling = _Filling(store, scenario, on_done, draws)
        todo = [seed for seed in dict.fromkeys(seeds) if not filling.told(seed)]
        if todo:
            filling.fill(todo, at_once(workers, len(todo)), executor)
    return Ensemble.load(store.folder)


@dataclass(frozen=True)
class _Filling:
    """The filling of an ensemble's folder, seed by seed."""

    store: "_Store"
    scenario: Scenario
    on_done: OnDone | None
    draws: Draws | None

    def told(self, seed: int) -> bool:
        """Whether a seed is there already; if so it is told of."""
        if there := self.store.has(seed):
            self.tell(seed, self.store.summary(seed))
        return there

    def tell(self, seed: int, summary: dict[str, Any]) -> None:
        """Say that a seed is done with."""
        if self.on_done is not None:
            self.on_done(seed, summary)

    def fill(self, seeds: Sequence[int], workers: int, executor: Executor | None) -> None:
        """Store what ends and record what fails."""
        asked = ((seed, lived_by(self.scenario, seed, self.draws), seed) for seed in seeds)
        with closing(live_each(asked, workers, executor)) as runs:
            for seed, came in runs:
                if isinstance(came, Lived):
                    self.store.add(seed, lived := self._with_draw(seed, came))
                    self.tell(seed, lived.summary)
                else:
                    self.store.fail(seed, came)
                    self.tell(seed, {"error": f"{type(came).__name__}: {came}"})

    def _with_draw(self, seed: int, lived: Lived) -> Lived:
        """What was lived, its summary saying which draw it was lived with and what that set."""
        if self.draws is None:
            return lived
        own = self.draws.own(self.scenario)
        taken = {name: value for name, value in self.draws.of(seed).items() if name not in own}
        draw = {"number": self.draws.number(seed), "parameters": taken}
        return lived._replace(summary={**lived.summary, "draw": draw})


@dataclass(frozen=True)
class _Store:
    """The folder of an ensemble, as it fills."""

    folder: Path

    @classmethod
    def open(cls, folder: Path, scenario: Scenario, seeds: Sequence[int], draws: Draws | None) -> "_Store":
        """Make the folder, or check that what it holds is of the same scenario, version and draws."""
        identity: dict[str, Any] = {
            "scenario": scenario.name,
            "scenario_digest": scenario.digest(),
            "versions": versions(),
            "draws": None if draws is None else draws.digest,
        }
        asked = set(seeds)
        if (folder / MANIFEST).exists():
            known = cls(folder).known()
            asked |= set(known["asked"])
            same_asked = all(known[key] == identity[key] for key in ("scenario_digest", "draws"))
            if not (same_asked and same_model(known["versions"])):
                raise ScenarioError(
                    f"{folder}: holds an ensemble of another scenario, of other parameter draws, or of another version "
                    "of the rules; allowed: another folder"
                )
        elif folder.exists() and any(folder.iterdir()):
            raise ScenarioError(f"{folder}: holds something else than an ensemble; allowed: another folder")
        try:
            for part in (*TABLES, "summary", "failed"):
                (folder / part).mkdir(parents=True, exist_ok=True)
            toml = write_scenario(scenario)
            write_whole(folder / "scenario.toml", lambda path: path.write_text(toml, encoding="utf-8"))
            write_whole(folder / MANIFEST, lambda path: write_json(path, {**identity, "asked": sorted(asked)}))
        except OSError as error:
            raise RunError(f"{folder}: cannot be written to ({error.strerror})") from error
        return cls(folder)

    def known(self) -> dict[str, Any]:
        """What the manifest says."""
        if not (self.folder / MANIFEST).is_file():
            raise RunError(f"{self.folder}: this is no ensemble (it holds no {MANIFEST})")
        with reading(self.folder / MANIFEST) as path:
            known = json.loads(path.read_text(encoding="utf-8"))
            told = {key: known[key] for key in ("scenario", "scenario_digest", "versions", "asked")}
            return {**told, "draws": known.get("draws")}

    def has(self, seed: int) -> bool:
        return (self.folder / "summary" / f"{seed}.json").exists()

    def summary(self, seed: int) -> dict[str, Any]:
        with reading(self.folder / "summary" / f"{seed}.json") as path:
            return dict(json.loads(path.read_text(encoding="utf-8")))

    def add(self, seed: int, lived: Lived) -> None:
        """Store a finished seed: the summary last, for it says that the seed is there."""
        for part in TABLES:
            table: pd.DataFrame = getattr(lived, part).assign(seed=seed)
            write_whole(self.folder / part / f"{seed}.parquet", partial(table.to_parquet, index=False))
        write_whole(self.folder / "summary" / f"{seed}.json", lambda path: write_json(path, lived.summary))
        (self.folder / "failed" / f"{seed}.txt").unlink(missing_ok=True)

    def error(self, seed: int) -> str | None:
        """The last line of what a seed failed with, or None."""
        path = self.folder / "failed" / f"{seed}.txt"
        return path.read_text(encoding="utf-8").strip().splitlines()[-1] if path.exists() else None

    def fail(self, seed: int, error: BaseException) -> None:
        told = "".join(traceback.format_exception(error))
        write_whole(self.folder / "failed" / f"{seed}.txt", lambda path: path.write_text(told, encoding="utf-8"))

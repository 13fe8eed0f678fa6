"""What a run leaves behind: its series and events in memory, and the folder they are kept in.

A folder is written under a hidden name, `.<name>.unfinished-<process>`, and renamed when everything is in it. So
what bears a run's name is whole, and what a crash left can be seen to be unfinished.
"""

import hashlib
import json
import platform
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulation import chronicle, waves
from simulation.digest import digest_of
from simulation.folders import UNFINISHED, RunError, keep, reading, run_name, write_json
from simulation.scenario import Scenario
from simulation.scenario_files.load import load_scenario, write_scenario

PACKAGES = ("el-alto", "numpy", "numba", "mesa", "pandas", "pyarrow")
"""Whose versions a manifest names."""
DECIDING = ("chance", "city", "measures", "recorder", "threads", "waves", "study/closing")
"""The modules, beside rules and tables, that decide what comes out of a run and what is told of it."""
TABLES = ("daily", "assemblies", "events")
"""The tables of a run, each kept as `<table>.parquet`."""
MANIFEST = "manifest.json"
"""The file by which a run's folder is known."""


@dataclass
class Run:
    """One run of a scenario with one seed.

    Attributes:
        scenario: what was asked.
        seed: whose luck it had.
        daily: one row a day.
        assemblies: a row per barrio, on the dates of the map's frames.
        events: what happened, in order: date, kind, place, text, cause, number.
        frames: the map and its frames, by name.
        seconds: how long it took, where known.
        folder: where it is kept, when it is.
    """

    scenario: Scenario
    seed: int
    daily: pd.DataFrame
    assemblies: pd.DataFrame
    events: pd.DataFrame
    frames: dict[str, NDArray[Any]]
    seconds: float | None = None
    folder: Path | None = None

    @cached_property
    def summary(self) -> dict[str, Any]:
        """The run in numbers, wave by wave (`waves.summarise`)."""
        return waves.summarise(self.scenario, self.seed, self.daily, self.events)

    @cached_property
    def digest(self) -> str:
        """A fingerprint of the results: equal for equal values of daily, assemblies and events (hexadecimal)."""
        return digest_of({table: getattr(self, table) for table in TABLES})

    @property
    def name(self) -> str:
        """The name of its folder, made of letters, digits, `_`, `.` and `-` only."""
        return run_name(self.scenario.name, self.seed)

    def save(self, out: Path, force: bool = False) -> Path:
        """Keep the run in a folder of its own below `out`, and say where.

        Args:
            out: the folder of runs; made when missing.
            force: replace a run of the same scenario and seed, once the new one is whole. Without it the new one
                goes to the next free name: `<name>-2`, `<name>-3`, ...

        Raises:
            RunError: when there is nothing to keep, or it cannot be written there; nothing is then left behind.
        """
        if self.daily.empty:
            raise RunError("no day has been lived yet: there is nothing to keep")
        self.folder = keep(out, self.name, self._write, MANIFEST, force)
        return self.folder

    def _write(self, folder: Path) -> None:
        (folder / "scenario.toml").write_text(write_scenario(self.scenario), encoding="utf-8")
        for table in TABLES:
            getattr(self, table).to_parquet(folder / f"{table}.parquet", index=False, compression="zstd")
        np.savez_compressed(folder / "blocks.npz", **self.frames)  # type: ignore[arg-type]
        write_json(folder / "summary.json", self.summary)
        (folder / "chronicle.md").write_text(chronicle.write(self), encoding="utf-8")
        write_json(folder / MANIFEST, self._manifest())

    def _manifest(self) -> dict[str, Any]:
        return {
            "scenario": self.scenario.name,
            "scenario_digest": self.scenario.digest(),
            "seed": self.seed,
            "digest": self.digest,
            "created": datetime.now(UTC).isoformat(timespec="seconds"),
            "seconds": self.seconds,
            "versions": versions(),
            "platform": platform.platform(),
        }

    @classmethod
    def load(cls, folder: Path) -> "Run":
        """Read a run back.

        Raises:
            RunError: when the folder is no run, is unfinished, or holds a damaged file.
        """
        folder = Path(folder)
        if not folder.is_dir():
            raise RunError(f"{folder}: there is no such folder")
        if folder.name.startswith(".") and UNFINISHED in folder.name:
            raise RunError(f"{folder}: this run was cut off before it was whole; run it again")
        if not (folder / MANIFEST).is_file():
            raise RunError(f"{folder}: this is no run (it holds no {MANIFEST})")
        with reading(folder / MANIFEST) as path:
            manifest = json.loads(path.read_text(encoding="utf-8"))
            name, seed, seconds = str(manifest["scenario"]), int(manifest["seed"]), manifest["seconds"]
            digest, scenario_digest = manifest["digest"], manifest["scenario_digest"]
        with reading(folder / "scenario.toml") as path:
            scenario = load_scenario(path.absolute()).model_copy(update={"name": name})
        tables = {}
        for table in TABLES:
            with reading(folder / f"{table}.parquet") as path:
                tables[table] = pd.read_parquet(path)
        with reading(folder / "blocks.npz") as path, np.load(path) as frames:
            run = cls(scenario, seed, **tables, frames=dict(frames), seconds=seconds, folder=folder)
        with reading(folder):  # values are decoded here, which fails where bytes of a text are damaged
            same = run.digest == digest
        if not same:
            raise RunError(f"{folder}: its tables are not those it was saved with (they differ from its digest)")
        if scenario.digest() != scenario_digest:
            raise RunError(f"{folder}: its scenario.toml is not the one it was saved with (it differs from its digest)")
        return run


def versions() -> dict[str, str]:
    """The versions of Python, of the packages that results may depend on, and the digest of our own code."""
    packages = {package: version(package) for package in PACKAGES}
    return {"python": platform.python_version(), **packages, "code": code()}


def same_model(known: Mapping[str, str]) -> bool:
    """Whether runs made by these versions (`versions`) come out as runs made now: the same release, the same rules."""
    return known.get("el-alto") == version("el-alto") and known.get("code") == code()


def code() -> str:
    """A fingerprint of the files of this package that decide what comes out of a run (hexadecimal).

    Stored runs are known by it: a rule that was edited is never mixed with the one before.
    """
    return CODE


def _fingerprint() -> str:
    here = Path(__file__).parent
    files = [here / f"{name}.py" for name in DECIDING] + sorted([*here.glob("rules/*.py"), *here.glob("tables/*.py")])
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()[:12]


CODE = _fingerprint()
"""Taken as this module is loaded, with the rules: a process that runs on while files change says what it holds."""

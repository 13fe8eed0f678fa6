"""Finished runs as a Parquet dataset: a row a run, on disk the moment it ends, so that a stopped study lives none twice.

A run is known by the digest of its scenario, its seed, and the fingerprint of the rules (`run.code`). The folder
`runs` holds a small file for each run as it ended; opening it gathers them into one. Any reader of Parquet takes the
folder as one table with the columns

    scenario (digest), seed, code, name (in the study), error (None of a run that ended), numbers (JSON)

A run that failed is a row with its error, and is lived again by the same command.
"""

import json
import os
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from simulation.folders import RunError, why, write_whole
from simulation.run import code
from simulation.scenario import Scenario

RUNS = "runs"
"""The folder of the dataset within that of its study."""
MANY = 100
"""Files of single runs from which they are gathered into one."""
SCHEMA = pa.schema([("scenario", pa.string()), ("seed", pa.int64()), ("code", pa.string()), ("name", pa.string()),
                    ("error", pa.string()), ("numbers", pa.string())])  # fmt: skip

Numbers = dict[str, Any]
Key = tuple[str, int]


class Dataset:
    """The runs of a study that have ended, by scenario and seed; those of other rules are passed over.

    Args:
        folder: of the study; made when missing.

    Raises:
        RunError: when it cannot be written to.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder / RUNS
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            self._rows = self._read()
        except OSError as error:
            raise RunError(f"{folder}: cannot be written to ({why(error)})") from error

    def __len__(self) -> int:
        return len(self._rows)

    def get(self, scenario: Scenario, seed: int) -> Numbers | None:
        """The numbers of a run, or None when it has not ended."""
        numbers = self._rows.get((scenario.digest(), seed))
        return None if numbers is None else dict(json.loads(numbers))

    def add(self, name: str, scenario: Scenario, seed: int, numbers: Numbers) -> Numbers:
        """Keep a run that ended; it is on disk when this returns. Its numbers as they will be read."""
        text = json.dumps(numbers, allow_nan=False)
        self._rows[scenario.digest(), seed] = text
        self._write(name, scenario, seed, None, text)
        return dict(json.loads(text))

    def fail(self, name: str, scenario: Scenario, seed: int, error: BaseException) -> str:
        """Record a run that failed; what with, in a line."""
        told = f"{type(error).__name__}: {error}"
        self._write(name, scenario, seed, told, None)
        return told

    def _write(self, name: str, scenario: Scenario, seed: int, error: str | None, numbers: str | None) -> None:
        digest = scenario.digest()
        row = {"scenario": digest, "seed": seed, "code": code(), "name": name, "error": error, "numbers": numbers}
        path = self.folder / f"{digest[:16]}-{seed}-{code()}.parquet"
        write_whole(path, partial(pq.write_table, pa.Table.from_pylist([row], SCHEMA)))

    def _read(self) -> dict[Key, str]:
        files = sorted(self.folder.glob("[!.]*.parquet"))
        tables = [(path, table) for path in files if (table := _table(path)) is not None]
        whole = pa.concat_tables([table for _, table in tables]) if tables else SCHEMA.empty_table()
        if len(tables) > MANY:
            self._gather([path for path, _ in tables], whole)
        return {
            (row["scenario"], row["seed"]): row["numbers"]
            for row in whole.to_pylist()
            if row["code"] == code() and row["error"] is None
        }

    def _gather(self, files: list[Path], whole: pa.Table) -> None:
        """Make one file of many. Cut off in the middle it leaves runs that are there twice, which does no harm."""
        write_whole(self.folder / f"gathered-{os.getpid()}.parquet", partial(pq.write_table, whole))
        for path in files:
            if path.name != f"gathered-{os.getpid()}.parquet":
                path.unlink(missing_ok=True)


def _table(path: Path) -> pa.Table | None:
    """A file of the dataset; None for one that is damaged, whose runs are lived again."""
    try:
        return pq.read_table(path, schema=SCHEMA)
    except (OSError, ValueError, pa.ArrowException):
        return None

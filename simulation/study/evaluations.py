"""Finished runs of a study, each as one line of a file, appended the moment it ends: nothing is lived twice.

The folder holds `study.json` (what was asked: it is gone on with by the same question only) and `evaluations.jsonl`.
A line that was cut off by a crash is not there.
"""

import json
import os
import shutil
from collections.abc import Iterator, Mapping
from importlib.metadata import version
from itertools import count
from pathlib import Path
from typing import Any

from simulation.errors import ScenarioError
from simulation.folders import RunError, reading, safe_name, why, write_json, write_whole
from simulation.run import code

MANIFEST = "study.json"
"""The file by which a study's folder is known."""
LINES = "evaluations.jsonl"

Record = dict[str, Any]


class Evaluations:
    """The finished runs of one study, by key.

    Args:
        folder: where they are kept; made when missing.
        asked: what was asked, as plain values; with the version and the code of the rules it tells this study from
            others.

    Raises:
        RunError: when the folder holds another study, is damaged, or cannot be written to.
    """

    def __init__(self, folder: Path, asked: Mapping[str, Any]) -> None:
        self.folder = folder
        begin(folder, asked)
        try:
            self._records = dict(_read(folder / LINES))
        except OSError as error:
            raise RunError(f"{folder}: cannot be written to ({error.strerror})") from error

    def __len__(self) -> int:
        return len(self._records)

    def __contains__(self, key: object) -> bool:
        return key in self._records

    def __getitem__(self, key: str) -> Record:
        return self._records[key]

    def items(self) -> Iterator[tuple[str, Record]]:
        """Every key with its record, in the order in which they ended."""
        yield from self._records.items()

    def add(self, key: str, record: Record) -> None:
        """Keep a finished run; it is on disk when this returns."""
        line = json.dumps({"key": key, **record}, allow_nan=False)
        with (self.folder / LINES).open("a", encoding="utf-8") as file:
            file.write(line + "\n")
            file.flush()
            os.fsync(file.fileno())
        self._records[key] = json.loads(line)


def begin(folder: Path, asked: Mapping[str, Any]) -> None:
    """Make the folder of a study, or go on in that of the same question.

    Raises:
        RunError: when the folder holds another study, or cannot be written to.
    """
    identity = _identity(asked)
    if (folder / MANIFEST).exists() and _known(folder) != identity:
        raise RunError(f"{folder}: holds another study, or one of another version; choose another folder")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        write_whole(folder / MANIFEST, lambda path: write_json(path, identity))
    except OSError as error:
        raise RunError(f"{folder}: cannot be written to ({why(error)})") from error


def study_folder(out: Path, name: str, asked: Mapping[str, Any], force: bool) -> Path:
    """Where a study goes: on with one of the same question, else to a free name.

    Raises:
        ScenarioError: when `force` would remove something else than a study.
    """
    name = safe_name(name)
    if force and (out / name).exists():
        if not (out / name / MANIFEST).is_file():
            raise ScenarioError(f"{out / name}: is not replaced, for it holds no {MANIFEST} and so is something else")
        shutil.rmtree(out / name)
    folders = (out / (name if number == 1 else f"{name}-{number}") for number in count(1))
    return next(folder for folder in folders if not folder.exists() or _known(folder) == _identity(asked))


def _identity(asked: Mapping[str, Any]) -> dict[str, Any]:
    return dict(json.loads(json.dumps({**asked, "el-alto": version("el-alto"), "code": code()})))


def _known(folder: Path) -> dict[str, Any] | None:
    try:
        return dict(json.loads((folder / MANIFEST).read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return None


def _read(path: Path) -> Iterator[tuple[str, Record]]:
    """The lines of a file; one that was cut off at the end is taken away, so that the next begins afresh."""
    if not path.exists():
        return
    data = path.read_bytes()
    whole = data[: data.rfind(b"\n") + 1]
    if len(whole) < len(data):
        with path.open("r+b") as file:
            file.truncate(len(whole))
    with reading(path):
        for line in whole.splitlines():
            record = json.loads(line)
            yield record["key"], record

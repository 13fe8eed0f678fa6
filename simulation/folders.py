"""Folders and files that are whole or visibly unfinished, and clear words for those that are damaged."""

import json
import os
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import chain, count
from pathlib import Path
from types import ModuleType
from typing import IO, Any

fcntl: ModuleType | None
try:
    import fcntl
except ImportError:  # Windows
    fcntl = None

UNFINISHED = ".unfinished-"
"""What the name of a folder or file bears until everything is in it."""
LOCK = ".lock"
"""What a folder that is being filled is held by (`locked`)."""
LONGEST_NAME = 100
"""Bytes that are kept of a name; file systems allow 255 for a name with all its endings."""


class RunError(Exception):
    """A run cannot be kept or read back. The message is all that a user needs to mend it."""


def safe_name(name: str) -> str:
    """A name that stays inside its folder: letters, digits, `_`, `.` and `-` only, no dot in front."""
    plain = re.sub(r"[^\w.-]+", "_", name).strip("._-").encode()[:LONGEST_NAME].decode(errors="ignore")
    return plain or "run"


def why(error: OSError) -> str:
    """What the system says of an error, in its own few words: "No space left on device"."""
    return os.strerror(error.errno) if error.errno else str(error)


def run_name(scenario: str, seed: int) -> str:
    """What the folder of a run is called: letters, digits, `_`, `.` and `-` only."""
    return f"{safe_name(scenario)}-seed{seed}"


def keep(out: Path, name: str, fill: Callable[[Path], None], marker: str, force: bool = False) -> Path:
    """Make a folder below `out` that is whole or not there, and say where it is.

    Args:
        out: the folder to make it in; made when missing.
        name: its name; when that is taken, `<name>-2`, `<name>-3`, ...
        fill: writes the contents into the folder it is given.
        marker: the file by which a folder of this kind is known.
        force: take the name itself, and remove the folder that bore it once the new one is whole.

    Raises:
        RunError: when it cannot be written, or `force` would remove a folder of another kind. Nothing is left
            behind then, and what was there still is.
    """
    out, taken = Path(out), Path(out, name)
    if force and taken.exists() and not (taken / marker).is_file():
        raise RunError(f"{taken}: is not replaced, for it holds no {marker} and so is something else")
    try:
        out.mkdir(parents=True, exist_ok=True)
        unfinished = _unfinished(out, name)
    except OSError as error:
        raise RunError(f"{out}: cannot be written to ({why(error)})") from error
    try:
        fill(unfinished)
        return replace(unfinished, taken) if force else _take_free_name(unfinished, out, name)
    except BaseException as error:
        shutil.rmtree(unfinished, ignore_errors=True)
        if isinstance(error, OSError):
            raise RunError(f"{out}: the run could not be written ({why(error)})") from error
        raise


def _unfinished(out: Path, name: str) -> Path:
    """A new hidden folder beside the one that it will become."""
    for number in count(1):
        folder = out / f".{name}{UNFINISHED}{os.getpid()}{'' if number == 1 else f'-{number}'}"
        try:
            folder.mkdir()
            return folder
        except FileExistsError:
            continue
    raise AssertionError("unreachable")


def _take_free_name(unfinished: Path, out: Path, name: str) -> Path:
    for free in chain([out / name], (out / f"{name}-{number}" for number in count(2))):
        if free.exists() or free.is_symlink():
            continue
        try:
            return unfinished.rename(free)
        except OSError:
            if not free.exists():
                raise
            # another process took the name between the two lines above: try the next one
    raise AssertionError("unreachable")


def replace(unfinished: Path, taken: Path) -> Path:
    """Give a whole folder the name that it is meant to have; what bore it goes, or still bears it when that fails."""
    if not taken.exists():
        return unfinished.rename(taken)
    old = taken.with_name(f".{taken.name}.replaced-{os.getpid()}")
    taken.rename(old)
    try:
        unfinished.rename(taken)
    except BaseException:
        old.rename(taken)
        raise
    if old.is_symlink():
        old.unlink()
    else:
        shutil.rmtree(old, ignore_errors=True)
    return taken


def write_whole(path: Path, write: Callable[[Path], object]) -> None:
    """Write a file under a hidden name and rename it, so that it is whole or not there, or still the old one."""
    unfinished = path.with_name(f".{path.name}{UNFINISHED}{os.getpid()}")
    try:
        write(unfinished)
        os.replace(unfinished, path)
    finally:
        unfinished.unlink(missing_ok=True)


@contextmanager
def locked(path: Path, refusal: str) -> Iterator[None]:
    """Hold a file, made with its folder when missing, so that no other process can.

    It is let go when this process ends, however it ends, so that a lock is never left behind. Where there are no
    such locks (Windows) nothing is held.

    Raises:
        RunError: with `refusal` and the number of the process that holds it; or when it cannot be made.
    """
    try:
        file = _held(path, refusal)
    except OSError as error:
        raise RunError(f"{path}: cannot be written to ({why(error)})") from error
    with file:
        yield


def _held(path: Path, refusal: str) -> IO[str]:
    while True:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = path.open("a+", encoding="utf-8")
        if fcntl is not None:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                with file:
                    file.seek(0)
                    raise RunError(f"{refusal} (process {file.read()})") from None
        if path.exists() and os.path.samestat(path.stat(), os.fstat(file.fileno())):
            break
        file.close()  # whoever held it removed it before we came to hold it
    file.truncate(0)
    file.write(str(os.getpid()))
    file.flush()
    return file


def write_json(path: Path, content: Any) -> None:
    """Write plain values as JSON, indented."""
    path.write_text(json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False) + "\n", encoding="utf-8")


@contextmanager
def reading(path: Path) -> Iterator[Path]:
    """Read a file; whatever goes wrong is told as one clear message.

    Raises:
        RunError: when the file is missing, unreadable or damaged.
    """
    try:
        yield path
    except FileNotFoundError as error:
        raise RunError(f"{path}: is missing") from error
    except Exception as error:  # damaged bytes make TOML, JSON, Parquet and zip readers raise almost anything
        raise RunError(f"{path}: is damaged or cannot be read ({type(error).__name__}: {error})") from error

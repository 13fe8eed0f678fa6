"""Scenario files as they stand on disk: found by name or path, read, and followed along `extends`."""

import os
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from simulation.errors import Origin, ScenarioError, listed, nearest
from simulation.scenario_files import lines
from simulation.wording import found

LARGEST = 1_000_000
"""Bytes that a scenario file may have."""
MOST_PARENTS = 16
"""How many files may extend one another."""
MOST_PARTS = 16
PART = r"""(?:[\w-]++|"[^"\n]*+"|'[^'\n]*+')"""
DEEP = re.compile(rf"(?<![\w-])(?:{PART}[ \t]*+\.[ \t]*+){{{MOST_PARTS}}}")
"""A key of so many parts, which no scenario has and on which the TOML reader would spend hours."""


@dataclass(frozen=True)
class Source:
    """A scenario file: its path, its text, and the tables that TOML makes of it."""

    path: Path
    text: str
    tables: dict[str, Any]

    def origin(self, *path: str | int) -> Origin:
        """Where a value stands, given the keys and list places that lead to it."""
        while path and path not in self._lines:
            path = path[:-1]
        return Origin(shown(self.path), self._lines.get(path))

    @cached_property
    def _lines(self) -> dict[lines.Path, int]:
        return lines.lines(self.text)


def shown(path: Path) -> str:
    """A path for a message; one with odd characters in it is quoted."""
    return str(path) if str(path).isprintable() else repr(str(path))


def shipped() -> dict[str, Path]:
    """The scenarios that come with the package, by name."""
    package = Path(__file__).parents[1]
    folder = package / "scenarios"
    if not folder.is_dir():  # in a clone they stand beside the package; a wheel carries them inside it
        folder = package.parent / "scenarios"
    return {path.stem: path for path in sorted(folder.glob("*.toml"))}


def find(name: str, beside: Path = Path()) -> Path:
    """The file of a shipped scenario, or the one at a path.

    Args:
        name: a shipped name or a path.
        beside: the folder that a path is relative to.

    Raises:
        ScenarioError: when there is neither.
    """
    known = shipped()
    path = beside / name
    if name in known:
        return known[name]
    if name and os.path.exists(path):  # of any name, also one that no file system would take
        return path
    here = [file.name for file in beside.glob("*.toml")] if beside.is_dir() else []
    hint = nearest(name, [*known, *here])
    raise ScenarioError(
        f"there is no scenario {found(name)}{hint}; allowed: the path of a file, or one of {listed(known)}"
    )


def read(path: Path) -> Source:
    """Read a scenario file.

    Raises:
        ScenarioError: when it cannot be read, is too large, is not UTF-8 or is not TOML.
    """
    text = _text(path)
    if match := DEEP.search(text):
        line = text.count("\n", 0, match.start()) + 1
        raise Origin(shown(path), line).error(f"a key has more than {MOST_PARTS} parts; allowed: section.key")
    try:
        return Source(path, text, tomllib.loads(text))
    except RecursionError:
        raise Origin(shown(path)).error("lists or tables stand too deep in one another") from None
    except ValueError as error:
        raise _syntax_error(path, text, str(error)) from None


def _text(path: Path) -> str:
    origin = Origin(shown(path))
    if not path.is_file():
        raise origin.error(f"this is {'a folder' if path.is_dir() else 'no plain file'}; allowed: a scenario file")
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except OSError as error:
        raise origin.error(f"cannot be read ({error.strerror})") from None
    if len(data) > LARGEST:
        raise origin.error(f"the file is too large for a scenario; allowed: up to {LARGEST:,} bytes")
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise Origin(origin.place, line).error(
            f"the byte {data[error.start]:#04x} is not UTF-8; allowed: text saved as UTF-8"
        ) from None


def _syntax_error(path: Path, text: str, message: str) -> ScenarioError:
    """`tomllib` says where in words: "... (at line 3, column 5)", "... (at end of document)"."""
    problem, line = message, None
    if match := re.fullmatch(r"(.*) \(at line (\d+), column \d+\)", message, re.DOTALL):
        problem, line = match[1], int(match[2])
    elif message.endswith("(at end of document)"):
        line = text.rstrip("\n").count("\n") + 1
    elif match := re.search(r"[0-9_]{4000,}", text):  # Python reads no number as long, and says so in its own words
        problem, line = "a number has too many digits", text.count("\n", 0, match.start()) + 1
    return Origin(shown(path), line).error(f"this is not TOML: {problem}")


def lineage(name: str) -> list[Source]:
    """The file of a scenario and those that it extends, the oldest first.

    Raises:
        ScenarioError: when one cannot be found or read, or they extend one another in a circle.
    """
    sources = list(_upwards(read(find(name))))
    return sources[::-1]


def _upwards(source: Source) -> Iterator[Source]:
    seen: list[Path] = []
    while True:
        seen.append(source.path.resolve())
        yield source
        if "extends" not in source.tables:
            return
        parent = _parent(source)
        if parent.resolve() in seen:
            circle = " -> ".join(path.name for path in [*seen[seen.index(parent.resolve()) :], parent])
            raise source.origin("extends").error(f"extends goes in a circle: {circle}")
        if len(seen) > MOST_PARENTS:
            raise source.origin("extends").error(f"more than {MOST_PARENTS} files extend one another")
        source = read(parent)


def _parent(source: Source) -> Path:
    origin, name = source.origin("extends"), source.tables["extends"]
    if not isinstance(name, str):
        raise origin.error(f"extends is {found(name)}; allowed: the name or path of a scenario, in quotes")
    try:
        return find(name, source.path.parent)
    except ScenarioError as error:
        raise origin.error(f"extends: {error}") from None

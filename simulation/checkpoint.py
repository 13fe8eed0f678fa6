"""A living city as a file, and back; and a copy of one in memory. What is restored goes on as if never stopped.

A checkpoint is arrays and plain values: a line that says what it is, a header in JSON (what it was made of, the packed
city, where the arrays lie), the arrays as they lie in memory, and at the end the SHA-256 of all that.
"""

import hashlib
import json
from datetime import date
from pathlib import Path
from typing import Any

import mesa
import numpy as np
from numpy.typing import NDArray

from simulation.agents import register
from simulation.city import City, Event
from simulation.folders import RunError, reading, write_whole
from simulation.packing import Packer, Unpacker
from simulation.recorder import Recorder
from simulation.scenario import Scenario
from simulation.tables.newcomers import Newcomers

FIRST_LINE = b"el-alto checkpoint 1\n"
CHECK = hashlib.sha256().digest_size
LENGTH = 8
"""Bytes that hold the length of the header."""
APART = {"grid", "rules", "events", "recorder", "seed", "_asked"}
"""What a city holds that is not packed as it is: it follows from the rest, or has a form of its own."""


def copy_of(city: City) -> City:
    """The same city a second time, under the rules in force; what happens to one does not touch the other.

    What was attached to `agents` or to Mesa's clock and data collection stays with the first.

    Raises:
        RunError: when it holds something that a checkpoint cannot.
    """
    packed, arrays = _pack(city)
    copy = _unpack(packed, [array.copy() for array in arrays], city.scenario, city.seed, type(city))
    copy.rules = dict(city.rules)
    return copy


def save(city: City, path: Path) -> None:
    """Write a checkpoint of the city: under a hidden name that is renamed, so what bears the name is whole.

    Raises:
        RunError: when the city holds something that a checkpoint cannot.
        OSError: when it cannot be written; what was there still is.
    """
    packed, arrays = _pack(city)
    kinds = [[array.dtype.str, array.shape] for array in arrays]
    made_of = {"scenario": city.scenario.digest(), "seed": city.seed, "day": city.date.isoformat()}
    header = json.dumps({**made_of, "arrays": kinds, "city": packed}).encode()
    write_whole(path, lambda unfinished: _write(unfinished, header, arrays))


def restore(path: Path, scenario: Scenario, seed: int) -> City:
    """The city as it was saved.

    Args:
        path: the checkpoint.
        scenario: the one it was saved under; a longer or shorter period is another one.
        seed: the one it was saved under.

    Raises:
        RunError: when the file is missing, damaged, or of another scenario or seed.
    """
    with reading(path):
        header, arrays = _read(path)
        made_of = header["scenario"], header["seed"]
    if made_of != (scenario.digest(), seed):
        raise RunError(f"{path}: this checkpoint is of another scenario or seed")
    with reading(path):
        return _unpack(header["city"], arrays, scenario, seed, City)


def _pack(city: City) -> tuple[Any, list[NDArray[Any]]]:
    """A city as plain values and the arrays they refer to, which are still the city's own."""
    mesas = vars(mesa.Model(rng=0)).keys()
    events = [[event.date.toordinal(), *list(vars(event).values())[1:]] for event in city.events]
    packer = Packer()
    try:
        packed = {
            "tables": packer.pack({name: value for name, value in vars(city).items() if name not in mesas | APART}),
            "recorder": packer.pack(city.recorder.state()),
            "events": events,
            "steps": city.steps,
        }
    except TypeError as error:
        raise RunError(f"no checkpoint can be made of this city: {error}") from None
    return packed, packer.arrays


def _unpack(packed: Any, arrays: list[NDArray[Any]], scenario: Scenario, seed: int, kind: type[City]) -> City:
    """A city made anew, of which the arrays become part. Mesa's agents and grid are made again."""
    unpacker = Unpacker(arrays)
    city = kind.__new__(kind)
    mesa.Model.__init__(city, rng=seed)
    city.scenario, city.seed, city.rules, city.steps = scenario, seed, dict(scenario.rules), packed["steps"]
    city.__dict__.update(unpacker.unpack(packed["tables"]))
    city.events = [Event(date.fromordinal(day), *rest) for day, *rest in packed["events"]]
    city.change_rules(city.day)
    city.lay_grid()
    city.recorder = Recorder(city)
    city.recorder.put_back(unpacker.unpack(packed["recorder"]))
    none = np.empty(0, dtype=np.int64)
    register(city, Newcomers(none, none, np.arange(len(city.assemblies)), np.arange(len(city.associations))))
    return city


def _write(path: Path, header: bytes, arrays: list[NDArray[Any]]) -> None:
    check = hashlib.sha256()
    with path.open("wb", buffering=0) as file:
        pieces = [memoryview(part) for part in (FIRST_LINE, len(header).to_bytes(LENGTH, "little"), header)]
        for piece in (*pieces, *map(_bytes_of, arrays)):
            check.update(piece)
            _write_all(file, piece)
        _write_all(file, memoryview(check.digest()))


def _bytes_of(array: NDArray[Any]) -> memoryview:
    return memoryview(np.ascontiguousarray(array).reshape(-1).view(np.uint8))


def _write_all(file: Any, left: memoryview) -> None:
    """Write all of it: an unbuffered file may take a part only, and at a limit of its size says so at the next."""
    while len(left):
        left = left[file.write(left) :]


def _read(path: Path) -> tuple[dict[str, Any], list[NDArray[Any]]]:
    """The header and the arrays of a checkpoint.

    Raises:
        ValueError: when it is none, or damaged.
    """
    content = memoryview(path.read_bytes())
    if content[: len(FIRST_LINE)] != FIRST_LINE:
        raise ValueError("no checkpoint of el-alto")
    if hashlib.sha256(content[:-CHECK]).digest() != content[-CHECK:]:
        raise ValueError("its bytes are not those that were written")
    at = len(FIRST_LINE) + LENGTH
    length = int.from_bytes(content[len(FIRST_LINE) : at], "little")
    header = json.loads(bytes(content[at : at + length]))
    at += length
    arrays = []
    for kind, shape in header["arrays"]:
        array = np.frombuffer(content, np.uint8, int(np.prod(shape)) * np.dtype(kind).itemsize, at)
        arrays.append(array.copy().view(kind).reshape(shape))
        at += array.nbytes
    return header, arrays

"""Objects of the simulation as plain values and arrays, and back: what a checkpoint is made of.

No pickle: reading a packed object makes arrays, plain values and objects of this package, and runs nothing.
"""

import importlib
from collections import deque
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulation.tables.table import Column

PLAIN = (type(None), bool, int, float, str)
HOME = "simulation."
"""Objects of classes in these modules can be packed, and no others."""


class Packer:
    """Packs values one after the other; an object or array met again is packed as the same one.

    Attributes:
        arrays: the arrays met so far, not copied, in the order of their numbers.
    """

    def __init__(self) -> None:
        self.arrays: list[NDArray[Any]] = []
        self._numbers: dict[int, int] = {}
        self._objects: dict[int, Any] = {}

    def pack(self, value: Any) -> Any:
        """A value as what JSON can hold, with numbers in place of arrays.

        Raises:
            TypeError: when it holds something that cannot be packed.
        """
        if type(value) in PLAIN:
            return value
        if isinstance(value, list):
            return [self.pack(item) for item in value]
        if isinstance(value, np.ndarray | np.generic):
            return {"array": self._number(value), "scalar": isinstance(value, np.generic)}
        if isinstance(value, tuple):
            return {"tuple": [self.pack(item) for item in value]}
        if isinstance(value, deque):
            return {"deque": [self.pack(item) for item in value], "longest": value.maxlen}
        if isinstance(value, dict):
            return {"dict": self._pairs(value)}
        if isinstance(value, pd.DataFrame):
            return {"frame": self._pairs({name: value[name].to_numpy() for name in value.columns})}
        if type(value) is date:
            return {"date": value.isoformat()}
        if isinstance(value, Column):
            return {"column": self._pairs({**vars(value), "dtype": np.dtype(value.dtype).str})}
        return self._object(value)

    def _pairs(self, items: dict[Any, Any]) -> list[list[Any]]:
        return [[self.pack(key), self.pack(value)] for key, value in items.items()]

    def _number(self, value: Any) -> int:
        known = self._numbers.get(id(value))
        if known is not None:
            return known
        array = np.asarray(value)
        if array.dtype.hasobject:
            raise TypeError(f"an array of {array.dtype} cannot be kept")
        self._numbers[id(value)] = len(self.arrays)
        self._objects[id(value)] = value  # an id is its own only as long as the object lives
        self.arrays.append(array)
        return len(self.arrays) - 1

    def _object(self, value: Any) -> Any:
        kind = type(value)
        if not kind.__module__.startswith(HOME) or not hasattr(value, "__dict__"):
            raise TypeError(f"a {kind.__module__}.{kind.__qualname__} cannot be kept")
        if id(value) in self._numbers:
            return {"same": self._numbers[id(value)]}
        number = self._numbers[id(value)] = -1 - len(self._objects)
        self._objects[id(value)] = value
        return {"new": [kind.__module__, kind.__qualname__], "number": number, "state": self._pairs(vars(value))}


class Unpacker:
    """Makes anew what a `Packer` packed.

    Args:
        arrays: its arrays; they become part of what is made, so whoever wants them apart copies them first.
    """

    def __init__(self, arrays: list[NDArray[Any]]) -> None:
        self.arrays = arrays
        self._made: dict[int, Any] = {}

    def unpack(self, packed: Any) -> Any:
        """The value that was packed."""
        if isinstance(packed, list):
            return [self.unpack(item) for item in packed]
        if not isinstance(packed, dict):
            return packed
        kind = next(iter(packed))
        return getattr(self, f"_{kind}")(packed)

    def _pairs(self, pairs: list[list[Any]]) -> dict[Any, Any]:
        return {self.unpack(key): self.unpack(value) for key, value in pairs}

    def _array(self, packed: Any) -> Any:
        array = self.arrays[packed["array"]]
        return array[()] if packed["scalar"] else array

    def _tuple(self, packed: Any) -> tuple[Any, ...]:
        return tuple(self.unpack(packed["tuple"]))

    def _deque(self, packed: Any) -> deque[Any]:
        return deque(self.unpack(packed["deque"]), maxlen=packed["longest"])

    def _dict(self, packed: Any) -> dict[Any, Any]:
        return self._pairs(packed["dict"])

    def _frame(self, packed: Any) -> pd.DataFrame:
        return pd.DataFrame(self._pairs(packed["frame"]))

    def _date(self, packed: Any) -> date:
        return date.fromisoformat(packed["date"])

    def _column(self, packed: Any) -> Column:
        return Column(**self._pairs(packed["column"]))

    def _same(self, packed: Any) -> Any:
        return self._made[packed["same"]]

    def _new(self, packed: Any) -> Any:
        module, name = packed["new"]
        if not module.startswith(HOME):
            raise TypeError(f"a {module}.{name} is not made anew")
        kind = getattr(importlib.import_module(module), name)
        made = self._made[packed["number"]] = kind.__new__(kind)
        made.__dict__.update(self._pairs(packed["state"]))
        return made

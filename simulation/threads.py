"""Threads: a kernel that goes through the barrios, or the associations, goes through several stretches of them at once.

What happens in one of them writes to that one only, and sums over them are taken afterwards, of whole numbers or
in the order of rows. So no result depends on the number of threads: NUMBA_NUM_THREADS, or one a core.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import Any

import numpy as np
from numba import config
from numpy.typing import NDArray

FEW = 20_000
"""Fewer households or people than this are gone through faster by one thread than they are shared out."""


def threads() -> int:
    """How many threads there are; whoever lives many runs at once sets it to one."""
    return int(config.NUMBA_NUM_THREADS)  # type: ignore[attr-defined]  # Numba makes its settings as it is imported


def over_rows(kernel: Callable[..., Any], sizes: NDArray[np.int32], *arguments: Any) -> list[Any]:
    """Call `kernel(first, last, *arguments)` for stretches of rows, each from row `first` to before row `last`.

    Args:
        kernel: releases the GIL, and writes nothing that two stretches share.
        sizes: how many households or people each row has, shape (rows,): stretches hold about equally many.
        arguments: what the kernel takes besides.

    Returns:
        What each call returned, in the order of rows.
    """
    first, *others = stretches_of(sizes, threads())
    waiting = [_pool().submit(kernel, *stretch, *arguments) for stretch in others]
    return [kernel(*first, *arguments), *(future.result() for future in waiting)]


def stretches_of(sizes: NDArray[np.int32], number: int) -> list[tuple[int, int]]:
    """The rows in so many stretches, or in one where they are small."""
    ladder = np.cumsum(sizes)
    if number == 1 or ladder[-1] < FEW:
        return [(0, len(sizes))]
    ends = (1 + np.searchsorted(ladder, ladder[-1] * np.arange(1, number) // number)).tolist()
    return list(zip([0, *ends], [*ends, len(sizes)], strict=True))


@cache
def _pool() -> ThreadPoolExecutor:
    """The threads beside the one that asks, started when first needed and kept."""
    return ThreadPoolExecutor(max(1, threads() - 1))

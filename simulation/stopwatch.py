"""Where the time goes: seconds by what they were spent on, counted while somebody asks (`el-alto run --profile`)."""

import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext

_open: list[str] = []
"""What is being done, from the outermost on."""
_seconds: dict[str, float] | None = None
"""What is counted now, if anybody asks."""


@contextmanager
def counted() -> Iterator[dict[str, float]]:
    """Count inside this. Yields the seconds so far by what they were spent on, parts as "whole/part"."""
    global _seconds
    seconds: dict[str, float] = {}
    _seconds = seconds
    try:
        yield seconds
    finally:
        _seconds = None


def timing(what: str) -> AbstractContextManager[None]:
    """Count what is done inside this as `what`, a part of whatever is being timed around it."""
    return nullcontext() if _seconds is None else _timing(_seconds, what)


@contextmanager
def _timing(seconds: dict[str, float], what: str) -> Iterator[None]:
    _open.append(what)
    whole = "/".join(_open)
    seconds.setdefault(whole, 0.0)
    began = time.perf_counter()
    try:
        yield
    finally:
        seconds[whole] += time.perf_counter() - began
        _open.pop()

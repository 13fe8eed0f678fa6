"""Ctrl-C and SIGTERM: at once, or, while days are lived, once the day is over and the city can be saved."""

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

BOTH = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def termination_interrupts() -> Iterator[None]:
    """SIGTERM does what Ctrl-C does: a KeyboardInterrupt."""

    def interrupt(*_: Any) -> None:
        raise KeyboardInterrupt

    with _handled((signal.SIGTERM,), interrupt):
        yield


@contextmanager
def after_the_day() -> Iterator[Callable[[], bool]]:
    """Yields whether a stop was asked for; who is asked a second time stops at once."""
    asked = threading.Event()

    def ask(*_: Any) -> None:
        if asked.is_set():
            raise KeyboardInterrupt
        asked.set()

    with _handled(BOTH, ask):
        yield asked.is_set


@contextmanager
def _handled(signals: tuple[signal.Signals, ...], handler: Callable[..., None]) -> Iterator[None]:
    """Handle signals in this way, but for those that whoever started the process wants ignored.

    Only the main thread can; elsewhere everything stays as it is.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.getsignal(number) for number in signals}
    taken = [number for number in signals if before[number] != signal.SIG_IGN]
    for number in taken:
        signal.signal(number, handler)
    try:
        yield
    finally:
        for number in taken:
            signal.signal(number, before[number])

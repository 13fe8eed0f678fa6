"""What the command line shows: progress on standard error, results on standard output."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, Task, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

WIDE = 240
"""Columns of a table that goes into a file or another program, so that nothing is folded or cut."""


Done = Callable[..., None]
"""Called with a word on what is done, and its error if it failed."""
LEFT, RIGHT = "left", "right"
"""Sides to which a column of a table keeps."""
LONG = 3.0
"""Seconds after which a phase takes long."""


class _Elapsed(TimeElapsedColumn):
    """The time taken, and a remark once it has become long."""

    def __init__(self, remark: str) -> None:
        super().__init__()
        self.remark = remark

    def render(self, task: Task) -> Text:
        time = super().render(task)
        return Text.assemble(time, f" {self.remark}") if (task.elapsed or 0) > LONG else time


@dataclass(frozen=True)
class Screen:
    """What may be shown: nothing when `quiet`, one JSON object and nothing else when `as_json`."""

    quiet: bool = False
    as_json: bool = False

    @property
    def silent(self) -> bool:
        """Whether there is nothing to show to people."""
        return self.quiet or self.as_json

    def say(self, text: str = "") -> None:
        """A line for people."""
        if not self.silent:
            _out().print(Text(text), soft_wrap=True)

    def table(self, columns: Mapping[str, str], rows: Sequence[Sequence[str]]) -> None:
        """A table for people: columns by heading, `LEFT` or `RIGHT`."""
        if self.silent:
            return
        table = Table(box=None, pad_edge=False, header_style="bold")
        for heading, side in columns.items():
            table.add_column(heading, justify="right" if side == RIGHT else "left", overflow="fold")
        for row in rows:
            table.add_row(*(Text(cell) for cell in row))
        _out().print(table)

    def give(self, result: Mapping[str, Any]) -> None:
        """The one JSON object, when that was asked for."""
        if self.as_json:
            print(json.dumps(result, indent=2, ensure_ascii=False, allow_nan=False, default=str))

    @contextmanager
    def phase(self, text: str, later: str = "") -> Iterator[None]:
        """Something that takes a while and cannot be measured, with the time it has taken so far.

        Args:
            text: what it is.
            later: a remark for when it takes more than `LONG` seconds.
        """
        with self._progress(_Elapsed(later)) as progress:
            progress.add_task(text, total=None)
            yield

    @contextmanager
    def days(self, start: date, end: date) -> Iterator[Callable[[date], None]]:
        """The days of one run: the bar, the date, days a second and the time left. Yields what to call each day."""
        columns = (BarColumn(), TextColumn("{task.fields[day]}"), TextColumn("{task.fields[rate]}"),
                   TimeRemainingColumn())  # fmt: skip
        with self._progress(*columns) as progress:
            task = progress.add_task("living", total=(end - start).days + 1, day=str(start), rate="")

            def lived(day: date) -> None:
                speed = progress.tasks[0].speed
                rate = f"{speed:,.0f} days/s" if speed else ""
                progress.update(task, advance=1, day=str(day), rate=rate)

            yield lived

    def seeds(self, count: int, at_once: int = 1) -> AbstractContextManager[Done]:
        """The seeds of an ensemble, as `counted`."""
        return self.counted("living", count, "seeds", at_once)

    @contextmanager
    def counted(self, doing: str, count: int, what: str, at_once: int = 1) -> Iterator[Done]:
        """So many things that are done, some at once: the bar, how many are done, under way and failed, the rate and
        the time left.

        Yields what to call after each, with a word on it, and its error if it failed.
        """
        columns = (BarColumn(), TextColumn("{task.fields[done]}"), TextColumn("{task.fields[last]}"),
                   TimeRemainingColumn())  # fmt: skip
        failed = 0
        with self._progress(*columns) as progress:
            task = progress.add_task(doing, total=count, last="", done=f"0 of {count} {what}")

            def one_done(last: str, error: str | None = None) -> None:
                nonlocal failed
                failed += error is not None
                progress.update(task, advance=1, last=last)
                done, speed = int(progress.tasks[0].completed), progress.tasks[0].speed
                parts = [f"{done} of {count} {what}"]
                parts += [f"{min(at_once, count - done)} under way"] if at_once > 1 else []
                parts += [f"{speed:.3g}/s"] if speed else []
                parts += [f"{failed} failed"] if failed else []
                progress.update(task, done=", ".join(parts))

            yield one_done

    @contextmanager
    def runs(self) -> Iterator[Callable[[str], None]]:
        """Runs of which nobody knows how many there will be: what is being done, the time. Yields what to call at each."""
        with self._progress(TextColumn("{task.fields[last]}"), TimeElapsedColumn()) as progress:
            task = progress.add_task("living", total=None, last="")
            yield lambda last: progress.update(task, last=last)

    def _progress(self, *columns: Any) -> Progress:
        console = Console(stderr=True)
        shown = not self.silent and console.is_terminal
        return Progress(
            SpinnerColumn(), TextColumn("{task.description}"), *columns,
            console=console, transient=True, disable=not shown,
        )  # fmt: skip


def _out() -> Console:
    """Standard output as it is now; as wide as a table needs where nobody looks on."""
    console = Console(highlight=False)
    return console if console.is_terminal else Console(highlight=False, width=WIDE)

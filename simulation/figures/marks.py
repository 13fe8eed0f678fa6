"""The causes on a page over time: a line on the day each arose and was answered, a numbered flag above it, a key."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any, NamedTuple

import numpy as np
from matplotlib.axes import Axes

from simulation.figures import style
from simulation.figures.periods import Column
from simulation.figures.style import Page
from simulation.run import Run

FLAG, LINE = 0.26, 0.21
"""Inches from a flag in the key to its text, and from one line of the key to the next."""
LEVEL = 0.19
"""Inches from one row of flags above the panels to the next."""
LEVELS = 4
"""Rows of flags at most: where days lie so close that it would take more, those that overlap share one flag."""


@dataclass(frozen=True)
class Mark:
    """A day on which a cause arose, or was answered: a line through the panels and a number that the key explains."""

    day: int
    number: int
    answer: bool
    text: str


def marks_of(run: Run) -> list[Mark]:
    """The days on which each cause arose and was conceded, under one number per cause."""
    marks = []
    for number, cause in enumerate(run.summary["causes"], start=1):
        marks.append(Mark(_day(cause["on"]), number, False, f"{style.in_short(cause['on'])}: {cause['name']}"))
        if (on := cause["conceded"]) is not None:
            answer = "the government fell" if on in run.summary["falls"] else "conceded"
            marks.append(Mark(_day(on), number, True, f"{style.in_short(on)}: {answer}"))
    return marks


def _day(iso: str) -> int:
    return int(np.datetime64(iso, "D").astype(np.int64))


class Entry(NamedTuple):
    """A line of text in the key, at how many inches from its left end, and the mark that it tells of, once."""

    text: str
    across: float
    mark: Mark | None


def key_lines(marks: Sequence[Mark]) -> list[list[Entry]]:
    """The key, line by line. A cause begins a line; what became of it follows on the same when there is room."""
    room = style.WIDTH - 2 * style.MARGIN - FLAG
    lines: list[list[Entry]] = []
    for _, cause in groupby(marks, key=lambda mark: mark.number):
        across = 0.0
        for mark in cause:
            texts = style.wrapped(mark.text, style.SMALL, width=room)
            if across and across + FLAG + style.width_of(texts[0], style.SMALL) <= room:
                lines[-1].append(Entry(texts[0], across, mark))
            else:
                across = 0.0
                lines += [[Entry(text, 0.0, None if row else mark)] for row, text in enumerate(texts)]
            across += style.width_of(texts[-1], style.SMALL) + FLAG + 0.2
    return lines


def draw_key(page: Page, lines: list[list[Entry]], top: float = 0.06) -> None:
    """Write the key, from so many inches below the top of the body."""
    for row, line in enumerate(lines):
        down = top + row * LINE
        for text, across, mark in line:
            page.write(text, style.MARGIN + across + FLAG, down, size=style.SMALL)
            if mark is not None:
                place = page.at(style.MARGIN + across + 0.08, down - 0.005)
                page.text(*place, str(mark.number), va="top", **_look_of_flag(mark.answer))


@dataclass(frozen=True)
class Flag:
    """The numbers that stand above a day, and on which of the rows above the panels, so that none hides another.

    Without numbers it is a line only: those of its day stand on a flag that it shares.
    """

    day: int
    answer: bool
    text: str
    level: int


DASHES = {False: "-", True: (0, (4, 2))}
"""How the line of a cause is drawn, and that of its answer."""


def flags_of(column: Column, marks: Sequence[Mark]) -> list[Flag]:
    """The flags of the marks that fall into a column."""
    numbers: dict[tuple[int, bool], list[int]] = defaultdict(list)
    for mark in marks:
        if column.first <= mark.day <= column.last:
            numbers[mark.day, mark.answer].append(mark.number)
    ends: list[float] = []
    flags: list[Flag] = []
    groups: list[list[Flag]] = []
    for (day, answer), causes in sorted(numbers.items()):
        text = ",".join(map(str, causes))
        along = (day - column.first + 0.5) / (column.last - column.first + 1) * column.width
        half = 0.07 + 0.04 * len(text)
        if along - half > max(ends, default=-1.0):
            groups.append([])
        level = next((level for level, end in enumerate(ends) if along - half > end), len(ends))
        ends[level : level + 1] = [along + half]
        flags.append(Flag(day, answer, text, level))
        groups[-1].append(flags[-1])
    return flags if len(ends) <= LEVELS else [flag for group in groups for flag in _sharing(group)]


def _sharing(group: Sequence[Flag]) -> list[Flag]:
    """The same lines under one flag, that of the cause in their middle."""
    bearer = (causes := [flag for flag in group if not flag.answer] or list(group))[len(causes) // 2]
    numbers = sorted({int(number) for flag in group for number in flag.text.split(",")})
    unbroken = numbers[-1] - numbers[0] == len(numbers) - 1
    several = f"{numbers[0]}{'\u2013' if unbroken else '…'}{numbers[-1]}"
    text = several if len(numbers) > 2 else ",".join(map(str, numbers))
    return [replace(flag, level=0, text=text if flag is bearer else "") for flag in group]


def headroom(columns: Sequence[Column], marks: Sequence[Mark]) -> float:
    """Inches that flags take above the uppermost panels."""
    return LEVEL * max((flag.level + 1 for column in columns for flag in flags_of(column, marks)), default=0)


def draw_marks(rows: list[list[Axes]], columns: Sequence[Column], marks: Sequence[Mark]) -> None:
    """A thin line through all panels of a column for each day marked, under its flag."""
    for place, column in enumerate(columns):
        depth = 1.5 if place == len(columns) - 1 else 0.9  # behind the data where a wave is only a few lines wide
        for flag in flags_of(column, marks):
            for row in rows:
                row[place].axvline(
                    flag.day, color=style.GREY, linewidth=0.9, zorder=depth, linestyle=DASHES[flag.answer]
                )
            if not flag.text:
                continue
            rows[0][place].annotate(
                flag.text,
                (flag.day, 1),
                (0, 4 + 72 * LEVEL * flag.level),
                xycoords=("data", "axes fraction"),
                textcoords="offset points",
                va="bottom",
                **_look_of_flag(flag.answer),
            )


def _look_of_flag(answer: bool) -> dict[str, Any]:
    """Dark where a cause arose, hollow where it was answered."""
    ink, ground = (style.INK, style.PAPER) if answer else (style.PAPER, style.INK)
    box = {"boxstyle": "round,pad=0.22", "facecolor": ground, "edgecolor": style.INK, "linewidth": 0.8}
    return {"ha": "center", "size": style.SMALL - 1, "color": ink, "weight": "bold", "bbox": box}

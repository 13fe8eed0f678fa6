"""How pictures look, in one place: colours, letters, the page, the date axes.

Colours follow Okabe and Ito's palette for colour-blind readers, the light ones darkened so that they can carry
text; the lines of one panel also differ in what is written beside them. Everything on a page is placed in inches
from its upper left corner, so that nothing depends on how large a picture is.
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import cache, lru_cache
from io import BytesIO
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg, RendererAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.patheffects import withStroke
from matplotlib.text import Text
from matplotlib.ticker import FixedFormatter, FixedLocator
from matplotlib.transforms import ScaledTranslation
from numpy.typing import NDArray

INK = "#1f2430"
GREY = "#6a6f78"
FAINT = "#dcdcd8"
SHADE = "#f5f1e8"
PAPER = "#ffffff"
VERMILION = "#d55e00"
BLUE = "#0072b2"
ORANGE = "#c98500"
GREEN = "#00875f"
PURPLE = "#a5407f"
SKY = "#2b93cf"
BROWN = "#8a6d3b"

WIDTH = 8.0
"""Inches. Narrow, so that the letters are large on a telephone."""
MARGIN = 0.3
DPI = 180
TITLE, TEXT, SMALL = 15.0, 10.5, 9.0
"""Sizes of letters, in points."""

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
THOUSANDS = ((1e9, "billion "), (1e6, "million "), (1e3, "thousand "))
EPOCH = date(1970, 1, 1)

Days = NDArray[np.int64]
"""Dates as whole days since 1970, which is how matplotlib counts them too."""


class Page(Figure):
    """A figure under a heading. A notebook shows it without pyplot.

    Args:
        title: what the picture shows, in words.
        detail: more of it, in smaller letters.
        body: height of what will be drawn below the heading, in inches.
        foot: a line below everything, where there is one.
    """

    def __init__(self, title: str, detail: str, body: float, foot: str = "") -> None:
        super().__init__(figsize=(WIDTH, 1.0), dpi=DPI, facecolor=PAPER)
        self.canvas: FigureCanvasAgg = FigureCanvasAgg(self)
        texts = [(title, TITLE, "bold", INK), (detail, TEXT, "normal", GREY)]
        blocks = [(balanced(text, size, weight), size, weight, ink) for text, size, weight, ink in texts]
        heights = [len(lines) * size * 1.32 / 72 + 0.06 for lines, size, _, _ in blocks]
        self.top = MARGIN + sum(heights)
        self.set_size_inches(WIDTH, self.top + body + (0.4 + 0.2 * foot.count("\n") if foot else 0.12))
        down = MARGIN
        for (lines, size, weight, ink), height in zip(blocks, heights, strict=True):
            self.write("\n".join(lines), MARGIN, down - self.top, size=size, weight=weight, color=ink, linespacing=1.25)
            down += height
        if foot:
            self.write(foot, MARGIN, body + 0.12, size=SMALL, color=GREY)

    def _repr_png_(self) -> bytes:
        picture = BytesIO()
        self.savefig(picture, format="png")
        return picture.getvalue()

    def at(self, left: float, down: float) -> tuple[float, float]:
        """A place given in inches from the left edge and from the top of the body, as figure coordinates."""
        width, height = self.get_size_inches()
        return left / width, 1 - (self.top + down) / height

    def write(self, text: str, left: float, down: float, **look: Any) -> Text:
        """Write a text whose upper left corner is at this place, in inches."""
        whole: dict[str, Any] = {"va": "top", "ha": "left", "parse_math": False, "size": TEXT, "color": INK} | look
        return self.text(*self.at(left, down), text, **whole)

    def panel(self, left: float, down: float, width: float, height: float, **options: Any) -> Axes:
        """Axes whose upper left corner is at this place; all in inches."""
        across, up = self.at(left, down + height)
        total = self.get_size_inches()
        axes = self.add_axes((across, up, width / total[0], height / total[1]), **options)
        axes.spines[:].set_visible(False)
        axes.tick_params(length=0, labelsize=SMALL, labelcolor=GREY, pad=4)
        axes.set_axisbelow(True)
        axes.grid(axis="y", color=FAINT, linewidth=0.7)
        return axes


@cache
def _ruler() -> RendererAgg:
    return RendererAgg(1, 1, DPI)


@lru_cache(maxsize=4096)
def width_of(text: str, size: float, weight: str = "normal") -> float:
    """How wide a text will be, in inches."""
    look = FontProperties(size=size, weight=weight)
    return float(_ruler().get_text_width_height_descent(text, look, False)[0]) / DPI


def wrapped(text: str, size: float, weight: str = "normal", width: float = WIDTH - 2 * MARGIN) -> list[str]:
    """The lines of a text that is to be no wider than this, in inches; a word too long for a line is broken.

    Words are measured one by one, which is slow but then remembered.
    """
    lines, end, space = [""], 0.0, width_of("n n", size, weight) - width_of("nn", size, weight)
    for word in (piece for long in text.split(" ") for piece in _pieces(long, size, weight, width)):
        wide = width_of(word, size, weight)
        if lines[-1] and end + space + wide > width:
            lines.append(word)
            end = wide
        else:
            end += wide + (space if lines[-1] else 0.0)
            lines[-1] = f"{lines[-1]} {word}".strip(" ")
    return lines


def balanced(text: str, size: float, weight: str) -> list[str]:
    """The lines of a text across the page, none much shorter than the others."""
    width = WIDTH - 2 * MARGIN
    lines = wrapped(text, size, weight, width)
    while len(closer := wrapped(text, size, weight, width := width * 0.95)) == len(lines) > 1:
        lines = closer
    return lines


def _pieces(word: str, size: float, weight: str, width: float) -> Iterator[str]:
    wide = width_of(word, size, weight)
    fits = len(word) or 1 if wide <= width else max(1, int(0.9 * len(word) * width / wide))
    yield from (word[at : at + fits] for at in range(0, len(word), fits))


def heading(axes: Axes, name: str, *series: tuple[str, str], left: float = 0.36, up: float = 0.0) -> None:
    """Name a panel's upright axis, and the colours of its lines beside the name: they need no legend.

    Args:
        axes: the panel.
        name: what is measured, with its unit.
        series: the name and the colour of each line.
        left: where to begin, in inches left of the panel.
        up: how far above its usual place, in inches.
    """
    page = axes.figure
    assert isinstance(page, Page)
    lift = ScaledTranslation(-left, 0.09 + up, page.dpi_scale_trans)
    place = axes.transAxes + lift
    axes.set_ylabel(name, rotation=0, ha="left", va="bottom", size=TEXT, color=INK, weight="bold")
    axes.yaxis.set_label_coords(0.0, 1.0, transform=place)
    across = width_of(name, TEXT, "bold") + 0.2
    for word, color in series:
        where = place + ScaledTranslation(across, 0.0, page.dpi_scale_trans)
        axes.text(0, 1, f"▬ {word}", transform=where, size=TEXT, color=color, va="bottom", weight="bold")
        across += width_of(f"▬ {word}", TEXT, "bold") + 0.16


def days_of(dates: "pd.Series[Any] | NDArray[Any]") -> Days:
    """Dates as days since 1970, shape (len(dates),)."""
    return np.asarray(dates).astype("datetime64[D]").astype(np.int64)


def day(number: int) -> date:
    """The date of a day since 1970."""
    return EPOCH + timedelta(days=int(number))


def in_words(when: date | str, year: bool = False) -> str:
    """A date as it is spoken: 14 October, or 14 October 2003."""
    when = date.fromisoformat(when) if isinstance(when, str) else when
    return f"{when.day}\u00a0{MONTHS[when.month - 1]}" + (f"\u00a0{when.year}" if year else "")


def in_short(when: date | str) -> str:
    """A date as a table would have it: 14 Oct 2003."""
    when = date.fromisoformat(when) if isinstance(when, str) else when
    return f"{when.day} {MONTHS[when.month - 1][:3]} {when.year}"


def percent(share: float) -> str:
    """A share of one as a percentage; what is neither nought nor all does not read as either."""
    if 0 < share < 0.01:
        return "under\u00a01\u00a0%"
    if 0.99 < share < 1:
        return "over\u00a099\u00a0%"
    return f"{100 * share:.0f}\u00a0%"


def halo(thickness: float = 2.5) -> list[withStroke]:
    """A rim of paper around a text, so that it can be read on top of lines."""
    return [withStroke(linewidth=thickness, foreground=PAPER)]


def date_axis(axes: Axes, first: int, last: int, width: float, labelled: bool = True) -> None:
    """An axis of dates from the day `first` to the day `last`, as densely marked as its width (in inches) allows."""
    axes.set_xlim(first - 0.5, last + 0.5)
    ticks = next(ticks for ticks in _steps(first, last) if len(ticks) <= max(1, width / 0.62))
    labels, year = [], None
    for tick in ticks if labelled else []:
        when = day(tick)
        months = len(ticks) > 1 and all(day(other).day == 1 for other in ticks)
        years = months and all(day(other).month == 1 for other in ticks)
        line = (
            str(when.year)
            if years
            else MONTHS[when.month - 1][:3]
            if months
            else f"{when.day} {MONTHS[when.month - 1][:3]}"
        )
        labels.append(line if years or when.year == year else f"{line}\n{when.year}")
        year = when.year
    axes.xaxis_date()
    axes.xaxis.set_major_locator(FixedLocator(ticks))
    axes.xaxis.set_major_formatter(FixedFormatter(labels))
    axes.tick_params(axis="x", length=3 if labelled else 0, color=GREY)
    axes.spines["bottom"].set_visible(True)
    axes.spines["bottom"].set_color(GREY if labelled else FAINT)


def _steps(first: int, last: int) -> Iterator[Sequence[int]]:
    """Choices of days to mark, the densest first."""
    for step in (1, 2, 3, 4, 7, 14):
        yield range(first, last + 1, step)
    ahead = [EPOCH.replace(year=y, month=m) for y in range(day(first).year, day(last).year + 1) for m in range(1, 13)]
    firsts = [number for when in ahead if first <= (number := (when - EPOCH).days) <= last]
    for step in (1, 2, 3, 6, 12, 24, 60, 120, 240, 600):
        chosen = [number for number in firsts if (day(number).year * 12 + day(number).month - 1) % step == 0]
        if chosen:
            yield chosen
    yield [first]


def in_thousands(most: float) -> tuple[float, str]:
    """What to divide a count by so that it is read easily, and the word for it: (1, ""), (1000, "thousand "), ..."""
    return next(((unit, word) for unit, word in THOUSANDS if most >= 10 * unit), (1.0, ""))


def count_axis(axes: Axes, most: float, room: float = 1.35) -> None:
    """An upright axis from nought to `room` times the most there is, with two or three round marks."""
    step = next(10**power * lead for power in range(12) for lead in (1, 2, 5) if 10**power * lead * 2 >= most)
    ticks = [0] if most <= 0 else [0, step, 2 * step] if 2 * step <= most * room else [0, step]
    axes.set_ylim(0, max(most, 1) * room)
    axes.set_yticks(ticks, [f"{tick:,}" for tick in ticks])

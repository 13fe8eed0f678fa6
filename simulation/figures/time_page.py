"""A page of panels over time, which the figures fill."""

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.transforms import ScaledTranslation

from simulation.figures import style
from simulation.figures.marks import LINE, Mark, draw_key, draw_marks, headroom, key_lines
from simulation.figures.periods import Column
from simulation.figures.style import Page

BETWEEN = 0.47
"""Inches between the rows, where their headings stand."""
DATES = 0.62
"""Inches below the last row, for the dates."""


class TimePage(Page):
    """A page of panels over time: causes in a key at the top, then rows of panels under their flags.

    Attributes:
        rows: the panels, row by row.
        headroom: inches that flags take above the uppermost row.
        below: where what follows the rows begins, in inches below the top of the body.
    """

    def __init__(
        self,
        title: str,
        detail: str,
        columns: list[Column],
        heights: Sequence[float],
        marks: Sequence[Mark],
        below: float = 0.0,
    ) -> None:
        lines = key_lines(marks)
        self.headroom = headroom(columns, marks)
        above = LINE * len(lines) + 0.42 + self.headroom
        self.below = above + sum(heights) + BETWEEN * (len(heights) - 1) + DATES
        super().__init__(title, detail, self.below + below)
        draw_key(self, lines)
        self.rows = rows_of(self, columns, heights, above)
        draw_marks(self.rows, columns, marks)


def rows_of(page: Page, columns: list[Column], heights: Sequence[float], down: float) -> list[list[Axes]]:
    """Panels: those of a row share their upright axis, those of a column their dates. The closer look is shaded.

    Args:
        page: where they go.
        columns: the stretches of time.
        heights: of the rows, in inches.
        down: where the first row begins, in inches below the top of the body.
    """
    rows = []
    for place, height in enumerate(heights, start=1):
        row: list[Axes] = []
        for column in columns:
            axes = page.panel(column.left, down, column.width, height, sharey=row[0] if row else None)
            style.date_axis(axes, column.first, column.last, column.width, labelled=place == len(heights))
            row.append(axes)
        for axes, column in zip(row[1:], columns[1:], strict=True):
            axes.set_facecolor(style.SHADE)
            axes.tick_params(labelleft=False)
            row[0].axvspan(column.first - 0.5, column.last + 0.5, color=style.SHADE, linewidth=0, zorder=0)
        rows.append(row)
        down += height + BETWEEN
    for axes, name in zip(rows[-1], ("date", "date (the wave, closer)"), strict=False):
        axes.set_xlabel(name, size=style.SMALL, color=style.GREY, va="top")
        drop = ScaledTranslation(0, -0.42, page.dpi_scale_trans)
        axes.xaxis.set_label_coords(0.5, 0, transform=axes.transAxes + drop)
    return rows

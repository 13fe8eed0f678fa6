"""The organisations as Mesa agents: thin views on a row of a table, placed on the grid.

Use Mesa's own verbs on them: `city.agents_by_type[Assembly].select(lambda a: a.up).agg("strength", np.mean)`.
"""

from typing import TYPE_CHECKING, Any

from mesa.discrete_space import Cell, CellAgent, OrthogonalMooreGrid

from simulation.tables.federations import NAMES
from simulation.tables.newcomers import Newcomers
from simulation.tables.table import Table

if TYPE_CHECKING:
    from simulation.city import City


AROUND = [(dx, dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1) if dx or dy]


class Ground(OrthogonalMooreGrid[Cell]):
    """Mesa's grid, laid in a tenth of the time: Mesa has each cell forget all neighbourhoods at each connection."""

    def _connect_cells(self) -> None:
        cells = self._cells
        for (x, y), cell in cells.items():
            beside = {(dx, dy): cells.get((x + dx, y + dy)) for dx, dy in AROUND}
            cell.connections.update({offset: other for offset, other in beside.items() if other is not None})


class Organisation(CellAgent):
    """A row of a table as a Mesa agent: every column of the table reads as an attribute.

    Args:
        city: the model.
        table: the table it is a row of.
        row: which row.
        name: what it is called.
        cell: where on the grid it sits, as (x, y).
    """

    def __init__(self, city: "City", table: Table, row: int, name: str, cell: tuple[int, int]) -> None:
        super().__init__(city)
        self.table, self.row, self.name = table, row, name
        self.cell = city.grid[cell]

    def __getattr__(self, column: str) -> Any:
        table = self.__dict__.get("table")
        if table is None or column not in table.described:
            raise AttributeError(f"{type(self).__name__} has no attribute {column!r}")
        value = getattr(table, column)[self.row]
        return value.item() if value.ndim == 0 else value.copy()


class Assembly(Organisation):
    """A neighbourhood assembly."""


class Association(Organisation):
    """A trade association."""


class Federation(Organisation):
    """Fejuve or COR."""


class Government(Organisation):
    """The national government."""


def register(city: "City", new: Newcomers) -> None:
    """Register organisations that are new with Mesa and place them on the grid."""
    blocks = city.blocks
    for row in new.assemblies.tolist():
        seat = city.assemblies.first_block[row]
        Assembly(city, city.assemblies, row, city.assemblies.names[row], (int(blocks.x[seat]), int(blocks.y[seat])))
    for row in new.associations.tolist():
        stretch = (int(city.associations.x[row]), int(city.associations.y[row]))
        Association(city, city.associations, row, f"Association {row + 1}", stretch)
    if Government not in city.agents_by_type:
        for row, name in enumerate(NAMES):
            Federation(city, city.federations, row, name, city.territory.la_ceja)
        Government(city, city.government, 0, "Government", city.territory.la_ceja)

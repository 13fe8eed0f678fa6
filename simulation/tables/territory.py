"""The ground: blocks of one hectare, the trunk roads, the stretches of road that people can hold.

The map is stylised. On the eastern rim lies La Ceja, from which four links fall to La Paz; four trunk roads
lead from it over the Altiplano, the one to Oruro past the Senkata depot. Barrios are founded one after the
other on free ground, near the road, near La Ceja and near their kin.
"""

from dataclasses import dataclass
from typing import Any, ClassVar, Literal

import numpy as np
from numpy.typing import NDArray

from simulation.tables.table import Column, Table

TRUNKS = ("Oruro", "Viacha", "Laja", "Copacabana")
LINKS = ("Autopista", "Naciones Unidas", "Ballivián", "Faro Murillo")
OUTER = ("Yungas", "Palca")
"""Roads that reach La Paz without crossing El Alto."""

DEPOT_ROAD = "Senkata"
ROUTES = (*TRUNKS, *LINKS, *OUTER, DEPOT_ROAD)
"""The rows of `Routes`; the last is the part of the Oruro road that tankers drive from the depot to La Ceja."""
ORURO, DEPOT = 0, len(ROUTES) - 1
TRUNK_ROWS, LINK_ROWS, OUTER_ROWS = slice(0, 4), slice(4, 8), slice(8, 10)

ROOM = 1.7
"""Cells of the grid for each block that is built up."""
TALLER = 1.25
"""Height of the grid over its width."""
SENKATA_ALONG = 0.6
"""Where on the road to Oruro the depot lies, as a share of its length from La Ceja."""
LINK_CELLS = 3
BESIDE = 6.0
"""Blocks of road farther than this many blocks from any house are open country."""
NO_BARRIO = -1

Ground = Literal["as_mapped", "mirrored", "rotated", "roads_mirrored"]
"""How the ground lies: as the map has it; north and south changed over; turned by a quarter; or with the roads, La Ceja,
the depot and the market mirrored under the barrios that were founded by them."""


class Blocks(Table):
    """Built-up blocks of one hectare, sorted by barrio."""

    columns: ClassVar[tuple[Column, ...]] = (
        Column("x", np.int16, "cell", "distance from the western edge"),
        Column("y", np.int16, "cell", "distance from the southern edge"),
        Column("barrio", np.int16, "row", "the barrio it belongs to"),
        Column("danger", np.float32, "0..1", "what repression did nearby lately"),
    )


class Routes(Table):
    """The roads by name, in the order of `ROUTES`."""

    columns: ClassVar[tuple[Column, ...]] = (
        Column("blocks", np.int32, "blocks", "blocks of it in the city that can be held"),
        Column("held", np.int32, "blocks", "how many of them are held"),
        Column("clearable", np.float32, "blocks", "how many held blocks police could clear today"),
        Column("open", np.bool_, "", "whether one can drive along it", initial=True),
    )

    @classmethod
    def along(cls, stretches: "Stretches") -> "Routes":
        """The roads that these stretches make up."""
        table = cls(len(ROUTES))
        table.blocks[:] = np.bincount(stretches.route, minlength=len(ROUTES))
        table.blocks[DEPOT] = stretches.to_depot.sum()
        return table

    @property
    def reaching(self) -> NDArray[np.bool_]:
        """Which of the six main roads reach La Paz: the four trunk roads need an open link, shape (6,)."""
        linked = self.open[LINK_ROWS].any()
        return np.concatenate((self.open[TRUNK_ROWS] & linked, self.open[OUTER_ROWS]))

    @property
    def tankers_pass(self) -> bool:
        """Whether a tanker from Senkata can reach La Paz."""
        return bool(self.open[DEPOT] and self.open[LINK_ROWS].any())


class Stretches(Table):
    """Blocks of trunk road that a barrio can hold, sorted by route and then by distance from La Ceja."""

    columns: ClassVar[tuple[Column, ...]] = (
        Column("x", np.int16, "cell", "distance from the western edge"),
        Column("y", np.int16, "cell", "distance from the southern edge"),
        Column("route", np.uint8, "row", "index into ROUTES"),
        Column("barrio", np.int16, "row", "the barrio beside it, which can hold it; -1 in open country"),
        Column("to_depot", np.bool_, "", "whether tankers from Senkata pass it"),
        Column("rank", np.int32, "", "how many blocks of road its barrio holds before this one"),
        Column("people", np.int32, "persons", "on shift here today, if they hold it, else none"),
    )

    def of_barrios(self, barrios: int) -> NDArray[np.int64]:
        """How many blocks of road each barrio can hold, shape (barrios,)."""
        return np.bincount(self.barrio[self.barrio != NO_BARRIO], minlength=barrios)


@dataclass(frozen=True)
class Roads:
    """Every cell of trunk road: x, y and route, shape (cells,), sorted by route, from La Ceja outwards."""

    x: NDArray[np.int16]
    y: NDArray[np.int16]
    route: NDArray[np.uint8]


class Territory:
    """The grid, its roads and landmarks, and the ground that is still free.

    Args:
        blocks: for how many built-up blocks there is room.
        ground: how it lies before anybody has come; "roads_mirrored" is as mapped until `move_roads`.
    """

    def __init__(self, blocks: int, ground: Ground = "as_mapped") -> None:
        self.width = max(6, round(np.sqrt(blocks * ROOM / TALLER)))
        self.height = max(8, int(np.ceil(blocks * ROOM / self.width)))
        self.la_ceja = (self.width - 1, round(self.height * 0.55))
        self.roads = self._lay_roads()
        oruro = np.flatnonzero(self.roads.route == ORURO)
        depot = oruro[round((len(oruro) - 1) * SENKATA_ALONG)]
        self.senkata = (int(self.roads.x[depot]), int(self.roads.y[depot]))
        self.market = (round(self.width * 0.86), round(self.height * 0.66))
        self.breadth = self.width
        if ground == "mirrored":
            self._mirror()
        elif ground == "rotated":
            self._rotate()
        self.free = np.ones((self.width, self.height), dtype=bool)
        self._x, self._y = np.meshgrid(np.arange(self.width), np.arange(self.height), indexing="ij")
        self._lure = self._how_attractive()

    def _lay_roads(self) -> Roads:
        w, h = self.width - 1, self.height - 1
        ends = ((round(w * 0.62), 0), (0, round(h * 0.12)), (0, round(h * 0.6)), (round(w * 0.3), h))
        lines = [_line(self.la_ceja, end) for end in ends]
        rim_x, rim_y = self.la_ceja
        for step in range(len(LINKS)):
            y = min(h, max(0, rim_y + round((step - 1) * self.height * 0.09)))
            lines.append(_line((rim_x, y), (rim_x + LINK_CELLS, y - 1)))
        return Roads(
            x=np.concatenate([x for x, _ in lines]).astype(np.int16),
            y=np.concatenate([y for _, y in lines]).astype(np.int16),
            route=np.repeat(np.arange(len(lines)), [len(x) for x, _ in lines]).astype(np.uint8),
        )

    def _mirror(self) -> None:
        """Change north and south over in all that is laid out."""
        top = self.height - 1
        self.roads = Roads(self.roads.x, np.int16(top) - self.roads.y, self.roads.route)
        self.la_ceja, self.senkata, self.market = ((x, top - y) for x, y in (self.la_ceja, self.senkata, self.market))

    def _rotate(self) -> None:
        """Turn all that is laid out by a quarter, so that the rim is in the north."""
        top = self.height - 1
        self.roads = Roads(np.int16(top) - self.roads.y, self.roads.x, self.roads.route)
        self.la_ceja, self.senkata, self.market = ((top - y, x) for x, y in (self.la_ceja, self.senkata, self.market))
        self.width, self.height = self.height, self.width

    def move_roads(self) -> None:
        """Mirror the roads and landmarks, and not the barrios that are there; who comes later settles by them."""
        self._mirror()
        self._lure = self._how_attractive()

    def _how_attractive(self) -> NDArray[np.float64]:
        """Distance from La Ceja and from the nearest road of every cell, in cells, the less the better."""
        far = np.hypot(self._x - self.la_ceja[0], self._y - self.la_ceja[1])
        off = np.full(far.shape, np.inf)
        for x, y in zip(self.roads.x.tolist(), self.roads.y.tolist(), strict=True):
            np.minimum(off, np.hypot(self._x - x, self._y - y), out=off)
        return far + 1.5 * off

    def found(self, blocks: int, kin: tuple[float, float] | None, luck: NDArray[np.float32]) -> NDArray[np.int64]:
        """Claim free ground for a new barrio and return its cells, shape (blocks, 2) as x, y.

        Args:
            blocks: how many blocks of one hectare it takes.
            kin: where the people one came with live already, if anywhere.
            luck: two uniforms: which of the good places is found.

        Raises:
            ValueError: when there is not enough free ground.
        """
        x, y = np.nonzero(self.free)
        if len(x) < blocks:
            raise ValueError(f"no free ground for {blocks} blocks on a grid of {self.width} x {self.height}")
        score = self._lure[x, y]
        if kin is not None:
            score = score + 0.5 * np.hypot(x - kin[0], y - kin[1])
        good = np.flatnonzero(score <= score.min() + 2.0 + 6.0 * luck[0])
        seat = good[int(luck[1] * len(good))]
        near = np.hypot(x - x[seat], y - y[seat])
        close = np.flatnonzero(near <= np.partition(near, blocks - 1)[blocks - 1])  # all that may be among the nearest
        taken = close[np.lexsort((y[close], x[close], near[close]))[:blocks]]
        self.free[x[taken], y[taken]] = False
        return np.column_stack((x[taken], y[taken]))

    def stretches(self, scale: float) -> Stretches:
        """The blocks of road that can be held once a barrio lies by them, as many for each barrio at every scale."""
        rows: list[tuple[int, int]] = []
        for route in range(len(TRUNKS) + len(LINKS)):
            cells = np.flatnonzero(self.roads.route == route)
            count = round(len(cells) * np.sqrt(scale)) if route < len(TRUNKS) else round(LINK_CELLS * scale)
            count = max(1, count)
            rows += [(route, int(cells[int((k + 0.5) / count * len(cells))])) for k in range(count)]
        table = Stretches(len(rows))
        cells = np.array([cell for _, cell in rows])
        table.route[:] = [route for route, _ in rows]
        table.x[:], table.y[:] = self.roads.x[cells], self.roads.y[cells]
        far = np.hypot(table.x - self.la_ceja[0], table.y - self.la_ceja[1])
        depot = np.hypot(self.senkata[0] - self.la_ceja[0], self.senkata[1] - self.la_ceja[1])
        table.to_depot[:] = (table.route == ORURO) & (far <= depot)
        table.to_depot[np.flatnonzero(table.route == ORURO)[0]] = True
        return table


def share_out(stretches: Stretches, blocks: Blocks) -> None:
    """Give each block of road to the barrio beside it, if one is near enough to hold it."""
    held: dict[int, int] = {}
    for row in range(len(stretches)):
        near = np.hypot(blocks.x - stretches.x[row], blocks.y - stretches.y[row])
        closest = int(np.argmin(near))
        barrio = int(blocks.barrio[closest]) if near[closest] <= BESIDE else NO_BARRIO
        stretches.barrio[row] = barrio
        stretches.rank[row] = held.get(barrio, 0)
        held[barrio] = stretches.rank[row] + 1


def _line(start: tuple[int, int], end: tuple[int, int]) -> tuple[NDArray[Any], NDArray[Any]]:
    """The cells of a straight road, both ends included."""
    steps = max(abs(end[0] - start[0]), abs(end[1] - start[1])) + 1
    return np.rint(np.linspace(start[0], end[0], steps)), np.rint(np.linspace(start[1], end[1], steps))


def neighbours(
    x: NDArray[np.int16], y: NDArray[np.int16], owner: NDArray[np.int16], owners: int
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Which owners touch which, as (first, list): the neighbours of k are list[first[k]:first[k + 1]].

    Args:
        x: column of each cell, shape (cells,).
        y: row of each cell.
        owner: the owner of each cell, 0 to owners - 1.
        owners: how many owners there are.
    """
    width, height = int(x.max()) + 3, int(y.max()) + 3
    grid = np.full((width, height), -1, dtype=np.int64)
    grid[x + 1, y + 1] = owner
    pairs = []
    for dx, dy in ((1, 0), (0, 1), (1, 1), (1, -1)):
        other = grid[x + 1 + dx, y + 1 + dy]
        touching = (other >= 0) & (other != owner)
        one, two = owner[touching].astype(np.int64), other[touching]
        pairs += [one * owners + two, two * owners + one]  # a pair as one number: those are sorted much faster
    both = np.unique(np.concatenate(pairs))
    first = np.searchsorted(both, owners * np.arange(owners + 1))
    return first.astype(np.int32), (both % owners).astype(np.int32)


def nearest(blocks: Blocks, seats: NDArray[np.int32], wanted: NDArray[np.bool_]) -> NDArray[np.int64]:
    """For each barrio the nearest of those wanted, itself if it is one, by the first block of each.

    Args:
        blocks: the built-up blocks.
        seats: the first block of each barrio.
        wanted: which barrios to look for, shape (barrios,).
    """
    found = np.flatnonzero(wanted)
    if not len(found):
        return np.arange(len(seats))
    x, y = blocks.x[seats].astype(np.float64), blocks.y[seats].astype(np.float64)
    far = np.hypot(x[:, None] - x[found], y[:, None] - y[found])
    return np.where(wanted, np.arange(len(seats)), found[far.argmin(axis=1)])

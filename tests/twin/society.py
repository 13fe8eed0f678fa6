"""All agents of one city: how they stand to each other, what they see of its tables and what they show there."""

from collections.abc import Iterator, Mapping
from typing import Any

import mesa
import numpy as np
from numpy.typing import NDArray

from simulation import City
from twin.agents import (
    Assembly,
    Association,
    Block,
    Business,
    Federation,
    Government,
    Household,
    Market,
    Resident,
)

Columns = Mapping[str, tuple[str, ...]]
"""Columns by table: what agents see, or what they do."""

KINDS: dict[str, type[mesa.Agent]] = {
    "residents": Resident, "households": Household, "blocks": Block, "assemblies": Assembly, "associations": Association,
    "federations": Federation, "government": Government, "market": Market,
}  # fmt: skip
"""One agent for each row of these tables of the city."""


class Society(mesa.Model):
    """The agents of one city, in the order of its rows, and as Mesa's `agents`.

    Args:
        seed: the city's luck.
        knows: every column that an agent knows of itself, by table.
    """

    def __init__(self, seed: int, knows: Columns) -> None:
        super().__init__(rng=seed)
        self.of_city = seed
        self.knows = knows
        self.rows: dict[str, list[Any]] = {name: [] for name in KINDS}
        self.rows["businesses"] = []
        self._known: dict[str, dict[int, Any]] = {name: {} for name in KINDS}

    def census(self, city: City) -> None:
        """Meet who has come, forget who has gone, and see who lives with whom."""
        for name, kind in KINDS.items():
            self._meet(name, kind, getattr(city, name))
        self._link(city)
        self.hire(city)

    def _meet(self, name: str, kind: type[mesa.Agent], table: Any) -> None:
        ids = table.id.tolist() if "id" in table.described else list(range(len(table)))
        known = self._known[name]
        for gone in known.keys() - set(ids):
            known.pop(gone).remove()
        new = [row for row, identity in enumerate(ids) if identity not in known]
        for row in new:
            known[ids[row]] = agent = kind(self)
            agent.id = agent.number = ids[row]
            for column in self.knows.get(name, ()):
                setattr(agent, column, next(values(getattr(table, column)[row : row + 1])))
        self.rows[name] = [known[identity] for identity in ids]

    def _link(self, city: City) -> None:
        r, h, a, o = city.residents, city.households, city.assemblies, city.associations
        for resident, home in zip(self.residents, r.household.tolist(), strict=True):
            resident.household = self.households[home]
        for household, block, first, adults in zip(
            self.households, h.block.tolist(), h.start.tolist(), h.adults.tolist(), strict=True
        ):
            household.block = self.blocks[block]
            household.adults = self.residents[first : first + adults]
        for block, beside in zip(self.blocks, lists(*city.block_neighbours), strict=True):
            block.beside = [self.blocks[other] for other in beside]
        for assembly, first, homes, beside in zip(
            self.assemblies,
            a.first_household.tolist(),
            a.households.tolist(),
            lists(*city.barrio_neighbours),
            strict=True,
        ):
            assembly.homes = self.households[first : first + homes]
            assembly.beside = [self.assemblies[other] for other in beside]
            for household in assembly.homes:
                household.assembly = assembly
        for association, members in zip(self.associations, lists(o.first_member, o.member_rows), strict=True):
            association.members = [self.residents[row] for row in members]

    def hire(self, city: City) -> None:
        """Who works in which business."""
        for business in self.businesses:
            business.remove()
        self.rows["businesses"] = [Business(self) for _ in range(len(city.businesses))]
        self.look(city, {"businesses": ("barrio", "workers", "at_work"), "residents": ("business",)})

    def look(self, city: City, sees: Columns) -> None:
        """See what may have changed since yesterday."""
        for name, columns in sees.items():
            for column in columns:
                for agent, value in zip(self.rows[name], values(getattr(getattr(city, name), column)), strict=True):
                    setattr(agent, column, value)

    def show(self, city: City, does: Columns) -> None:
        """Let the rest of the city see what was done."""
        for name, columns in does.items():
            for column in columns:
                getattr(getattr(city, name), column)[:] = [getattr(agent, column) for agent in self.rows[name]]

    @property
    def residents(self) -> list[Resident]:
        return self.rows["residents"]

    @property
    def households(self) -> list[Household]:
        return self.rows["households"]

    @property
    def blocks(self) -> list[Block]:
        return self.rows["blocks"]

    @property
    def assemblies(self) -> list[Assembly]:
        return self.rows["assemblies"]

    @property
    def associations(self) -> list[Association]:
        return self.rows["associations"]

    @property
    def federations(self) -> list[Federation]:
        return self.rows["federations"]

    @property
    def businesses(self) -> list[Business]:
        return self.rows["businesses"]

    @property
    def government(self) -> Government:
        return self.rows["government"][0]

    @property
    def market(self) -> Market:
        return self.rows["market"][0]

    def association_of(self, resident: Resident) -> Association | None:
        """The trade association someone belongs to."""
        return self.associations[resident.association] if resident.association >= 0 else None


def values(column: NDArray[Any]) -> Iterator[Any]:
    """A column as plain values, one a row: float32 stays float32, all else becomes Python's own; rows become lists."""
    if column.ndim > 1:
        return iter([list(values(row)) for row in column])
    return iter(column) if column.dtype == np.float32 else iter(column.tolist())


def lists(first: NDArray[np.int32], numbers: NDArray[np.int32]) -> list[list[int]]:
    """The numbers of each, where those of k are numbers[first[k]:first[k + 1]]."""
    return [part.tolist() for part in np.split(numbers, first[1:-1])]

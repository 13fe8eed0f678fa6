"""La Paz: what it has in stock, and what a day takes from it."""

from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from simulation.tables.table import Column, Table

FUEL, GAS, FOOD = range(3)
GOODS = ("fuel", "bottled gas", "food")
GONE = 0.05
"""A good is gone when its stock is under this share of normal."""


class LaPaz(Table):
    """The stocks of La Paz, one row per good: fuel in litres, gas in bottles, food in kilograms."""

    columns: ClassVar[tuple[Column, ...]] = (
        Column("use", np.int64, "units per day", "what a normal day takes"),
        Column("normal", np.int64, "units", "what is in stock in normal times"),
        Column("stock", np.int64, "units", "what is in stock"),
        Column("delivered", np.int64, "units", "all that ever came up the road"),
        Column("used", np.int64, "units", "all that was ever used"),
        Column("price", np.float32, "x normal", "price", initial=1.0),
    )

    @property
    def gone(self) -> NDArray[np.bool_]:
        """Which goods are gone, shape (3,)."""
        return self.stock < GONE * self.normal

    @property
    def days(self) -> NDArray[np.float64]:
        """For how many days of normal use each stock would last, shape (3,)."""
        return self.stock / np.maximum(1, self.use)

    def receive(self, good: int, units: int) -> None:
        """Goods come up the road."""
        self.delivered[good] += units
        self.stock[good] += units

    def consume(self, good: int, units: int) -> None:
        """Goods are used."""
        self.used[good] += units
        self.stock[good] -= units

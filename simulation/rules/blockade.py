"""Blockade: which blocks of road are held, what still reaches La Paz, its stocks and prices (C14, C21).

Each assembly that strikes staffs its own ground with those on shift. A block of road is held when enough people
stand there; half a cordon is no cordon, so a barrio with p on shift and k blocks of road holds min(k, p // quorum)
of them and spreads its people over these; a barrio with no trunk road holds its own streets. An assembly is up
while it holds any ground at all.

Police can clear so many blocks a day while they are present: a route is cut where more blocks are held than

    cleared_r = clearing * blocks_r * mean state presence along r

All fuel and bottled gas come from Senkata down the road to Oruro; food by every route in shares; a trunk road
reaches La Paz only by one of the four links. Tankers and trucks set out by what the road was yesterday.

    delivered = min(open share * capacity * use, normal + use - stock);   used = min(use, stock + delivered)

so that with a road cut a stock S0 lasts S0 / (use * (1 - open share)) days. Prices rise as stocks fall.
"""

from typing import TYPE_CHECKING, Annotated, ClassVar

import numpy as np
from numpy.typing import NDArray

from simulation.parameters import fact, lever, uncertain
from simulation.rules.rule import Rule
from simulation.tables.assemblies import Action, Assemblies
from simulation.tables.la_paz import FOOD, FUEL, GAS, GOODS
from simulation.tables.newcomers import Newcomers
from simulation.tables.territory import DEPOT, NO_BARRIO, ROUTES

if TYPE_CHECKING:
    from simulation.city import City

FOOD_SHARES = (0.25, 0.1, 0.15, 0.3, 0.15, 0.05)
"""Share of La Paz's food by Oruro, Viacha, Laja, Copacabana, Yungas, Palca (assumption)."""


class Blockade(Rule):
    """Roads held, routes cut, stocks run down."""

    section: ClassVar[str] = "blockade"
    claims: ClassVar[tuple[str, ...]] = ("C14", "C21", "C22")
    does: ClassVar[str] = "which blocks of road are held, what still reaches La Paz, its stocks and prices"
    hold_quorum: Annotated[int, uncertain("people on shift who hold a block", "persons", 1, 1_000)] = 30
    clearing: Annotated[float, uncertain("blocks that a full police presence clears", "share of a route", 0, 1)] = 0.75
    fuel_use: Annotated[float, fact("fuel that La Paz uses", "litres per day", 1, 1e8, "evidence SUP-FUEL-05")] = (
        1_350_000.0
    )
    gas_use: Annotated[
        float, fact("bottled gas that La Paz uses", "bottles per day", 1, 1e7, "evidence SUP-LPG-11")
    ] = 40_000.0
    food_use: Annotated[
        float, fact("food that La Paz eats", "kg per day", 1, 1e8, "assumption: 1 kg a head of POP-LP-2003")
    ] = 700_000.0
    fuel_buffer: Annotated[
        float, uncertain("fuel in stock in La Paz", "days of use", 0.1, 30, "evidence SUP-BUFFER: 1, at most 2")
    ] = 1.0
    gas_buffer: Annotated[float, uncertain("bottled gas in stock in La Paz", "days of use", 0.1, 60)] = 2.0
    food_buffer: Annotated[float, uncertain("food in stock in La Paz", "days of use", 0.1, 90)] = 7.0
    capacity: Annotated[float, uncertain("what a free road can bring", "x normal use", 1, 10)] = 1.5
    price_slope: Annotated[float, uncertain("rise of a price when the stock is gone", "x normal", 0, 20)] = 1.5
    shared_shifts: Annotated[bool, lever("whether barrios without a road send people to the blocks of others", "")] = (
        False
    )
    senkata: Annotated[bool, lever("whether all fuel and gas come through Senkata", "", source="evidence SUP-SOLE")] = (
        True
    )

    def begin(self, city: "City", new: Newcomers) -> None:
        """Fill La Paz's stocks, when the city is founded."""
        if len(new.households) < len(city.households):
            return
        la_paz, scale = city.la_paz, city.scenario.city.scale
        for good, use, buffer in (
            (FUEL, self.fuel_use, self.fuel_buffer),
            (GAS, self.gas_use, self.gas_buffer),
            (FOOD, self.food_use, self.food_buffer),
        ):
            la_paz.use[good] = max(1, round(use * scale))
            la_paz.normal[good] = la_paz.stock[good] = max(1, round(use * buffer * scale))

    def apply(self, city: "City") -> None:
        """Drive by yesterday's roads, then hold today's."""
        self._supply(city)
        self._hold(city)
        self._cut(city)

    def _supply(self, city: "City") -> None:
        la_paz, routes = city.la_paz, city.routes
        gone = la_paz.gone
        food = float(np.dot(FOOD_SHARES, routes.reaching))
        fuel = float(routes.tankers_pass) if self.senkata else food
        for good, share in ((FUEL, fuel), (GAS, fuel), (FOOD, food)):
            room = int(la_paz.normal[good] + la_paz.use[good] - la_paz.stock[good])
            delivered = min(int(share * self.capacity * la_paz.use[good]), room)
            used = min(int(la_paz.use[good]), int(la_paz.stock[good]) + delivered)
            la_paz.receive(good, delivered)
            la_paz.consume(good, used)
        la_paz.price[:] = 1 + self.price_slope * (1 - np.minimum(1, la_paz.stock / la_paz.normal))
        for good in np.flatnonzero(gone != la_paz.gone).tolist():
            kind, words = ("back", "is on sale again") if gone[good] else ("gone", "is gone")
            roads = f"{routes.reaching.sum()} of {len(routes.reaching)} roads open"
            city.tell(kind, "La Paz", f"{GOODS[good].capitalize()} {words} in La Paz.", roads)

    def _hold(self, city: "City") -> None:
        assemblies, stretches = city.assemblies, city.stretches
        on_shift = self._on_shift(assemblies)
        groups = on_shift // self.hold_quorum
        assemblies.up[:] = assemblies.striking & (groups > 0)
        holds = np.where(assemblies.up, np.minimum(assemblies.stretches, groups), 0)
        each = on_shift // np.maximum(1, holds)
        held = (stretches.barrio != NO_BARRIO) & (stretches.rank < holds[stretches.barrio])
        stretches.people[:] = np.where(held, each[stretches.barrio], 0)

    def _on_shift(self, assemblies: Assemblies) -> NDArray[np.int64]:
        """People on shift in each barrio; with shared shifts, barrios without a road send those they can spare."""
        on_shift = assemblies.came[:, Action.SHIFT].astype(np.int64)
        if not self.shared_shifts:
            return on_shift
        spare = np.where(assemblies.stretches == 0, np.maximum(0, on_shift - self.hold_quorum), 0)
        sent = np.bincount(assemblies.relieves, spare, len(assemblies)).astype(np.int64)
        return on_shift - spare + sent

    def _cut(self, city: "City") -> None:
        stretches, routes = city.stretches, city.routes
        held, passed = stretches.people > 0, routes.tankers_pass
        presence = np.where(stretches.barrio == NO_BARRIO, 1, city.assemblies.state_presence[stretches.barrio])
        routes.held[:] = np.bincount(stretches.route, held, len(ROUTES))
        routes.clearable[:] = self.clearing * np.bincount(stretches.route, presence, len(ROUTES))
        routes.held[DEPOT] = held[stretches.to_depot].sum()
        routes.clearable[DEPOT] = self.clearing * presence[stretches.to_depot].sum()
        routes.open[:] = routes.held <= routes.clearable
        if passed != routes.tankers_pass:
            people = stretches.people[stretches.to_depot].sum()
            why = f"{routes.held[DEPOT]} of {routes.blocks[DEPOT]} blocks on the depot road held by {people:,} people"
            if routes.tankers_pass:
                city.tell("depot_open", "Senkata", "Tankers reach La Paz from Senkata again.", why)
            else:
                city.tell("depot_cut", "Senkata", "The road from the Senkata depot to La Paz is cut.", why)

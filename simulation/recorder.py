"""What is kept: a row for the city each day, and every assembly each Monday and on each day that any is up."""

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulation.measures import Concert, control
from simulation.tables.assemblies import Action, Works
from simulation.tables.federations import FEJUVE
from simulation.tables.la_paz import FOOD, FUEL, GAS
from simulation.tables.residents import CENTAVOS
from simulation.tables.territory import LINKS, OUTER, TRUNKS

if TYPE_CHECKING:
    from simulation.city import City
    from simulation.run import Run

MONDAY = 0
LONG = 3653
"""Days of a run from which calm is kept by the month."""
NOBODY = 255
"""Turnout of a barrio where nobody was called, in the frames of the map."""


class Recorder:
    """Keeps the days of one city."""

    def __init__(self, city: "City") -> None:
        self.city = city
        self.days: list[dict[str, Any]] = []
        self.assemblies: list[dict[str, NDArray[Any]]] = []
        self.frames: list[dict[str, NDArray[Any]]] = []
        self.concert = Concert()

    def keep(self) -> None:
        """Keep today."""
        city = self.city
        acting = self.concert.today(city.assemblies.up, city.assemblies.striking, bool(city.federations.calls[FEJUVE]))
        self.days.append(day_of(city) | acting)
        if city.assemblies.up.any() or self._is_time() or len(self.days) == 1:
            self.assemblies.append(assemblies_of(city))
            self.frames.append(frame_of(city))

    def _is_time(self) -> bool:
        """Each Monday, or in runs of more than ten years the first Monday of a month."""
        today = self.city.date
        return today.weekday() == MONDAY and (self.city.scenario.days < LONG or today.day <= 7)

    @property
    def daily(self) -> pd.DataFrame:
        """One row a day."""
        return pd.DataFrame(self.days)

    def state(self) -> dict[str, Any]:
        """All that it has kept, for a checkpoint; `put_back` takes it."""
        assemblies = [joined(self.assemblies)] if self.assemblies else []
        return {"daily": self.daily, "assemblies": assemblies, "frames": self.frames, "concert": self.concert}

    def put_back(self, state: dict[str, Any]) -> None:
        """Go on from a `state`, which becomes its own."""
        self.days = [{str(name): value for name, value in day.items()} for day in state["daily"].to_dict("records")]
        self.assemblies, self.frames, self.concert = state["assemblies"], state["frames"], state["concert"]

    def run(self) -> "Run":
        """What the city has left behind so far.

        Raises:
            ValueError: when no day has been lived yet.
        """
        if not self.days:
            raise ValueError("no day has been lived yet: step the city first")
        from simulation.run import Run

        events = pd.DataFrame(
            [vars(event) for event in self.city.events], columns=["date", "kind", "place", "text", "cause", "number"]
        )
        events["date"] = pd.to_datetime(events["date"])
        assemblies = pd.DataFrame(joined(self.assemblies))
        names = pd.Categorical.from_codes(assemblies["barrio"], pd.Index(self.city.assemblies.names))
        assemblies.insert(2, "name", pd.Series(names))
        return Run(
            scenario=self.city.scenario,
            seed=self.city.seed,
            daily=self.daily,
            assemblies=assemblies,
            events=events,
            frames=map_of(self.city) | stacked(self.frames),
        )


def joined(days: list[dict[str, NDArray[Any]]]) -> dict[str, NDArray[Any]]:
    """The columns of all days, one day below the other."""
    return {name: np.concatenate([day[name] for day in days]) for name in days[0]}


def stacked(frames: list[dict[str, NDArray[Any]]]) -> dict[str, NDArray[Any]]:
    """The frames as one array for each name; a barrio is nought, or unseen, before it is founded."""
    stack = {}
    for name in frames[0]:
        columns = max(frame[name].size for frame in frames)
        fill = NOBODY if name == "turnout" else 0
        one_each = frames[0][name].ndim == 0
        padded = [
            frame[name] if one_each else np.pad(frame[name], (0, columns - frame[name].size), constant_values=fill)
            for frame in frames
        ]
        stack[name] = np.stack(padded)
    return stack


def day_of(city: "City") -> dict[str, Any]:
    """The city's row of `daily`."""
    a, h, la_paz, state, market = city.assemblies, city.households, city.la_paz, city.government, city.market
    days, gone = la_paz.days, la_paz.gone
    with np.errstate(invalid="ignore"):
        turnout = a.came.sum(axis=0) / a.called.sum(axis=0)
    return {
        "date": pd.Timestamp(city.date),
        "mobilised_share": a.up.mean(),
        "assemblies_meeting": int((a.called[:, Action.MEETING] > 0).sum()),
        "blocks_held": int((city.stretches.people > 0).sum()),
        "routes_open": int(city.routes.reaching.sum()),
        "fuel_days": days[FUEL],
        "gas_days": days[GAS],
        "food_days": days[FOOD],
        "price_index": float(la_paz.price.mean()),
        "marchers": int(a.came[:, Action.MARCH].sum()),
        "deaths": int(state.deaths[0]),
        "turnout_meeting": turnout[Action.MEETING],
        "turnout_march": turnout[Action.MARCH],
        "turnout_shift": turnout[Action.SHIFT],
        "grievance": mean(a.grievance),
        "hope": mean(a.hope),
        "strength": mean(a.strength),
        "bureaucracy": mean(a.bureaucracy),
        "party_presence": mean(a.party_presence),
        "state_presence": mean(a.state_presence),
        "surpassings": int(a.surpassed.sum() + city.associations.surpassed.sum()),
        "fines_laid_bs": a.fines_laid.sum() / CENTAVOS,
        "fines_paid_bs": a.fines_paid.sum() / CENTAVOS,
        "arrears_bs": h.arrears.sum() / CENTAVOS,
        "stalls_open": int(market.stalls_open[0]),
        "savings_bs": h.savings.sum() / CENTAVOS,
        "depot_open": city.routes.tankers_pass,
        "fuel_gone": bool(gone[FUEL]),
        "gas_gone": bool(gone[GAS]),
        "food_gone": bool(gone[FOOD]),
        "assemblies_striking": int(a.striking.sum()),
        "fejuve_calls": bool(city.federations.calls[FEJUVE]),
        "danger": mean(city.blocks.danger),
        "shortfall": mean(a.shortfall),
        "trade_open": float(market.trade_open[0]),
        "fair_stalls": int(market.fair_stalls[0]),
        "businesses_open": float(market.businesses_open[0]),
        "needs_met": float(market.needs_met[0]),
        "elsewhere": float(state.elsewhere[0]),
        "residents": int(a.people.sum()),
        "barrios": len(a),
        "treasuries_bs": a.treasury.sum() / CENTAVOS,
        "pressure": float(city.causes.borne.max(initial=0)),
        "thefts": int(a.thefts.sum()),
        "thieves_caught": int(a.caught.sum()),
        "thieves_killed": int(a.killed.sum()),
        "puppets": float(a.puppets.sum(dtype=np.float64)),
        "works": mean(a.works),
        "roads": mean(a.works[:, Works.ROADS]),
        "drains": mean(a.works[:, Works.DRAINS]),
        "floods": int((a.flooded > 0).sum()),
        "turnout_work": turnout[Action.WORK],
        "control": control(a.strength, a.state_presence),
    }


def mean(column: NDArray[np.float32]) -> float:
    """The mean in double precision."""
    return float(np.add.reduce(column, axis=None, dtype=np.float64)) / column.size


def assemblies_of(city: "City") -> dict[str, NDArray[Any]]:
    """A row for each assembly, column by column: a DataFrame a day would take longer than the day."""
    a = city.assemblies
    with np.errstate(invalid="ignore"):
        turnout = (a.came / a.called).astype(np.float32)
    owed = np.bincount(city.residents.barrio, city.households.arrears, len(a))
    return {
        "date": np.full(len(a), np.datetime64(city.date, "s")),
        "barrio": np.arange(len(a), dtype=np.int16),
        "up": a.up.copy(),
        "striking": a.striking.copy(),
        "mandate": a.mandate_until >= city.day,
        "turnout_meeting": turnout[:, Action.MEETING].copy(),
        "turnout_shift": turnout[:, Action.SHIFT].copy(),
        "hands": a.voted.copy(),
        "grievance": a.grievance.copy(),
        "hope": a.hope.copy(),
        "strength": a.strength.copy(),
        "bureaucracy": a.bureaucracy.copy(),
        "tenure_days": a.tenure.copy(),
        "cohesion": a.cohesion.copy(),
        "treasury_bs": a.treasury / CENTAVOS,
        "state_presence": a.state_presence.copy(),
        "party_presence": a.party_presence.copy(),
        "arrears_bs": owed / CENTAVOS,
        "puppets": a.puppets.copy(),
        "works": a.works.mean(axis=1),
        "drains": a.works[:, Works.DRAINS].copy(),
        "flooded": a.flooded.copy(),
    }


def frame_of(city: "City") -> dict[str, NDArray[Any]]:
    """Today's frame of the map."""
    a = city.assemblies
    struggle = slice(Action.SHIFT, Action.WORK)
    day_called, day_came = a.called[:, struggle].sum(axis=1), a.came[:, struggle].sum(axis=1)
    turnout = np.where(day_called > 0, 100 * day_came / np.maximum(1, day_called), NOBODY)
    return {
        "dates": np.array(city.date, dtype="datetime64[D]"),
        "up": a.up.astype(np.uint8),
        "grievance": np.rint(100 * a.grievance).astype(np.uint8),
        "turnout": turnout.astype(np.uint8),
        "held": city.stretches.people.astype(np.uint16),
        "route_open": city.routes.reaching.astype(np.uint8),
    }


def map_of(city: "City") -> dict[str, NDArray[Any]]:
    """What stays the same on the map."""
    territory, blocks, stretches = city.territory, city.blocks, city.stretches
    landmarks = (
        ("La Ceja", territory.la_ceja),
        ("Senkata", territory.senkata),
        ("Feria 16 de Julio", territory.market),
    )
    return {
        "grid": np.array([territory.width, territory.height]),
        "block_x": blocks.x,
        "block_y": blocks.y,
        "block_barrio": blocks.barrio,
        "block_founded": city.assemblies.founded[blocks.barrio],
        "barrio_origin": city.assemblies.origin,
        "road_x": territory.roads.x,
        "road_y": territory.roads.y,
        "road_route": territory.roads.route,
        "stretch_x": stretches.x,
        "stretch_y": stretches.y,
        "stretch_route": stretches.route,
        "route_name": np.array([*TRUNKS, *LINKS]),
        "reaching_name": np.array([*TRUNKS, *OUTER]),
        "landmark_name": np.array([name for name, _ in landmarks]),
        "landmark_x": np.array([place[0] for _, place in landmarks]),
        "landmark_y": np.array([place[1] for _, place in landmarks]),
    }

"""Small made-up series and runs, for tests that need what a run left behind and not the city that left it."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd

from simulation.run import Run
from simulation.scenario import Cause, Scenario

START = date(2003, 10, 1)
GAS = "gas to be exported through Chile"
FORMS = "Maya and Paya forms"

CALM_DAY: dict[str, Any] = {
    "blocks_held": 0, "routes_open": 6, "fuel_days": 1.0, "gas_days": 4.0, "food_days": 6.0, "price_index": 1.0,
    "marchers": 0, "deaths": 0, "turnout_meeting": 0.6, "turnout_march": np.nan, "turnout_shift": np.nan,
    "grievance": 0.3, "hope": 0.5, "strength": 0.4, "bureaucracy": 0.5, "party_presence": 1.0, "state_presence": 1.0,
    "surpassings": 0, "fines_laid_bs": 100.0, "fines_paid_bs": 80.0, "arrears_bs": 500.0, "stalls_open": 900,
    "savings_bs": 1e6, "depot_open": True, "fuel_gone": False, "gas_gone": False, "food_gone": False,
    "assemblies_striking": 0, "fejuve_calls": False, "danger": 0.0, "shortfall": 0.0, "trade_open": 1.0,
    "residents": 16_000, "treasuries_bs": 1e4, "pressure": 0.0, "synchrony": np.nan,
}  # fmt: skip


def day(offset: int) -> pd.Timestamp:
    """The date so many days after the first."""
    return pd.Timestamp(START + timedelta(days=offset))


def daily_of(shares: Sequence[float], **columns: Sequence[Any]) -> pd.DataFrame:
    """A daily series with these mobilised shares, calm in everything else that is not given."""
    rows = {"date": pd.date_range(START, periods=len(shares)), "mobilised_share": np.asarray(shares, dtype=float)}
    return pd.DataFrame({**rows, **{name: [value] * len(shares) for name, value in CALM_DAY.items()}, **columns})


def events_of(*events: tuple[int, str, str, str, str, float]) -> pd.DataFrame:
    """Events from (days after the first, kind, place, text, cause, number)."""
    told = [(day(offset), *rest) for offset, *rest in events]
    frame = pd.DataFrame(told, columns=["date", "kind", "place", "text", "cause", "number"])
    return frame.astype({"date": "datetime64[s]", "number": float})


def arises(offset: int, name: str = GAS, touched: float = 1.0) -> tuple[int, str, str, str, str, float]:
    """The event of a cause arising."""
    return offset, "cause", "Bolivia", f"A cause of anger arises: {name}.", name, touched


def answered(offset: int, kind: str, name: str = GAS) -> tuple[int, str, str, str, str, float]:
    """The event of a cause conceded ("concession"), or of the government falling over it ("fall")."""
    words = "The government falls over" if kind == "fall" else "The government concedes"
    return offset, kind, "La Paz", f"{words}: {name}.", "pressure of 9 barrios up", np.nan


def scenario_of(days: int, *causes: tuple[int, str, float], **more: Any) -> Scenario:
    """A scenario of so many days, with causes from (days after the first, name, size)."""
    arisen = tuple(
        Cause(on=START + timedelta(days=offset), name=name, touches="everyone", size=size, stake=1.0)
        for offset, name, size in causes
    )
    return Scenario(
        **{"name": "made_up", "start": START, "end": START + timedelta(days=days - 1), "causes": arisen, **more}
    )


def run_of(
    shares: Sequence[float] = (0.0, 0.2, 0.6, 0.0), seed: int = 1, events: Iterable[Any] = (), **more: Any
) -> Run:
    """A small run of two barrios with one cause on the first day."""
    daily = daily_of(shares)
    assemblies = pd.DataFrame(
        {"date": np.repeat(daily["date"].to_numpy(), 2), "barrio": [0, 1] * len(daily),
         "name": ["Villa Uno", "Villa Dós"] * len(daily), "up": [True, False] * len(daily),
         "grievance": np.linspace(0, 1, 2 * len(daily), dtype=np.float32)}
    )  # fmt: skip
    frames = {"block_x": np.arange(4, dtype=np.int16), "up": np.zeros((len(daily), 2), dtype=np.uint8),
              "route_name": np.array(["Oruro", "Viacha"])}  # fmt: skip
    scenario = scenario_of(len(daily), (0, GAS, 0.6), **more)
    return Run(scenario, seed, daily, assemblies, events_of(arises(0), *events), frames)

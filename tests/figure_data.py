"""Made-up runs to draw: the shapes that a run can have, without living one.

A wave is given as (row of strike day 1, days, share up at the peak). Numbers are plausible, not modelled.
"""

from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd

from simulation.run import Run
from simulation.scenario import Cause, Scenario
from simulation.tables.city_parameters import CityParameters
from simulation.tables.territory import LINKS, OUTER, TRUNKS, Territory

OCTOBER = (68, 11, 0.89)


def run_of(
    days: int = 153,
    waves: tuple[tuple[int, int, float], ...] = (OCTOBER,),
    barrios: int = 550,
    start: date = date(2003, 8, 1),
    title: str = "October 2003",
    causes: tuple[tuple[int, str], ...] = ((31, "registration of houses for municipal tax"),
                                           (50, "gas to be exported through Chile")),
    fall: int | None = 77,
) -> Run:  # fmt: skip
    """A run of so many days with these waves; the causes lie on these rows, the government falls on row `fall`."""
    luck = np.random.default_rng(days + barrios)
    dates = [start + timedelta(days=row) for row in range(days)]
    share = _shares(days, waves)
    daily = _daily(dates, share, barrios, luck)
    arisen = tuple(
        Cause(on=dates[row], name=name, touches="everyone", size=0.5, stake=1.0) for row, name in causes if row < days
    )
    scenario = Scenario(
        name="made_up", title=title, start=dates[0], end=dates[-1], causes=arisen,
        city=CityParameters(scale=barrios / 550),
    )  # fmt: skip
    rows = [("cause", cause.on, cause.name) for cause in arisen]
    if fall is not None and fall < days and arisen:
        rows.append(("fall", dates[fall], arisen[-1].name))
    events = pd.DataFrame(
        [(pd.Timestamp(on), kind, "", f"{kind}: {name}", name, 1.0) for kind, on, name in rows],
        columns=["date", "kind", "place", "text", "cause", "number"],
    )
    kept = np.flatnonzero((share > 0) | daily["date"].dt.is_month_start.to_numpy() | (np.arange(days) == 0))
    frames = _frames(daily, kept, barrios, luck)
    return Run(scenario, 1, daily, _assemblies(daily, kept, frames, luck), events, frames)


def grown(
    years: int = 57,
    waves: tuple[tuple[int, int, float], ...] = ((19_640, 14, 0.95), (20_250, 16, 0.97)),
    barrios: int = 60,
    people: tuple[int, int] = (11_000, 790_000),
    **more: Any,
) -> Run:
    """A run of so many years from 1950 in which barrios are founded, and the whole city grows between two sizes."""
    causes = more.pop("causes", ((19_600, "gas to be exported"), (20_200, "a law without nationalisation")))
    run = run_of(round(365.25 * years), waves, barrios, date(1950, 1, 1), "A city grows", causes, None, **more)
    age = np.linspace(0, 1, len(run.daily))
    stood = np.clip(np.floor(1.05 * barrios * np.expm1(4 * age) / np.expm1(4)), 1, barrios).astype(int)
    run.daily["barrios"], run.daily["bureaucracy"] = stood, 0.9 - run.daily["strength"]
    first, last = people
    run.daily["residents"] = np.rint(first * (last / first) ** age * run.scenario.city.scale).astype(int)
    run.daily["floods"] = np.minimum(run.daily["floods"], stood)
    at = stood[np.searchsorted(run.daily["date"], run.frames["dates"])]
    there = np.arange(barrios) < at[:, None]
    run.frames["up"] *= there
    run.assemblies = run.assemblies[there.ravel()].reset_index(drop=True)
    return run


def _shares(days: int, waves: tuple[tuple[int, int, float], ...]) -> np.ndarray:
    share = np.zeros(days)
    for first, length, peak in waves:
        for day in range(length):
            if first + day < days:
                share[first + day] = peak * min(1, (day + 1) / 4, (length - day) / 3)
    return share


def _daily(dates: list[date], share: np.ndarray, barrios: int, luck: np.random.Generator) -> pd.DataFrame:
    days, scale = len(dates), barrios / 550
    noise = lambda size: luck.normal(0, size, days)  # noqa: E731
    heat = np.array([sum(share[max(0, row - k)] * 0.94**k for k in range(60)) for row in range(days)])
    heat = heat / max(heat.max(), 1)
    cut = np.convolve(share > 0.3, np.ones(2), "full")[:days] > 1
    stock = {good: np.empty(days) for good in ("fuel", "gas", "food")}
    normal = {"fuel": 1.5, "gas": 3.0, "food": 6.0}
    for good, left in normal.items():
        for row in range(days):
            left = max(0.0, left - 0.8) if cut[row] else min(normal[good], left + 0.5)
            stock[good][row] = left
    deaths = np.where(share > 0.5, luck.negative_binomial(1, 0.12, days), 0)
    laid = np.round((900 + 30_000 * share + 200 * luck.random(days)) * scale, 2)
    paid = np.round(laid * 0.6, 2)
    columns: dict[str, Any] = {
        "date": pd.to_datetime(dates),
        "mobilised_share": share,
        "blocks_held": (share * 240 * np.sqrt(scale)).astype(np.int64),
        "routes_open": 6 - np.round(share * 6).astype(np.int64),
        "fuel_days": stock["fuel"], "gas_days": stock["gas"], "food_days": stock["food"],
        "price_index": 1 + 2 * (1 - stock["food"] / 6),
        "marchers": (share**2 * 60_000 * scale * luck.random(days)).astype(np.int64),
        "deaths": deaths,
        "turnout_meeting": np.clip(0.62 + 0.2 * heat + noise(0.03), 0, 1),
        "turnout_march": np.where(share > 0.3, np.clip(0.5 + noise(0.05), 0, 1), np.nan),
        "turnout_shift": np.where(share > 0, np.clip(0.7 + noise(0.04), 0, 1), np.nan),
        "grievance": np.clip(0.2 + 0.4 * heat + noise(0.004), 0, 1),
        "hope": np.clip(0.3 + 0.3 * np.roll(heat, 3) + noise(0.004), 0, 1),
        "strength": np.clip(0.42 + 0.3 * heat, 0, 1),
        "bureaucracy": np.clip(0.45 + 0.0004 * np.arange(days) - 0.3 * np.roll(heat, 2), 0, 1),
        "party_presence": 1 - share, "state_presence": 1 - share,
        "surpassings": np.where(share > 0, luck.poisson(60 * share * scale), 0),
        "fines_laid_bs": laid, "fines_paid_bs": paid, "arrears_bs": np.cumsum(laid - paid),
        "stalls_open": (40_000 * scale * (1 - share)).astype(np.int64),
        "savings_bs": np.full(days, 1e7),
        "depot_open": ~cut,
        "fuel_gone": stock["fuel"] < 0.05 * 1.5, "gas_gone": stock["gas"] < 0.05 * 3, "food_gone": stock["food"] < 0.05 * 6,
        "danger": share * 0.3, "shortfall": heat * 0.1,
        "residents": np.full(days, round(800_000 * scale)), "barrios": np.full(days, barrios),
        "works": np.linspace(0.2, 0.5, days), "roads": np.linspace(0.3, 0.6, days), "drains": np.linspace(0, 0.4, days),
        "floods": np.where(np.isin([on.month for on in dates], (12, 1, 2, 3)), barrios // 2, 0),
        "control": 0.3 + 0.6 * share,
        "synchrony": np.where(share > 0, 0.7, np.nan), "decided_with": np.where(share > 0, 0.9, np.nan),
    }  # fmt: skip
    return pd.DataFrame(columns)


def _frames(daily: pd.DataFrame, kept: np.ndarray, barrios: int, luck: np.random.Generator) -> dict[str, np.ndarray]:
    per = 9
    territory, rows = Territory(barrios * per + barrios // 5), []
    for barrio in range(barrios):
        kin = None if not rows or luck.random() < 0.5 else tuple(rows[luck.integers(len(rows))][:2])
        rows += [(x, y, barrio) for x, y in territory.found(per, kin, luck.random(2, dtype=np.float32))]
    block_x, block_y, block_barrio = np.array(rows, dtype=np.int16).T
    roads, some = territory.roads, slice(None, None, max(1, round((550 / barrios) ** 0.5)))
    stretch_x, stretch_y, stretch_route = roads.x[some], roads.y[some], roads.route[some]
    far = np.hypot(block_x - stretch_x[:, None], block_y - stretch_y[:, None])
    holder = block_barrio[far.argmin(axis=1)]
    share = daily["mobilised_share"].to_numpy()[kept]
    eager = luck.random(barrios)
    up = eager[None, :] < share[:, None]
    people = luck.integers(40, 900, (len(kept), len(stretch_x)))
    held = np.where(up[:, holder], people, 0).astype(np.uint16)
    count = np.array([np.count_nonzero(held[:, stretch_route == route], axis=1) for route in range(len(TRUNKS))]).T
    open_ = np.ones((len(kept), len(TRUNKS) + len(OUTER)), dtype=np.uint8)
    open_[:, : len(TRUNKS)] = count < 3
    return {
        "barrio_origin": luck.choice(3, barrios, p=(0.6, 0.3, 0.1)).astype(np.uint8),
        "block_x": block_x, "block_y": block_y, "block_barrio": block_barrio,
        "grid": np.array([territory.width, territory.height]),
        "road_x": roads.x, "road_y": roads.y, "road_route": roads.route,
        "stretch_x": stretch_x, "stretch_y": stretch_y, "stretch_route": stretch_route,
        "landmark_name": np.array(["La Ceja", "Senkata", "Feria 16 de Julio"]),
        "landmark_x": np.array([territory.la_ceja[0], territory.senkata[0], territory.market[0]]),
        "landmark_y": np.array([territory.la_ceja[1], territory.senkata[1], territory.market[1]]),
        "route_name": np.array([*TRUNKS, *LINKS]),
        "dates": daily["date"].to_numpy()[kept].astype("datetime64[D]"),
        "up": up.astype(np.uint8),
        "grievance": np.full(up.shape, 30, dtype=np.uint8),
        "turnout": np.where(up, 70, 255).astype(np.uint8),
        "held": held, "route_open": open_,
    }  # fmt: skip


def _assemblies(
    daily: pd.DataFrame, kept: np.ndarray, frames: dict[str, np.ndarray], luck: np.random.Generator
) -> pd.DataFrame:
    barrios, days = frames["up"].shape[1], daily.iloc[kept]
    spread = luck.normal(0, 0.08, barrios)
    return pd.DataFrame({
        "date": np.repeat(days["date"].to_numpy(), barrios),
        "barrio": np.tile(np.arange(barrios), len(days)),
        "up": frames["up"].ravel().astype(bool),
        "strength": np.clip(days["strength"].to_numpy()[:, None] + spread, 0, 1).ravel(),
        "bureaucracy": np.clip(days["bureaucracy"].to_numpy()[:, None] - spread, 0, 1).ravel(),
        "state_presence": np.clip(days["state_presence"].to_numpy()[:, None] + spread, 0, 1).ravel(),
    })  # fmt: skip

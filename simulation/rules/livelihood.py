"""Livelihood: who worked, who may sell, what the day earned (C6, C7, C10, C11).

Each earner of a household brings home an equal share of its income y on a normal day. Today

    earned = y / earners * (salaried + (others + sellers * sales) * trade_b)

    salaried  those paid by the state; others and sellers: earners not out on a full-day action, less
              the sellers whose stall is shut (by the association for staying away, by arrears, or because the
              association strikes), and those whose business is closed: most work in one of four workers or fewer, and
              it closes when under `crew` of its workers are there
    sales     fair_sales on market days, Thursday and Sunday, and less on others, so that a week has seven days' sales
    trade_b   1, or 1 - closure where the assembly strikes

and the household spends its needs, and part of what it has beyond its cushion:

    spent   = min(savings + earned, needs + spend_share * max(0, savings + earned - needs - cushion * needs))
    shortfall = max(0, 1 - savings / (7 * needs))

Money is whole centavos; what is earned comes from outside and what is spent goes outside, and both are counted.
"""

from typing import TYPE_CHECKING, Annotated, ClassVar

import numpy as np
from numba import njit
from numpy.typing import NDArray

from simulation.chance import Stream
from simulation.parameters import fact, lever, uncertain
from simulation.rules.rule import Rule
from simulation.tables.businesses import employ
from simulation.tables.newcomers import Newcomers
from simulation.tables.residents import CENTAVOS
from simulation.tables.table import Column

if TYPE_CHECKING:
    from simulation.city import City

WEEK = 7
MARKET_DAYS = (3, 6)
"""Thursday and Sunday, as `date.weekday` counts (evidence FER-02)."""
EVERYONE = slice(None)


class Livelihood(Rule):
    """What each household earns, spends and has left."""

    section: ClassVar[str] = "livelihood"
    claims: ClassVar[tuple[str, ...]] = ("C6", "C7", "C10", "C11")
    does: ClassVar[str] = "who worked, who may sell, what the day earned"
    columns: ClassVar[dict[str, tuple[Column, ...]]] = {
        "households": (
            Column("cushion", np.float32, "days of needs", "what it likes to have put by"),
            Column("idle", np.int8, "persons", "its earners whose business is closed today"),
        ),
    }

    needs_per_head: Annotated[float, uncertain("what a person cannot do without", "Bs per day", 0.1, 100)] = 4.0
    needs_share: Annotated[float, uncertain("needs of a poor household", "share of income", 0.1, 1)] = 0.85
    cushion_days: Annotated[float, uncertain("median cushion", "days of needs", 0, 365)] = 12.0
    cushion_spread: Annotated[float, uncertain("spread of the logarithm of the cushion", "log", 0, 2)] = 0.5
    spend_share: Annotated[float, uncertain("part spent of what lies above the cushion", "per day", 0, 1)] = 0.2
    crew: Annotated[float, uncertain("workers without whom a business closes for the day", "share", 0, 1)] = 0.5
    fair_stalls: Annotated[
        float,
        fact("stalls of the Sunday market", "stalls", 0, 1e6, "evidence FER-03: the article has 40,000, as FER-01"),
    ] = 10_000.0
    fair_sales: Annotated[
        float, uncertain("sales on a market day", "x normal", 0, 3.5, "assumption: Thursday and Sunday are FER-02")
    ] = 1.8
    closure: Annotated[float, uncertain("trade that stops where the assembly strikes", "share", 0, 1)] = 0.9
    arrears_stall: Annotated[
        float, lever("arrears from which there is no selling", "Bs", 0, 1e6, "assumption: a rule of the kind of SANC-1")
    ] = 180.0

    def begin(self, city: "City", new: Newcomers) -> None:
        """How much each household likes to put by; it starts with that."""
        households, who = city.households, new.households
        spread = np.exp(self.cushion_spread * city.bell(Stream.SAVINGS, 0, households.id[who]))
        households.cushion[who] = self.cushion_days * spread
        self._reckon_needs(city, who)
        cushion = (households.cushion[who] * households.needs[who]).astype(np.int64)
        begun_with = np.where(households.savings[who] > 0, households.savings[who], cushion)
        city.market.earned += begun_with.sum() - households.savings[who].sum()
        households.savings[who] = begun_with

    def _reckon_needs(self, city: "City", who: NDArray[np.int64] | slice = EVERYONE) -> None:
        """What a household cannot do without: so much a head, or the most part of a poor household's income."""
        households = city.households
        share = np.float32(self.needs_share) * households.income[who].astype(np.float32)
        heads = np.float32(CENTAVOS * self.needs_per_head) * households.size[who].astype(np.float32)
        households.needs[who] = np.maximum(1, np.minimum(share, heads))

    def _sales(self, city: "City") -> float:
        """What sellers take today, beside a normal day."""
        if city.date.weekday() in MARKET_DAYS:
            return self.fair_sales
        return (WEEK - len(MARKET_DAYS) * self.fair_sales) / (WEEK - len(MARKET_DAYS))

    def _open_businesses(self, city: "City") -> None:
        """Who is at work in each business, whose business is closed, and what share is open."""
        residents, businesses, households = city.residents, city.businesses, city.households
        if households.out.any():
            count_idle(
                np.float32(self.crew), residents.business, residents.alive, residents.away, residents.household,
                businesses.workers, businesses.at_work, households.idle,
            )  # fmt: skip
        elif (businesses.at_work != businesses.workers).any():
            businesses.at_work[:], households.idle[:] = businesses.workers, 0
        manned = businesses.at_work >= np.float32(self.crew) * businesses.workers
        open_share = np.where(city.assemblies.striking, 1 - self.closure, 1.0)[businesses.barrio]
        city.market.businesses_open[:] = (manned * open_share).mean() if len(businesses) else 1

    def apply(self, city: "City") -> None:
        """A day's work, trade and spending of every household."""
        h, market = city.households, city.market
        if city.season_begins:
            self._reckon_needs(city)
            city.businesses = employ(city.residents, city.seed)
        self._open_businesses(city)
        trade = np.where(city.assemblies.striking, np.float32(1 - self.closure), np.float32(1))
        earned, spent, stalls, worked, met = live(
            city.day, trade, np.float32(self._sales(city)), np.float32(self.spend_share), round(CENTAVOS * self.arrears_stall),
            city.assemblies.first_household, city.assemblies.households, city.assemblies.shortfall,
            h.start, h.adults, h.earners, h.salaried, h.traders, h.income, h.needs, h.cushion, h.out, h.idle, h.shut_until,
            h.arrears, h.savings, h.shortfall,
            city.residents.association, city.associations.striking,
        )  # fmt: skip
        market.earned += earned
        market.spent += spent
        market.stalls_open[:] = stalls
        fair = self.fair_stalls * city.scenario.city.scale if city.date.weekday() in MARKET_DAYS else 0
        market.fair_stalls[:] = min(stalls, round(fair))
        market.trade_open[:] = worked
        market.needs_met[:] = met / max(1, len(h))


@njit(cache=True, nogil=True)
def count_idle(crew, business, alive, away, household, workers, at_work, idle):
    """The workers at work in each business, and of each household those who stand before a closed door."""
    at_work[:], idle[:] = 0, 0
    for i in range(business.shape[0]):
        if business[i] >= 0 and alive[i] and not away[i]:
            at_work[business[i]] += 1
    for i in range(business.shape[0]):
        b = business[i]
        if b >= 0 and alive[i] and not away[i] and np.float32(at_work[b]) < crew * np.float32(workers[b]):
            idle[household[i]] += 1


@njit(cache=True, nogil=True)
def live(
    day, trade, sales, spend_share, stall_limit, first_household, n_households, mean_shortfall,
    start, adults, earners, salaried, traders, income, needs, cushion, out, idle, shut_until, arrears, savings, shortfall,
    association, strikes,
):  # fmt: skip
    """One day of every household.

    Returns centavos earned and spent, stalls open, share of trade open, households whose needs were met.
    """
    all_earned, all_spent, stalls = np.int64(0), np.int64(0), np.int64(0)
    possible, done, met = np.int64(0), np.float64(0), np.int64(0)
    for b in range(first_household.shape[0]):
        short, at_work = np.int64(0), np.int64(0)
        for h in range(first_household[b], first_household[b] + n_households[b]):
            earned = np.int64(0)
            if earners[h] > 0:
                working = max(0, earners[h] - out[h])
                closed, selling = 0, 0
                if traders[h] > 0:
                    shut = shut_until[h] > day or arrears[h] >= stall_limit > 0
                    for i in range(start[h], start[h] + adults[h]):
                        if association[i] >= 0 and (shut or strikes[association[i]]):
                            closed += 1
                    selling = max(0, traders[h] - closed - out[h])
                    if trade[b] == np.float32(1):
                        stalls += selling
                paid = min(salaried[h], working)
                trading = max(0, working - paid - closed - idle[h])
                sellers = min(trading, selling)
                share = np.float32(paid) + (np.float32(trading - sellers) + np.float32(sellers) * sales) * trade[b]
                earned = np.int64(np.float32(income[h]) * share / np.float32(earners[h]))
                possible += earners[h] - salaried[h]
                at_work += trading
            have = savings[h] + earned
            extra = max(np.int64(0), have - needs[h] - np.int64(cushion[h] * np.float32(needs[h])))
            spent = min(have, needs[h] + np.int64(spend_share * np.float32(extra)))
            savings[h] = have - spent
            shortfall[h] = max(np.float32(0), np.float32(1) - np.float32(savings[h]) / np.float32(WEEK * needs[h]))
            short += np.int64(shortfall[h] * np.float32(1 << 16))
            met += spent >= needs[h]
            all_earned += earned
            all_spent += spent
        done += at_work * trade[b]
        mean_shortfall[b] = np.float32(short / (max(1, n_households[b]) * (1 << 16)))
    return all_earned, all_spent, stalls, np.float32(done / possible) if possible else np.float32(1), met

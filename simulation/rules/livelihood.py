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
from simulation.tables.businesses import Businesses, employ
from simulation.tables.newcomers import Newcomers
from simulation.tables.residents import CENTAVOS
from simulation.tables.table import Column
from simulation.threads import over_rows

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

    def _manned(self, businesses: Businesses) -> NDArray[np.bool_]:
        """Which businesses have workers enough to open."""
        return businesses.at_work >= np.float32(self.crew) * businesses.workers

    def _open_businesses(self, city: "City") -> None:
        """Who is at work in each business, whose business is closed, and what share is open."""
        businesses, households = city.businesses, city.households
        if households.out.any():
            self._count_absent(city)
        elif (businesses.at_work != businesses.workers).any():
            businesses.at_work[:], households.idle[:] = businesses.workers, 0
        open_share = np.where(city.assemblies.striking, 1 - self.closure, 1.0)[businesses.barrio]
        city.market.businesses_open[:] = (self._manned(businesses) * open_share).mean() if len(businesses) else 1

    def _count_absent(self, city: "City") -> None:
        """Who is missing in each business, and who stands before the door of one that lacks too many."""
        residents, businesses, households = city.residents, city.businesses, city.households
        absent = residents.away | ~residents.alive
        missing = residents.business[absent]
        businesses.at_work[:] = businesses.workers - np.bincount(missing[missing >= 0], minlength=len(businesses))
        closed = np.append(~self._manned(businesses), False)
        over_rows(
            count_idle, city.assemblies.households, closed, city.assemblies.first_household, city.assemblies.households,
            households.start, households.adults, absent, residents.business, households.idle,
        )  # fmt: skip

    def apply(self, city: "City") -> None:
        """A day's work, trade and spending of every household."""
        h, market = city.households, city.market
        if city.season_begins:
            self._reckon_needs(city)
            city.businesses = employ(city.residents, city.seed)
        self._open_businesses(city)
        trade = np.where(city.assemblies.striking, np.float32(1 - self.closure), np.float32(1))
        at_work, strikes = np.zeros(len(trade), dtype=np.int64), city.associations.striking
        lived = over_rows(
            live, city.assemblies.households, city.day,
            trade, np.float32(self._sales(city)), np.float32(self.spend_share), round(CENTAVOS * self.arrears_stall),
            bool(strikes.any()),
            city.assemblies.first_household, city.assemblies.households, city.assemblies.shortfall, at_work,
            h.start, h.adults, h.earners, h.salaried, h.traders, h.income, h.needs, h.cushion, h.out, h.idle, h.shut_until,
            h.arrears, h.savings, h.shortfall,
            city.residents.association, strikes,
        )  # fmt: skip
        earned, spent, stalls, possible, met = (sum(part) for part in zip(*lived, strict=True))
        done = np.cumsum(at_work * trade.astype(np.float64))[-1]  # in the order of rows, whoever lived them
        market.earned += earned
        market.spent += spent
        market.stalls_open[:] = stalls
        fair = self.fair_stalls * city.scenario.city.scale if city.date.weekday() in MARKET_DAYS else 0
        market.fair_stalls[:] = min(stalls, round(fair))
        market.trade_open[:] = done / possible if possible else 1
        market.needs_met[:] = met / max(1, len(h))


@njit(cache=True, nogil=True, error_model="numpy")
def count_idle(first, last, closed, first_household, n_households, start, adults, absent, business, idle):
    """Of each household those who stand before a closed door; `closed` ends with one that never is, for business -1."""
    for b in range(first, last):
        for h in range(first_household[b], first_household[b] + n_households[b]):
            idle[h] = 0
            for i in range(start[h], start[h] + adults[h]):
                idle[h] += closed[business[i]] & ~absent[i]


@njit(cache=True, nogil=True, error_model="numpy")
def closed_stalls(h, shut, start, adults, association, strikes):
    """How many stalls of a household are closed: all if they are shut, else those whose association strikes."""
    closed = 0
    for i in range(start[h], start[h] + adults[h]):
        closed += association[i] >= 0 and (shut or strikes[association[i]])
    return closed


@njit(cache=True, nogil=True, error_model="numpy")
def live(
    first, last,
    day, trade, sales, spend_share, stall_limit, any_strikes, first_household, n_households, mean_shortfall, at_work,
    start, adults, earners, salaried, traders, income, needs, cushion, out, idle, shut_until, arrears, savings, shortfall,
    association, strikes,
):  # fmt: skip
    """One day of every household of barrios first to last; those at work in trade, by barrio, go into `at_work`.

    The second pass over a barrio has no branches and no look-ups, so that a processor takes several households at once.

    Returns centavos earned and spent, stalls open, earners in trade, households whose needs were met.
    """
    none, nothing = np.int32(0), np.int64(0)
    all_earned, all_spent, stalls, possible, met = nothing, nothing, nothing, nothing, nothing
    for b in range(first, last):
        n = n_households[b]
        here = slice(first_household[b], first_household[b] + n)
        closed = np.zeros(n, dtype=np.int8)
        for j in range(n):
            h = first_household[b] + j
            shut = shut_until[h] > day or arrears[h] >= stall_limit > 0
            if traders[h] > 0 and (shut or any_strikes):
                closed[j] = closed_stalls(h, shut, start, adults, association, strikes)

        earning, paid_by_state, stall_holders = earners[here], salaried[here], traders[here]
        away, before_closed_doors, usual, needed = out[here], idle[here], income[here], needs[here]
        likes, saved, short = cushion[here], savings[here], shortfall[here]
        fallen, working_here, open_here = nothing, nothing, nothing
        for j in range(n):
            working = max(none, np.int32(earning[j]) - away[j])
            selling = max(none, np.int32(stall_holders[j]) - closed[j] - away[j])
            paid = min(np.int32(paid_by_state[j]), working)
            trading = max(none, working - paid - closed[j] - before_closed_doors[j])
            sellers = min(trading, selling)
            share = np.float32(paid) + (np.float32(trading - sellers) + np.float32(sellers) * sales) * trade[b]
            earned = np.int64(np.float32(usual[j]) * share / np.float32(max(1, earning[j])))
            have = saved[j] + earned
            extra = max(nothing, have - needed[j] - np.int64(likes[j] * np.float32(needed[j])))
            spent = min(have, needed[j] + np.int64(spend_share * np.float32(extra)))
            saved[j] = have - spent
            short[j] = max(np.float32(0), np.float32(1) - np.float32(saved[j]) / np.float32(WEEK * needed[j]))
            fallen += np.int64(short[j] * np.float32(1 << 16))
            met += spent >= needed[j]
            all_earned += earned
            all_spent += spent
            possible += earning[j] - paid_by_state[j]
            working_here += trading
            open_here += selling
        if trade[b] == np.float32(1):
            stalls += open_here
        at_work[b] = working_here
        mean_shortfall[b] = np.float32(fallen / (max(1, n) * (1 << 16)))
    return all_earned, all_spent, stalls, possible, met

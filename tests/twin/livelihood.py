"""Livelihood, household by household; its fast counterpart is `simulation/rules/livelihood.py`."""

from datetime import date

import numpy as np

from simulation.chance import Stream
from simulation.rules.rule import Rule
from twin.agents import Business, Household
from twin.luck import bell
from twin.society import Society

WEEK = 7
MARKET_DAYS = (3, 6)
"""Thursday and Sunday."""
FINE = 1 << 16
"""Means are taken over whole numbers of so many parts."""
ZERO, ONE = np.float32(0), np.float32(1)

SEES = {
    "residents": ("alive", "association"),
    "households": ("size", "earners", "salaried", "traders", "income"),
    "market": ("earned", "spent"),
}
DOES = {
    "households": ("needs", "cushion", "idle", "savings", "shortfall"),
    "assemblies": ("shortfall",),
    "businesses": ("at_work",),
    "market": ("trade_open", "stalls_open", "fair_stalls", "businesses_open", "needs_met", "earned", "spent"),
}


def begin(society: Society, p: Rule, households: list[Household]) -> None:
    """How much each household likes to put by; it starts with that."""
    for household in households:
        spread = np.exp(p.cushion_spread * bell(society.of_city, Stream.SAVINGS, 0, household.id))
        household.cushion = p.cushion_days * spread
        reckon_needs(household, p)
        if household.savings == 0:
            household.savings = int(household.cushion * household.needs)
            society.market.earned += household.savings


def reckon_needs(household: Household, p: Rule) -> None:
    """What a household cannot do without: so much a head, or the most part of a poor household's income."""
    share = np.float32(p.needs_share) * np.float32(household.income)
    heads = np.float32(100 * p.needs_per_head) * np.float32(household.size)
    household.needs = int(max(ONE, min(share, heads)))


def act(society: Society, p: Rule, day: int, season_begins: bool, scale: float) -> None:
    """A day's work, trade and spending of every household."""
    if season_begins:
        for household in society.households:
            reckon_needs(household, p)
    open_businesses(society, p)
    weekday = date.fromordinal(day).weekday()
    sales = np.float32(sales_today(p, weekday))
    market = society.market
    market.stalls_open = 0
    possible, done, met = 0, 0.0, 0
    for assembly in society.assemblies:
        trade = np.float32(1 - p.closure) if assembly.striking else ONE
        at_work, short = 0, 0
        for household in assembly.homes:
            earned = 0
            if household.earners:
                paid, others, sellers = who_works(society, household, p, day)
                selling = stalls_standing(society, household, p, day)
                market.stalls_open += selling if trade == ONE else 0
                days = np.float32(paid) + (np.float32(others) + np.float32(sellers) * sales) * trade
                earned = int(np.float32(household.income) * days / np.float32(household.earners))
                possible += household.earners - household.salaried
                at_work += others + sellers
            spent = spend(household, earned, p)
            market.earned += earned
            market.spent += spent
            met += spent >= household.needs
            short += int(household.shortfall * np.float32(FINE))
        done += at_work * float(trade)
        assembly.shortfall = np.float32(short / (max(1, len(assembly.homes)) * FINE))
    market.trade_open = np.float32(done / possible) if possible else ONE
    market.needs_met = met / max(1, len(society.households))
    fair = p.fair_stalls * scale if weekday in MARKET_DAYS else 0
    market.fair_stalls = min(market.stalls_open, round(fair))


def sales_today(p: Rule, weekday: int) -> float:
    """What a seller takes beside a normal day: a week has seven days' sales."""
    if weekday in MARKET_DAYS:
        return p.fair_sales
    return (WEEK - len(MARKET_DAYS) * p.fair_sales) / (WEEK - len(MARKET_DAYS))


def open_businesses(society: Society, p: Rule) -> None:
    """A business closes when too few of its people are there; those who are there go home."""
    businesses = society.businesses
    for household in society.households:
        household.idle = 0
    for business in businesses:
        business.at_work = business.workers
    if any(household.out for household in society.households):
        workers = [each for each in society.residents if each.business >= 0 and each.alive and not each.away]
        for business in businesses:
            business.at_work = 0
        for worker in workers:
            businesses[worker.business].at_work += 1
        for worker in workers:
            if not is_manned(businesses[worker.business], p):
                worker.household.idle += 1
    strikes = [assembly.striking for assembly in society.assemblies]
    open_shares = [is_manned(each, p) * (1 - p.closure if strikes[each.barrio] else 1.0) for each in businesses]
    society.market.businesses_open = float(np.mean(open_shares)) if businesses else 1.0


def is_manned(business: Business, p: Rule) -> bool:
    """Whether enough of its workers are there."""
    return business.at_work >= p.crew * business.workers


def who_works(society: Society, household: Household, p: Rule, day: int) -> tuple[int, int, int]:
    """Earners of a household at work today: paid by the state, others, and sellers at their stalls."""
    working = max(0, household.earners - household.out)
    paid = min(household.salaried, working)
    trading = max(0, working - paid - stalls_shut(society, household, p, day) - household.idle)
    sellers = min(trading, stalls_standing(society, household, p, day))
    return paid, trading - sellers, sellers


def stalls_shut(society: Society, household: Household, p: Rule, day: int) -> int:
    """Stalls of a household that may not open: shut for absence or arrears, or because the association strikes."""
    if not household.traders:
        return 0
    limit = round(100 * p.arrears_stall)
    shut = household.shut_until > day or 0 < limit <= household.arrears
    associations = [society.association_of(adult) for adult in household.adults]
    return sum(each is not None and (shut or each.striking) for each in associations)


def stalls_standing(society: Society, household: Household, p: Rule, day: int) -> int:
    """Stalls of a household with someone at them."""
    if not household.traders:
        return 0
    return max(0, household.traders - stalls_shut(society, household, p, day) - household.out)


def spend(household: Household, earned: int, p: Rule) -> int:
    """A household spends what it needs, and part of what it has beyond its cushion. Returns what it spent."""
    have = household.savings + earned
    cushion = int(household.cushion * np.float32(household.needs))
    extra = max(0, have - household.needs - cushion)
    spent = min(have, household.needs + int(np.float32(p.spend_share) * np.float32(extra)))
    household.savings = have - spent
    household.shortfall = max(ZERO, ONE - np.float32(household.savings) / np.float32(WEEK * household.needs))
    return spent

"""Who comes to a meeting, where the answer is known on paper: social interaction alone, fines alone, the stall alone."""

import numpy as np

from simulation.city import City
from simulation.rules.mobilisation import Mobilisation
from simulation.rules.participation import Participation
from simulation.study.docking.reduced import OFF, meeting_city, scenario
from simulation.study.docking.result import Docked
from simulation.tables.residents import CENTAVOS

BROCK_DURLAUF = "Brock and Durlauf 2001, mean-field equilibria"
BECKER = "Becker 1968: an expected fine is chance times amount"
OLSON = "Olson 1965, selective incentives; Sasaki and Uchida 2013, exclusion"
TAU = 0.2
RATIOS = (0.5, 0.75, 0.9, 1.1, 1.25, 1.5)
"""ties * cohesion / (2 tau): above 1 there are two stable turnouts."""
BELOW, ABOVE = 0.2, 0.8
"""Turnouts from which a city starts."""
DAYS = 10
CALLED = 3_600
"""Households called each day in the reduced city."""
FINES = ((0.0, 1.0), (100.0, 1.0), (200.0, 1.0), (400.0, 0.5), (600.0, 0.5), (600.0, 1.0), (900.0, 1.0))
"""Fine in Bs, and the chance that the assembly notices."""
INCOME = 1_000.0
"""Bs a day under which no income is counted, so that a fine weighs the same for all."""
NORMAL_INCOME = 34.0
DRAW = 0.2
"""b: what draws to the meeting, in days of income."""
FAR = 0.12
"""In days of income: more than tau times the largest logit of a draw, 0.01 * 11.8."""


def fixed_point(ratio: float, start: float) -> float:
    """The turnout that x = 1 / (1 + exp(-2 ratio (2x - 1))) settles on from `start`."""
    x = start
    for _ in range(10_000):
        x = 1 / (1 + np.exp(-2 * ratio * (2 * x - 1)))
    return float(x)


def settled_turnout(city: City) -> float:
    """Mean turnout at meetings over some days, after half a year of daily meetings."""
    for _ in range(DAYS):
        city.step()
    return float(city.daily["turnout_meeting"].mean())


def one_or_two() -> list[Docked]:
    """Ties alone: turnout settles on the mean-field fixed points, and on two of them exactly where ties are strong.

    The tolerance is 0.01 (turnout is expected by block, of 36 households, and not by the whole city) and four standard
    errors of 3,600 calls, both enlarged by what ties make of a small difference, 1 / (1 - 4 ratio x (1 - x)).
    """
    docked = []
    for ratio in RATIOS:
        for start in (BELOW, ABOVE):
            city = meeting_city(ties=2 * TAU * ratio, tau=TAU, prior=start)
            x = fixed_point(ratio, start)
            error = 0.01 + 4 * float(np.sqrt(x * (1 - x) / (CALLED * DAYS)))
            docked.append(Docked(
                f"turnout by ties alone, ties / 2 tau = {ratio:g}, from {start:g}", BROCK_DURLAUF,
                x, settled_turnout(city), error / (1 - 4 * ratio * x * (1 - x)), ratio,
            ))  # fmt: skip
    two = [abs(high.found - low.found) > 0.25 for low, high in zip(docked[::2], docked[1::2], strict=True)]
    least = min((ratio for ratio, bistable in zip(RATIOS, two, strict=True) if bistable), default=float("inf"))
    most = max((ratio for ratio, bistable in zip(RATIOS, two, strict=True) if not bistable), default=0.0)
    name = "ties / 2 tau above which there are two turnouts, midway between two ratios tried"
    docked.append(Docked(name, BROCK_DURLAUF, 1.0, (least + most) / 2, 0.1))
    return docked


def fines() -> list[Docked]:
    """Fines alone, costs uniform on 0 to c: attendance = min(1, (b + pi F) / c).

    Here c = 2 * fear = 1 day, b = 0.2 days, a day's income is 1,000 Bs for all, and tau is a hundredth of a day, which
    rounds the corner by less than 0.01. Four standard errors of 3,600 households are 0.033 at most.
    """
    docked = []
    for fine, noticed in FINES:
        city = meeting_city(
            fear=0.5,
            meeting_bias=DRAW,
            meeting_fine=fine,
            income_floor=INCOME,
            tau=0.01,
            quorum=0.0,
            common_knowledge=0.0,
        )
        city.assemblies.strength[:] = noticed
        city.blocks.danger[:] = 1
        city.step()
        pull = DRAW + noticed * fine / INCOME
        expected = min(1.0, pull)
        tolerance = 0.01 + 4 * float(np.sqrt(expected * (1 - expected) / CALLED))
        docked.append(Docked(
            f"attendance by fines alone, F = {fine:g} Bs, pi = {noticed:g}", BECKER,
            expected, float(city.daily["turnout_meeting"].iloc[-1]), tolerance, pull,
        ))  # fmt: skip
    return docked


def stalls() -> list[Docked]:
    """The stall alone: a member comes where the days of sales at risk outweigh the time, and nobody else. Whether to
    belong is no choice in the model, for who sells must (C11); docked is the choice that is left, to do the duty or to
    risk the stall.

        comes when  days * e_a * stall_i / y  >  time,   y the income, counted as 34 Bs where it is less

    Those for whom the two sides differ by less than tau * logit(u) can be are left out.
    """
    days, time, enforced = 2.0, 0.5, 0.6
    reasons = {**OFF, "exclusion_days": days, "meeting_time": time, "income_floor": NORMAL_INCOME, "tau": 0.01}
    city = City(scenario(), rules=[Mobilisation(month=1.0), Participation(**reasons)])
    city.associations.strength[:] = enforced
    city.step()
    residents, households = city.residents, city.households
    rows = np.flatnonzero(residents.alive & (residents.association >= 0))
    rows = rows[city.associations.called[residents.association[rows]] > 0]
    home = residents.household[rows]
    income = households.income[home].astype(np.float64)
    at_risk = days * enforced * income / households.earners[home] / np.maximum(income, CENTAVOS * NORMAL_INCOME)
    clear = np.abs(at_risk - time) > FAR
    should, came = (at_risk > time)[clear], residents.spoke[rows][clear]
    return [
        Docked("members who stay away though the stall is worth more than the duty", OLSON,
               0.0, float((should & ~came).sum()), 0.0),
        Docked("members who come though the stall is worth less than the duty", OLSON,
               0.0, float((~should & came).sum()), 0.0),
        Docked("share of members who come", OLSON, float(should.mean()), float(came.mean()), 0.0),
    ]  # fmt: skip

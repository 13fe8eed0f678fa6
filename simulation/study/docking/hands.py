"""Hands up in an assembly of a hundred, and in a very large crowd (Granovetter 1978)."""

from decimal import Decimal, localcontext
from math import comb, erfc, sqrt
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from simulation.city import City
from simulation.rules.mobilisation import Mobilisation, cascade
from simulation.study.docking.reduced import scenario
from simulation.study.docking.result import Docked

GRANOVETTER = "Granovetter 1978"
EXACT = "exact recursion for a crowd of independent thresholds (Sellke 1983)"
PEOPLE = 100
MEAN = 0.25
LIMITS = ((0.1221, 0.057), (0.1225, 1.0))
"""Spread of normal thresholds, and the share of hands up in a crowd without end."""
MANY = 1_000_000
CROWDS = 2_000
SPREADS = (0.11, 0.1225, 0.14)
FEW, NEARLY_ALL = 0.2, 0.8
JUST_BELOW = 1e-5
"""So that a share of hands equal to a threshold reaches it, whatever float32 makes of the two."""
WORTH, SWAY = 0.2, 5.0
"""What acting is worth to each, and the sway that makes a full house of hands worth exactly 1 more."""


class Hall:
    """The first assembly of a small city, with a hundred people in it, as angry as each other."""

    def __init__(self) -> None:
        self.rule = Mobilisation(sway=SWAY, mix=0.0, mood=0.0)
        self.city = City(scenario(scale=0.004), rules=[self.rule])
        city = self.city
        barrio = city.residents.barrio[city.residents.household]
        adults = city.residents.occupation != 7
        self.rows = np.flatnonzero((barrio == 0) & adults & city.residents.alive)[:PEOPLE]
        city.residents.present[:] = False
        city.residents.present[self.rows] = True
        city.residents.grievance[:], city.residents.grantable[:], city.assemblies.hope[:] = WORTH, 0, 1

    def hands(self, thresholds: NDArray[np.float64]) -> float:
        """Share of hands up at a vote where a person joins once the share of hands up reaches their threshold.

        Args:
            thresholds: shares 0 to 1, shape (100,).
        """
        self.city.residents.threshold[self.rows] = WORTH + thresholds - JUST_BELOW
        self.city.assemblies.met[:] = [True, *[False] * (len(self.city.assemblies) - 1)]
        self.rule._assemblies_vote(self.city)
        return float(self.city.assemblies.voted[0])


def one_hundred() -> list[Docked]:
    """Thresholds 0 to 99 raise every hand; put 2 in place of 1, and one hand goes up."""
    hall, ladder = Hall(), np.arange(PEOPLE) / PEOPLE
    broken = ladder.copy()
    broken[1] = 0.02
    return [
        Docked("share of hands up, thresholds 0, 1, 2 ... 99 of 100", GRANOVETTER, 1.0, hall.hands(ladder), 0.0),
        Docked("share of hands up, 2 in place of 1", GRANOVETTER, 0.01, hall.hands(broken), 1e-6),
    ]


def very_many() -> list[Docked]:
    """Normal thresholds of mean 0.25 tip between a spread of 0.1221 and one of 0.1225: a million at the quantiles."""
    even = (np.arange(MANY) + 0.5) / MANY
    standard = np.array([NormalDist().inv_cdf(share) for share in even])
    pull = np.ones(MANY, dtype=np.float32)
    docked = []
    for spread, expected in LIMITS:
        lean = 0.5 / MANY - (MEAN + spread * standard)
        found = float(cascade(lean.astype(np.float32), pull))
        name = f"share of hands up in a very large crowd, normal thresholds, sigma = {spread:g}"
        docked.append(Docked(name, GRANOVETTER, expected, found, 0.003, spread))
    return docked


def crowds() -> list[Docked]:
    """In an assembly of a hundred the same spread sometimes raises few hands and sometimes nearly all.

    Thresholds of 2,000 crowds are drawn from a normal; what share of them ends where is known exactly. Tolerance: four
    standard errors.
    """
    hall, luck = Hall(), np.random.default_rng(1)
    docked = []
    for spread in SPREADS:
        ends = np.array([hall.hands(luck.normal(MEAN, spread, PEOPLE)) for _ in range(CROWDS)])
        exact = stopping(spread)
        share = np.arange(PEOPLE + 1) / PEOPLE
        for words, found, expected in (
            ("few hands go up", (ends < FEW).mean(), exact[share < FEW].sum()),
            ("nearly all go up", (ends > NEARLY_ALL).mean(), exact[share > NEARLY_ALL].sum()),
        ):
            error = 4 * np.sqrt(expected * (1 - expected) / CROWDS)
            name = f"share of crowds of 100 in which {words}, sigma = {spread:g}"
            docked.append(Docked(name, EXACT, float(expected), float(found), float(error), spread))
    return docked


def stopping(spread: float) -> NDArray[np.float64]:
    """The chance that a crowd of a hundred ends with 0, 1 ... 100 hands up, shape (101,).

    A_k is the chance that k people, each joining at a share of the hundred, all join. As any k of them end with some
    number j, the sum over j of C(k, j) A_j (1 - F(j/n))^(k - j) is 1, which gives each A_k from those before it; the
    hundred end with k where k join and each of the others asks for more. Decimals, for the terms nearly cancel.
    """
    with localcontext(prec=150):
        asks_more = [Decimal(erfc((k / PEOPLE - MEAN) / (spread * sqrt(2))) / 2) for k in range(PEOPLE + 1)]
        all_join: list[Decimal] = []
        for k in range(PEOPLE + 1):
            fewer = (comb(k, j) * all_join[j] * asks_more[j] ** (k - j) for j in range(k))
            all_join.append(1 - sum(fewer, Decimal(0)))
        ends = [comb(PEOPLE, k) * all_join[k] * asks_more[k] ** (PEOPLE - k) for k in range(PEOPLE + 1)]
        return np.array([float(chance) for chance in ends])

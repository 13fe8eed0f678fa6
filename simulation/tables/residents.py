"""Residents and the households they live in: eight hundred thousand rows, none of them a Python object.

Residents are kept sorted by home block and household, so a barrio is a slice of households, a block a slice of
that slice, and a household a slice of residents with its adults first.
"""

from dataclasses import dataclass
from enum import IntEnum
from typing import ClassVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulation.tables.table import Column, Table


class Origin(IntEnum):
    """Where someone comes from."""

    RURAL = 0
    MINE = 1
    CITY = 2


class Occupation(IntEnum):
    """What someone lives by."""

    NONE = 0
    TRADER = 1
    WORKSHOP = 2
    RESTAURANT = 3
    CONSTRUCTION = 4
    WAGE_EARNER = 5
    STATE_EMPLOYEE = 6
    CHILD = 7


DAYS_A_YEAR = 365.25
OWN = ("id", "household", "origin", "occupation", "association", "grievance", "grantable", "habit", "aversion")
SHARED = ("block", "cohort", "arrival", "connected", "income", "savings", "arrears")
MONEY = ("income", "savings", "arrears")
CENTAVOS = 100
"""Centavos in a boliviano. Money is counted in whole centavos."""


class Households(Table):
    """Households, sorted by home block."""

    columns: ClassVar[tuple[Column, ...]] = (
        Column("id", np.uint64, "", "which it is, wherever the row lies"),
        Column("start", np.int32, "row", "its first resident; its adults come first"),
        Column("size", np.int8, "persons", "how many live in it"),
        Column("adults", np.int8, "persons", "how many of them are adults"),
        Column("block", np.int32, "row", "the block lived on"),
        Column("cohort", np.int32, "row", "the barrio whose founding cohort it came with, -1 if with none"),
        Column("arrival", np.int16, "year", "when it came"),
        Column("rota", np.int16, "", "its place on the barrio's rota of duties"),
        Column("connected", np.bool_, "", "whether it has water from the network"),
        Column("earners", np.int8, "persons", "how many of its adults work"),
        Column("salaried", np.int8, "persons", "how many of these are paid by the state"),
        Column("traders", np.int8, "persons", "how many of these hold a stall"),
        Column("fortune", np.float32, "x median", "what each of its earners brings home, beside the median"),
        Column("income", np.int64, "centavos per day", "what its earners earn on a normal day"),
        Column("savings", np.int64, "centavos", "what it has put by"),
        Column("needs", np.int64, "centavos per day", "what it cannot do without"),
        Column("shortfall", np.float32, "0..1", "how far its savings have fallen below a week's needs"),
        Column("out", np.int8, "persons", "how many of its adults are out on a full-day action today"),
        Column("shut_until", np.int32, "day", "its stalls are shut before that day"),
        Column("arrears", np.int64, "centavos", "fines laid and not yet paid"),
    )


class Residents(Table):
    """Everyone, sorted by home block and household."""

    columns: ClassVar[tuple[Column, ...]] = (
        Column("id", np.uint64, "", "who it is, wherever the row lies"),
        Column("household", np.int32, "row", "the household lived in"),
        Column("birth", np.int32, "day", "day of birth as a proleptic ordinal"),
        Column("origin", np.uint8, "Origin", "rural community, mine, or born in the city"),
        Column("occupation", np.uint8, "Occupation", "what is lived by"),
        Column("association", np.int16, "row", "the trade association belonged to", initial=-1),
        Column("business", np.int32, "row", "the small business worked in, -1 if none", initial=-1),
        Column("away", np.bool_, "", "whether out on a full-day action today"),
        Column("alive", np.bool_, "", "whether living", initial=True),
        Column("grievance", np.float32, "0..1", "how much there is to be angry about"),
        Column("grantable", np.float32, "0..1", "the part of it that is cheap to grant"),
        Column("habit", np.float32, "0..1", "habit of duty (C26)"),
        Column("aversion", np.float32, "x mean", "how much danger deters"),
        Column("present", np.bool_, "", "whether present at the last meeting of the assembly"),
        Column("spoke", np.bool_, "", "whether present at the last meeting of the trade association"),
    )

    households: Households
    barrio: NDArray[np.int16]
    """The barrio each household lives in, shape (households,)."""
    today: int = 0
    """The last day lived, as a proleptic ordinal."""

    def frame(self) -> pd.DataFrame:
        """Every living resident as a row: age in years, origin and occupation in words, money in bolivianos.

        What a household owns in common (income, savings, arrears, home) stands in the row of each who lives in it.
        """
        columns = {name: getattr(self, name).copy() for name in OWN}
        columns |= {name: getattr(self.households, name)[self.household] for name in SHARED}
        frame = pd.DataFrame(columns)
        frame["barrio"] = self.barrio[self.household]
        frame["age"] = ((self.today - self.birth) // DAYS_A_YEAR).astype(np.int16)
        for name, words in (("origin", Origin), ("occupation", Occupation)):
            frame[name] = pd.Categorical([word.name.lower() for word in words]).take(frame[name].to_numpy())
        for name in MONEY:
            frame[name] /= CENTAVOS
        return frame[self.alive].reset_index(drop=True)

    def __getitem__(self, row: int) -> "Resident":
        """One life to look at."""
        home = self.household[row]
        return Resident(
            id=int(self.id[row]),
            alive=bool(self.alive[row]),
            age=int((self.today - self.birth[row]) // DAYS_A_YEAR),
            origin=Origin(self.origin[row]).name.lower(),
            occupation=Occupation(self.occupation[row]).name.lower(),
            barrio=int(self.barrio[home]),
            grievance=float(self.grievance[row]),
            habit=float(self.habit[row]),
            savings_bs=float(self.households.savings[home] / CENTAVOS),
            arrears_bs=float(self.households.arrears[home] / CENTAVOS),
        )


@dataclass(frozen=True)
class Resident:
    """One life: a row of `Residents` with what the household owns in common, as it stands, read only."""

    id: int
    alive: bool
    age: int
    origin: str
    occupation: str
    barrio: int
    grievance: float
    habit: float
    savings_bs: float
    arrears_bs: float


def bury(residents: Residents, households: Households, rows: slice, luck: float) -> int | None:
    """One of the living adults in `rows` dies, picked by `luck` in the order of their ids.

    Their household is one smaller and earns less by their share; their stall is free. Returns the row of their trade
    association, -1 if they had none, None when no adult lives in `rows`.
    """
    adults = rows.start + np.flatnonzero(residents.alive[rows] & (residents.occupation[rows] != Occupation.CHILD))
    if not len(adults):
        return None
    row = int(adults[np.argsort(residents.id[adults])][int(luck * len(adults))])
    home = residents.household[row]
    residents.alive[row] = False
    households.size[home] -= 1
    job = residents.occupation[row]
    if job != Occupation.NONE:
        households.income[home] -= households.income[home] // households.earners[home]
        households.earners[home] -= 1
        households.salaried[home] -= job == Occupation.STATE_EMPLOYEE
        households.traders[home] -= job == Occupation.TRADER
    association = int(residents.association[row])
    residents.association[row], residents.spoke[row], residents.present[row] = -1, False, False
    return association

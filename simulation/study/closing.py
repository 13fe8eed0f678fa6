"""A city on its last day, in small tables: who took part, and what a census would count."""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulation.tables.residents import DAYS_A_YEAR, Occupation, Origin, Residents

if TYPE_CHECKING:
    from simulation.city import City

GROUPED = ("occupation", "origin", "barrio")
"""By what households are told apart."""
NO_WORK = (Occupation.NONE, Occupation.CHILD)
SMALL = 4
"""Workers of a small business, at most (article ART-09)."""
LATELY = 15.0
"""Years of which the article says that more than half came in them."""


def participants(city: "City") -> pd.DataFrame:
    """How often households answered a call in the period, by what they are.

    Returns:
        A row per group of households: `occupation` (of its first working adult; "none" where nobody works) and
        `origin` (of its first adult) in words, `barrio` (int), `households` in it, `attended` (calls answered in
        all: meetings, shifts, marches, communal work) and `never` (households that answered none).
    """
    households, residents = city.households, city.residents
    lived_in = np.flatnonzero(households.size > 0)
    attended = households.attended[lived_in]
    frame = pd.DataFrame(
        {
            "occupation": residents.occupation[_first_working(residents)[lived_in]],
            "origin": residents.origin[households.start[lived_in]],
            "barrio": residents.barrio[lived_in],
            "households": 1,
            "attended": attended,
            "never": attended == 0,
        }
    )
    table = frame.groupby(list(GROUPED), as_index=False).sum()
    for column, words in (("occupation", Occupation), ("origin", Origin)):
        table[column] = [words(code).name.lower() for code in table[column]]
    return table


def _first_working(residents: Residents) -> NDArray[np.int64]:
    """Of each household the row of its first working adult, or of its first resident where nobody works."""
    works = residents.alive & ~np.isin(residents.occupation, NO_WORK)
    homes, first = np.unique(residents.household[works], return_index=True)
    rows = residents.households.start.astype(np.int64)
    rows[homes] = np.flatnonzero(works)[first]
    return rows


def census(city: "City") -> dict[str, float]:
    """The city in numbers; what depends on its size is given for the whole city, whatever the scale."""
    residents, households, whole = city.residents, city.households, 1 / city.scenario.city.scale
    alive = residents.alive
    adult = alive & (residents.occupation != Occupation.CHILD)
    jobs = residents.occupation[adult & (residents.occupation != Occupation.NONE)]
    traders = adult & (residents.occupation == Occupation.TRADER)
    age = (city.day - residents.birth[alive]) / DAYS_A_YEAR
    assemblies = len(city.assemblies)
    came = (city.date.year - households.arrival[residents.household[alive]]) < LATELY
    return {
        "scale": city.scenario.city.scale,
        "residents": whole * alive.sum(),
        "assemblies": whole * assemblies,
        "associations": whole * len(city.associations),
        "stalls": whole * (traders & (residents.association >= 0)).sum(),
        "under_25": (age < 25).mean(),
        "people_per_assembly": alive.sum() / assemblies,
        "adults_per_assembly": adult.sum() / assemblies,
        "lately_here": (came | (age < LATELY)).mean(),
        "state_employees": (jobs == Occupation.STATE_EMPLOYEE).mean(),
        "small_work": _small_work(city),
        "unaffiliated": (residents.association[traders] < 0).mean(),
        "common_origin": _common_cohort(city),
        "cohesion": city.assemblies.cohesion.mean(dtype=np.float64),
    }


def _small_work(city: "City") -> float:
    """Of those who work and are not paid by the state, the share at a stall or in a business of four or fewer."""
    residents = city.residents
    works = residents.alive & ~np.isin(residents.occupation, NO_WORK)
    stall = residents.occupation == Occupation.TRADER
    business = residents.business
    small = (business >= 0) & (city.businesses.workers[np.maximum(0, business)] <= SMALL)
    return float((stall | small)[works & (residents.occupation != Occupation.STATE_EMPLOYEE)].mean())


def _common_cohort(city: "City") -> float:
    """Share of the assemblies in which half of the households came with one cohort."""
    frame = pd.DataFrame({"barrio": city.residents.barrio, "cohort": city.households.cohort})
    of_cohort = frame[frame["cohort"] >= 0].groupby(["barrio", "cohort"]).size().groupby("barrio").max()
    all_of_it = frame.groupby("barrio").size()
    return float((of_cohort.reindex(all_of_it.index, fill_value=0) >= 0.5 * all_of_it).mean())

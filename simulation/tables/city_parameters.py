"""The city before the first day: its size, its people, how they settled."""

from typing import Annotated

from pydantic import model_validator

from simulation.parameters import Parameters, fact, lever, uncertain
from simulation.tables.territory import Ground

POPULATION = "article ART-01: evidence for 2003 is nearer 685,000 (POP-2001, DER-14)"
KIN = "assumption: that people settle with those they came with is article C3"
INCOME = "evidence WAGE-2005: 445 Bs a month, 26 days, two earners"
GROUND = "assumption: a stylised map"
WAGES = "evidence ECO-INF-URB: about 60 % informal, a tenth state, the rest wages"

HOUSEHOLD = 4
"""The fewest residents, for each barrio, with whom none is empty however they are shared out and rounded."""
ROWS = 2**15
"""Barrios and associations are numbered in sixteen bits."""


class CityParameters(Parameters):
    """The size of the city at full scale, who lives in it, and at which scale it is simulated."""

    population: Annotated[int, fact("residents at full scale", "persons", 1_000, 20_000_000, POPULATION)] = 800_000
    barrios: Annotated[
        int, fact("assemblies at full scale, one per barrio", "barrios", 2, 20_000, "article ART-12")
    ] = 550
    blocks: Annotated[int, fact("built-up blocks at full scale", "ha", 2, 200_000, "evidence AREA-URB-1")] = 5_100
    map_blocks: Annotated[
        int, fact("built-up blocks for which the map has room", "ha", 2, 200_000, "evidence AREA-URB-1")
    ] = 5_100
    ground: Annotated[
        Ground, fact("how roads and ground lie; others than the map's are for robustness", "", source=GROUND)
    ] = "as_mapped"
    associations: Annotated[
        int,
        fact("federated trade associations at full scale", "associations", 1, 20_000, "evidence COR-ASSOC: in 2017"),
    ] = 330
    scale: Annotated[float, lever("share of the city: fewer barrios of the same size", "share", 0.004, 10.0)] = 1.0
    household_size: Annotated[float, uncertain("mean size of a household", "persons", 2.0, 8.0)] = 4.4
    children: Annotated[float, fact("share of residents under fifteen", "share", 0.1, 0.6, "article ART-14")] = 1 / 3
    under_25: Annotated[float, fact("share of residents under twenty-five", "share", 0.2, 0.8, "article ART-04")] = 0.49
    kin_share: Annotated[
        float, uncertain("mean share of a barrio's households that came with its founders", "share", 0.0, 1.0, KIN)
    ] = 0.5
    cohesion_strangers: Annotated[
        float, uncertain("cohesion of a barrio where nobody came together", "0..1", 0.0, 1.0)
    ] = 0.3
    cohesion_kin: Annotated[float, uncertain("cohesion of a barrio where all came together", "0..1", 0.0, 1.0)] = 0.9
    income: Annotated[
        float, uncertain("median income of a household with two earners", "Bs per day", 1.0, 1_000.0, INCOME)
    ] = 34.0
    income_spread: Annotated[
        float, uncertain("standard deviation of the logarithm of household income", "log", 0.0, 2.0)
    ] = 0.5
    unconnected: Annotated[
        float, fact("share of households without water from the network", "share", 0.0, 1.0, "evidence WAT-NOPOT")
    ] = 0.45
    employed: Annotated[float, uncertain("share of adults who work", "share", 0.1, 1.0)] = 0.6
    state_employees: Annotated[
        float, fact("share of workers paid by the state", "share", 0.0, 0.5, "article ART-10")
    ] = 0.1
    wage_earners: Annotated[
        float, uncertain("share of workers paid by a private employer", "share", 0.0, 0.5, WAGES)
    ] = 0.3

    @model_validator(mode="after")
    def _room_for_every_barrio(self) -> "CityParameters":
        if self.blocks < self.barrios:
            raise ValueError(f"{self.barrios:,} barrios on {self.blocks:,} blocks; allowed: a block for each, or more")
        if self.population < HOUSEHOLD * self.barrios:
            people = f"{self.population:,} residents in {self.barrios:,} barrios"
            raise ValueError(f"{people}; allowed: {HOUSEHOLD} for each, or more")
        for name in ("barrios", "associations"):
            rows = self.scaled(getattr(self, name))
            if rows > ROWS:
                raise ValueError(f"{rows:,} {name} at this scale; allowed: {ROWS:,}, or fewer")
        return self

    def scaled(self, full: float) -> int:
        """A count of the full city in the city of this scale, at least one."""
        return max(1, round(full * self.scale))

    @property
    def trade(self) -> float:
        """Associations for each resident, as the full city of the article has them."""
        full = type(self)()
        return full.associations / full.population

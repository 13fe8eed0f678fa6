"""Elsewhere: other places rise too, by the same causes and by example (C25). Off unless a scenario gives them weight.

The article: similar bodies exist across Bolivia. The smallest thing that makes this true is one number, the share e of
other places that are up, with

    e' = catching * (anger + example * m) * (1 - e)  -  calming * e            per day

    anger    what the open national causes anger those who know of them (those that touch everyone), at most 1
    m        share of El Alto's barrios up

It presses on the roads outside the city, which no barrio of El Alto holds: the roads to Yungas and Palca are cut while
e > cut_at; and it adds weight * e to the breadth that the government feels (rule `state_response`).
"""

from typing import TYPE_CHECKING, Annotated, ClassVar

import numpy as np

from simulation.parameters import lever, uncertain
from simulation.rules.rule import Rule
from simulation.tables.territory import OUTER_ROWS

if TYPE_CHECKING:
    from simulation.city import City


class Elsewhere(Rule):
    """How far the rest of the country is up, and what that does here."""

    section: ClassVar[str] = "elsewhere"
    claims: ClassVar[tuple[str, ...]] = ("C25",)
    does: ClassVar[str] = "other places rise by the same causes and by example, if a scenario gives them weight"

    weight: Annotated[
        float, lever("what other places up add to the breadth of a wave", "share", 0, 10, "assumption: off by default")
    ] = 0.0
    catching: Annotated[float, uncertain("how fast other places rise at full anger", "per day", 0, 1)] = 0.1
    example: Annotated[float, uncertain("what El Alto's example adds, when all of it is up", "0..1", 0, 10)] = 1.0
    calming: Annotated[float, uncertain("how fast other places go home", "per day", 0, 1)] = 0.15
    cut_at: Annotated[
        float, uncertain("share of other places up that cuts the roads to Yungas and Palca", "share", 0, 1)
    ] = 0.4

    def apply(self, city: "City") -> None:
        """One day of the rest of the country."""
        state = city.government
        if self.weight == 0:
            return
        causes = city.causes
        national = causes.open & (causes.touched == 1)
        anger = min(1.0, float(causes.level[national].sum()))
        rising = self.catching * (anger + self.example * city.assemblies.up.mean()) * (1 - state.elsewhere)
        state.elsewhere[:] = np.clip(state.elsewhere + rising - self.calming * state.elsewhere, 0, 1)
        city.routes.open[OUTER_ROWS] &= state.elsewhere[0] <= self.cut_at
        state.breadth_elsewhere[:] = self.weight * state.elsewhere

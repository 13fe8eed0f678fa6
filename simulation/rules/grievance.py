"""Grievance: what people are angry about, how the news of it travels, how it fades, what hope remains (C24)."""

from typing import TYPE_CHECKING, Annotated, ClassVar

from simulation.parameters import stated
from simulation.rules.rule import Rule

if TYPE_CHECKING:
    from simulation.city import City

Share = float


class Grievance(Rule):
    """TODO docstring."""

    section: ClassVar[str] = "grievance"
    claims: ClassVar[tuple[str, ...]] = ("C24",)
    does: ClassVar[str] = "what people are angry about: unmet needs, causes, deaths; how it fades, what hope remains"

    poverty: Annotated[
        float,
        stated("grievance of a household in the poorer two thirds", unit="share", low=0.0, high=1.0,
               kind="uncertainty", source="assumption: who is poor is evidence POV-2001"),
    ] = 0.15
    no_water: Annotated[
        float,
        stated("grievance added by having no water from the network", unit="share", low=0.0, high=1.0,
               kind="uncertainty", source="assumption: who has none is evidence WAT-NOPOT"),
    ] = 0.1
    news_days: Annotated[
        float,
        stated("days after which about two thirds of a barrio have taken a cause in", unit="days", low=0.1, high=60.0,
               kind="uncertainty", source="assumption"),
    ] = 5.0
    attention_days: Annotated[
        float,
        stated("half-life of the anger over a cause that stays open", unit="days", low=1.0, high=3650.0,
               kind="uncertainty", source="assumption"),
    ] = 120.0
    remnant: Annotated[
        float,
        stated("share of the anger over a cause that stays when it has been conceded", unit="share", low=0.0,
               high=1.0, kind="uncertainty", source="assumption: article C24"),
    ] = 0.15
    outrage: Annotated[
        float,
        stated("grievance added by ten deaths among 100,000 residents, the first of them weighing most",
               unit="share", low=0.0, high=1.0, kind="uncertainty", source="assumption"),
    ] = 0.3
    outrage_days: Annotated[
        float,
        stated("half-life of the outrage over deaths", unit="days", low=1.0, high=3650.0, kind="uncertainty",
               source="assumption"),
    ] = 45.0
    hope_base: Annotated[
        float,
        stated("what acting is believed to achieve, when nothing has been tried for long", unit="share", low=0.0,
               high=1.0, kind="uncertainty", source="assumption"),
    ] = 0.5
    hope_days: Annotated[
        float,
        stated("half-life of what a victory or a failure did to hope", unit="days", low=1.0, high=3650.0,
               kind="uncertainty", source="assumption"),
    ] = 365.0

    def apply(self, city: "City") -> None:
        """Today's grievance of every adult, and what hope remains."""

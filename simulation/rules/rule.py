"""What a rule is: its parameters, the columns it needs, and what it does to the city in a day."""

from typing import TYPE_CHECKING, ClassVar

from simulation.parameters import Parameters
from simulation.tables.newcomers import Newcomers
from simulation.tables.table import Column

if TYPE_CHECKING:
    from simulation.city import City


class Rule(Parameters):
    """One mechanism of the article, as a frozen model whose fields are its parameters.

    Subclass it (in `rules/` or in a notebook), give it a `section` and an `apply`, and hand it to
    `City(scenario, rules=...)`. Updates are synchronous: what is decided today reads what stood before today.
    """

    section: ClassVar[str]
    """The table of a scenario file that sets this rule, which is also the name of its file."""
    claims: ClassVar[tuple[str, ...]] = ()
    """The claims of the article it carries (DESIGN, section 3)."""
    does: ClassVar[str] = ""
    """What it does in a day, in one line."""
    columns: ClassVar[dict[str, tuple[Column, ...]]] = {}
    """The columns it needs, by the name of the city's table ("residents", "assemblies", ...)."""

    def begin(self, city: "City", new: Newcomers) -> None:
        """Fill the columns it declared for rows that are new: all when the city is founded, later those that join."""

    def apply(self, city: "City") -> None:
        """Do what this rule does in a day."""
        raise NotImplementedError

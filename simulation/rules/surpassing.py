"""Surpassing: organisations grow strong or weak, leaders drift from the base, the base goes past them (C17 C19 C20).

Two variables with different drivers. With q the smoothed turnout at called actions weighted by what they cost, and f
the share of fines collected,

    q' = sum over actions k of  grip * time_k * called share_k * (x_k - q)  -  q / rest_days
    S' = alpha * q * (1 + gamma * f) * (1 - S)  -  delta * (1 - q) * S
    B' = beta * patronage * tenure * (1 - B)  -  mu * q * B

so a calm monthly meeting sustains a little strength, struggle much, and B falls when the base takes part; tenure
saturates as days / (days + a year); patronage is the presence of parties. For held q, f, patronage p and tenure t

    S* = alpha q (1 + gamma f) / (alpha q (1 + gamma f) + delta (1 - q))      B* = beta p t / (beta p t + mu q)

When the base wants action, its leaders do not call, and the gap passes what members tolerate, the base goes past
them: action starts without a call, the leader is replaced (B falls to a part, tenure to nought).
"""

from typing import TYPE_CHECKING, Annotated, Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from simulation.chance import Stream
from simulation.parameters import lever, uncertain
from simulation.rules.mobilisation import issue_call
from simulation.rules.rule import Rule
from simulation.tables.federations import NAMES
from simulation.tables.newcomers import Newcomers
from simulation.tables.table import Column

if TYPE_CHECKING:
    from simulation.city import City

YEAR = 365.0
LEARNING = np.float32(0.2)
"""Weight of the last fines in the smoothed share that is collected (assumption)."""
MANDATE = 30
"""Days for which action from below stands as a vote (assumption)."""
ORGANISED = (Column("collected", np.float32, "0..1", "f: smoothed share of fines collected"),)


class Surpassing(Rule):
    """Strength, bureaucracy, and the base that goes past its leaders."""

    section: ClassVar[str] = "surpassing"
    claims: ClassVar[tuple[str, ...]] = ("C17", "C19", "C20")
    does: ClassVar[str] = "organisations grow strong or weak; leaders drift from the base; the base goes past them"
    columns: ClassVar[dict[str, tuple[Column, ...]]] = {
        "assemblies": ORGANISED,
        "associations": ORGANISED,
    }

    grip: Annotated[float, uncertain("how fast a full-day action moves q to its turnout", "per day", 0, 100)] = 2.0
    rest_days: Annotated[float, uncertain("time in which q fades without action", "days", 1, 3650)] = 42.0
    alpha: Annotated[float, uncertain("growth of strength by what is done together", "per day", 0, 1)] = 0.02
    gamma: Annotated[float, uncertain("how much fines collected add to that", "share", 0, 10)] = 0.5
    delta: Annotated[float, uncertain("decay of strength without it", "per day", 0, 1)] = 0.01
    beta: Annotated[float, uncertain("drift of leaders under patronage", "per day", 0, 1)] = 0.01
    mu: Annotated[float, uncertain("pull of the base on its leaders", "per day", 0, 1)] = 0.04
    tolerance: Annotated[float, uncertain("gap that members tolerate", "share", 0, 10)] = 0.1
    epsilon: Annotated[float, uncertain("distance from the base of a leader put there by it", "share", 0, 1)] = 0.3
    federation_start: Annotated[
        float, lever("distance from the base at which the federations' leaders start", "0..1", 0, 1)
    ] = 0.5
    federation_pull: Annotated[
        float, lever("pull of the base on the federations' leaders, beside that on an assembly's", "share", 0, 1)
    ] = 1.0

    def begin(self, city: "City", new: Newcomers) -> None:
        """Leaders differ at the start; strength begins near its calm level and settles."""
        for table, rows in ((city.assemblies, new.assemblies), (city.associations, new.associations)):
            luck = city.draw(Stream.SURPASSING, 0, rows.astype(np.uint64), 3)
            table.tenure[rows] = 2 * YEAR * luck[:, 0]
            table.bureaucracy[rows] = 0.2 + 0.5 * luck[:, 1]
            table.q[rows] = 0.2
            table.strength[rows] = 0.3 + 0.2 * luck[:, 2]
        if not city.federations.tenure.any():
            city.federations.tenure[:] = YEAR
            city.federations.bureaucracy[:] = self.federation_start

    def apply(self, city: "City") -> None:
        """A day of every organisation's life."""
        assemblies, associations, federations = city.assemblies, city.associations, city.federations
        for table in (assemblies, associations):
            table.q += np.float32(self.grip) * (table.given - table.asked * table.q) - table.q / np.float32(
                self.rest_days
            )
            np.clip(table.q, 0, 1, out=table.q)
        laid = assemblies.fines_laid > 0
        paid = np.minimum(1, assemblies.fines_paid[laid] / assemblies.fines_laid[laid]).astype(np.float32)
        assemblies.collected[laid] += LEARNING * (paid - assemblies.collected[laid])
        for table in (assemblies, associations):
            self._grow(table)
            self._drift(table, table.q)
        q = np.array([assemblies.q.mean(), associations.q.mean()], dtype=np.float32)
        self._drift(federations, np.float32(self.federation_pull) * q)
        self._surpass_organisations(city)
        self._surpass_federations(city)

    def _grow(self, table: Any) -> None:
        """S' of the equation above."""
        gain = self.alpha * table.q * (1 + self.gamma * table.collected) * (1 - table.strength)
        table.strength += (gain - self.delta * (1 - table.q) * table.strength).astype(np.float32)

    def _drift(self, table: Any, q: NDArray[np.float32]) -> None:
        """B' of the equation above; another day in office."""
        table.tenure += 1
        tenure = table.tenure / (table.tenure + YEAR)
        away = self.beta * table.party_presence * tenure * (1 - table.bureaucracy)
        table.bureaucracy += (away - self.mu * q * table.bureaucracy).astype(np.float32)

    def _replace(self, table: Any, rows: NDArray[np.intp]) -> None:
        """New leaders, put there by the base."""
        table.bureaucracy[rows] *= np.float32(self.epsilon)
        table.tenure[rows] = 0
        table.blocked[rows] = 0

    def _surpass_organisations(self, city: "City") -> None:
        for table, name in ((city.assemblies, "assembly"), (city.associations, "association")):
            rows = np.flatnonzero(table.blocked > self.tolerance)
            table.surpassed[:] = False
            table.surpassed[rows] = True
            table.striking[rows] = True
            table.mandate_until[rows] = city.day + MANDATE
            for row in rows.tolist():
                city.tell(
                    "surpassing", city.place(table, row),
                    f"The base of the {name} goes past its leaders: action starts without a call.",
                    f"{table.voted[row]:.0%} of hands were up, and no call came",
                )  # fmt: skip
            self._replace(table, rows)

    def _surpass_federations(self, city: "City") -> None:
        federations = city.federations
        for row in np.flatnonzero(federations.blocked > self.tolerance).tolist():
            why = f"{federations.mandated[row]:.0%} of its members had voted for action, and no call came"
            text = f"The base goes past the leaders of {NAMES[row]}: the call comes from below."
            city.tell(f"{NAMES[row].lower()}_surpassed", NAMES[row], text, why)
            self._replace(federations, np.array([row]))
            issue_call(city, row, why)

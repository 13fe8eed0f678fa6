"""The state: waits, negotiates, clears roads, sends convoys, shoots, withdraws, concedes or falls (C16 C18 C22 C24).

Pressure gathers on each open cause as scarcity times breadth, in proportion to how much of the anger is about it:

    pressure_c' = share_c * scarcity * breadth - pressure_c * ln 2 / pressure_days
    scarcity    = sum over goods of weight * (1 - stock / normal)
    breadth     = m + marchers per adult + what other places add (rule elsewhere)

and the government concedes c once pressure_c >= kappa * stake_c: one kappa for every cause. At a stake of 1
conceding means falling. Conceding closes the cause, lifts hope and hands the initiative to the government.

While it holds out it may, each day, by the decision of a few people:

    convoy      chance  ready * stake * fuel scarcity * max(0, 1 - people on the depot road per block / daunted)
    clear       on each route with held blocks, while police are present;  deaths in proportion to  ready / force
    ready       = force * (1 - lesson);  a government that falls with dead teaches those after it:
                  lesson jumps by (1 - lesson) * (1 - exp(-its dead per 100,000 residents / lesson_deaths)),
                  and is forgotten by half in lesson_days
    negotiate   once half the pressure is reached; the federation accepts with probability B of its leadership

Deaths are overdispersed (negative binomial): with convoys in proportion to those present, in clearings to the
blocks cleared. They frighten those near and enrage the city. Police and parties leave barrios that are up, and come
back slowly.
"""

from typing import TYPE_CHECKING, Annotated, ClassVar

import numpy as np
from numpy.typing import NDArray

from simulation.chance import Stream
from simulation.parameters import FITTED, uncertain
from simulation.rules.rule import Rule
from simulation.tables.assemblies import Action
from simulation.tables.federations import FEJUVE
from simulation.tables.la_paz import FUEL
from simulation.tables.table import Column
from simulation.tables.territory import DEPOT, ROUTES

if TYPE_CHECKING:
    from simulation.city import City

SCARCITY_WEIGHTS = (0.4, 0.3, 0.3)
"""Fuel, bottled gas, food (assumption)."""
REGIME = 1.0
"""Conceding a cause of this stake is falling."""
PER = 100_000
MOST_DEATHS = 10_000


class StateResponse(Rule):
    """What the government does, and what it costs."""

    section: ClassVar[str] = "state_response"
    claims: ClassVar[tuple[str, ...]] = ("C16", "C18", "C22", "C24")
    does: ClassVar[str] = "waits, negotiates, clears roads, sends convoys, shoots, withdraws, concedes or falls"

    columns: ClassVar[dict[str, tuple[Column, ...]]] = {
        "government": (
            Column("lesson", np.float32, "0..1", "restraint learned from the dead of a fallen government"),
            Column("reckoned", np.int64, "persons", "deaths that a fall has answered for"),
        ),
    }

    kappa: Annotated[float, uncertain("pressure that a stake of one withstands", "days", 0.01, 1_000, FITTED)] = 6.5
    pressure_days: Annotated[float, uncertain("half-life of pressure", "days", 1, 3650)] = 30.0
    force: Annotated[float, uncertain("readiness to send the army", "per day", 0, 1)] = 0.6
    lesson_deaths: Annotated[
        float,
        uncertain("dead of a fallen government that teach the next restraint", "per 100,000 residents", 0.1, 1_000),
    ] = 5.0
    lesson_days: Annotated[float, uncertain("half-life of that lesson", "days", 1, 36_500)] = 1_000.0
    daunted: Annotated[float, uncertain("people per block of road that no convoy would face", "persons", 1, 10_000)] = (
        120.0
    )
    convoy_days: Annotated[
        float, uncertain("fuel that a convoy brings", "days of use", 0, 10, "evidence DER-09: a fifth to a quarter")
    ] = 0.22
    convoy_deaths: Annotated[
        float,
        uncertain(
            "deaths by a convoy when every block of the depot road is held by thirty people",
            "per 100,000 residents",
            0,
            100,
            FITTED,
        ),
    ] = 1.3
    clearing_deaths: Annotated[
        float, uncertain("deaths in a day on which police clear every block", "per 100,000 residents", 0, 100)
    ] = 0.3
    dispersion: Annotated[float, uncertain("shape of the negative binomial of deaths", "", 0.05, 100)] = 1.5
    fright: Annotated[float, uncertain("danger that one death leaves on its block", "0..1", 0, 1)] = 0.5
    fright_blocks: Annotated[float, uncertain("distance over which fright falls by two thirds", "blocks", 0.1, 100)] = (
        4.0
    )
    fright_days: Annotated[float, uncertain("half-life of danger", "days", 0.1, 365)] = 4.0
    leaving: Annotated[float, uncertain("presence that the state loses in a barrio that is up", "per day", 0, 1)] = 0.3
    returning: Annotated[float, uncertain("presence that it regains elsewhere", "per day", 0, 1)] = 0.02
    negotiating: Annotated[float, uncertain("chance of an offer, past half the pressure", "per day", 0, 1)] = 0.15
    relief: Annotated[float, uncertain("hope that a victory adds, by the stake conceded", "0..1", 0, 1)] = 0.15
    initiative_days: Annotated[float, uncertain("half-life of the government's initiative", "days", 1, 3650)] = 120.0

    def apply(self, city: "City") -> None:
        """One day of the government."""
        state = city.government
        state.deaths[:] = 0
        city.blocks.danger *= np.float32(0.5 ** (1 / self.fright_days))
        state.initiative *= np.float32(0.5 ** (1 / self.initiative_days))
        state.lesson *= np.float32(0.5 ** (1 / self.lesson_days))
        self._press(city)
        stake = float((city.causes.stake * city.causes.open).max(initial=0))
        if city.assemblies.up.any():
            self._clear(city, stake)
            self._send_convoy(city, stake)
            self._negotiate(city)
        self._come_and_go(city)
        self._concede(city)

    def _press(self, city: "City") -> None:
        causes, la_paz = city.causes, city.la_paz
        causes.pressure *= np.float32(0.5 ** (1 / self.pressure_days))
        anger = causes.level * causes.touched * causes.open
        if anger.sum() > 0:
            scarcity = float(np.dot(SCARCITY_WEIGHTS, 1 - np.minimum(1, la_paz.stock / la_paz.normal)))
            marchers = city.assemblies.came[:, Action.MARCH].sum() / city.adults
            breadth = city.assemblies.up.mean() + marchers + float(city.government.breadth_elsewhere[0])
            causes.pressure += (anger / anger.sum() * scarcity * breadth).astype(np.float32)
        causes.borne[:] = causes.open * causes.pressure / (self.kappa * causes.stake)

    def _clear(self, city: "City", stake: float) -> None:
        """Police clear what they can, route by route."""
        cleared = np.minimum(city.routes.held, city.routes.clearable)[:DEPOT]
        share = float(cleared.sum() / city.routes.blocks[:DEPOT].sum())
        restraint = 1 - float(city.government.lesson[0])
        mean = self.clearing_deaths * restraint * stake * share * len(city.residents) / PER
        self._kill(city, mean, Stream.CLEARING, np.flatnonzero(city.stretches.people > 0), "police clear road blocks")

    def _send_convoy(self, city: "City", stake: float) -> None:
        """Whether a commander forces the depot road today, and at what cost."""
        la_paz, stretches = city.la_paz, city.stretches
        if city.routes.tankers_pass:
            return
        road = np.flatnonzero(stretches.to_depot)
        present = stretches.people[road].sum() / len(road)
        scarcity = 1 - min(1.0, la_paz.stock[FUEL] / la_paz.normal[FUEL])
        ready = self.force * (1 - float(city.government.lesson[0]))
        chance = ready * stake * scarcity * max(0.0, 1 - present / self.daunted)
        if city.luck(Stream.CONVOY) >= chance:
            return
        fuel = int(self.convoy_days * la_paz.use[FUEL])
        la_paz.receive(FUEL, fuel)
        city.tell(
            "convoy", "Senkata", f"The army forces the depot road: {fuel:,} litres of fuel reach La Paz.",
            f"fuel for {la_paz.days[FUEL]:.1f} days; {stretches.people[road].sum():,} people on the road",
        )  # fmt: skip
        mean = self.convoy_deaths * present / 30 * len(city.residents) / PER
        held = road[stretches.people[road] > 0]
        self._kill(city, mean, Stream.DEATHS, held, "the army forces the depot road")

    def _kill(self, city: "City", mean: float, stream: Stream, where: NDArray[np.intp], cause: str) -> None:
        """Deaths on the held blocks of road `where`: how many, where, who; fright spreads around them."""
        if not len(where):
            return
        struck = negative_binomial(mean, self.dispersion, city.luck(stream, 1))
        luck = city.draw(Stream.VICTIM, city.day, np.arange(struck, dtype=np.uint64) + np.uint64(stream << 32), 2)
        places = where[(luck[:, 0] * len(where)).astype(int)]
        barrios = city.stretches.barrio[places].tolist()
        places = places[[city.bury(barrio, pick) for barrio, pick in zip(barrios, luck[:, 1].tolist(), strict=True)]]
        deaths = len(places)
        if deaths == 0:
            return
        city.government.deaths += deaths
        city.government.all_deaths += deaths
        for place, count in zip(*np.unique(places, return_counts=True), strict=True):
            far = np.hypot(city.blocks.x - city.stretches.x[place], city.blocks.y - city.stretches.y[place])
            fright = self.fright * count * np.exp(-far / self.fright_blocks)
            city.blocks.danger[:] = 1 - (1 - city.blocks.danger) * np.exp(-fright)
        roads = ", ".join(sorted({ROUTES[city.stretches.route[place]] for place in places}))
        people = "1 person is" if deaths == 1 else f"{deaths} people are"
        city.tell("deaths", f"{roads} road", f"{people} killed.", cause)

    def _negotiate(self, city: "City") -> None:
        causes, federations = city.causes, city.federations
        if not (federations.calls[FEJUVE] and causes.open.any()):
            return
        near = float(causes.borne.max())
        if near < 0.5 or city.luck(Stream.NEGOTIATION) >= self.negotiating:
            return
        accepted = (
            city.luck(Stream.NEGOTIATION, 1) < federations.bureaucracy[FEJUVE] * city.assemblies.party_presence.mean()
        )
        if accepted:
            federations.calls[FEJUVE] = False
        words = "and its leaders end the call" if accepted else "and its delegates refuse"
        city.tell(
            "negotiation",
            "Fejuve",
            f"The government offers Fejuve talks {words}.",
            f"{near:.0%} of the pressure it can bear",
        )

    def _come_and_go(self, city: "City") -> None:
        """Police and parties leave barrios that are up, and come back slowly."""
        up = city.assemblies.up
        for presence in (city.assemblies.state_presence, city.assemblies.party_presence):
            presence += np.where(up, -self.leaving * presence, self.returning * (1 - presence)).astype(np.float32)
        striking = city.associations.striking
        presence = city.associations.party_presence
        presence += np.where(striking, -self.leaving * presence, self.returning * (1 - presence)).astype(np.float32)
        city.federations.party_presence[:] = (city.assemblies.party_presence.mean(), presence.mean())

    def _concede(self, city: "City") -> None:
        causes, state = city.causes, city.government
        for row in np.flatnonzero(causes.borne >= 1).tolist():
            causes.open[row] = False
            stake, name = float(causes.stake[row]), causes.names[row]
            why = f"{city.assemblies.up.mean():.0%} of barrios up; fuel in La Paz for {city.la_paz.days[FUEL]:.1f} days"
            if stake >= REGIME:
                state.falls += 1
                self._teach(city)
                causes.open[:] = False
                causes.pressure[:] = 0
                city.tell("fall", "La Paz", f"The government falls over: {name}.", why)
            else:
                city.tell("concession", "La Paz", f"The government concedes: {name}.", why)
            state.conceded_on[:] = city.day
            state.initiative[:] = np.maximum(state.initiative, np.float32(stake))
            for organisations in (city.assemblies, city.associations):
                organisations.outlook[:] = np.minimum(1, organisations.outlook + np.float32(self.relief * stake))

    def _teach(self, city: "City") -> None:
        """What those after a fallen government learn from its dead."""
        state = city.government
        dead = PER * float(state.all_deaths[0] - state.reckoned[0]) / len(city.residents)
        state.lesson += ((1 - state.lesson) * (1 - np.exp(-dead / self.lesson_deaths))).astype(np.float32)
        state.reckoned[:] = state.all_deaths


def negative_binomial(mean: float, shape: float, luck: float) -> int:
    """The quantile `luck` of a count with this mean and variance mean + mean^2 / shape."""
    chance = total = (1 + mean / shape) ** -shape
    count = 0
    while total < luck and count < MOST_DEATHS:
        chance *= (count + shape) / (count + 1) * mean / (mean + shape)
        total += chance
        count += 1
    return count

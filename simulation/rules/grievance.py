"""Grievance: what people are angry about, how news of it travels, how it fades, what hope remains (C24).

A cause feeds grievance and nothing else; deaths feed grievance and danger and nothing else. For an adult i of
barrio b, with the causes c that touch them,

    g_i = min(1, G_i)      G_i = needs_h + sum over c of aware_bc * level_c + outrage + flood * flooded_b
    e_i = g_i / G_i * sum over c of aware_bc * level_c * (1 - stake_c)          what of it is cheap to grant

    needs_h   = poverty (for the poorer two thirds) + no_water (for those without it)
                + insecurity * min(1, robbed_b / households_b),   looked at every quarter
    aware_bc' = news_b * (1 - aware_bc)                        news reaches a barrio within days
    level_c   = size_c when it arises; halves in attention_days while open; falls to remnant * size_c when conceded
    outrage'  = - outrage * ln 2 / outrage_days,  and jumps by  outrage * (1 - exp(-deaths per 10,000))

Hope is what acting is believed to achieve, stated for the largest stake there is: bringing a government down. A
lesser stake is the easier to win, so what a cause of stake s is believed to be worth acting for grows from hope_b at
s = 1 to certainty at s = 0, and what moves a person (participation, mobilisation) is

    prospect_i = sum over c of (1 - s_c (1 - hope_b)) * anger_ic,   that is   hope_b * g_i + (1 - hope_b) * e_i

    hope_b = outlook_b - doubt_b + call_hope (while the federation calls) + breadth_hope * m,  within 0..1
    outlook_b returns to hope_base; victory lifts it, failure lowers it (state_response, mobilisation)
    doubt_b   grows by weariness with each day on strike; a victory or the end of the strike ends it
"""

from typing import TYPE_CHECKING, Annotated, ClassVar

import numpy as np
from numba import njit
from numpy.typing import NDArray

from simulation.chance import Stream
from simulation.parameters import FITTED, uncertain
from simulation.rules.rule import Rule
from simulation.tables.federations import COR, FEJUVE
from simulation.tables.newcomers import Newcomers
from simulation.tables.residents import Occupation, Origin
from simulation.tables.table import Column
from simulation.threads import over_rows

if TYPE_CHECKING:
    from simulation.city import City
    from simulation.scenario import Cause

POOR_SHARE = 0.669
"""Evidence POV-2001."""
FADED = np.float32(1e-3)
"""Levels below this are noughts: nobody speaks of it any more."""


class Grievance(Rule):
    """What people are angry about, and what hope remains."""

    section: ClassVar[str] = "grievance"
    claims: ClassVar[tuple[str, ...]] = ("C24",)
    does: ClassVar[str] = "what people are angry about: unmet needs, causes, deaths; how it fades, what hope remains"
    columns: ClassVar[dict[str, tuple[Column, ...]]] = {
        "residents": (Column("touched", np.uint64, "bits", "which causes touch them"),),
        "households": (Column("unmet", np.float32, "0..1", "grievance over unmet needs"),),
        "assemblies": (
            Column("news", np.float32, "per day", "how fast news of a cause reaches it"),
            Column("doubt", np.float32, "0..1", "hope lost to a strike that drags on"),
        ),
        "associations": (Column("doubt", np.float32, "0..1", "hope lost to a strike that drags on"),),
        "government": (
            Column("outrage", np.float32, "0..1", "grievance over those killed"),
            Column("stirred", np.bool_, "", "whether more than unmet needs angered anyone yesterday", initial=True),
        ),
    }

    poverty: Annotated[
        float, uncertain("grievance of the poorer two thirds", "0..1", 0, 1, "assumption: who is poor is POV-2001")
    ] = 0.15
    no_water: Annotated[
        float,
        uncertain("grievance of having no water from the network", "0..1", 0, 1, "assumption: who: WAT-NOPOT"),
    ] = 0.1
    insecurity: Annotated[float, uncertain("grievance where every household was robbed lately", "0..1", 0, 1)] = 0.1
    news_days: Annotated[float, uncertain("time in which a barrio takes a cause in", "days", 0.1, 60)] = 3.0
    attention_days: Annotated[float, uncertain("half-life of anger over an open cause", "days", 1, 3650)] = 120.0
    remnant: Annotated[
        float,
        uncertain("anger left over a conceded cause", "share", 0, 1, f"{FITTED}; that some stays is article C24"),
    ] = 0.076
    outrage: Annotated[float, uncertain("grievance that many deaths add", "0..1", 0, 1)] = 0.3
    outrage_days: Annotated[float, uncertain("half-life of the outrage over deaths", "days", 1, 3650)] = 30.0
    flood: Annotated[float, uncertain("grievance of a barrio that lies under water", "0..1", 0, 1)] = 0.15
    hope_base: Annotated[float, uncertain("hope where nothing has been tried for long", "0..1", 0, 1)] = 0.5
    hope_days: Annotated[float, uncertain("half-life of what victory or failure did to hope", "days", 1, 3650)] = 365.0
    call_hope: Annotated[float, uncertain("hope added by the federation's call", "0..1", 0, 1)] = 0.1
    breadth_hope: Annotated[float, uncertain("hope added when every barrio is up", "0..1", 0, 1)] = 0.15
    weariness: Annotated[float, uncertain("hope lost with each day on strike", "per day", 0, 1)] = 0.01

    def begin(self, city: "City", new: Newcomers) -> None:
        """How fast news travels to a barrio, and what was hoped before."""
        rows = new.assemblies
        width = len(city.causes)
        city.assemblies.add(Column("aware", np.float32, "share", "how far it has taken each cause in", width=width))
        city.assemblies.aware[rows] = city.assemblies.aware.max(axis=0, initial=0)
        city.assemblies.news[rows] = (
            0.5 + city.draw(Stream.AWARENESS, 0, rows.astype(np.uint64))[:, 0]
        ) / self.news_days
        for organisations, joined in ((city.assemblies, rows), (city.associations, new.associations)):
            organisations.outlook[joined] = organisations.hope[joined] = self.hope_base
        self._see_who(city)

    def _see_who(self, city: "City") -> None:
        """Who is poor, and whom each cause touches."""
        households = city.households
        heads = households.income / np.maximum(1, households.size)
        poor = heads <= np.quantile(heads, POOR_SHARE)
        robbed = np.minimum(1, city.assemblies.robbed / np.maximum(1, city.assemblies.households))
        households.unmet[:] = self.poverty * poor + self.no_water * ~households.connected
        households.unmet += np.float32(self.insecurity) * robbed.astype(np.float32)[city.residents.barrio]
        city.residents.touched[:] = 0
        for bit, cause in enumerate(city.scenario.causes):
            touched = whom(city, cause)
            city.residents.touched |= touched.astype(np.uint64) << np.uint64(bit)
            city.causes.touched[bit] = touched.mean()
        city.government.stirred[:] = True

    def apply(self, city: "City") -> None:
        """Today's grievance of every adult, and what hope remains."""
        if city.season_begins:
            self._see_who(city)
        self._news(city)
        self._hope(city)
        active = np.flatnonzero(city.causes.level > FADED)
        stirred = len(active) > 0 or city.government.outrage[0] > 0 or city.assemblies.flooded.any()
        if stirred or city.government.stirred[0]:
            self._feel(city, active)
        city.government.stirred[:] = stirred

    def _feel(self, city: "City", active: NDArray[np.intp]) -> None:
        angers = city.assemblies.aware[:, active] * city.causes.level[active]
        over_rows(
            feel, city.assemblies.households,
            np.ascontiguousarray(angers, np.float32), 1 - city.causes.stake[active], active.astype(np.uint64),
            city.government.outrage[0] + np.float32(self.flood) * city.assemblies.flooded,
            city.assemblies.first_household, city.assemblies.households, city.households.start, city.households.adults,
            city.households.unmet, city.residents.alive, city.residents.touched, city.residents.grievance,
            city.residents.grantable, city.assemblies.grievance, city.assemblies.grantable,
        )  # fmt: skip

    def _news(self, city: "City") -> None:
        causes, state = city.causes, city.government
        for row in np.flatnonzero(causes.on == city.day).tolist():
            causes.open[row] = True
            causes.level[row] = causes.size[row]
            text, touched = f"A cause of anger arises: {causes.names[row]}.", float(causes.touched[row])
            city.tell("cause", "Bolivia", text, causes.names[row], touched)
        causes.level *= np.float32(0.5 ** (1 / self.attention_days))
        spent = ~causes.open
        causes.level[spent] = np.minimum(causes.level[spent], np.float32(self.remnant) * causes.size[spent])
        known = causes.on <= city.day
        aware = city.assemblies.aware
        aware += known * city.assemblies.news[:, None] * (1 - aware)
        np.minimum(aware, 1, out=aware)
        deaths = 10_000 * state.deaths / len(city.residents)
        state.outrage[:] = state.outrage * 0.5 ** (1 / self.outrage_days)
        state.outrage[state.outrage < FADED] = 0
        state.outrage[:] += (self.outrage - state.outrage).clip(0) * (1 - np.exp(-deaths))

    def _hope(self, city: "City") -> None:
        breadth = self.breadth_hope * city.assemblies.up.mean()
        for organisations, federation in ((city.assemblies, FEJUVE), (city.associations, COR)):
            back = 1 - 0.5 ** (1 / self.hope_days)
            organisations.outlook += np.float32(back) * (np.float32(self.hope_base) - organisations.outlook)
            in_vain = organisations.striking & (city.government.conceded_on[0] < city.day - 1)
            organisations.doubt[:] = np.where(in_vain, organisations.doubt + np.float32(self.weariness), 0)
            called = self.call_hope * city.federations.calls[federation]
            organisations.hope[:] = np.clip(organisations.outlook - organisations.doubt + called + breadth, 0, 1)


def whom(city: "City", cause: "Cause") -> NDArray[np.bool_]:
    """Which residents a cause touches, shape (residents,)."""
    residents, households = city.residents, city.households
    home = residents.household
    kind, _, which = cause.touches.partition(":")
    match kind:
        case "everyone" | "households":
            return np.ones(len(residents), dtype=bool)
        case "unconnected":
            return ~households.connected[home]
        case "vendors":
            return (households.traders > 0)[home]
        case "wage_earners":
            paid = np.isin(residents.occupation, (Occupation.WAGE_EARNER, Occupation.STATE_EMPLOYEE))
            return (np.bincount(home, paid, len(households)) > 0)[home]
        case "district":
            return (city.assemblies.district == int(which))[city.blocks.barrio[households.block]][home]
        case _:
            return residents.origin == Origin[which.upper()]


@njit(cache=True, nogil=True, error_model="numpy")
def prospect(hope, grievance, grantable):
    """What acting is believed to be worth to someone, float32 in 0..1."""
    return hope * grievance + (np.float32(1) - hope) * grantable


SCALE = 1 << 16
"""Means are taken over whole numbers, so that they do not depend on the order of rows."""


@njit(cache=True, nogil=True)
def feel(
    first, last, angers, ease, bits, shared, first_household, n_households, start, adults, unmet, alive, touched,
    grievance, grantable, mean_grievance, mean_grantable,
):  # fmt: skip
    """g and e of every adult in barrios first to last, and their means; `shared` is what all of a barrio feel."""
    one = np.uint64(1)
    for b in range(first, last):
        anger, cheap, count = np.int64(0), np.int64(0), 0
        for h in range(first_household[b], first_household[b] + n_households[b]):
            base = unmet[h] + shared[b]
            for i in range(start[h], start[h] + adults[h]):
                if not alive[i]:
                    continue
                g, e = base, np.float32(0)
                for k in range(bits.shape[0]):
                    if (touched[i] >> bits[k]) & one:
                        g += angers[b, k]
                        e += angers[b, k] * ease[k]
                if g > np.float32(1):
                    g, e = np.float32(1), e / g
                grievance[i], grantable[i] = g, e
                anger += np.int64(g * np.float32(SCALE))
                cheap += np.int64(e * np.float32(SCALE))
                count += 1
        mean_grievance[b] = np.float32(anger / (count * SCALE)) if count else np.float32(0)
        mean_grantable[b] = np.float32(cheap / (count * SCALE)) if count else np.float32(0)

"""Mobilisation: who calls whom to what (C8, C9, C10, C13, C14, C23).

An organisation, a barrio's assembly or a trade association, decides by those present at its meeting, nobody decides
for them. Hands go up in rounds until nobody changes (Granovetter, person by person); person i of organisation o
raises a hand when

    prospect_i * will * (1 + sway * (mix * beside_o + (1 - mix) * share of hands up here)) + mood_o > theta_i

    will       1 - patience * the initiative left to the government after a victory (C24)
    prospect   what acting is believed to be worth (grievance)
    beside     the share of neighbouring barrios up, or that of assemblies whose delegates carry a mandate for action to
               Fejuve, if it is more; for an association the share of all of them on strike, or the mandated share of
               either federation; nought once a cause was just conceded, for nobody is up yet for what remains

Who owes too much in fines has no vote in the assembly. An assembly's next meeting is a month away in calm, and the
sooner the more is at stake for those who live there (their mean prospect) or the more hands were up at the last: a
week or two when the barrio is angry, tomorrow when nearly all hands are up (RUL-ASM: weekly or monthly; RUL-ASM-OCT:
daily). Votes become strikes by these rules:

    mandate        hands >= needed = majority + brake * (1 - majority) * B      a leader far from the base sits on it
    acts alone     hands >= consensus, and its mandate has waited for Fejuve's call for wait_days
    acts in step   hands >= needed while the federation calls
    lifts          striking, and hands < majority;  or, once a cause was conceded, unless it would begin again

Fejuve's delegates carry their assembly's vote: it calls once the mandated share passes what its own leadership
asks (`needed`, with its own B), and ends the call when few mandates stand, or when after a concession too few ask for
it anew. The same among the vendors' associations and COR.

Two levers ask how far co-ordination goes (C23): `binding` decisions hold for every member, and `joint` federations
decide on the mean of both mandated shares.
"""

from typing import TYPE_CHECKING, Annotated, Any, ClassVar

import numpy as np
from numba import njit
from numpy.typing import NDArray

from simulation.chance import Stream
from simulation.parameters import FITTED, lever, uncertain
from simulation.rules.grievance import prospect
from simulation.rules.rule import Rule
from simulation.tables.assemblies import Action, Assemblies
from simulation.tables.associations import Associations
from simulation.tables.federations import COR, FEJUVE, NAMES
from simulation.tables.newcomers import Newcomers
from simulation.tables.residents import CENTAVOS
from simulation.tables.table import Column
from simulation.threads import over_rows

if TYPE_CHECKING:
    from simulation.city import City

Organisations = Assemblies | Associations
ONE = np.float32(1)
NO_LIMIT = np.iinfo(np.int64).max
"""More centavos than anybody owes."""
AGITATED = 0.15
"""Below this share of hands, or this prospect, an organisation meets as in calm (assumption)."""

RELIEF_DAYS = 14
"""A strike lifted within so many days of a concession was not in vain (assumption)."""

VOTING = (
    Column("next_meeting", np.int32, "day", "when it meets next"),
    Column("met", np.bool_, "", "whether it met yesterday, with a quorum"),
    Column("blocked", np.float32, "share", "what the base wanted beyond a majority and its leaders did not call"),
    Column("mandated_on", np.int32, "day", "when the vote for action that stands was first taken, 0 when none stands"),
    Column("answered", np.bool_, "", "whether a cause was conceded since its last vote on its strike"),
)


class Mobilisation(Rule):
    """Meetings, votes, calls."""

    section: ClassVar[str] = "mobilisation"
    claims: ClassVar[tuple[str, ...]] = ("C8", "C9", "C10", "C13", "C14", "C23", "C24")
    does: ClassVar[str] = (
        "who calls whom to what: meetings, communal work, marches, shifts; votes in assemblies, associations, federations"
    )
    columns: ClassVar[dict[str, tuple[Column, ...]]] = {
        "residents": (Column("threshold", np.float32, "0..1", "theta: support from which a hand goes up"),),
        "assemblies": VOTING,
        "associations": VOTING,
        "federations": (
            Column("next_meeting", np.int32, "day", "when its delegates meet next"),
            Column("blocked", np.float32, "share", "mandates beyond a majority on which its leadership sat"),
        ),
    }

    month: Annotated[
        float,
        lever("days between meetings in calm", "days", 1, 365, "article ART-15: the federation; assemblies RUL-ASM"),
    ] = 30.0
    crisis_meeting: Annotated[float, lever("days between meetings of delegates in a crisis", "days", 1, 60)] = 3.0
    vote_quorum: Annotated[float, lever("turnout below which no vote is taken", "share", 0, 1)] = 0.25
    majority: Annotated[float, lever("share of hands for a mandate", "share", 0, 1)] = 0.5
    consensus: Annotated[
        float,
        lever("share of hands to act alone", "share", 0, 1, "evidence RUL-DEC: consensus"),
    ] = 1.0
    wait_days: Annotated[
        float, uncertain("time that an assembly gives the federation before it acts alone", "days", 0, 365)
    ] = 7.0
    arrears_vote: Annotated[
        float, lever("arrears from which a household has no vote", "Bs", 0, 1e6, "assumption: the rule is RUL-DELEG")
    ] = 60.0
    brake: Annotated[float, uncertain("how far a leader away from the base holds a vote up", "share", 0, 1)] = 0.3
    mandate_days: Annotated[float, lever("days for which a vote for action stands", "days", 1, 365)] = 30.0
    emergency: Annotated[float, lever("mandated share at which delegates meet at once", "share", 0, 1)] = 0.33
    release: Annotated[float, lever("mandated share below which a call is ended", "share", 0, 1)] = 0.25
    threshold: Annotated[float, uncertain("mean threshold of a person", "0..1", 0, 2, FITTED)] = 0.516
    threshold_spread: Annotated[float, uncertain("spread of thresholds within a barrio", "0..1", 0, 1)] = 0.2
    threshold_between: Annotated[float, uncertain("spread of mean thresholds between barrios", "0..1", 0, 1)] = 0.12
    mood: Annotated[float, uncertain("spread of an assembly's own mood from meeting to meeting", "0..1", 0, 1)] = 0.04
    sway: Annotated[float, uncertain("how much more it seems worth when all hands are up", "share", 0, 5, FITTED)] = 2.6
    mix: Annotated[float, uncertain("share of the sway that other barrios have", "share", 0, 1)] = 0.5
    patience: Annotated[
        float, uncertain("how far people wait once the initiative has passed to the government", "share", 0, 1,
                         "assumption: that they wait is article C24")
    ] = 0.7  # fmt: skip
    shift_rota: Annotated[
        int,
        lever("one household in so many has a shift each day", "households", 1, 12, "assumption: turns are MICRO-GOV"),
    ] = 3
    march_rota: Annotated[
        int, lever("one household in so many of the rest is called to a march", "households", 1, 12)
    ] = 2
    march_rate: Annotated[float, uncertain("chance of a march on a day of a called strike", "per day", 0, 1)] = 0.4
    work_rota: Annotated[
        int, lever("one household in so many is called to a day of communal work", "households", 1, 12)
    ] = 6
    disappointment: Annotated[float, uncertain("hope lost by lifting a strike without a victory", "0..1", 0, 1)] = 0.1
    binding: Annotated[
        bool, lever("whether the federation's decision binds every member, which else votes itself", "")
    ] = False
    joint: Annotated[bool, lever("whether Fejuve and COR decide together, on both their mandates", "")] = False
    fejuve: Annotated[bool, lever("whether the assemblies federate in Fejuve", "", source="article C9")] = True
    cor: Annotated[bool, lever("whether the associations federate in COR", "", source="article C10")] = True

    def begin(self, city: "City", new: Newcomers) -> None:
        """Give everyone a threshold, and every organisation its meeting day."""
        who = new.residents
        barrio = city.residents.barrio[city.residents.household[who]]
        between = city.bell(Stream.TEMPER, 1, np.arange(len(city.assemblies), dtype=np.uint64))[barrio]
        within = city.bell(Stream.TEMPER, 2, city.residents.id[who])
        city.residents.threshold[who] = (
            self.threshold + self.threshold_between * between + self.threshold_spread * within
        )
        for table, rows in ((city.assemblies, new.assemblies), (city.associations, new.associations)):
            luck = city.draw(Stream.ASSEMBLY, 2, rows.astype(np.uint64))[:, 0]
            table.next_meeting[rows] = city.day + 1 + self.month * luck
        if not city.federations.next_meeting.any():
            luck = city.draw(Stream.FEDERATION, 0, np.arange(2, dtype=np.uint64))[:, 0]
            city.federations.next_meeting[:] = city.day + 1 + self.month * luck

    def apply(self, city: "City") -> None:
        """Count yesterday's votes, let the delegates meet, and call people for today."""
        city.assemblies.rota[:] = (1, self.shift_rota, self.march_rota, self.work_rota)
        called, came = city.assemblies.called[:, Action.MEETING], city.assemblies.came[:, Action.MEETING]
        self._convene(city, city.assemblies, called, came)
        if city.government.conceded_on[0] == city.day - 1:
            self._answer(city)
        self._convene(city, city.associations, city.associations.called, city.associations.came)
        self._assemblies_vote(city)
        self._associations_vote(city)
        self._count_mandates(city)
        if self.fejuve:
            self._delegates_meet(city, FEJUVE, city.assemblies)
        if self.cor:
            self._delegates_meet(city, COR, city.associations)
        self._hasten(city)
        self._call(city)

    def _convene(self, city: "City", table: Organisations, called: NDArray[np.int32], came: NDArray[np.int32]) -> None:
        """Which meetings of yesterday had a quorum; without one they are put off by a crisis interval."""
        table.met[:] = (called > 0) & (came >= self.vote_quorum * called)
        table.next_meeting[(called > 0) & ~table.met] = city.day + self.crisis_meeting

    def _answer(self, city: "City") -> None:
        """After a concession every organisation on strike meets at once: to go on it needs a new mandate."""
        for table in (city.assemblies, city.associations):
            table.next_meeting[table.striking] = city.day
            table.answered[:] = table.striking

    def _assemblies_vote(self, city: "City") -> None:
        a, h, r = city.assemblies, city.households, city.residents
        beside = neighbours_up(*city.barrio_neighbours, a.up)
        if self.fejuve:
            beside = np.maximum(beside, city.federations.mandated[FEJUVE])
        first = np.append(h.start, len(r))[np.append(a.first_household, len(h))].astype(np.int32)
        everyone = np.arange(len(r), dtype=np.int32)
        limit = round(CENTAVOS * self.arrears_vote) or NO_LIMIT  # at nought arrears cost nobody the vote
        self._vote(city, a, FEJUVE, beside, (first, everyone, r.present, limit))

    def _associations_vote(self, city: "City") -> None:
        o = city.associations
        beside = np.full(len(o), o.striking.mean(), dtype=np.float32)
        if self.cor:
            beside = np.maximum(beside, city.federations.mandated.max())
        self._vote(city, o, COR, beside, (o.first_member, o.member_rows, city.residents.spoke, NO_LIMIT))

    def _vote(
        self,
        city: "City",
        table: Organisations,
        federation: int,
        beside: NDArray[np.float32],
        voters: tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.bool_], int],
    ) -> None:
        """Hands go up where there was a meeting; `voters`: first, roll, was_there, limit of `raise_hands`."""
        rows = np.flatnonzero(table.met)
        if not len(rows):
            return
        beside[table.answered] = 0
        will = np.float32(1 - self.patience * city.government.initiative[0])
        mood = np.float32(self.mood) * city.bell(Stream.MOOD, city.day, np.arange(len(table), dtype=np.uint64))
        first, *_ = voters
        over_rows(
            raise_hands, np.diff(first),
            table.met, table.voted, table.hope, mood, beside, will, np.float32(self.sway), np.float32(self.mix),
            city.residents.grievance, city.residents.grantable, city.residents.threshold,
            city.residents.household, city.households.arrears, *voters,
        )  # fmt: skip
        self._resolve(city, table, federation, rows)

    def _resolve(self, city: "City", table: Organisations, federation: int, rows: NDArray[np.intp]) -> None:
        """What the votes of `rows` mean: mandates, strikes begun and lifted, the next meeting."""
        hands, striking, answered = table.voted[rows], table.striking[rows], table.answered[rows]
        wanted, passed = hands >= self.majority, hands >= self._needed(table.bureaucracy[rows])
        since = self._mandate(city, table, rows, wanted & (passed | striking))
        sat_on = wanted & ~passed & ~striking
        table.blocked[rows] = np.where(sat_on, table.blocked[rows] + hands - np.float32(self.majority), 0)
        if answered.any() and city.federations.calls[federation]:
            anew = float(passed[answered].mean())
            if anew < self._needed(float(city.federations.bureaucracy[federation])):
                self._end_call(city, federation, table, f"a cause is conceded; {anew:.0%} would go on")
        table.answered[rows] = False
        called = bool(city.federations.calls[federation])
        bound = self.binding and called
        alone = (hands >= self.consensus) & (city.day - since >= self.wait_days)
        would_begin = passed & (alone | called) | bound
        begins = ~striking & would_begin
        lifts = striking & (~wanted | (answered & ~would_begin)) & (not bound)
        table.striking[rows[begins]] = True
        table.striking[rows[lifts]] = False
        if city.day - city.government.conceded_on[0] > RELIEF_DAYS:
            table.outlook[rows[lifts]] -= np.minimum(table.outlook[rows[lifts]], np.float32(self.disappointment))
        table.next_meeting[rows] = city.day - 1 + self._interval(hands)

    def _needed(self, bureaucracy: NDArray[np.float32] | float) -> Any:
        """The share of hands, or of mandates, that a leadership at this distance from the base asks for."""
        return self.majority + self.brake * (1 - self.majority) * bureaucracy

    def _mandate(
        self, city: "City", table: Organisations, rows: NDArray[np.intp], mandated: NDArray[np.bool_]
    ) -> NDArray[np.int32]:
        """Keep the votes for action of `rows`; returns since when each has stood, today for one taken anew."""
        stands = (table.mandated_on[rows] > 0) & ~table.answered[rows]
        since = np.where(stands, table.mandated_on[rows], city.day)
        table.mandated_on[rows] = np.where(mandated, since, 0)
        table.mandate_until[rows] = np.where(mandated, city.day + self.mandate_days, 0)
        return since

    def _interval(self, urgency: NDArray[np.float32]) -> NDArray[np.float64]:
        """Days to the next meeting."""
        return np.where(urgency < AGITATED, self.month, np.maximum(1, np.rint(self.month * (1 - urgency) ** 3)))

    def _hasten(self, city: "City") -> None:
        """Where people are angry the assembly does not wait for its day of the month."""
        a = city.assemblies
        urgency = a.hope * a.grievance + (1 - a.hope) * a.grantable
        np.minimum(a.next_meeting, city.day + self._interval(urgency), out=a.next_meeting, casting="unsafe")

    def _count_mandates(self, city: "City") -> None:
        """The share of each federation's members whose vote for action stands, or of both together."""
        mandated = [np.mean(table.mandate_until >= city.day) for table in (city.assemblies, city.associations)]
        city.federations.mandated[:] = np.mean(mandated) if self.joint else mandated

    def _delegates_meet(self, city: "City", federation: int, members: Organisations) -> None:
        """The delegates of one federation meet when it is time, and carry their members' votes."""
        table = city.federations
        mandated = float(table.mandated[federation])
        urgent = mandated >= self.emergency or table.calls[federation]
        if urgent:
            table.next_meeting[federation] = min(table.next_meeting[federation], city.day + int(self.crisis_meeting))
        if city.day < table.next_meeting[federation]:
            return
        table.next_meeting[federation] = city.day + int(self.crisis_meeting if urgent else self.month)
        if table.calls[federation]:
            if mandated < self.release:
                self._end_call(city, federation, members, f"{mandated:.0%} of mandates stand")
        elif mandated >= self._needed(float(table.bureaucracy[federation])):
            issue_call(city, federation, f"{mandated:.0%} of its members have voted for it")
        else:
            gap = mandated - self.majority
            table.blocked[federation] = table.blocked[federation] + gap if gap > 0 else 0

    def _end_call(self, city: "City", federation: int, members: Organisations, why: str) -> None:
        name = NAMES[federation]
        city.federations.calls[federation] = False
        members.striking &= not self.binding
        city.tell(f"{name.lower()}_end", name, f"{name} ends its call.", why)

    def _call(self, city: "City") -> None:
        """Who is called to what today."""
        assemblies, associations = city.assemblies, city.associations
        marching = city.federations.calls.any() and city.luck(Stream.MARCH) < self.march_rate
        assemblies.calls[:, Action.MEETING] = assemblies.next_meeting <= city.day
        assemblies.calls[:, Action.SHIFT] = assemblies.striking
        assemblies.calls[:, Action.MARCH] = assemblies.striking & marching
        assemblies.calls[:, Action.WORK] = working = assemblies.work_planned & ~assemblies.striking
        assemblies.work_calls += working
        associations.calls_meeting[:] = associations.next_meeting <= city.day
        associations.calls_march[:] = associations.striking & marching


def issue_call(city: "City", federation: int, cause: str) -> None:
    """A federation calls an open-ended action: every member meets at once to vote on it."""
    name = NAMES[federation]
    city.federations.calls[federation] = True
    city.federations.blocked[federation] = 0
    city.assemblies.next_meeting[~city.assemblies.striking] = city.day
    city.associations.next_meeting[~city.associations.striking] = city.day
    city.tell(f"{name.lower()}_call", name, f"{name} calls an open-ended strike.", cause)


@njit(cache=True, nogil=True)
def neighbours_up(first, beside, up):
    """Share of the barrios beside each that are up, float32."""
    share = np.zeros(up.shape[0], dtype=np.float32)
    for b in range(up.shape[0]):
        count = 0
        for n in range(first[b], first[b + 1]):
            count += up[beside[n]]
        if first[b + 1] > first[b]:
            share[b] = np.float32(count) / np.float32(first[b + 1] - first[b])
    return share


@njit(cache=True, nogil=True)
def raise_hands(
    begin, end, met, voted, hope, mood, beside, will, sway, mix, grievance, grantable, threshold, household, arrears,
    first, roll, was_there, limit,
):  # fmt: skip
    """The vote of each organisation from row `begin` to before `end` that met: the inequality above, person by person.

    On the roll of organisation o are the residents roll[first[o]:first[o + 1]]; of those, whoever was there and
    whose household owes less than `limit` centavos has a vote.
    """
    for o in range(begin, end):
        if not met[o]:
            continue
        i = roll[first[o] : first[o + 1]]
        i = i[was_there[i]]
        i = i[arrears[household[i]] < limit]
        support = will * prospect(hope[o], grievance[i], grantable[i])
        lean = support * (ONE + sway * mix * beside[o]) + mood[o] - threshold[i]
        voted[o] = cascade(lean, support * sway * (ONE - mix))


@njit(cache=True, nogil=True)
def cascade(lean, pull):
    """Share of hands up once nobody changes any more.

    Args:
        lean: what each person's support exceeds their threshold by while no hand is up here, float32.
        pull: what a full house of hands adds to each person's support, float32.
    """
    n = lean.shape[0]
    up = 0
    while n:
        share = np.float32(up) / np.float32(n)
        now = 0
        for k in range(n):
            now += lean[k] + pull[k] * share > np.float32(0)
        if now == up:
            break
        up = now
    return np.float32(up) / np.float32(max(1, n))

"""Participation: everyone called decides; who stays away is fined, or loses the stall for a time (C11, C12, C13).

The article: taking part in the assembly and in the trade association is obligatory; who misses an assembly or a
march pays a fine. Everyone called decides by one rule, a discrete choice with social interaction (Brock and
Durlauf 2001), every term in days of the household's normal income:

    V = anger * prospect_i  +  duty * h_i  +  ties * cohesion_b * (2 x_ck - 1)
        + (F_k * e_o + stall_i * e_a) / y_i  -  time_k * trade  -  fear * aversion_i * danger_c
        - need * shortfall_i  +  bias_k

    prospect_i = hope_b * g_i + (1 - hope_b) * e_i     (grievance)

    attend when  V + tau * logit(u) > 0,  u uniform,   so   P(attend) = 1 / (1 + exp(-V / tau))

x_ck, the turnout expected at an action of kind k on block c, is fixed at the call:

    x_ck = (1 - w) * seen_ck + w * voted_b      (w = 0 for a meeting and for communal work, which no vote precedes)
    seen_ck <- half the last turnout on the block, half that on the blocks beside it; in lulls it drifts to a prior

Duty falls on the household: the adult whose turn it is decides. Afterwards h moves a little towards what was done.
The absent are noticed with probability e_o (the strength S of the assembly) and fined, more at each repetition
(Ostrom); without a quorum there is no fine. Fines go to the treasury; what cannot be paid becomes arrears, and
arrears cost the vote, then the stall. An association shuts the stall of a member who stays away from what it
called, with probability e_a (its own strength).

Ties alone give two equilibria where ties * cohesion > 2 tau; habit and enforcement add to the gain. Fines and
exclusion are two institutions and behave differently (Sasaki and Uchida).
"""

from typing import TYPE_CHECKING, Annotated, ClassVar, NamedTuple

import numpy as np
from numba import njit

from simulation.chance import LOGIT, LOGIT_SHIFT, Stream, unit, words
from simulation.parameters import FITTED, lever, uncertain
from simulation.rules.grievance import prospect
from simulation.rules.rule import Rule
from simulation.tables.assemblies import Action
from simulation.tables.newcomers import Newcomers
from simulation.tables.residents import CENTAVOS, Origin
from simulation.tables.table import Column
from simulation.threads import over_rows

if TYPE_CHECKING:
    from simulation.city import City

DAYS = "days of income"
HOUSEHOLD = "assumption: the household's (RUL-SIZE, JUN-2008m), where the article can be read as each adult's"


Each = tuple[np.float32, np.float32, np.float32, np.float32]


def each(meeting: float, shift: float, march: float, work: float) -> Each:
    """One float32 for each `Action`."""
    return np.float32(meeting), np.float32(shift), np.float32(march), np.float32(work)


class Weights(NamedTuple):
    """The letters of the equation, float32; money in centavos; `Each` has one entry per `Action`."""

    anger: np.float32
    duty: np.float32
    ties: np.float32
    fear: np.float32
    need: np.float32
    tau: np.float32
    graduation: np.float32
    quorum: np.float32
    exclusion_days: np.float32
    common_knowledge: np.float32
    habit_gain: np.float32
    trade: np.float32
    floor: np.float32
    fine: Each
    time: Each
    bias: Each


class Participation(Rule):
    """Who comes when called, and what becomes of those who do not."""

    section: ClassVar[str] = "participation"
    claims: ClassVar[tuple[str, ...]] = ("C11", "C12", "C13", "C26")
    does: ClassVar[str] = "each one called decides; who stays away is fined, or loses the stall for a time"
    columns: ClassVar[dict[str, tuple[Column, ...]]] = {
        "households": (
            Column("turns", np.int32, "times", "how often it has been called: whose turn it is"),
            Column("absences", np.int8, "times", "calls missed in a row"),
            Column("attended", np.int32, "times", "calls answered in the period asked: meetings, shifts, marches"),
        ),
        "blocks": (
            Column("seen", np.float32, "share", "turnout last seen here and beside, by action", width=len(Action)),
            Column("called", np.int32, "calls", "how many were called today, by action", width=len(Action)),
            Column("came", np.int32, "calls", "how many of them came, by action", width=len(Action)),
        ),
        "associations": (Column("seen", np.float32, "share", "turnout last seen at its meetings"),),
    }

    anger: Annotated[float, uncertain("weight of grievance, where acting is sure to help", DAYS, 0, 10)] = 1.0
    duty: Annotated[float, uncertain("weight of the habit of duty", DAYS, 0, 10)] = 0.5
    ties: Annotated[float, uncertain("weight of what neighbours do, at full cohesion", DAYS, 0, 10)] = 0.5
    fear: Annotated[float, uncertain("weight of danger", DAYS, 0, 10)] = 0.6
    need: Annotated[float, uncertain("weight of savings fallen below a week's needs", DAYS, 0, 10)] = 0.6
    tau: Annotated[float, uncertain("spread of the reasons that the model does not see", DAYS, 0.01, 10)] = 0.3
    meeting_fine: Annotated[
        float,
        lever("fine for a missed meeting", "Bs", 0, 10_000, "assumption: 30 in 2016 (FINE-30), for 2003 not found"),
    ] = 10.0
    march_fine: Annotated[
        float, lever("fine for a missed march", "Bs", 0, 10_000, "assumption: three times a meeting's, as in FINE-100")
    ] = 30.0
    shift_fine: Annotated[float, lever("fine for a missed shift", "Bs", 0, 10_000, "assumption: as for a march")] = 30.0
    work_fine: Annotated[
        float, lever("fine for a missed day of communal work", "Bs", 0, 10_000, "assumption: as for a march")
    ] = 30.0
    graduation: Annotated[float, lever("growth of a sanction with each repetition", "share", 0, 10)] = 0.5
    quorum: Annotated[float, lever("turnout below which nobody is fined", "share", 0, 1)] = 0.25
    exclusion_days: Annotated[
        float, lever("days for which a stall is shut", "days", 0, 365, "assumption: the rule is article C11")
    ] = 2.0
    income_floor: Annotated[
        float, uncertain("income below which a sanction weighs no heavier", "Bs per day", 0.1, 1_000)
    ] = 10.0
    meeting_time: Annotated[
        float, uncertain("cost of a meeting", "days", 0, 1, "assumption: an evening (RUL-AMP-H: about four hours)")
    ] = 0.1
    action_time: Annotated[float, uncertain("cost of a march or a shift", "days", 0, 1)] = 1.0
    work_time: Annotated[float, uncertain("cost of a day of communal work", "days", 0, 1)] = 1.0
    meeting_bias: Annotated[float, uncertain("what else draws to a meeting", DAYS, -10, 10)] = -0.2
    shift_bias: Annotated[float, uncertain("what else draws to a shift", DAYS, -10, 10)] = -0.6
    march_bias: Annotated[float, uncertain("what else draws to a march", DAYS, -10, 10, FITTED)] = -1.14
    work_bias: Annotated[
        float, uncertain("what else draws to communal work", DAYS, -10, 10, "assumption: the street is one's own")
    ] = 0.3
    common_knowledge: Annotated[
        float, uncertain("weight in expected turnout of the vote that everyone saw", "share", 0, 1, "assumption: Chwe")
    ] = 0.4
    prior: Annotated[float, uncertain("turnout expected at what was not seen for long", "share", 0, 1)] = 0.5
    memory_days: Annotated[float, uncertain("time in which what was seen drifts to the prior", "days", 1, 3650)] = 90.0
    habit_gain: Annotated[float, uncertain("how far the habit of duty moves with each call", "share", 0, 1)] = 0.02
    tradition: Annotated[
        float,
        uncertain(
            "habit of those from rural communities and mines", "0..1", 0, 1, "assumption: high, says article C26"
        ),
    ] = 0.7
    city_habit: Annotated[float, uncertain("habit of those born in the city", "0..1", 0, 1)] = 0.5
    per_adult: Annotated[
        bool, uncertain("whether the duty is each adult's, not the household's", "", source=HOUSEHOLD)
    ] = False

    def begin(self, city: "City", new: Newcomers) -> None:
        """Give everyone a habit of duty from where they come, and an aversion to danger."""
        residents, who = city.residents, new.residents
        luck = city.draw(Stream.TEMPER, 0, residents.id[who], 2)
        raised = np.where(residents.origin[who] == Origin.CITY, self.city_habit, self.tradition)
        residents.habit[who] = np.clip(raised + 0.4 * (luck[:, 0] - 0.5), 0, 1)
        residents.aversion[who] = 2 * luck[:, 1]
        city.blocks.seen[np.isin(city.blocks.barrio, new.assemblies)] = self.prior
        city.associations.seen[new.associations] = self.prior

    def apply(self, city: "City") -> None:
        """Let everyone called today decide, then fine, exclude and remember."""
        for table in (city.assemblies, city.blocks, city.associations):
            table.called[:] = 0
            table.came[:] = 0
        city.assemblies.fines_laid[:] = 0
        city.assemblies.fines_paid[:] = 0
        city.households.out[:] = 0
        city.residents.away[:] = False
        if city.day == city.scenario.start.toordinal():
            city.households.attended[:] = 0
        weights = self.weights(city)
        self._drift(city)
        if city.assemblies.calls.any():
            self._decide(city, weights)
            remember(*city.block_neighbours, city.blocks.called, city.blocks.came, city.blocks.seen)
        if city.associations.calls_meeting.any():
            self._meet(city, weights)

        self._count_time(city)

    def _count_time(self, city: "City") -> None:
        """The time that a household, or a member, was asked for and gave."""
        a, o = city.assemblies, city.associations
        time = np.array([self.meeting_time, self.action_time, self.action_time, self.work_time])
        households, members = np.maximum(1, a.households), np.maximum(1, o.members)
        a.asked[:], a.given[:] = a.called @ time / households, a.came @ time / households
        o.asked[:], o.given[:] = self.meeting_time * o.called / members, self.meeting_time * o.came / members

    def weights(self, city: "City") -> Weights:
        """The numbers of the equation in the form that the kernels take: float32, money in centavos."""
        fines = self.meeting_fine, self.shift_fine, self.march_fine, self.work_fine
        own = [name for name in Weights._fields if name in type(self).model_fields]
        numbers = {name: np.float32(getattr(self, name)) for name in own}
        return Weights(
            **numbers,
            trade=np.float32(city.market.trade_open[0]),
            fine=each(*(CENTAVOS * fine for fine in fines)),
            time=each(self.meeting_time, self.action_time, self.action_time, self.work_time),
            bias=each(self.meeting_bias, self.shift_bias, self.march_bias, self.work_bias),
            floor=np.float32(CENTAVOS * self.income_floor),
        )

    def _decide(self, city: "City", weights: Weights) -> None:
        a, h, r, c = city.assemblies, city.households, city.residents, city.blocks
        over_rows(
            decide, a.households, city.seed, city.day, weights, self.per_adult,
            a.first_household, a.households, a.calls, a.rota, a.work_calls,
            a.cohesion, a.hope, a.strength, a.voted, a.called, a.came, a.treasury, a.fines_laid, a.fines_paid,
            h.start, h.adults, h.block, h.rota, h.income, h.needs, h.earners, h.shortfall, h.turns, h.absences,
            h.attended, h.out, h.savings, h.arrears, h.shut_until,
            r.id, r.alive, r.grievance, r.grantable, r.aversion, r.habit, r.association, r.present, r.away,
            c.seen, c.danger, c.called, c.came,
            city.associations.calls_march, city.associations.strength,
        )  # fmt: skip

    def _meet(self, city: "City", weights: Weights) -> None:
        o, h, r = city.associations, city.households, city.residents
        called = np.sort(o.member_rows[np.repeat(o.calls_meeting, np.diff(o.first_member))])  # as they lie in memory
        home = r.household[called]
        meet(
            city.seed, city.day, weights,
            called, home, o.cohesion, o.hope, o.strength, o.seen, o.called, o.came,
            r.id, r.alive, r.association, r.grievance, r.grantable, r.aversion, r.habit, r.spoke,
            h.income, h.earners, h.shortfall, h.absences, h.attended, h.shut_until, city.blocks.danger[h.block[home]],
        )  # fmt: skip

    def _drift(self, city: "City") -> None:
        """In lulls what was seen drifts to the prior."""
        share = np.float32(1 / self.memory_days)
        city.blocks.seen += share * (np.float32(self.prior) - city.blocks.seen)
        city.associations.seen += share * (np.float32(self.prior) - city.associations.seen)


ZERO, HALF, ONE, TWO = np.float32(0), np.float32(0.5), np.float32(1), np.float32(2)
STREAMS = tuple(np.uint32(stream) for stream in (Stream.MEETING, Stream.SHIFT, Stream.MARCHING, Stream.WORKING))
MEETING, SHIFT, MARCH, WORK = int(Action.MEETING), int(Action.SHIFT), int(Action.MARCH), int(Action.WORK)
KINDS = len(Action)
MAX_REPEATS = 3
"""After so many absences in a row a sanction grows no further (assumption)."""
WEEK = 7
STAYED, NOTICED = 1, 2


@njit(cache=True, nogil=True, error_model="numpy")
def inclination(w, kind, prospect, h, cohesion, x, sanction, aversion, danger, shortfall):
    """V of the equation above, in days of income, float32."""
    return (
        w.anger * prospect
        + w.duty * h
        + w.ties * cohesion * (TWO * x - ONE)
        + sanction
        - w.time[kind] * w.trade
        - w.fear * aversion * danger
        - w.need * shortfall
        + w.bias[kind]
    )


@njit(cache=True, nogil=True, error_model="numpy")
def repeated(w, absences):
    """How much heavier a sanction is after so many absences in a row."""
    return ONE + w.graduation * np.float32(min(absences, MAX_REPEATS))


@njit(cache=True, nogil=True, error_model="numpy")
def whose_turn(start, adults, turn, alive):
    """The place of the living adult whose turn it is, -1 when none lives."""
    for step in range(adults):
        place = (turn + step) % adults
        if alive[start + place]:
            return place
    return -1


@njit(cache=True, nogil=True, error_model="numpy")
def on_call(kind, day, shifts, marches, shift_rota, march_rota, work_rota, work_calls, place):
    """Whether a household at this place of the rota is called to what its assembly calls to today.

    Nobody is called to two full-day actions on one day: who has a shift does not march, who marches does not build.
    Turns at communal work go by how often it was called, for its days lie weeks apart.
    """
    if kind == MEETING:
        return True
    shift = shifts and (place + day) % shift_rota == 0
    if kind == SHIFT:
        return shift
    march = marches and not shift and (place // shift_rota + day) % march_rota == 0
    if kind == MARCH:
        return march
    return not shift and not march and (place + work_calls) % work_rota == 0


@njit(cache=True, nogil=True, error_model="numpy")
def decide(
    first, last, seed, day, w, per_adult,
    first_household, n_households, calls, rota, work_calls, cohesion, hope, strength, voted, b_called, b_came,
    treasury, fines_laid, fines_paid,
    start, adults, block, place_on_rota, income, needs, earners, shortfall, turns, absences,
    attended, out, savings, arrears, shut_until,
    identity, alive, grievance, grantable, aversion, habit, association, present, away,
    seen, danger, c_called, c_came,
    a_calls, a_strength,
):  # fmt: skip
    """Every household called in barrios first to last decides, one kind of action after the other.

    The stalls of members whom their association notices missing are shut; then the assembly settles up.
    """
    for b in range(first, last):
        shifts, marches = calls[b, SHIFT], calls[b, MARCH]
        if not (calls[b, MEETING] or shifts or marches or calls[b, WORK]):
            continue
        missed = np.zeros((n_households[b], KINDS), dtype=np.uint8)
        at_meeting = np.zeros(n_households[b], dtype=np.bool_)
        for kind in range(KINDS):
            if not calls[b, kind]:
                continue
            for j in range(n_households[b]):
                h = first_household[b] + j
                if kind == MEETING:
                    for i in range(start[h], start[h] + adults[h]):
                        present[i] = False
                if not on_call(
                    kind, day, shifts, marches, rota[b, SHIFT], rota[b, MARCH], rota[b, WORK], work_calls[b],
                    place_on_rota[h],
                ):  # fmt: skip
                    continue
                c = block[h]
                x = seen[c, kind]
                if kind in (SHIFT, MARCH):
                    x = (ONE - w.common_knowledge) * x + w.common_knowledge * voted[b]
                y = max(np.float32(income[h]), w.floor)
                graded = repeated(w, absences[h])
                for _ in range(adults[h] if per_adult else 1):
                    place = whose_turn(start[h], adults[h], turns[h], alive)
                    turns[h] += 1
                    if place < 0:
                        continue
                    i = start[h] + place
                    sanction = w.fine[kind] * graded * strength[b] / y
                    a = association[i]
                    member = kind == MARCH and a >= 0 and a_calls[a]
                    if member:
                        stall = np.float32(income[h]) / np.float32(earners[h])
                        sanction += w.exclusion_days * graded * a_strength[a] * stall / y
                    value = inclination(
                        w, kind, prospect(hope[b], grievance[i], grantable[i]), habit[i], cohesion[b], x, sanction,
                        aversion[i], danger[c], shortfall[h],
                    )  # fmt: skip
                    luck = words(seed, STREAMS[kind], day, identity[i])
                    comes = value + w.tau * LOGIT[luck[0] >> LOGIT_SHIFT] > ZERO
                    c_called[c, kind] += 1
                    c_came[c, kind] += comes
                    b_called[b, kind] += 1
                    b_came[b, kind] += comes
                    attended[h] += comes
                    habit[i] += w.habit_gain * ((ONE if comes else ZERO) - habit[i])
                    if kind == MEETING:
                        present[i] |= comes
                        at_meeting[j] |= comes
                    else:
                        out[h] += comes
                        away[i] |= comes
                    if not comes:
                        missed[j, kind] = max(missed[j, kind], NOTICED if unit(luck[1]) < strength[b] else STAYED)
                        if member and unit(luck[2]) < a_strength[a]:
                            shut_until[h] = day + 1 + int(w.exclusion_days * graded)
        settle_up(
            b, w, missed, at_meeting, first_household[b], b_called, b_came, treasury, fines_laid, fines_paid,
            needs, out, absences, savings, arrears,
        )  # fmt: skip


@njit(cache=True, nogil=True, error_model="numpy")
def settle_up(
    b, w, missed, at_meeting, first, b_called, b_came, treasury, fines_laid, fines_paid,
    needs, out, absences, savings, arrears,
):  # fmt: skip
    """Fine who was noticed missing in barrio b, let those at its meeting pay what they owe, and count absences."""
    for j in range(missed.shape[0]):
        h = first + j
        stayed = False
        for kind in range(KINDS):
            stayed |= missed[j, kind] > 0
            quorate = np.float32(b_came[b, kind]) >= w.quorum * np.float32(b_called[b, kind])
            if missed[j, kind] == NOTICED and quorate:
                fine = np.int64(w.fine[kind] * repeated(w, absences[h]))
                paid = min(fine, savings[h])
                savings[h] -= paid
                treasury[b] += paid
                arrears[h] += fine - paid
                fines_laid[b] += fine
                fines_paid[b] += paid
        if at_meeting[j] and arrears[h] > 0:
            paid = max(0, min(arrears[h], savings[h] - WEEK * needs[h]))
            savings[h] -= paid
            treasury[b] += paid
            arrears[h] -= paid
            fines_paid[b] += paid
        if stayed:
            absences[h] = min(absences[h] + 1, 100)
        elif at_meeting[j] or out[h]:
            absences[h] = 0


@njit(cache=True, nogil=True, error_model="numpy")
def meet(
    seed, day, w,
    members, home, cohesion, hope, strength, seen, called, came,
    identity, alive, association, grievance, grantable, aversion, habit, spoke,
    income, earners, shortfall, absences, attended, shut_until, danger,
):  # fmt: skip
    """Every member called to the meeting of a trade association decides; the stalls of the absent are shut.

    `home` and `danger` are those of the members called, one each.
    """
    for m in range(members.shape[0]):
        i, h = members[m], home[m]
        if not alive[i]:
            continue
        a = association[i]
        graded = repeated(w, absences[h])
        stall = np.float32(income[h]) / np.float32(earners[h])
        y = max(np.float32(income[h]), w.floor)
        value = inclination(
            w, MEETING, prospect(hope[a], grievance[i], grantable[i]), habit[i], cohesion[a], seen[a],
            w.exclusion_days * graded * strength[a] * stall / y, aversion[i], danger[m], shortfall[h],
        )  # fmt: skip
        luck = words(seed, np.uint32(Stream.ASSOCIATION_MEETING), day, identity[i])
        comes = value + w.tau * LOGIT[luck[0] >> LOGIT_SHIFT] > ZERO
        called[a] += 1
        came[a] += comes
        attended[h] += comes
        spoke[i] = comes
        habit[i] += w.habit_gain * ((ONE if comes else ZERO) - habit[i])
        if not comes and unit(luck[1]) < strength[a]:
            shut_until[h] = day + 1 + int(w.exclusion_days * graded)
    for a in np.flatnonzero(called):
        seen[a] = np.float32(came[a]) / np.float32(called[a])


@njit(cache=True, nogil=True, error_model="numpy")
def remember(first, beside, called, came, seen):
    """Keep the turnout seen today on each block and beside it."""
    for c in range(called.shape[0]):
        for kind in range(KINDS):
            if called[c, kind] == 0:
                continue
            here = np.float32(came[c, kind]) / np.float32(called[c, kind])
            near, others = 0, 0
            for n in range(first[c], first[c + 1]):
                near += came[beside[n], kind]
                others += called[beside[n], kind]
            around = np.float32(near) / np.float32(others) if others > 0 else here
            seen[c, kind] = HALF * here + HALF * around

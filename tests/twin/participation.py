"""Participation, resident by resident; its fast counterpart is `simulation/rules/participation.py`.

Who is called comes when V + tau * logit(u) > 0, with u uniform and V as `inclination` adds it up.
"""

import numpy as np

from simulation.chance import Stream
from simulation.rules.rule import Rule
from twin.agents import Assembly, Association, Block, Household, Resident
from twin.luck import Luck
from twin.mobilisation import MARCH, MEETING, SHIFT, WORK, prospect
from twin.society import Society

ACTIONS = (MEETING, SHIFT, MARCH, WORK)
STREAMS = (Stream.MEETING, Stream.SHIFT, Stream.MARCHING, Stream.WORKING)
BORN_IN_THE_CITY = 2
MAX_REPEATS = 3
WEEK = 7
ZERO, HALF, ONE, TWO = np.float32(0), np.float32(0.5), np.float32(1), np.float32(2)

SEES = {
    "residents": ("alive", "grievance", "grantable", "association"),
    "households": ("rota", "income", "earners", "savings", "arrears"),
    "blocks": ("danger",),
    "assemblies": ("hope", "strength", "cohesion", "treasury"),
    "associations": ("hope", "strength", "cohesion"),
}
DOES = {
    "residents": ("habit", "aversion", "present", "spoke", "away"),
    "households": ("turns", "absences", "attended", "out", "shut_until", "savings", "arrears"),
    "blocks": ("seen", "called", "came"),
    "assemblies": ("called", "came", "asked", "given", "fines_laid", "fines_paid", "treasury"),
    "associations": ("called", "came", "asked", "given", "seen"),
}


def begin(society: Society, p: Rule, residents: list[Resident], blocks: list[Block], joined: list[Association]) -> None:
    """Everyone has a habit of duty from where they come, and an aversion to danger."""
    for resident in residents:
        luck = Luck(society.of_city, Stream.TEMPER, 0, resident.id)
        raised = p.city_habit if resident.origin == BORN_IN_THE_CITY else p.tradition
        resident.habit = np.float32(min(1.0, max(0.0, raised + float(0.4 * (luck.unit(0) - 0.5)))))
        resident.aversion = 2 * luck.unit(1)
    for block in blocks:
        block.seen = [np.float32(p.prior) for _ in ACTIONS]
    for association in joined:
        association.seen = np.float32(p.prior)


def act(society: Society, p: Rule, day: int, first_day: int) -> None:
    """Let everyone called today decide, then fine, exclude and remember."""
    a_new_day(society, p, starts=day == first_day)
    calling = [assembly for assembly in society.assemblies if any(assembly.calls)]
    for assembly in calling:
        missed = {household: ask(society, household, assembly, p, day) for household in assembly.homes}
        for household in assembly.homes:
            settle_up(household, missed[household], assembly, p)
    if calling:
        remember(society.blocks)
    for association in society.associations:
        if association.calls_meeting:
            association_meets(society, association, p, day)
    count_time(society, p)


def a_new_day(society: Society, p: Rule, starts: bool) -> None:
    """Nobody has been called yet; what was seen of others drifts to the prior."""
    share, prior = np.float32(1 / p.memory_days), np.float32(p.prior)
    for assembly in society.assemblies:
        assembly.called, assembly.came = [0, 0, 0, 0], [0, 0, 0, 0]
        assembly.fines_laid = assembly.fines_paid = 0
    for block in society.blocks:
        block.called, block.came = [0, 0, 0, 0], [0, 0, 0, 0]
        block.seen = [seen + share * (prior - seen) for seen in block.seen]
    for association in society.associations:
        association.called = association.came = 0
        association.seen = association.seen + share * (prior - association.seen)
    for household in society.households:
        household.out = 0
        if starts:
            household.attended = 0
    for resident in society.residents:
        resident.away = False


def ask(society: Society, household: Household, assembly: Assembly, p: Rule, day: int) -> dict[int, bool]:
    """A household answers today's calls. Returns what it missed, and of each whether the assembly noticed."""
    if assembly.calls[MEETING]:
        for adult in household.adults:
            adult.present = False
    missed: dict[int, bool] = {}
    for kind in called_to(household, assembly, day):
        for _ in range(len(household.adults) if p.per_adult else 1):
            adult = whose_turn(household)
            household.turns += 1
            if adult is None:
                continue
            noticed = answer(society, adult, kind, assembly, p, day)
            if noticed is not None:
                missed[kind] = missed.get(kind, False) or noticed
    return missed


def called_to(household: Household, assembly: Assembly, day: int) -> list[int]:
    """The kinds of action a household is called to today: by turns, and to no two full-day actions."""
    place, calls, rota = household.rota, assembly.calls, assembly.rota
    shift = calls[SHIFT] and (place + day) % rota[SHIFT] == 0
    march = calls[MARCH] and not shift and (place // rota[SHIFT] + day) % rota[MARCH] == 0
    work = calls[WORK] and not shift and not march and (place + assembly.work_calls) % rota[WORK] == 0
    return [kind for kind, called in zip(ACTIONS, (calls[MEETING], shift, march, work), strict=True) if called]


def whose_turn(household: Household) -> Resident | None:
    """The living adult whose turn it is."""
    adults = household.adults
    for step in range(len(adults)):
        adult = adults[(household.turns + step) % len(adults)]
        if adult.alive:
            return adult
    return None


def answer(society: Society, adult: Resident, kind: int, assembly: Assembly, p: Rule, day: int) -> bool | None:
    """An adult decides and goes or stays. Returns None for who went, else whether the assembly noticed."""
    household, block = adult.household, adult.household.block
    expected = block.seen[kind]
    if kind in (SHIFT, MARCH):
        w = np.float32(p.common_knowledge)
        expected = (ONE - w) * expected + w * assembly.voted
    graded = repeated(household, p)
    sanction = fine(kind, p) * graded * assembly.strength / normal_income(household, p)
    association = society.association_of(adult)
    must_march = kind == MARCH and association is not None and association.calls_march
    if must_march:
        sanction += exclusion(household, graded, association, p)
    value = inclination(society, adult, kind, assembly.hope, assembly.cohesion, expected, sanction, p)
    luck = Luck(society.of_city, STREAMS[kind], day, adult.id)
    comes = value + np.float32(p.tau) * luck.logit(0) > ZERO
    form_habit(adult, comes, p)
    block.called[kind] += 1
    assembly.called[kind] += 1
    if comes:
        household.attended += 1
        block.came[kind] += 1
        assembly.came[kind] += 1
        if kind == MEETING:
            adult.present = True
        else:
            household.out += 1
            adult.away = True
        return None
    if must_march and luck.unit(2) < association.strength:
        shut(household, graded, p, day)
    return bool(luck.unit(1) < assembly.strength)


def inclination(
    society: Society, adult: Resident, kind: int, hope: np.float32, cohesion: np.float32, expected: np.float32,
    sanction: np.float32, p: Rule,
) -> np.float32:  # fmt: skip
    """V: what draws someone to an action, less what keeps them from it, in days of income."""
    household = adult.household
    return (
        np.float32(p.anger) * prospect(hope, adult)
        + np.float32(p.duty) * adult.habit
        + np.float32(p.ties) * cohesion * (TWO * expected - ONE)
        + sanction
        - time(kind, p) * society.market.trade_open
        - np.float32(p.fear) * adult.aversion * household.block.danger
        - np.float32(p.need) * household.shortfall
        + bias(kind, p)
    )


def fine(kind: int, p: Rule) -> np.float32:
    """The fine for a first absence, in centavos."""
    return np.float32(100 * (p.meeting_fine, p.shift_fine, p.march_fine, p.work_fine)[kind])


def time(kind: int, p: Rule) -> np.float32:
    """What an action costs, in days."""
    return np.float32((p.meeting_time, p.action_time, p.action_time, p.work_time)[kind])


def bias(kind: int, p: Rule) -> np.float32:
    """What else draws people to an action, in days of income."""
    return np.float32((p.meeting_bias, p.shift_bias, p.march_bias, p.work_bias)[kind])


def repeated(household: Household, p: Rule) -> np.float32:
    """How much heavier a sanction is after so many absences in a row."""
    return ONE + np.float32(p.graduation) * np.float32(min(household.absences, MAX_REPEATS))


def normal_income(household: Household, p: Rule) -> np.float32:
    """What a household earns on a normal day, in centavos, with a floor."""
    return max(np.float32(household.income), np.float32(100 * p.income_floor))


def exclusion(household: Household, graded: np.float32, association: Association, p: Rule) -> np.float32:
    """What a member fears to lose when the association shuts the stall, in days of income."""
    stall = np.float32(household.income) / np.float32(household.earners)
    return np.float32(p.exclusion_days) * graded * association.strength * stall / normal_income(household, p)


def shut(household: Household, graded: np.float32, p: Rule, day: int) -> None:
    """The association shuts the household's stalls for some days."""
    household.shut_until = day + 1 + int(np.float32(p.exclusion_days) * graded)


def form_habit(adult: Resident, comes: bool, p: Rule) -> None:
    """The habit of duty moves a little towards what was done."""
    adult.habit = adult.habit + np.float32(p.habit_gain) * ((ONE if comes else ZERO) - adult.habit)


def settle_up(household: Household, missed: dict[int, bool], assembly: Assembly, p: Rule) -> None:
    """Fines for what was missed and noticed; who came to the meeting pays what is owed, if the larder allows it."""
    for kind, noticed in sorted(missed.items()):
        quorate = np.float32(assembly.came[kind]) >= np.float32(p.quorum) * np.float32(assembly.called[kind])
        if noticed and quorate:
            amount = int(fine(kind, p) * repeated(household, p))
            paid = pay(household, assembly, min(amount, household.savings))
            household.arrears += amount - paid
            assembly.fines_laid += amount
    came_to_meeting = assembly.calls[MEETING] and any(adult.present for adult in household.adults)
    if came_to_meeting and household.arrears > 0:
        to_spare = household.savings - WEEK * household.needs
        household.arrears -= pay(household, assembly, max(0, min(household.arrears, to_spare)))
    if missed:
        household.absences = min(household.absences + 1, 100)
    elif came_to_meeting or household.out:
        household.absences = 0


def pay(household: Household, assembly: Assembly, amount: int) -> int:
    """Money goes from a household to the treasury."""
    household.savings -= amount
    assembly.treasury += amount
    assembly.fines_paid += amount
    return amount


def association_meets(society: Society, association: Association, p: Rule, day: int) -> None:
    """Every living member decides whether to come; the stalls of the absent are shut where they are noticed."""
    expected = association.seen
    for member in association.members:
        if not member.alive:
            continue
        household = member.household
        graded = repeated(household, p)
        sanction = exclusion(household, graded, association, p)
        value = inclination(society, member, MEETING, association.hope, association.cohesion, expected, sanction, p)
        luck = Luck(society.of_city, Stream.ASSOCIATION_MEETING, day, member.id)
        comes = bool(value + np.float32(p.tau) * luck.logit(0) > ZERO)
        association.called += 1
        association.came += comes
        household.attended += comes
        member.spoke = comes
        form_habit(member, comes, p)
        if not comes and luck.unit(1) < association.strength:
            shut(household, graded, p, day)
    if association.called:
        association.seen = np.float32(association.came) / np.float32(association.called)


def remember(blocks: list[Block]) -> None:
    """What was seen today on one's block, and on the blocks beside it."""
    for block in blocks:
        for kind in ACTIONS:
            if not block.called[kind]:
                continue
            here = np.float32(block.came[kind]) / np.float32(block.called[kind])
            came = sum(other.came[kind] for other in block.beside)
            called = sum(other.called[kind] for other in block.beside)
            around = np.float32(came) / np.float32(called) if called else here
            block.seen[kind] = HALF * here + HALF * around


def count_time(society: Society, p: Rule) -> None:
    """The time that a household, or a member, was asked for and gave, in days."""
    times = (p.meeting_time, p.action_time, p.action_time, p.work_time)

    def days(calls: list[int], among: int) -> float:
        return sum(count * time for count, time in zip(calls, times, strict=True)) / max(1, among)

    for assembly in society.assemblies:
        homes = len(assembly.homes)
        assembly.asked, assembly.given = days(assembly.called, homes), days(assembly.came, homes)
    for association in society.associations:
        members = max(1, sum(member.alive for member in association.members))
        association.asked = p.meeting_time * association.called / members
        association.given = p.meeting_time * association.came / members

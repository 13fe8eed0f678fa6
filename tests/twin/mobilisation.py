"""Mobilisation, agent by agent; its fast counterpart is `simulation/rules/mobilisation.py`."""

import numpy as np

from simulation import chance
from simulation.chance import Stream
from simulation.rules.rule import Rule
from twin.agents import Assembly, Federation, Organisation, Resident
from twin.luck import Luck, bell
from twin.society import Society

AGITATED = 0.15
RELIEF_DAYS = 14
FEJUVE, COR = 0, 1
MEETING, SHIFT, MARCH, WORK = 0, 1, 2, 3
ONE = np.float32(1)

VOTING = ("next_meeting", "met", "answered", "voted", "mandate_until", "mandated_on", "blocked", "striking", "outlook")
OTHERS_CHANGE = ("next_meeting", "mandate_until", "blocked", "striking", "outlook", "hope", "bureaucracy")
SEES = {
    "residents": ("alive", "grievance", "grantable", "present", "spoke"),
    "households": ("arrears",),
    "assemblies": (*OTHERS_CHANGE, "grievance", "grantable", "up", "work_planned"),
    "associations": OTHERS_CHANGE,
    "federations": ("calls", "bureaucracy", "next_meeting", "blocked"),
    "government": ("initiative", "conceded_on"),
}
DOES = {
    "residents": ("threshold",),
    "assemblies": (*VOTING, "rota", "calls", "work_calls"),
    "associations": (*VOTING, "calls_meeting", "calls_march"),
    "federations": ("calls", "mandated", "next_meeting", "blocked"),
}


def begin(society: Society, p: Rule, day: int, residents: list[Resident], organisations: list[Organisation]) -> None:
    """Those who are new get a threshold of their own, and organisations a first meeting."""
    for resident in residents:
        between = bell(society.of_city, Stream.TEMPER, 1, resident.household.assembly.number)
        within = bell(society.of_city, Stream.TEMPER, 2, resident.id)
        resident.threshold = p.threshold + p.threshold_between * between + p.threshold_spread * within
    for organisation in organisations:
        organisation.next_meeting = first_meeting(society, p, day, Stream.ASSEMBLY, 2, organisation.number)
    if not any(federation.next_meeting for federation in society.federations):
        for federation in society.federations:
            federation.next_meeting = first_meeting(society, p, day, Stream.FEDERATION, 0, federation.number)


def first_meeting(society: Society, p: Rule, day: int, stream: Stream, of: int, number: int) -> int:
    """Some day within a month."""
    return int(day + 1 + p.month * Luck(society.of_city, stream, of, number).unit(0))


def act(society: Society, p: Rule, day: int) -> None:
    """Count yesterday's votes, let the delegates meet, and call people for today."""
    for assembly in society.assemblies:
        assembly.rota = [1, p.shift_rota, p.march_rota, p.work_rota]
        convene(assembly, assembly.called[MEETING], assembly.came[MEETING], p, day)
    if society.government.conceded_on == day - 1:
        for organisation in (*society.assemblies, *society.associations):
            organisation.answered = organisation.striking
            if organisation.striking:
                organisation.next_meeting = day
    for association in society.associations:
        convene(association, association.called, association.came, p, day)
    assemblies_vote(society, p, day)
    associations_vote(society, p, day)
    count_mandates(society, p, day)
    if p.fejuve:
        delegates_meet(society, society.federations[FEJUVE], society.assemblies, p, day)
    if p.cor:
        delegates_meet(society, society.federations[COR], society.associations, p, day)
    for assembly in society.assemblies:
        at_stake = assembly.hope * assembly.grievance + (1 - assembly.hope) * assembly.grantable
        assembly.next_meeting = int(min(assembly.next_meeting, day + days_to_next_meeting(p, at_stake)))
    call(society, p, day)


def convene(organisation: Organisation, called: int, came: int, p: Rule, day: int) -> None:
    """Did it meet yesterday? Without a quorum the meeting is put off."""
    organisation.met = called > 0 and came >= p.vote_quorum * called
    if called > 0 and not organisation.met:
        organisation.next_meeting = int(day + p.crisis_meeting)


def assemblies_vote(society: Society, p: Rule, day: int) -> None:
    """Those present raise their hands, or do not; whose household owes too much has no vote."""
    beside = {assembly: share_up(assembly.beside) for assembly in society.assemblies}
    if p.fejuve:
        beside = {assembly: max(share, society.federations[FEJUVE].mandated) for assembly, share in beside.items()}
    limit = round(100 * p.arrears_vote)
    voting = [assembly for assembly in society.assemblies if assembly.met]
    for assembly in voting:
        homes = [home for home in assembly.homes if not 0 < limit <= home.arrears]
        voters = [adult for home in homes for adult in home.adults if adult.present]
        assembly.voted = hands_up(society, assembly, voters, beside[assembly], p, day)
    resolve(society, society.federations[FEJUVE], society.assemblies, voting, p, day)


def associations_vote(society: Society, p: Rule, day: int) -> None:
    """The same among the vendors."""
    beside = np.float32(sum(each.striking for each in society.associations) / len(society.associations))
    if p.cor:
        beside = max(beside, *(federation.mandated for federation in society.federations))
    voting = [association for association in society.associations if association.met]
    for association in voting:
        voters = [member for member in association.members if member.spoke]
        association.voted = hands_up(society, association, voters, beside, p, day)
    resolve(society, society.federations[COR], society.associations, voting, p, day)


def share_up(assemblies: list[Assembly]) -> np.float32:
    """The share of these assemblies that are up."""
    if not assemblies:
        return np.float32(0)
    return np.float32(sum(assembly.up for assembly in assemblies)) / np.float32(len(assemblies))


def hands_up(
    society: Society, organisation: Organisation, voters: list[Resident], beside: np.float32, p: Rule, day: int
) -> np.float32:
    """The share of hands up once nobody changes any more (Granovetter, person by person)."""
    sway, mix = np.float32(p.sway), np.float32(p.mix)
    will = 1 - p.patience * society.government.initiative
    mood = np.float32(p.mood) * bell(society.of_city, Stream.MOOD, day, organisation.number)
    if organisation.answered:  # for what remains of a cause just conceded nobody is up yet
        beside = np.float32(0)
    up = 0
    while voters:
        share = np.float32(up) / np.float32(len(voters))
        now = 0
        for voter in voters:
            support = will * prospect(organisation.hope, voter)
            alone = support * (ONE + sway * mix * beside) + mood - voter.threshold
            now += bool(alone + support * sway * (ONE - mix) * share > 0)
        if now == up:
            break
        up = now
    return np.float32(up) / np.float32(max(1, len(voters)))


def prospect(hope: np.float32, resident: Resident) -> np.float32:
    """What acting is believed to be worth to someone."""
    return hope * resident.grievance + (ONE - hope) * resident.grantable


def resolve(
    society: Society, federation: Federation, members: list[Organisation], voting: list[Organisation], p: Rule, day: int
) -> None:
    """What the votes mean: mandates, strikes begun and lifted, the next meeting."""
    passed = {each: each.voted >= p.majority + p.brake * (1 - p.majority) * each.bureaucracy for each in voting}
    was_striking = {each: each.striking for each in voting}
    answered = [passed[each] for each in voting if each.answered]
    if answered and federation.calls and sum(answered) / len(answered) < asked_of_delegates(federation, p):
        end_call(federation, members, p)
    bound = p.binding and federation.calls
    for each in voting:
        wanted, striking = each.voted >= p.majority, was_striking[each]
        mandated = wanted and (passed[each] or striking)
        since = each.mandated_on if each.mandated_on > 0 else day
        each.mandate_until, each.mandated_on = (int(day + p.mandate_days), since) if mandated else (0, 0)
        alone = each.voted >= p.consensus and day - since >= p.wait_days
        sat_on = wanted and not passed[each] and not striking
        each.blocked = each.blocked + each.voted - np.float32(p.majority) if sat_on else np.float32(0)
        would_begin = (passed[each] and (alone or federation.calls)) or bound
        if would_begin and not striking:
            each.striking = True
        if striking and not bound and (not wanted or (each.answered and not would_begin)):
            each.striking = False
            if day - society.government.conceded_on > RELIEF_DAYS:
                each.outlook = each.outlook - min(each.outlook, np.float32(p.disappointment))
        each.answered = False
        each.next_meeting = int(day - 1 + days_to_next_meeting(p, each.voted))


def days_to_next_meeting(p: Rule, urgency: np.float32) -> np.float32:
    """A month in calm, tomorrow when all hands are up."""
    if urgency < AGITATED:
        return np.float32(p.month)
    return max(ONE, np.rint(p.month * np.power(1 - urgency, 3)))


def count_mandates(society: Society, p: Rule, day: int) -> None:
    """The share of each federation's members whose vote for action stands, or of both together."""
    shares = [
        sum(member.mandate_until >= day for member in members) / len(members)
        for members in (society.assemblies, society.associations)
    ]
    for federation, share in zip(society.federations, shares, strict=True):
        federation.mandated = np.float32(sum(shares) / 2 if p.joint else share)


def delegates_meet(society: Society, federation: Federation, members: list[Organisation], p: Rule, day: int) -> None:
    """Delegates carry their members' votes: they call, end a call, or sit on it."""
    mandated = float(federation.mandated)
    urgent = mandated >= p.emergency or federation.calls
    if urgent:
        federation.next_meeting = min(federation.next_meeting, day + int(p.crisis_meeting))
    if day < federation.next_meeting:
        return
    federation.next_meeting = day + int(p.crisis_meeting if urgent else p.month)
    if federation.calls:
        if mandated < p.release:
            end_call(federation, members, p)
    elif mandated >= asked_of_delegates(federation, p):
        federation.calls, federation.blocked = True, np.float32(0)
        for organisation in (*society.assemblies, *society.associations):
            if not organisation.striking:
                organisation.next_meeting = day
    else:
        gap = mandated - p.majority
        federation.blocked = federation.blocked + gap if gap > 0 else np.float32(0)


def asked_of_delegates(federation: Federation, p: Rule) -> float:
    """The share of mandates that the leadership of a federation asks before it calls."""
    return p.majority + p.brake * (1 - p.majority) * float(federation.bureaucracy)


def end_call(federation: Federation, members: list[Organisation], p: Rule) -> None:
    """The federation ends its call; where its decisions bind, every member's strike ends too."""
    federation.calls = False
    for member in members:
        member.striking = member.striking and not p.binding


def call(society: Society, p: Rule, day: int) -> None:
    """Who is called to what today."""
    called = any(federation.calls for federation in society.federations)
    marching = called and chance.uniform(society.of_city, Stream.MARCH, day) < p.march_rate
    for assembly in society.assemblies:
        working = assembly.work_planned and not assembly.striking
        meets = assembly.next_meeting <= day
        assembly.calls = [meets, assembly.striking, assembly.striking and marching, working]
        assembly.work_calls += working
    for association in society.associations:
        association.calls_meeting = association.next_meeting <= day
        association.calls_march = association.striking and marching

"""Who there is. Money is whole centavos, days are proleptic ordinals, shares and weights are float32."""

import mesa
import numpy as np


class Resident(mesa.Agent):
    """Someone who lives in El Alto, of any age."""

    id: int
    household: "Household"
    origin: int
    """Where they come from: 0 a rural community, 1 a mine, 2 the city."""
    alive: bool
    association: int
    """Number of the trade association, -1 for none."""
    business: int
    """Number of the business worked in, -1 for none."""
    grievance: np.float32
    grantable: np.float32
    """How much of the grievance is cheap to grant."""
    threshold: np.float32
    """Support from which a hand goes up."""
    habit: np.float32
    aversion: np.float32
    present: bool
    """At the last meeting of the assembly."""
    spoke: bool
    """At the last meeting of the trade association."""
    away: bool
    """Out on a full-day action today."""


class Household(mesa.Agent):
    """Those who share a home, an income and a duty."""

    id: int
    assembly: "Assembly"
    block: "Block"
    adults: list[Resident]
    """In the order of their turns; who died since the last season still has a place."""
    rota: int
    """Its place on the barrio's rota of duties."""
    size: int
    earners: int
    salaried: int
    traders: int
    income: int
    savings: int
    arrears: int
    needs: int
    cushion: np.float32
    shortfall: np.float32
    turns: int
    """How often it has been called."""
    absences: int
    """Calls missed in a row."""
    attended: int
    out: int
    """How many of its adults are out on a full-day action today."""
    idle: int
    """How many of its earners stand before a closed business today."""
    shut_until: int


class Block(mesa.Agent):
    """A hectare of homes. Lists have one entry for each kind of action: meeting, shift, march, work."""

    beside: list["Block"]
    barrio: int
    danger: np.float32
    seen: list[np.float32]
    called: list[int]
    came: list[int]


class Organisation(mesa.Agent):
    """What an assembly and a trade association have in common."""

    number: int
    hope: np.float32
    strength: np.float32
    bureaucracy: np.float32
    cohesion: np.float32
    outlook: np.float32
    next_meeting: int
    met: bool
    voted: np.float32
    blocked: np.float32
    answered: bool
    mandate_until: int
    mandated_on: int
    striking: bool
    asked: float
    given: float


class Assembly(Organisation):
    """A neighbourhood assembly. Lists have one entry for each kind of action."""

    homes: list[Household]
    beside: list["Assembly"]
    grievance: np.float32
    grantable: np.float32
    up: bool
    work_planned: bool
    calls: list[bool]
    rota: list[int]
    work_calls: int
    called: list[int]
    came: list[int]
    treasury: int
    fines_laid: int
    fines_paid: int
    shortfall: np.float32


class Association(Organisation):
    """A trade association."""

    members: list[Resident]
    calls_meeting: bool
    calls_march: bool
    called: int
    came: int
    seen: np.float32


class Federation(mesa.Agent):
    """Fejuve (number 0) or COR (number 1)."""

    number: int
    bureaucracy: np.float32
    calls: bool
    mandated: np.float32
    next_meeting: int
    blocked: np.float32


class Business(mesa.Agent):
    """A workshop, a restaurant, a building crew."""

    barrio: int
    workers: int
    at_work: int


class Government(mesa.Agent):
    """The national government, as those who wait for it see it."""

    initiative: np.float32
    conceded_on: int


class Market(mesa.Agent):
    """The city's trade as a whole."""

    trade_open: np.float32
    stalls_open: int
    fair_stalls: int
    businesses_open: float
    needs_met: float
    earned: int
    spent: int

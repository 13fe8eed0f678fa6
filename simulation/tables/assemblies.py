"""Neighbourhood assemblies, one per barrio: the row, and the Mesa agent that looks at it."""

from enum import IntEnum
from typing import ClassVar

import numpy as np

from simulation.tables.table import Column, Table


class Action(IntEnum):
    """What an assembly calls people to."""

    MEETING = 0
    SHIFT = 1
    MARCH = 2
    WORK = 3


class Works(IntEnum):
    """What a barrio needs and builds; a hut is its meeting house."""

    ROADS = 0
    HUTS = 1
    SCHOOLS = 2
    FIELDS = 3
    CHURCHES = 4
    DRAINS = 5


class Assemblies(Table):
    """The assemblies, one per barrio, in order of founding. A column "by action" has one entry per `Action`."""

    columns: ClassVar[tuple[Column, ...]] = (
        Column("founded", np.int16, "year", "when the barrio was founded"),
        Column("origin", np.uint8, "Origin", "where its founders came from"),
        Column("district", np.uint8, "1 to 9", "the district it lies in"),
        Column("first_block", np.int32, "row", "its first block"),
        Column("first_household", np.int32, "row", "its first household"),
        Column("households", np.int32, "households", "how many households it has"),
        Column("people", np.int32, "persons", "how many live in it"),
        Column("relieves", np.int32, "row", "the nearest barrio with blocks of trunk road, itself if it has any"),
        Column("stretches", np.int32, "stretches", "how many blocks of trunk road it can hold"),
        Column("cohesion", np.float32, "0..1", "how much those who live in it are bound to each other"),
        Column("calls", np.bool_, "", "what it calls people to today, by action", width=len(Action)),
        Column("rota", np.int16, "households", "one in so many is called, by action", initial=1, width=len(Action)),
        Column("called", np.int32, "calls", "how many were called today, by action", width=len(Action)),
        Column("came", np.int32, "calls", "how many of them came, by action", width=len(Action)),
        Column("work_planned", np.bool_, "", "whether it means to work together on the next day"),
        Column("work_calls", np.int32, "times", "how often it has called to communal work: whose turn it is"),
        Column("works", np.float32, "share", "what stands of what it needs, by kind of `Works`", width=len(Works)),
        Column("flooded", np.float32, "share", "how much of it is under water"),
        Column("asked", np.float32, "days", "time asked of a member today, on average"),
        Column("given", np.float32, "days", "time given by a member today, on average"),
        Column("voted", np.float32, "share", "share of hands up at its last vote"),
        Column("mandate_until", np.int32, "day", "its vote for action stands until then"),
        Column("striking", np.bool_, "", "whether it has called an open-ended action"),
        Column("up", np.bool_, "", "whether its open-ended action is called and staffed above quorum"),
        Column("surpassed", np.bool_, "", "whether its base went past its leaders today"),
        Column("fines_laid", np.int64, "centavos", "fines laid today"),
        Column("fines_paid", np.int64, "centavos", "fines and arrears paid today"),
        Column("treasury", np.int64, "centavos", "fines collected"),
        Column("state_presence", np.float32, "0..1", "how far the state is present", initial=1.0),
        Column("party_presence", np.float32, "0..1", "how far the parties are present", initial=1.0),
        Column("grievance", np.float32, "0..1", "mean grievance of its adults"),
        Column("grantable", np.float32, "0..1", "mean of the part that is cheap to grant"),
        Column("shortfall", np.float32, "0..1", "mean fall of savings below a week's needs"),
        Column("thefts", np.int32, "thefts", "how often thieves tried today"),
        Column("caught", np.int32, "persons", "thieves caught today"),
        Column("killed", np.int32, "persons", "thieves killed today"),
        Column("puppets", np.float32, "puppets", "how many hang to warn thieves, a faded one counting for less"),
        Column("robbed", np.float32, "thefts", "thefts that succeeded and thieves let go, remembered less and less"),
        Column("outlook", np.float32, "0..1", "what experience says that acting achieves"),
        Column("hope", np.float32, "0..1", "what acting is believed to achieve"),
        Column("q", np.float32, "0..1", "smoothed turnout at called actions, weighted by their cost"),
        Column("strength", np.float32, "0..1", "S: how far it notices and enforces (C17)"),
        Column("bureaucracy", np.float32, "0..1", "B: distance of its leadership from the base (C19)"),
        Column("tenure", np.float32, "days", "how long its leadership has been in place"),
    )

    names: tuple[str, ...] = ()

"""Trade associations, which hold stretches of the market: the row."""

from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from simulation.tables.table import Column, Table


class Associations(Table):
    """The federated trade associations.

    The members of association a are `member_rows[first_member[a]:first_member[a + 1]]`, rows of residents.
    """

    columns: ClassVar[tuple[Column, ...]] = (
        Column("draw", np.float32, "persons", "how many members it would have, of all who look for a stall"),
        Column("members", np.int32, "persons", "how many hold a stall through it"),
        Column("x", np.int16, "cell", "where its stretch of the market lies, from the west"),
        Column("y", np.int16, "cell", "where its stretch of the market lies, from the south"),
        Column("calls_meeting", np.bool_, "", "whether it calls its members to a meeting today"),
        Column("calls_march", np.bool_, "", "whether it calls its members to a march today"),
        Column("called", np.int32, "calls", "how many were called to a meeting today"),
        Column("came", np.int32, "calls", "how many of them came"),
        Column("asked", np.float32, "days", "time asked of a member today, on average"),
        Column("given", np.float32, "days", "time given by a member today, on average"),
        Column("voted", np.float32, "share", "share of hands up at its last vote"),
        Column("mandate_until", np.int32, "day", "its vote for action stands until then"),
        Column("surpassed", np.bool_, "", "whether its base went past its leaders today"),
        Column("striking", np.bool_, "", "whether it has called an open-ended action and shuts the market"),
        Column("outlook", np.float32, "0..1", "what experience says that acting achieves"),
        Column("hope", np.float32, "0..1", "what acting is believed to achieve"),
        Column("q", np.float32, "0..1", "smoothed turnout at called actions, weighted by their cost"),
        Column("strength", np.float32, "0..1", "S: how far it notices and enforces (C17)"),
        Column("bureaucracy", np.float32, "0..1", "B: distance of its leadership from the base (C19)"),
        Column("tenure", np.float32, "days", "how long its leadership has been in place"),
        Column("cohesion", np.float32, "0..1", "how much its members are bound to each other"),
        Column("party_presence", np.float32, "0..1", "how far the parties are present", initial=1.0),
    )

    first_member: NDArray[np.int32]
    member_rows: NDArray[np.int32]

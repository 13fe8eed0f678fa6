"""The two federations: Fejuve of the assemblies, COR of the associations."""

from typing import ClassVar

import numpy as np

from simulation.tables.table import Column, Table

FEJUVE = 0
COR = 1
NAMES = ("Fejuve", "COR")


class Federations(Table):
    """Fejuve and COR, two rows."""

    columns: ClassVar[tuple[Column, ...]] = (
        Column("calls", np.bool_, "", "whether its call to an open-ended action is in force"),
        Column("mandated", np.float32, "share", "share of its members whose vote for action stands"),
        Column("bureaucracy", np.float32, "0..1", "B: distance of its leadership from the base (C19)"),
        Column("tenure", np.float32, "days", "how long its leadership has been in place"),
        Column("party_presence", np.float32, "0..1", "how far the parties are present", initial=1.0),
    )

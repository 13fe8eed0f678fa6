"""The government, one row, and the causes it could concede."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from simulation.tables.table import Column, Table

if TYPE_CHECKING:
    from simulation.scenario import Cause


class Government(Table):
    """The national government, one row."""

    columns: ClassVar[tuple[Column, ...]] = (
        Column("initiative", np.float32, "0..1", "how far people wait for it after a victory (C24)"),
        Column("conceded_on", np.int32, "day", "when it last conceded anything"),
        Column("deaths", np.int32, "persons", "killed today"),
        Column("all_deaths", np.int32, "persons", "killed so far"),
        Column("elsewhere", np.float32, "share", "share of other places that are up (C25)"),
        Column("breadth_elsewhere", np.float32, "share", "what they add to the breadth that the government feels"),
        Column("falls", np.int32, "times", "how often it has fallen"),
    )


class Causes(Table):
    """The causes of the scenario, one row each, in order of date."""

    columns: ClassVar[tuple[Column, ...]] = (
        Column("on", np.int32, "day", "when it arose, as a proleptic ordinal"),
        Column("size", np.float32, "0..1", "how much it angers those it touches"),
        Column("stake", np.float32, "0..1", "what conceding costs"),
        Column("open", np.bool_, "", "whether it has arisen and has not been conceded"),
        Column("level", np.float32, "0..1", "how much it angers today those who know of it"),
        Column("touched", np.float32, "share", "share of adults whom it touches"),
        Column("pressure", np.float32, "days", "pressure gathered so far"),
        Column("borne", np.float32, "share", "pressure as a share of what the government withstands"),
    )

    names: list[str]

    @classmethod
    def of(cls, causes: Sequence["Cause"]) -> "Causes":
        """A row for each cause of a scenario."""
        table = cls(len(causes))
        table.names = [cause.name for cause in causes]
        table.on[:] = [cause.on.toordinal() for cause in causes]
        table.size[:] = [cause.size for cause in causes]
        table.stake[:] = [cause.stake for cause in causes]
        return table

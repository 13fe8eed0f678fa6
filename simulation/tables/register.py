"""The civil register: who was born, who died, who came, counted since the city was founded."""

from typing import ClassVar

import numpy as np

from simulation.tables.table import Column, Table


class Register(Table):
    """Births, deaths and arrivals, one row."""

    columns: ClassVar[tuple[Column, ...]] = (
        Column("births", np.int64, "persons", "born here since the founding"),
        Column("deaths", np.int64, "persons", "died here since the founding, of age or illness"),
        Column("arrivals", np.int64, "persons", "came since the founding"),
        Column("divisions", np.int64, "barrios", "barrios divided since the founding"),
    )

"""The city's trade, and what passes between its households and the world outside."""

from typing import ClassVar

import numpy as np

from simulation.tables.table import Column, Table


class Market(Table):
    """Trade, one row."""

    columns: ClassVar[tuple[Column, ...]] = (
        Column("trade_open", np.float32, "share", "share of the city's trade that went on", initial=1.0),
        Column("stalls_open", np.int64, "stalls", "stalls that sold today"),
        Column("fair_stalls", np.int64, "stalls", "stalls of the fair that sold today; it is held on market days"),
        Column("businesses_open", np.float32, "share", "small businesses that worked today", initial=1.0),
        Column("needs_met", np.float32, "share", "share of households that could spend what they need", initial=1.0),
        Column("earned", np.int64, "centavos", "all that households ever earned from outside"),
        Column("spent", np.int64, "centavos", "all that households ever spent outside"),
    )

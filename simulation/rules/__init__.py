"""What happens: one file per rule of the article. `RULES` is the day, in order."""

from simulation.rules.grievance import Grievance

from simulation.rules.rule import Rule

RULES: tuple[type[Rule], ...] = (
    Grievance,
)
"""The day: each rule is applied once, in this order."""

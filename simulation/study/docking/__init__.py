"""Docking: results that others published, or that follow on paper, from the model's own rules, tables and kernels.

Each is found in a city reduced to one mechanism: the same rules with all else switched off by parameters, or the same
kernels with state set to what the result asks for. Nothing here is a second implementation of a rule.
"""

from collections.abc import Callable, Sequence

from simulation.study.docking import closed_forms, conservation, hands, turnout
from simulation.study.docking.result import Docked

RESULTS: dict[str, Callable[[], Sequence[Docked]]] = {
    "turnout": turnout.one_or_two,
    "fines": turnout.fines,
    "stalls": turnout.stalls,
    "hundred": hands.one_hundred,
    "crowd": hands.very_many,
    "crowds": hands.crowds,
    "strength": closed_forms.strength,
    "distance": closed_forms.distance,
    "exhaustion": closed_forms.exhaustion,
    "conservation": conservation.conserved,
}
"""What can be docked, by name, each with the function that lives it."""

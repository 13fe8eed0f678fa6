"""What happens: one file per rule of the article. `RULES` is the day, in order."""

from simulation.rules.blockade import Blockade
from simulation.rules.elsewhere import Elsewhere
from simulation.rules.grievance import Grievance
from simulation.rules.growth import Growth
from simulation.rules.livelihood import Livelihood
from simulation.rules.mobilisation import Mobilisation
from simulation.rules.participation import Participation
from simulation.rules.rule import Rule
from simulation.rules.self_construction import SelfConstruction
from simulation.rules.self_defence import SelfDefence
from simulation.rules.state_response import StateResponse
from simulation.rules.surpassing import Surpassing

RULES: tuple[type[Rule], ...] = (
    Growth,
    SelfDefence,
    Grievance,
    Mobilisation,
    Participation,
    Livelihood,
    SelfConstruction,
    Blockade,
    Elsewhere,
    StateResponse,
    Surpassing,
)
"""The day: each rule is applied once, in this order."""

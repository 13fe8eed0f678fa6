"""What the command line asked of the dashboard. Written once, before the server starts."""

from collections.abc import Sequence
from dataclasses import dataclass

from simulation.commands.launch import prepare
from simulation.scenario import Scenario


@dataclass(frozen=True)
class Asked:
    """The scenario a tab begins with, and what was set for every scenario."""

    scenario: str = "october_2003"
    settings: Sequence[str] = ()
    scale: float | None = None
    seed: int = 1

    def prepare(self, name: str) -> Scenario:
        """A scenario by its name or path, with what was set on the command line.

        Raises:
            ScenarioError: when anything of it is wrong.
        """
        return prepare(name, self.settings, self.scale, None)


now = Asked()
"""Replaced by `server.serve`."""

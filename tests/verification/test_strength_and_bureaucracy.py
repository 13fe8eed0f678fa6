"""S and B for held q: the fixed points of the two equations, and that they may part ways."""

import numpy as np
import pytest

from simulation.rules.surpassing import YEAR, Surpassing
from simulation.tables.assemblies import Assemblies

RULE = Surpassing()
DAYS = 20_000


def organisation(q: float) -> Assemblies:
    """One assembly with q held."""
    table = Assemblies(1)
    for column in Surpassing.columns["assemblies"]:
        table.add(column)
    table.q[:] = q
    return table


@pytest.mark.parametrize(("q", "collected"), [(0.05, 0.0), (0.2, 0.5), (0.8, 1.0)])
def test_strength_settles_where_the_closed_form_says(q, collected):
    """S* = alpha q (1 + gamma f) / (alpha q (1 + gamma f) + delta (1 - q))."""
    table = organisation(q)
    table.collected[:] = collected
    for _ in range(DAYS):
        RULE._grow(table)
    gain = RULE.alpha * q * (1 + RULE.gamma * collected)
    assert table.strength[0] == pytest.approx(gain / (gain + RULE.delta * (1 - q)), abs=1e-3)


@pytest.mark.parametrize(("q", "patronage", "years"), [(0.1, 1.0, 1), (0.6, 1.0, 4), (0.3, 0.2, 10)])
def test_bureaucracy_settles_where_the_closed_form_says(q, patronage, years):
    """B* = beta p t / (beta p t + mu q), with tenure held at so many years."""
    table = organisation(q)
    table.party_presence[:] = patronage
    for _ in range(DAYS):
        table.tenure[:] = years * YEAR - 1
        RULE._drift(table, table.q)
    away = RULE.beta * patronage * years / (years + 1)
    assert table.bureaucracy[0] == pytest.approx(away / (away + RULE.mu * q), abs=1e-3)


def test_a_strong_organisation_can_have_captured_leaders():
    """Fines well collected keep S up at a q that parties outweigh: S and B both above one half."""
    table = organisation(0.3)
    table.collected[:] = 1
    table.tenure[:] = 20 * YEAR
    for _ in range(DAYS):
        RULE._grow(table)
        table.tenure[:] = 20 * YEAR
        RULE._drift(table, table.q / np.float32(3))
    assert table.strength[0] > 0.5
    assert table.bureaucracy[0] > 0.5

"""S and B for held q: the fixed points of the two equations, and that they may part ways."""

import numpy as np
import pytest

from simulation.rules.surpassing import YEAR, Surpassing
from simulation.study.docking import RESULTS
from simulation.study.docking.closed_forms import SETTLED, organisation


@pytest.mark.parametrize("name", ["strength", "distance"])
def test_each_settles_where_its_closed_form_says(name):
    """S* = alpha q (1 + gamma f) / (alpha q (1 + gamma f) + delta (1 - q));  B* = beta p t / (beta p t + mu q)."""
    results = RESULTS[name]()
    assert results
    assert [result for result in results if not result.passed] == []


def test_a_strong_organisation_can_have_captured_leaders():
    """Fines well collected keep S up at a q that parties outweigh: S and B both above one half."""
    rule, table = Surpassing(), organisation(0.3)
    table.collected[:] = 1
    table.tenure[:] = 20 * YEAR
    for _ in range(SETTLED):
        rule._grow(table)
        table.tenure[:] = 20 * YEAR
        rule._drift(table, table.q / np.float32(3))
    assert table.strength[0] > 0.5
    assert table.bureaucracy[0] > 0.5

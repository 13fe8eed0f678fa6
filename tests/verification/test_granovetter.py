"""Granovetter (1978): the same crowd but for one person, and hands go up or do not."""

import numpy as np
import pytest

from simulation.rules.mobilisation import cascade
from simulation.study.docking import RESULTS
from simulation.study.docking.hands import PEOPLE, stopping


@pytest.mark.parametrize("name", ["hundred", "crowd", "crowds"])
def test_as_many_hands_go_up_as_published(name):
    """Thresholds 0 to 99 and one changed; the tipping spread of a crowd without end; its smear in crowds of a hundred."""
    results = RESULTS[name]()
    assert results
    assert [result for result in results if not result.passed] == []


def test_the_exact_chances_add_up_to_one_and_tip_with_the_spread():
    """The recursion nearly cancels, so that its sum is a check; a thousandth is more than its rounding."""
    narrow, wide = stopping(0.08), stopping(0.2)
    assert narrow.sum() == pytest.approx(1, abs=1e-9)
    assert wide.sum() == pytest.approx(1, abs=1e-9)
    assert min(narrow.min(), wide.min()) >= 0
    few = slice(0, PEOPLE // 5)
    assert narrow[few].sum() > 0.999
    assert wide[few].sum() < 0.1


def test_a_hundred_people_smear_the_tipping_point():
    """At the spread at which a crowd without end tips, one of a hundred raises few hands or nearly all, and little between."""
    ends = stopping(0.1225)
    assert ends[:20].sum() > 0.1
    assert ends[81:].sum() > 0.1
    assert ends[20:81].sum() < 0.01, "hardly any crowd stops between"


def test_an_empty_room_raises_no_hand():
    nobody = np.empty(0, dtype=np.float32)
    assert cascade(nobody, nobody) == 0

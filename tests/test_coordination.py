"""Co-ordination between the organisations (C23): what each lever changes, and that it changes nothing else."""

import numpy as np
import pytest

from simulation import City, load_scenario
from simulation.rules.blockade import Blockade
from simulation.rules.mobilisation import issue_call
from simulation.tables.assemblies import Action
from simulation.tables.federations import FEJUVE


def city(**settings: object) -> City:
    return City(load_scenario("small", settings), seed=1)


def test_a_binding_call_takes_every_assembly_along():
    """With binding decisions the day after the call every assembly strikes, however it voted."""
    here = city(**{"mobilisation.binding": True, "mobilisation.threshold_between": 0.3})
    here.run(until="2003-09-25")
    issue_call(here, FEJUVE, "a test")
    for _ in range(3):
        here.step()
    assert here.assemblies.striking.all()
    assert (here.assemblies.voted < 0.5).any()


def test_joint_federations_count_the_same_mandates():
    here = city(**{"mobilisation.joint": True}).run(until="2003-10-03")
    assert here.federations.mandated[0] == here.federations.mandated[1] > 0
    apart = city().run(until="2003-10-03")
    assert apart.federations.mandated[0] != apart.federations.mandated[1]


def test_shared_shifts_move_people_and_lose_none():
    """A barrio without a road keeps enough for its own streets and sends the rest to the nearest that has one."""
    here = city(**{"city.scale": 0.1})
    here.assemblies.came[:, Action.SHIFT] = 80
    alone = Blockade()._on_shift(here.assemblies)
    shared = Blockade(shared_shifts=True)._on_shift(here.assemblies)
    roadless = here.assemblies.stretches == 0
    assert alone.sum() == shared.sum()
    assert (shared[roadless] == Blockade().hold_quorum).all()
    assert (shared[~roadless] >= 80).all()
    assert np.array_equal(here.assemblies.relieves[~roadless], np.flatnonzero(~roadless))


def test_open_markets_keep_more_of_the_trade():
    """With trade stopping by half instead of nine tenths, more households meet their needs on the strike's tenth day."""
    needs = [city(**{"livelihood.closure": closure}).run(until="2003-10-18").daily for closure in (0.5, 0.9)]
    strike = needs[1].mobilised_share > 0.5
    assert strike.any()
    assert needs[0].needs_met[strike].mean() > needs[1].needs_met[strike].mean()
    assert needs[0].needs_met[~strike].iloc[:20].mean() == pytest.approx(needs[1].needs_met[~strike].iloc[:20].mean())

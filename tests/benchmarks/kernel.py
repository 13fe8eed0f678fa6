"""One day of participation, everyone called, beside a NumPy copy of the bytes that it takes. One thread."""

from typing import Any

import numpy as np
import pytest

from benchmarks.measuring import Row, by_turns
from simulation import City, load_scenario
from simulation.rules import participation
from simulation.tables.assemblies import Action

AIM = 3
DECISION = "one decision of the engine, one thread"


def rows(scale: float) -> list[Row]:
    """The kernel, every household called and every adult called; and what one decision takes."""
    city = City(load_scenario("el_alto", {"city.scale": scale}), seed=1)
    city.assemblies.calls[:] = False
    city.assemblies.calls[:, Action.MEETING] = True
    return [row for per_adult in (False, True) for row in _measured(city, per_adult)]


def _measured(city: City, per_adult: bool) -> list[Row]:
    taken = _taken(city, per_adult)
    columns = [each for each in taken if isinstance(each, np.ndarray)]
    copies = [np.empty_like(column) for column in columns]

    def copy() -> None:
        for source, target in zip(columns, copies, strict=True):
            np.copyto(target, source)

    def decide() -> None:
        participation.decide(0, len(city.assemblies), *taken)

    best = by_turns(7, copied=copy, decided=decide)
    city.assemblies.called[:] = 0
    decide()
    called = int(city.assemblies.called[:, Action.MEETING].sum())
    ratio, each = best["decided"] / best["copied"], 1e9 * best["decided"] / called
    who = "adult" if per_adult else "household"
    note = f"{called:,} decisions of {len(city.residents):,} residents in {1000 * best['decided']:.1f} ms; "
    note += f"{sum(column.nbytes for column in columns) / 1e6:.0f} MB"
    measured = Row(
        f"participation, every {who} called, beside a copy of its bytes", f"{ratio:.1f} x", ratio, f"{AIM} x", note
    )
    return [measured, Row(DECISION, f"{each:.0f} ns", each)] if per_adult else [measured]


def _taken(city: City, per_adult: bool) -> list[Any]:
    """What the kernel is given on such a day."""
    rule = city.rules["participation"].model_copy(update={"per_adult": per_adult})
    taken: list[Any] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(participation, "over_rows", lambda _kernel, _households, *given: taken.extend(given))
        rule._decide(city, rule.weights(city))
    return taken

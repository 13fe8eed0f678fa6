"""What a calibration aims at: rows of the evidence as numbers of a run, and how far from them a run came out.

With s the number of a run, [l, h] the interval of the row's sources and f the floor of its unit,

    tolerance = (h - l) / 2 + f
    distance  = min(WORST, max(l - s, s - h, 0) / tolerance),   WORST where s did not come about

and the distance of a run is the sum over the rows. So the sources' disagreement widens what is accepted; the floor
stands for what a single number of one source hides (assumption); and a run without a wave is the worst there is.
"""

from collections.abc import Iterable, Mapping, Sequence

from simulation.errors import ScenarioError, nearest
from simulation.scenario import Scenario
from simulation.study.measures import Kept
from simulation.study.rows import DAY, DAYS, OCTOBER, ROWS, SHARE, Row, targets
from simulation.study.workers import Lived
from simulation.wording import found

WORST = 5.0
"""Tolerances beyond which a row counts no further, and which it counts when the thing did not come about."""
FLOORS = {DAY: 1.0, DAYS: 1.0, SHARE: 0.1}
"""What is added to half of an interval, by unit."""
FLOOR_OF_COUNTS = 0.2
"""The same of counts: a share of the interval's middle."""


def tolerance(row: Row) -> float:
    """How far outside its interval counts one."""
    floor = FLOORS.get(row.unit, FLOOR_OF_COUNTS * (row.low + row.high) / 2)
    return (row.high - row.low) / 2 + floor


def distance(rows: Iterable[Row], statistics: Mapping[str, float | None]) -> float:
    """How far a run came out from all rows, in tolerances.

    Args:
        rows: the rows.
        statistics: the run's number for each, by id; None where it did not come about.
    """
    return sum(distance_of(row, statistics[row.id]) for row in rows)


def distance_of(row: Row, number: float | None) -> float:
    """The same of one row."""
    if number is None or number != number:
        return WORST
    return min(WORST, max(row.low - number, number - row.high, 0.0) / tolerance(row))


def statistics(rows: Iterable[Row], lived: Lived | Kept) -> dict[str, float | None]:
    """The numbers of a run by the id of their row, None where one did not come about."""
    kept = Kept(lived.summary, lived.daily, lived.participants)
    numbers = {row.id: float(row.of(kept)) for row in rows}
    return {id: None if number != number else number for id, number in numbers.items()}


def came(rows: Iterable[Row], lived: Lived | Kept) -> bool:
    """Whether a wave came over any of the causes that the rows are about."""
    return bool({row.cause for row in rows} & {wave["cause"] for wave in lived.summary["waves"]})


def censored(row: Row, number: float | None, days: int) -> float:
    """A number for what did not come about, where an analysis must have one.

    Days and strike days count as the length of the period, which is when one stopped looking; counts and shares
    as nought.
    """
    if number is not None:
        return number
    return float(days) if row.unit in (DAY, DAYS) else 0.0


def chosen(ids: Sequence[str], scenario: Scenario) -> tuple[Row, ...]:
    """The rows to aim at, all of October 2003 that may be fitted to when none are named.

    Raises:
        ScenarioError: when there is no such row, it may only be compared, or the scenario lacks its cause.
    """
    allowed = {row.id: row for row in targets()}
    for id in ids:
        if id not in ROWS:
            raise ScenarioError(
                f"--target {found(id)}: there is no such row{nearest(id, allowed)}; allowed: {', '.join(allowed)}"
            )
        if id not in allowed:
            raise ScenarioError(f"--target {id}: {_refused(ROWS[id])}; allowed: {', '.join(allowed)}")
    rows = tuple(allowed[id] for id in dict.fromkeys(ids)) or tuple(allowed.values())
    causes = {cause.name for cause in scenario.causes}
    for row in rows:
        if row.cause not in causes:
            raise ScenarioError(
                f"{scenario.name} does not hold the cause {found(row.cause)}, over which {row.id} is asked; "
                "allowed: october_2003, or a scenario that extends it"
            )
    return rows


def _refused(row: Row) -> str:
    if row.use == "compare":
        return f"{row.says!r} is marked 'compare' in the evidence: the model is held against it and must not be fitted to it"
    return f"{row.says!r} is not about {OCTOBER}, the one uprising that behaviour is fitted to"

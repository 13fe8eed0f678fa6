"""Parameters fitted to one uprising by approximate Bayesian computation (ABC-SMC, pyabc), the same each time.

The prior is uniform between the bounds. A generation keeps the points whose run comes out within eps of the rows
(`targets.distance`), until there are `population` of them; eps is the median distance of the generation before, that
of the first the median of as many points from the prior. Points of later generations are those before, moved by a
normal kernel and weighted so that the prior is not counted twice (Toni et al. 2009).

Every evaluation i of generation t draws its point and the seed of its city from (seed, t, i) alone. Points are handed
out in that order and taken back in that order, whoever ends first; so the result depends neither on the number of
workers nor on whether it was interrupted. pyabc makes a point and judges its run in one call. It is called twice:
once to learn the point (the model answers `_Wanted`), and again, with the same chance, once the run is there.
"""

import logging
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Executor, Future
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyabc
from pyabc.population import Particle, Sample

from simulation.folders import RunError
from simulation.scenario import Scenario
from simulation.study import workers
from simulation.study.draws import with_parameters
from simulation.study.evaluations import Evaluations
from simulation.study.rows import Row
from simulation.study.targets import distance, statistics
from simulation.study.vary import Vary
from simulation.study.workers import Lived

DATABASE = "abc.db"
"""pyabc's own record of the generations."""
FEWEST = 20
"""Points of a generation below which its spread is that of chance."""
LEAST_ACCEPTED = 0.02
"""Share of points kept below which a calibration ends: the rows cannot be met more closely at a bearable cost."""
PRIOR = -1
"""The generation of the points from the prior, by which the first eps is found."""

OnDone = Callable[[str], None]


@dataclass(frozen=True)
class Problem:
    """What is calibrated.

    Attributes:
        scenario: what is lived.
        vary: the parameters and the bounds of their priors.
        rows: what is aimed at.
        population: how many points a generation keeps.
        seed: of all chance.
    """

    scenario: Scenario
    vary: tuple[Vary, ...]
    rows: tuple[Row, ...]
    population: int
    seed: int

    def asked(self) -> dict[str, Any]:
        """All of it as plain values: what tells this calibration from another."""
        return {
            "study": "calibration",
            "scenario": self.scenario.name,
            "scenario_digest": self.scenario.digest(),
            "vary": [[vary.name, vary.low, vary.high] for vary in self.vary],
            "rows": [[row.id, row.low, row.high] for row in self.rows],
            "population": self.population,
            "seed": self.seed,
        }

    def run(self, point: Mapping[str, float], chance: np.random.SeedSequence) -> tuple[Scenario, int]:
        """What an evaluation lives, and with which seed."""
        values = {vary.name: float(point[vary.name]) for vary in self.vary}
        return with_parameters(self.scenario, values), int(chance.generate_state(1)[0])


def calibrate(
    problem: Problem,
    generations: int,
    evaluations: Evaluations,
    executor: Executor,
    at_once: int,
    on_done: OnDone | None = None,
) -> int:
    """Go on with a calibration until it has so many generations, and keep every run and generation as it ends.

    Args:
        problem: what is calibrated.
        generations: how many there shall be; fewer come when too few points are kept (`LEAST_ACCEPTED`).
        evaluations: the runs that are there; more are added.
        executor: who lives the runs.
        at_once: how many it lives at once.
        on_done: told after each run, in words.

    Returns:
        How many generations there are.

    Raises:
        RunError: when a run fails; those that ended are kept.
    """
    logging.getLogger("ABC").setLevel(logging.ERROR)  # what pyabc says of its progress is said by on_done
    desk = _Desk(problem, evaluations, executor, on_done)
    priors = {vary.name: pyabc.RV("uniform", vary.low, vary.high - vary.low) for vary in problem.vary}
    abc = pyabc.ABCSMC(
        models=desk.model,
        parameter_priors=pyabc.Distribution(priors),
        distance_function=lambda simulated, _: simulated["distance"],
        population_size=problem.population,
        eps=pyabc.MedianEpsilon(),
        sampler=_InOrder(desk, 2 * at_once),
    )
    database = evaluations.folder / DATABASE
    there = database.exists()
    address = f"sqlite:///{database.absolute()}"
    history = abc.load(address) if there else abc.new(address, {"distance": 0.0})
    done = history.max_t + 1
    if done < generations:
        with _numpy_chance_restored():
            abc.run(max_nr_populations=generations - done, min_acceptance_rate=LEAST_ACCEPTED)
    return int(history.max_t) + 1


class _Wanted(Exception):  # noqa: N818  (a question, no error)
    """The run of a point is asked for and not there yet."""

    def __init__(self, point: Mapping[str, float]) -> None:
        self.point = dict(point)


class _Desk:
    """Where points are handed out to workers and their runs come back.

    `model` is what pyabc takes for the model: it answers with the run of the evaluation that is at hand.
    """

    def __init__(self, problem: Problem, evaluations: Evaluations, executor: Executor, on_done: OnDone | None) -> None:
        self.problem, self.evaluations, self.executor, self.on_done = problem, evaluations, executor, on_done
        self.key = ""

    def model(self, point: Mapping[str, float]) -> dict[str, float]:
        if self.key not in self.evaluations:
            raise _Wanted(point)
        return {"distance": self.evaluations[self.key]["distance"]}

    def particle(self, simulate_one: Callable[[], Particle], generation: int, number: int) -> Particle:
        """What pyabc makes of an evaluation.

        Raises:
            _Wanted: when its run is not there yet.
        """
        self.key = f"{generation}/{number}"
        np.random.seed(self.chance(generation, number).generate_state(4))  # pyabc draws from it
        return simulate_one()

    def chance(self, generation: int, number: int) -> np.random.SeedSequence:
        """The chance of an evaluation; PRIOR is no number that a seed may be made of."""
        return np.random.SeedSequence([self.problem.seed, generation - PRIOR, number])

    def submit(self, generation: int, number: int, point: Mapping[str, float]) -> Future[Lived]:
        """Have a point lived."""
        city = self.chance(generation, number).spawn(1)[0]
        return workers.submit(self.executor, *self.problem.run(point, city))

    def keep(self, generation: int, number: int, point: Mapping[str, float], future: Future[Lived]) -> None:
        """Keep a run that has ended."""
        key, error = f"{generation}/{number}", future.exception()
        if error is not None:
            told = ", ".join(f"{name} = {value:g}" for name, value in point.items())
            raise RunError(
                f"{self.evaluations.folder}: the run with {told} failed ({type(error).__name__}: {error}); "
                "the runs before it are kept"
            ) from error
        numbers = statistics(self.problem.rows, future.result())
        record = {
            "generation": generation,
            "parameters": {name: float(value) for name, value in point.items()},
            "statistics": numbers,
            "distance": distance(self.problem.rows, numbers),
        }
        self.evaluations.add(key, record)
        if self.on_done is not None:
            which = "prior" if generation == PRIOR else f"generation {generation + 1}"
            self.on_done(f"{which}, run {number + 1}")


class _InOrder(pyabc.sampler.Sampler):
    """Takes the first n points that are kept, in the order in which they were handed out.

    So many are handed out ahead of the one waited for that no worker waits for a slow one.
    """

    def __init__(self, desk: _Desk, ahead: int) -> None:
        super().__init__()
        self.desk = desk
        self.ahead = ahead

    def sample_until_n_accepted(
        self,
        n: int,
        simulate_one: Callable[[], Particle],
        t: int,
        *,
        max_eval: float = np.inf,
        all_accepted: bool = False,  # noqa: ARG002
        ana_vars: object = None,  # noqa: ARG002
    ) -> Sample:
        sample = self._create_empty_sample()
        self.nr_evaluations_ = 0
        with self._handing_out(simulate_one, t) as particles:
            while sample.n_accepted < n and self.nr_evaluations_ < max_eval:
                sample.append(next(particles))
                self.nr_evaluations_ += 1
        sample.ok = sample.n_accepted == n
        return sample

    @contextmanager
    def _handing_out(self, simulate_one: Callable[[], Particle], t: int) -> Iterator[Iterator[Particle]]:
        """The particles of a generation in order, some runs ahead; what is left over is kept, too, or called off."""
        ahead: dict[int, tuple[dict[str, float], Future[Lived]]] = {}

        def particles() -> Iterator[Particle]:
            number = 0
            while True:
                for later in range(number, number + self.ahead):
                    self._ask(simulate_one, t, later, ahead)
                if number in ahead:
                    self.desk.keep(t, number, *ahead.pop(number))
                yield self.desk.particle(simulate_one, t, number)
                number += 1

        try:
            yield particles()
        finally:
            for number, (point, future) in ahead.items():
                if not future.cancel() and future.done() and future.exception() is None:
                    self.desk.keep(t, number, point, future)

    def _ask(
        self,
        simulate_one: Callable[[], Particle],
        t: int,
        number: int,
        ahead: dict[int, tuple[dict[str, float], Future[Lived]]],
    ) -> None:
        """Have an evaluation lived, unless its run is there or under way."""
        if number in ahead or f"{t}/{number}" in self.desk.evaluations:
            return
        try:
            self.desk.particle(simulate_one, t, number)
        except _Wanted as wanted:
            ahead[number] = wanted.point, self.desk.submit(t, number, wanted.point)


@contextmanager
def _numpy_chance_restored() -> Iterator[None]:
    """pyabc draws from NumPy's global generator; whoever else uses it finds it as it was."""
    before = np.random.get_state()
    try:
        yield
    finally:
        np.random.set_state(before)

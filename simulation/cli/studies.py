"""Many cities lived: worlds beside each other, parameters that vary, fit and rank."""

from collections.abc import Sequence
from pathlib import Path

import rich_click as click

from simulation.cli.options import (
    as_json,
    asked_differently,
    asks,
    fitted,
    in_docs,
    lived_often,
    parameter_draws,
    quiet,
)


@click.command()
@click.argument("worlds", nargs=-1, required=True, metavar="SCENARIO SCENARIO...")
@asked_differently
@lived_often
@parameter_draws
@quiet
@as_json
def compare(
    worlds: Sequence[str], settings: Sequence[str], scale: float | None, until: str | None, seed: int, seeds: int,
    workers: int | None, out: Path, draws: Path | None, quiet: bool, as_json: bool,
) -> None:  # fmt: skip
    """Compare each SCENARIO with the first: the same seeds in all, and what differs with its uncertainty.

    Writes a folder with tables, words and one picture. A seed that was lived already is not lived again.
    """
    from simulation.commands import studies
    from simulation.commands.ensembles import load_draws
    from simulation.commands.launch import prepare
    from simulation.commands.report import comparison_in_short, where
    from simulation.commands.terminal import Screen

    screen = Screen(quiet, as_json)
    asked = [prepare(world, settings, scale, until) for world in worlds]
    comparison, told = studies.compare(asked, range(seed, seed + seeds), workers, out, screen, load_draws(draws))
    comparison_in_short(screen, comparison)
    where(screen, told)
    screen.give(told)


@click.command()
@asks
@click.option(
    "--vary",
    multiple=True,
    required=True,
    metavar="SECTION.KEY[=LO:HI[:N]]",
    help="A parameter that varies, or cause.2.size; one to four of them. Bounds of its own if none are said.",
)
@click.option(
    "--design",
    type=click.Choice(["grid", "lhs", "sobol"]),
    default="grid",
    show_default=True,
    help="Every combination, a Latin hypercube, or a Sobol sequence.",
)
@click.option("--points", type=int, help="How many points; of a grid, values of each parameter.")
@click.option(
    "--outcome", "outcomes", multiple=True, metavar="NAME", help="What is drawn; barrios up at the peak if not said."
)
@click.option("--scales", metavar="A,B,...", help="The same at several scales: does a step sharpen as the city grows?")
@lived_often
@click.option("--force", is_flag=True, help="Begin anew where the same was asked before.")
@quiet
@as_json
def sweep(
    scenario: str, settings: Sequence[str], scale: float | None, until: str | None, vary: Sequence[str], design: str,
    points: int | None, outcomes: Sequence[str], scales: str | None, seed: int, seeds: int, workers: int | None,
    out: Path, force: bool, quiet: bool, as_json: bool,
) -> None:  # fmt: skip
    """Sweep one to four parameters of a SCENARIO, the same seeds at every point, and draw the phase diagram.

    A sweep that was stopped goes on with the same command, and one with more points lives only those that are new.
    """
    from simulation.commands import sweep as studies
    from simulation.commands.launch import prepare
    from simulation.commands.report import sweep_in_short, where
    from simulation.commands.terminal import Screen

    screen = Screen(quiet, as_json)
    asked = prepare(scenario, settings, scale, until)
    told = studies.sweep(asked, vary, design, points, outcomes, studies.scales_of(scales),
                         range(seed, seed + seeds), workers, out, force, screen)  # fmt: skip
    sweep_in_short(screen, told)
    where(screen, told)
    screen.give(told)


@click.command()
@click.argument("name", required=False)
@lived_often
@click.option("--scale", type=float, help="Share of the city; the study's own if not said.")
@click.option("--force", is_flag=True, help="Begin anew where the same was asked before.")
@in_docs
@quiet
@as_json
def study(
    name: str | None, seed: int, seeds: int, workers: int | None, out: Path, scale: float | None, force: bool,
    docs: Path | None, quiet: bool, as_json: bool,
) -> None:  # fmt: skip
    """Live a study that comes with el-alto, by its NAME; without a name, list them. One that was stopped goes on."""
    from simulation.commands import shipped
    from simulation.commands.terminal import Screen

    screen = Screen(quiet, as_json)
    told = shipped.study(name, scale, range(seed, seed + seeds), workers, out, force, docs, screen)
    screen.give(told)


@click.command()
@click.argument("scenario")
@click.option(
    "--method",
    type=click.Choice(["morris", "sobol"]),
    default="morris",
    show_default=True,
    help="Morris's elementary effects, over everything that nobody knows; Sobol's indices, over a few that matter.",
)
@click.option(
    "--vary",
    multiple=True,
    metavar="SECTION.KEY[=LO:HI]",
    help="Of sobol: a parameter that varies; those of a calibration if none is named.",
)
@click.option(
    "--samples",
    type=int,
    default=64,
    show_default=True,
    help="Of sobol: base points, a power of two; each lives three runs and one a parameter.",
)
@click.option("--outcome", "outcomes", multiple=True, metavar="NAME", help="Of sobol: what is told apart.")
@click.option(
    "--trajectories",
    type=int,
    default=10,
    show_default=True,
    help="Ways through the parameters; each lives one run more than there are parameters.",
)
@fitted
def sensitivity(
    scenario: str, method: str, vary: Sequence[str], samples: int, outcomes: Sequence[str], trajectories: int,
    scale: float, seed: int, workers: int | None, out: Path, force: bool, docs: Path | None, quiet: bool, as_json: bool,
) -> None:  # fmt: skip
    """Screen the parameters of a SCENARIO that nobody knows: which of them matter, and to what.

    Writes a folder with a table and a picture. What was stopped goes on with the same command.
    """
    from simulation.commands.fitting import screen_parameters
    from simulation.commands.report import screening_in_short, sobol_in_short, where
    from simulation.commands.sensitivity import sobol
    from simulation.commands.terminal import Screen

    screen = Screen(quiet, as_json)
    if method == "sobol":
        told = sobol(scenario, vary, samples, outcomes, scale, seed, workers, out, force, docs, screen)
        sobol_in_short(screen, told)
    else:
        told = screen_parameters(scenario, trajectories, scale, seed, workers, out, force, docs, screen)
        screening_in_short(screen, told)
    where(screen, told)
    screen.give({"method": method, **told})


@click.command()
@click.argument("scenario")
@click.option(
    "--vary",
    multiple=True,
    metavar="SECTION.KEY[=LO:HI]",
    help="A parameter to fit, at most six; half to double its default where no bounds are said.",
)
@click.option(
    "--target",
    multiple=True,
    metavar="ROW",
    help="A row of docs/EVIDENCE.md to aim at; every calibrate row of October 2003 if none is named.",
)
@click.option("--population", type=int, default=100, show_default=True, help="Points that a generation keeps.")
@click.option("--generations", type=int, default=6, show_default=True, help="Each closer to the rows than the last.")
@click.option(
    "--confirm",
    type=int,
    default=0,
    show_default=True,
    help="Live so many points of the posterior in the whole city, too.",
)
@fitted
def calibrate(
    scenario: str, vary: Sequence[str], target: Sequence[str], population: int, generations: int, confirm: int,
    scale: float, seed: int, workers: int | None, out: Path, force: bool, docs: Path | None, quiet: bool, as_json: bool,
) -> None:  # fmt: skip
    """Fit parameters of a SCENARIO to the uprising of October 2003 (ABC-SMC), and say what the rows pin.

    Writes a folder with posterior.parquet (for --draws), a scenario with its median, and a picture. A calibration
    that was stopped goes on with the same command.
    """
    from simulation.commands import fitting
    from simulation.commands.report import calibration_in_short, where
    from simulation.commands.terminal import Screen

    screen = Screen(quiet, as_json)
    told = fitting.calibrate(scenario, vary, target, population, generations, confirm, scale, seed, workers, out,
                             force, docs, screen)  # fmt: skip
    calibration_in_short(screen, told)
    where(screen, told)
    screen.give(told)

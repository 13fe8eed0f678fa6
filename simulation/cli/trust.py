"""Whether to believe it: bits, published results, claims, history, false alarms, other ground."""

from collections.abc import Sequence
from pathlib import Path

import rich_click as click

from simulation.cli.options import as_json, in_docs, lived_often, parameter_draws, quiet, run_folder


@click.command()
@run_folder
@quiet
@as_json
def verify(run: Path, quiet: bool, as_json: bool) -> None:
    """Make a RUN again from its scenario and seed, and compare every value. Exits 1 when it is another run now."""
    from simulation.commands import again
    from simulation.commands.terminal import Screen

    screen = Screen(quiet, as_json)
    told = again.verify(run, screen)
    screen.give(told)
    again.complain_of_difference(told)


@click.command()
@click.argument("names", nargs=-1, metavar="[NAME...]")
@in_docs
@quiet
@as_json
def dock(names: Sequence[str], docs: Path | None, quiet: bool, as_json: bool) -> None:
    """Reproduce results that others published, or that follow on paper, with the model's own machinery.

    Prints what was expected, what was found and how far apart they may be, for every NAME, or all results. Exits 1
    when one is not reproduced.
    """
    from simulation.commands import docking
    from simulation.commands.report import docked_in_short
    from simulation.commands.terminal import Screen

    screen = Screen(quiet, as_json)
    told = docking.dock(names, docs, screen)
    docked_in_short(screen, told)
    screen.give(told)
    docking.complain_of_failed(told)


@click.command()
@lived_often
@parameter_draws
@click.option("--scale", type=float, help="Share of the city: 0.1 for a first try.")
@click.option("--docs", type=click.Path(file_okay=False, path_type=Path),
              help="Write ARTICLE.md, its numbers and its picture into this folder too.")  # fmt: skip
@quiet
@as_json
def claims(
    seed: int, seeds: int, workers: int | None, out: Path, draws: Path | None, scale: float | None,
    docs: Path | None, quiet: bool, as_json: bool,
) -> None:  # fmt: skip
    """Run the ledger of the article's claims: for each what its switch does, and the verdict.

    Lives the same seeds with every mechanism and without it, and writes ARTICLE.md and a wall chart. A seed that was
    lived already is not lived again.
    """
    from simulation.commands import studies
    from simulation.commands.ensembles import load_draws
    from simulation.commands.report import claims_in_short, where
    from simulation.commands.terminal import Screen

    screen = Screen(quiet, as_json)
    told = studies.claims(range(seed, seed + seeds), scale, workers, out, docs, screen, load_draws(draws))
    claims_in_short(screen, told)
    where(screen, told)
    screen.give(told)


@click.command()
@lived_often
@parameter_draws
@click.option("--scale", type=float, help="Share of the city: 0.1 for a first try.")
@click.option("--nulls", is_flag=True, help="Hold two simpler models to the same rows.")
@in_docs
@quiet
@as_json
def validate(
    seed: int, seeds: int, workers: int | None, out: Path, draws: Path | None, scale: float | None, nulls: bool,
    docs: Path | None, quiet: bool, as_json: bool,
) -> None:  # fmt: skip
    """Put history beside the model: every row of the evidence that it speaks to, hit or missed.

    Lives the waves of 2003 to 2006, the growth from 1950 and a year of calm. A seed that was lived already is not lived
    again.
    """
    from simulation.commands import validating
    from simulation.commands.ensembles import load_draws
    from simulation.commands.report import validation_in_short, where
    from simulation.commands.terminal import Screen

    screen = Screen(quiet, as_json)
    told = validating.validate(range(seed, seed + seeds), scale, workers, out, docs, screen, load_draws(draws), nulls)
    validation_in_short(screen, told)
    where(screen, told)
    screen.give(told)


@click.command()
@lived_often
@parameter_draws
@click.option("--scale", type=float, help="Share of the city: 0.05 for a first try.")
@in_docs
@quiet
@as_json
def false_alarms(
    seed: int, seeds: int, workers: int | None, out: Path, draws: Path | None, scale: float | None,
    docs: Path | None, quiet: bool, as_json: bool,
) -> None:  # fmt: skip
    """Count false alarms: placebo causes of every size and stake in calm years, and the real ones a category up and down.

    Each of --seeds is a day and a chance for every placebo: 123 short runs a seed. What was lived already is not lived
    again.
    """
    from simulation.commands import validating
    from simulation.commands.ensembles import load_draws
    from simulation.commands.report import false_alarms_in_short, where
    from simulation.commands.terminal import Screen

    screen = Screen(quiet, as_json)
    told = validating.false_alarms(range(seed, seed + seeds), scale, workers, out, docs, screen, load_draws(draws))
    false_alarms_in_short(screen, told)
    where(screen, told)
    screen.give(told)


@click.command()
@lived_often
@click.option("--scale", type=float, default=0.05, show_default=True,
              help="Share of the city, where a variant has none of its own.")  # fmt: skip
@click.option("--variants", metavar="NAME,NAME,...",
              help="as_it_is, mirrored, rotated, roads_mirrored, other_chance, each_adult, people_5, people_25, people_100,"
              " people_200, or all; all but the last two if not said.")  # fmt: skip
@in_docs
@quiet
@as_json
def robustness(
    seed: int, seeds: int, workers: int | None, out: Path, scale: float, variants: str | None, docs: Path | None,
    quiet: bool, as_json: bool,
) -> None:  # fmt: skip
    """Do the conclusions survive? The emergent claims, judged again in cities that are unlike in one thing.

    Ground and roads mirrored or turned, other chance, each adult's duty instead of the household's, more and fewer people.
    Nine short worlds a variant and seed. A seed that was lived already is not lived again, and --docs keeps the variants
    that are there.
    """
    from simulation.commands import robustness as conclusions
    from simulation.commands.report import where
    from simulation.commands.terminal import Screen

    screen = Screen(quiet, as_json)
    told = conclusions.robustness(variants, range(seed, seed + seeds), scale, workers, out, docs, screen)
    conclusions.in_short(screen, told)
    where(screen, told)
    screen.give(told)

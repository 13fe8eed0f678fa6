"""A city lived: run, draw, tell, change, watch."""

from collections.abc import Sequence
from pathlib import Path

import rich_click as click

from simulation.cli.options import LARGEST_SEED, as_json, asks, parameter_draws, quiet, run_folder, scheduler


@click.command()
@asks
@click.option("--seed", type=click.IntRange(0, LARGEST_SEED), default=1, show_default=True, help="Whose luck.")
@click.option("--seeds", type=click.IntRange(1, 100_000), help="So many seeds, from --seed on, on all cores.")
@click.option(
    "--until-ci",
    type=float,
    metavar="W",
    help="As many seeds as it takes until the 95 % interval of an outcome is W times its mean wide, like 0.05.",
)
@click.option("--outcome", metavar="NAME", help="Of --until-ci: which; barrios up at the peak if not said.")
@parameter_draws
@click.option("--workers", type=click.IntRange(1, 1_000), help="How many seeds at once; one a core if not said.")
@scheduler
@click.option("--out", type=click.Path(path_type=Path), default=Path("runs"), show_default=True,
              help="Folder of run folders.")  # fmt: skip
@click.option("--force", is_flag=True, help="Replace an earlier run of the same scenario and seed.")
@click.option("--resume", is_flag=True, help="Go on with a run that was stopped. It ends as if it never had been.")
@click.option("--profile", is_flag=True, help="Say where the seconds went, rule by rule and picture by picture.")
@quiet
@as_json
def run(
    scenario: str, settings: Sequence[str], scale: float | None, until: str | None, seed: int, seeds: int | None,
    until_ci: float | None, outcome: str | None, draws: Path | None, workers: int | None, out: Path, force: bool,
    resume: bool, profile: bool, quiet: bool, as_json: bool,
) -> None:  # fmt: skip
    """Live a SCENARIO: a shipped one by its name, or a file by its path.

    Writes a run folder with the series, the chronicle and the pictures, and prints a short summary.
    """
    from simulation.commands import ensembles, launch
    from simulation.commands.report import ensemble_in_short, run_in_short, where
    from simulation.commands.terminal import Screen

    screen = Screen(quiet, as_json)
    asked = launch.prepare(scenario, settings, scale, until)
    drawn = ensembles.load_draws(draws)
    if until_ci is not None or outcome is not None:
        from simulation.commands.until import live_until

        ensemble, told = live_until(asked, until_ci, outcome, seed, seeds, workers, out, force, screen, drawn)
        ensemble_in_short(screen, ensemble)
    elif seeds is None:
        ensembles.refuse_what_needs_many(drawn)
        told = launch.live_once(asked, seed, out, force, screen, resume, profile)
        run_in_short(screen, told)
    else:
        ensemble, told = ensembles.live_often(asked, range(seed, seed + seeds), workers, out, force, screen, drawn)
        ensemble_in_short(screen, ensemble)
    where(screen, told)
    screen.give(told)
    ensembles.complain_of_failed(told)


@click.command()
@run_folder
@click.option("--film", is_flag=False, flag_value="", metavar="[FILE]",
              help="Write the city's days as a film instead: an .mp4 (with ffmpeg) or .gif.")  # fmt: skip
@quiet
@as_json
def plot(run: Path, film: str | None, quiet: bool, as_json: bool) -> None:
    """Draw the pictures of a RUN folder again, or its film."""
    from simulation.commands.looking import draw, draw_film
    from simulation.commands.report import where
    from simulation.commands.terminal import Screen

    screen = Screen(quiet, as_json)
    paths = draw(run) if film is None else [draw_film(run, film, screen)]
    told = {"run": str(run), "figures": [str(path) for path in paths]}
    where(screen, told)
    screen.give(told)


@click.command()
@run_folder
@quiet
@as_json
def report(run: Path, quiet: bool, as_json: bool) -> None:
    """Write the report of a RUN folder: one HTML page that needs no network, for a screen and for paper."""
    from simulation.commands import looking
    from simulation.commands.terminal import Screen

    screen = Screen(quiet, as_json)
    page = looking.report(run)
    screen.say(f"report      {page}")
    screen.give({"run": str(run), "report": str(page)})


@click.command()
@run_folder
@as_json
def chronicle(run: Path, as_json: bool) -> None:
    """Tell the story of a RUN folder in words."""
    from simulation.commands.looking import tell
    from simulation.commands.terminal import Screen

    screen = Screen(as_json=as_json)
    story, events = tell(run)
    screen.say(story)
    screen.give({"run": str(run), "events": events})


@click.command()
@run_folder
@click.option("--at", required=True, metavar="DATE", help="The first day on which the change holds, like 2003-10-17.")
@click.option("--set", "settings", multiple=True, required=True, metavar="SECTION.KEY=VALUE",
              help="Give a parameter another value from that day on. May be repeated.")  # fmt: skip
@quiet
@as_json
def branch(run: Path, at: str, settings: Sequence[str], quiet: bool, as_json: bool) -> None:
    """Branch a RUN: live it once more with something changed from a day on, beside the run.

    Writes a run folder named after it, with one more picture that shows both.
    """
    from simulation.commands import again
    from simulation.commands.report import branch_in_short, where
    from simulation.commands.terminal import Screen

    screen = Screen(quiet, as_json)
    told = again.branch(run, at, settings, screen)
    branch_in_short(screen, told)
    where(screen, told)
    screen.give(told)


@click.command()
@click.argument("scenario", default="october_2003")
@click.option(
    "--set",
    "settings",
    multiple=True,
    metavar="SECTION.KEY=VALUE",
    help="Give a parameter another value, in every scenario chosen on the page. May be repeated.",
)
@click.option("--scale", type=float, help="Share of the city, in every scenario chosen on the page.")
@click.option("--seed", type=click.IntRange(0, LARGEST_SEED), default=1, show_default=True, help="Whose luck.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Where to listen; others can reach 0.0.0.0.")
@click.option("--port", type=click.IntRange(0, 65_535), default=8765, show_default=True, help="0 takes any free one.")
@click.option("--open/--no-open", "open_page", default=True, help="Whether to open the page in a browser.")
@quiet
def dashboard(
    scenario: str, settings: Sequence[str], scale: float | None, seed: int, host: str, port: int, open_page: bool,
    quiet: bool,
) -> None:  # fmt: skip
    """Watch a SCENARIO live in the browser, move levers, ask what if. Each tab has a city of its own."""
    from simulation.commands.terminal import Screen
    from simulation.dashboard.server import serve

    serve(scenario, settings, scale, seed, host, port, open_page, Screen(quiet))

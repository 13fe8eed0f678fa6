"""The command line: one function per verb, no logic. What a verb needs is imported when it is called."""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import rich_click as click

from simulation.address_space import refuse_too_little
from simulation.errors import ScenarioError, StoppedError
from simulation.folders import RunError
from simulation.stopping import termination_interrupts

LARGEST_SEED = 2**32 - 1
DONE, FAILED, WRONG_INPUT, INTERRUPTED = 0, 1, 2, 130

SETTINGS = {"help_option_names": ["-h", "--help"]}

Command = Callable[..., Any]


def with_options(*options: Callable[[Command], Command]) -> Callable[[Command], Command]:
    """A decorator that adds several options in this order."""

    def add(command: Command) -> Command:
        for option in reversed(options):
            command = option(command)
        return command

    return add


def _on_cluster(context: click.Context, _: click.Parameter, address: str | None) -> None:
    """Have everything that this command lives lived on a cluster."""
    if address is not None:
        from simulation.study.executors import on_cluster

        context.with_resource(on_cluster(address))


scheduler = click.option("--scheduler", metavar="ADDRESS", callback=_on_cluster, expose_value=False,
                         help="Live the runs on the Dask cluster of this scheduler, tcp://host:port.")  # fmt: skip
asked_differently = with_options(
    click.option("--set", "settings", multiple=True, metavar="SECTION.KEY=VALUE",
                 help="Give a parameter another value, written as in TOML. May be repeated."),
    click.option("--scale", type=float, help="Share of the city: 0.02 for a first try."),
    click.option("--until", metavar="DATE", help="Stop earlier, on a day like 2003-10-17."),
)  # fmt: skip
asks = with_options(click.argument("scenario"), asked_differently)
lived_often = with_options(
    click.option("--seed", type=click.IntRange(0, LARGEST_SEED), default=1, show_default=True, help="The first seed."),
    click.option("--seeds", type=click.IntRange(1, 100_000), default=20, show_default=True,
                 help="So many seeds, from --seed on, on all cores."),
    click.option("--workers", type=click.IntRange(1, 1_000), help="How many seeds at once; one a core if not said."),
    scheduler,
    click.option("--out", type=click.Path(path_type=Path), default=Path("runs"), show_default=True,
                 help="Folder of run folders."),
)  # fmt: skip
parameter_draws = click.option("--draws", type=click.Path(path_type=Path), metavar="FILE",
                               help="Give each seed its own parameters from this posterior (see calibrate).")  # fmt: skip
as_json = click.option("--json", "as_json", is_flag=True, help="Print one JSON object and nothing else.")
quiet = click.option("--quiet", is_flag=True, help="Print nothing but errors.")
in_docs = click.option(
    "--docs", type=click.Path(file_okay=False, path_type=Path),
    help="Write the numbers, the picture and the tables of TRACE.md into this folder too.",
)  # fmt: skip
fitted = with_options(
    click.option("--scale", type=float, default=0.1, show_default=True, help="Share of the city."),
    click.option("--seed", type=click.IntRange(0, LARGEST_SEED), default=1, show_default=True, help="Of all chance."),
    click.option("--workers", type=click.IntRange(1, 1_000), help="How many runs at once; one a core if not said."),
    scheduler,
    click.option("--out", type=click.Path(path_type=Path), default=Path("runs"), show_default=True,
                 help="Folder of run folders."),
    click.option("--force", is_flag=True, help="Begin anew where the same was asked before."),
    in_docs,
    quiet,
    as_json,
)  # fmt: skip
run_folder = click.argument("run", type=click.Path(path_type=Path))


@click.group(context_settings=SETTINGS)
@click.version_option(package_name="el-alto")
def commands() -> None:
    """A city that organises itself: El Alto, Bolivia, every resident an agent."""
    refuse_too_little()


@commands.command()
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
    from simulation import launch
    from simulation.report import ensemble_in_short, run_in_short, where
    from simulation.terminal import Screen

    screen = Screen(quiet, as_json)
    asked = launch.prepare(scenario, settings, scale, until)
    drawn = launch.load_draws(draws)
    if until_ci is not None or outcome is not None:
        from simulation.studies_until import live_until

        ensemble, told = live_until(asked, until_ci, outcome, seed, seeds, workers, out, force, screen, drawn)
        ensemble_in_short(screen, ensemble)
    elif seeds is None:
        launch.refuse_what_needs_many(drawn)
        told = launch.live_once(asked, seed, out, force, screen, resume, profile)
        run_in_short(screen, told)
    else:
        ensemble, told = launch.live_often(asked, range(seed, seed + seeds), workers, out, force, screen, drawn)
        ensemble_in_short(screen, ensemble)
    where(screen, told)
    screen.give(told)
    launch.complain_of_failed(told)


@commands.command()
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
    from simulation import studies
    from simulation.launch import load_draws, prepare
    from simulation.report import comparison_in_short, where
    from simulation.terminal import Screen

    screen = Screen(quiet, as_json)
    asked = [prepare(world, settings, scale, until) for world in worlds]
    comparison, told = studies.compare(asked, range(seed, seed + seeds), workers, out, screen, load_draws(draws))
    comparison_in_short(screen, comparison)
    where(screen, told)
    screen.give(told)


@commands.command()
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
    from simulation import studies
    from simulation.launch import load_draws
    from simulation.report import claims_in_short, where
    from simulation.terminal import Screen

    screen = Screen(quiet, as_json)
    told = studies.claims(range(seed, seed + seeds), scale, workers, out, docs, screen, load_draws(draws))
    claims_in_short(screen, told)
    where(screen, told)
    screen.give(told)


@commands.command()
@lived_often
@parameter_draws
@click.option("--scale", type=float, help="Share of the city: 0.1 for a first try.")
@click.option("--nulls", is_flag=True, help="Hold two simpler models to the same rows.")
@click.option("--docs", type=click.Path(file_okay=False, path_type=Path),
              help="Write the numbers, the picture and the tables of TRACE.md into this folder too.")  # fmt: skip
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
    from simulation import validating
    from simulation.launch import load_draws
    from simulation.report import validation_in_short, where
    from simulation.terminal import Screen

    screen = Screen(quiet, as_json)
    told = validating.validate(range(seed, seed + seeds), scale, workers, out, docs, screen, load_draws(draws), nulls)
    validation_in_short(screen, told)
    where(screen, told)
    screen.give(told)


@commands.command()
@lived_often
@parameter_draws
@click.option("--scale", type=float, help="Share of the city: 0.05 for a first try.")
@click.option("--docs", type=click.Path(file_okay=False, path_type=Path),
              help="Write the numbers, the picture and the tables of TRACE.md into this folder too.")  # fmt: skip
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
    from simulation import validating
    from simulation.launch import load_draws
    from simulation.report import false_alarms_in_short, where
    from simulation.terminal import Screen

    screen = Screen(quiet, as_json)
    told = validating.false_alarms(range(seed, seed + seeds), scale, workers, out, docs, screen, load_draws(draws))
    false_alarms_in_short(screen, told)
    where(screen, told)
    screen.give(told)


@commands.command()
@lived_often
@click.option("--scale", type=float, default=0.05, show_default=True,
              help="Share of the city, where a variant has none of its own.")  # fmt: skip
@click.option("--variants", metavar="NAME,NAME,...",
              help="as_it_is, mirrored, rotated, roads_mirrored, other_chance, each_adult, people_5, people_25, people_100,"
              " people_200, or all; all but the last two if not said.")  # fmt: skip
@click.option("--docs", type=click.Path(file_okay=False, path_type=Path),
              help="Write the numbers, the picture and the table of TRACE.md into this folder too.")  # fmt: skip
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
    from simulation import robustness as study
    from simulation.report import where
    from simulation.terminal import Screen

    screen = Screen(quiet, as_json)
    told = study.robustness(variants, range(seed, seed + seeds), scale, workers, out, docs, screen)
    study.in_short(screen, told)
    where(screen, told)
    screen.give(told)


@commands.command()
@click.argument("names", nargs=-1, metavar="[NAME...]")
@click.option("--docs", type=click.Path(file_okay=False, path_type=Path),
              help="Write the numbers, the picture and the table of TRACE.md into this folder.")  # fmt: skip
@quiet
@as_json
def dock(names: Sequence[str], docs: Path | None, quiet: bool, as_json: bool) -> None:
    """Reproduce results that others published, or that follow on paper, with the model's own machinery.

    Prints what was expected, what was found and how far apart they may be, for every NAME, or all results. Exits 1
    when one is not reproduced.
    """
    from simulation import docking
    from simulation.report import docked_in_short
    from simulation.terminal import Screen

    screen = Screen(quiet, as_json)
    told = docking.dock(names, docs, screen)
    docked_in_short(screen, told)
    screen.give(told)
    docking.complain_of_failed(told)


@commands.command()
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
    from simulation import studies_sweep
    from simulation.launch import prepare
    from simulation.report import sweep_in_short, where
    from simulation.terminal import Screen

    screen = Screen(quiet, as_json)
    asked = prepare(scenario, settings, scale, until)
    told = studies_sweep.sweep(asked, vary, design, points, outcomes, studies_sweep.scales_of(scales),
                               range(seed, seed + seeds), workers, out, force, screen)  # fmt: skip
    sweep_in_short(screen, told)
    where(screen, told)
    screen.give(told)


@commands.command()
@click.argument("name", required=False)
@lived_often
@click.option("--scale", type=float, help="Share of the city; the study's own if not said.")
@click.option("--force", is_flag=True, help="Begin anew where the same was asked before.")
@quiet
@as_json
def study(
    name: str | None, seed: int, seeds: int, workers: int | None, out: Path, scale: float | None, force: bool,
    quiet: bool, as_json: bool,
) -> None:  # fmt: skip
    """Live a study that comes with el-alto, by its NAME; without a name, list them. One that was stopped goes on."""
    from simulation import studies_shipped
    from simulation.terminal import Screen

    screen = Screen(quiet, as_json)
    told = studies_shipped.study(name, scale, range(seed, seed + seeds), workers, out, force, screen)
    screen.give(told)


@commands.command()
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
    from simulation.fitting import screen_parameters
    from simulation.report import screening_in_short, sobol_in_short, where
    from simulation.studies_sensitivity import sobol
    from simulation.terminal import Screen

    screen = Screen(quiet, as_json)
    if method == "sobol":
        told = sobol(scenario, vary, samples, outcomes, scale, seed, workers, out, force, screen)
        sobol_in_short(screen, told)
    else:
        told = screen_parameters(scenario, trajectories, scale, seed, workers, out, force, docs, screen)
        screening_in_short(screen, told)
    where(screen, told)
    screen.give({"method": method, **told})


@commands.command()
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
    from simulation import fitting
    from simulation.report import calibration_in_short, where
    from simulation.terminal import Screen

    screen = Screen(quiet, as_json)
    told = fitting.calibrate(scenario, vary, target, population, generations, confirm, scale, seed, workers, out,
                             force, docs, screen)  # fmt: skip
    calibration_in_short(screen, told)
    where(screen, told)
    screen.give(told)


@commands.command()
@run_folder
@click.option("--film", is_flag=False, flag_value="", metavar="[FILE]",
              help="Write the city's days as a film instead: an .mp4 (with ffmpeg) or .gif.")  # fmt: skip
@quiet
@as_json
def plot(run: Path, film: str | None, quiet: bool, as_json: bool) -> None:
    """Draw the pictures of a RUN folder again, or its film."""
    from simulation.launch import draw, draw_film
    from simulation.report import where
    from simulation.terminal import Screen

    screen = Screen(quiet, as_json)
    paths = draw(run) if film is None else [draw_film(run, film, screen)]
    told = {"run": str(run), "figures": [str(path) for path in paths]}
    where(screen, told)
    screen.give(told)


@commands.command()
@run_folder
@quiet
@as_json
def report(run: Path, quiet: bool, as_json: bool) -> None:
    """Write the report of a RUN folder: one HTML page that needs no network, for a screen and for paper."""
    from simulation import launch
    from simulation.terminal import Screen

    screen = Screen(quiet, as_json)
    page = launch.report(run)
    screen.say(f"report      {page}")
    screen.give({"run": str(run), "report": str(page)})


@commands.command()
@run_folder
@as_json
def chronicle(run: Path, as_json: bool) -> None:
    """Tell the story of a RUN folder in words."""
    from simulation.launch import tell
    from simulation.terminal import Screen

    screen = Screen(as_json=as_json)
    story, events = tell(run)
    screen.say(story)
    screen.give({"run": str(run), "events": events})


@commands.command()
@run_folder
@quiet
@as_json
def verify(run: Path, quiet: bool, as_json: bool) -> None:
    """Make a RUN again from its scenario and seed, and compare every value. Exits 1 when it is another run now."""
    from simulation import again
    from simulation.terminal import Screen

    screen = Screen(quiet, as_json)
    told = again.verify(run, screen)
    screen.give(told)
    again.complain_of_difference(told)


@commands.command()
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
    from simulation import again
    from simulation.report import branch_in_short, where
    from simulation.terminal import Screen

    screen = Screen(quiet, as_json)
    told = again.branch(run, at, settings, screen)
    branch_in_short(screen, told)
    where(screen, told)
    screen.give(told)


@commands.command()
@as_json
def scenarios(as_json: bool) -> None:
    """List the scenarios that come with el-alto."""
    from simulation.report import list_scenarios
    from simulation.terminal import Screen

    list_scenarios(Screen(as_json=as_json))


@commands.command()
@asks
@as_json
def show(scenario: str, settings: Sequence[str], scale: float | None, until: str | None, as_json: bool) -> None:
    """Show a SCENARIO: the day in order, and every parameter with unit, kind, bounds and source."""
    from simulation.launch import prepare
    from simulation.report import scenario_as_plain, scenario_in_full
    from simulation.terminal import Screen

    screen = Screen(as_json=as_json)
    asked = prepare(scenario, settings, scale, until)
    scenario_in_full(screen, asked)
    screen.give(scenario_as_plain(asked))


@commands.command()
@click.argument("name")
@click.option("--force", is_flag=True, help="Replace a file of that name.")
@quiet
def new(name: str, force: bool, quiet: bool) -> None:
    """Write a commented starting file NAME.toml into the current folder."""
    from simulation.starting import write_starting_file
    from simulation.terminal import Screen

    path = write_starting_file(name, force)
    Screen(quiet).say(f"wrote {path}; edit it, then: el-alto run {path}")


@commands.command()
def schema() -> None:
    """Print the JSON Schema of a scenario file, for editors."""
    from simulation.schema import schema
    from simulation.terminal import Screen

    Screen(as_json=True).give(schema())


@commands.command()
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
    from simulation.dashboard.server import serve
    from simulation.terminal import Screen

    serve(scenario, settings, scale, seed, host, port, open_page, Screen(quiet))


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command and exit: 0 done, 1 failed, 2 wrong input, 130 interrupted. An error is one line on stderr."""
    try:
        with termination_interrupts():
            code = commands.main(arguments, prog_name="el-alto", standalone_mode=False) or DONE
    except click.ClickException as error:
        context = getattr(error, "ctx", None)
        hint = f" (see {context.command_path} --help)" if context else ""
        code = _complain(f"{error.format_message()}{hint}", WRONG_INPUT)
    except ScenarioError as error:
        code = _complain(str(error), WRONG_INPUT)
    except RunError as error:
        code = _complain(str(error), FAILED)
    except MemoryError:
        code = None  # what was too large is let go first, so that there is room for saying so
    except (StoppedError, click.Abort, KeyboardInterrupt) as error:
        code = _complain(str(error) or "interrupted", INTERRUPTED)
    if code is None:
        code = _complain("there is not enough memory; try a smaller --scale", FAILED)
    sys.exit(code)


def _complain(message: str, code: int) -> int:
    print(f"el-alto: {message}", file=sys.stderr)
    return code

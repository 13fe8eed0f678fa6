"""Arguments and options that several verbs share."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import rich_click as click

LARGEST_SEED = 2**32 - 1

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
    help="Write the numbers, the picture and the tables of the documents into this folder too.",
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

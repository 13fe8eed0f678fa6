"""Scenarios: listed, shown, begun, described for editors."""

from collections.abc import Sequence

import rich_click as click

from simulation.cli.options import as_json, asks, quiet


@click.command()
@as_json
def scenarios(as_json: bool) -> None:
    """List the scenarios that come with el-alto."""
    from simulation.commands.listing import list_scenarios
    from simulation.commands.terminal import Screen

    list_scenarios(Screen(as_json=as_json))


@click.command()
@asks
@as_json
def show(scenario: str, settings: Sequence[str], scale: float | None, until: str | None, as_json: bool) -> None:
    """Show a SCENARIO: the day in order, and every parameter with unit, kind, bounds and source."""
    from simulation.commands.launch import prepare
    from simulation.commands.listing import scenario_as_plain, scenario_in_full
    from simulation.commands.terminal import Screen

    screen = Screen(as_json=as_json)
    asked = prepare(scenario, settings, scale, until)
    scenario_in_full(screen, asked)
    screen.give(scenario_as_plain(asked))


@click.command()
@click.argument("name")
@click.option("--force", is_flag=True, help="Replace a file of that name.")
@quiet
def new(name: str, force: bool, quiet: bool) -> None:
    """Write a commented starting file NAME.toml into the current folder."""
    from simulation.commands.terminal import Screen
    from simulation.scenario_files.starting import write_starting_file

    path = write_starting_file(name, force)
    Screen(quiet).say(f"wrote {path}; edit it, then: el-alto run {path}")


@click.command()
def schema() -> None:
    """Print the JSON Schema of a scenario file, for editors."""
    from simulation.commands.terminal import Screen
    from simulation.scenario_files.schema import schema

    Screen(as_json=True).give(schema())

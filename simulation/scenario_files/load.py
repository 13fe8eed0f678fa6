"""Scenarios from TOML files and back: `load_scenario`, `write_scenario`.

A file may extend another: its tables are laid over the parent's key by key, its causes and changes come on top.
"""

import tomllib
from collections.abc import Iterable, Mapping
from os import PathLike, fspath
from typing import Any

import tomlkit
from pydantic import BaseModel
from tomlkit.items import AoT, InlineTable, Table

from simulation.errors import Origin, ScenarioError
from simulation.scenario import Scenario
from simulation.scenario_files.draft import Draft
from simulation.scenario_files.source import lineage, shown
from simulation.wording import allowed, found


def load_scenario(name: str | PathLike[str], overrides: Mapping[str, object] | None = None) -> Scenario:
    """A scenario by its shipped name or from a file.

    Args:
        name: "october_2003", or the path of a TOML file.
        overrides: values that go before those of the files, as {"section.key": value}; also "start" and "end".

    Raises:
        ScenarioError: at the first thing that is wrong, with the file, the line, the key, what was found and
            what is allowed.
    """
    draft = draft_of(name)
    for key, value in (overrides or {}).items():
        draft.override(key, value)
    return draft.scenario(draft.name)


def draft_of(name: str | PathLike[str]) -> Draft:
    """What a scenario's file and those it extends say, not yet judged.

    Raises:
        ScenarioError: when one cannot be found or read, or says something that no scenario can.
    """
    sources = lineage(fspath(name))
    path = sources[-1].path
    draft = Draft(path.stem, Origin(shown(path)))
    for source in sources:
        draft.lay(source)
    return draft


def parse_setting(text: str) -> tuple[str, Any]:
    """The key and the value of a `--set section.key=value`, the value as TOML writes it.

    Raises:
        ScenarioError: when there is no `=`, or no TOML value after it.
    """
    key, equals, written = (part.strip() for part in text.partition("="))
    if not (key and equals):
        raise ScenarioError(f"--set {found(text)}: there is no key and '=' in it; allowed: section.key=value")
    try:
        tables = tomllib.loads(f"value = {written}")
    except (ValueError, RecursionError):
        tables = {}
    if list(tables) != ["value"]:
        raise ScenarioError(
            f"--set {found(text)}: {found(written)} is no value; "
            "allowed: a number, true, false, a date like 2003-09-20, or text in double quotes"
        )
    return key, tables["value"]


def write_scenario(scenario: Scenario) -> str:
    """A scenario as the text of a scenario file, every parameter written out with what it means.

    `load_scenario` makes the same scenario of it, but for its name, which is that of the file.
    """
    models = {"city": scenario.city, **scenario.rules}
    document = tomlkit.document()
    for key, value in scenario.as_tables().items():
        if key in models:
            document.add(key, _section(models[key], value))
        elif isinstance(value, list):
            if value:
                document.add(key, _tables(value))
        else:
            document.add(key, tomlkit.item(value))
    return tomlkit.dumps(document)


def _section(model: BaseModel, values: Mapping[str, Any]) -> Table:
    """The table of a section, behind each value what it means and what it may be."""
    table = tomlkit.table()
    for name, field in type(model).model_fields.items():
        item = tomlkit.item(values[name])
        item.comment(f"{field.description}; {allowed(field)}")
        table.add(name, item)
    return table


def _tables(items: Iterable[Mapping[str, Any]]) -> AoT:
    """`[[cause]]` or `[[change]]` tables."""
    array = tomlkit.aot()
    for values in items:
        table = tomlkit.table()
        for name, value in values.items():
            table.add(name, _inline(value) if isinstance(value, dict) else tomlkit.item(value))
        array.append(table)
    return array


def _inline(values: Mapping[str, Any]) -> InlineTable:
    table = tomlkit.inline_table()
    table.update(values)
    return table

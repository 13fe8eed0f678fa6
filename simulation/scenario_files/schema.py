"""The JSON Schema of a scenario file, for editors that check and complete TOML as it is typed."""

from typing import Any

from pydantic import BaseModel

from simulation.scenario import MAX_CAUSES, Cause, Change, Head
from simulation.scenario_files.draft import SECTIONS


def schema() -> dict[str, Any]:
    """The schema, draft 2020-12."""
    head, cause, change = (_table(model) for model in (Head, Cause, Change))
    sections = {name: _table(model) for name, model in SECTIONS.items()}
    changeable = {
        f"{section}.{key}": value
        for section, table in sections.items()
        if section != "city"
        for key, value in table["properties"].items()
    }
    change["properties"]["set"] |= {"properties": changeable, "additionalProperties": False}
    extends = {"type": "string", "description": "the scenario that this one starts from: a shipped name, or a file"}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "El Alto scenario",
        "type": "object",
        "additionalProperties": False,
        "properties": {
            "extends": extends,
            **head["properties"],
            **sections,
            "cause": {"type": "array", "maxItems": MAX_CAUSES, "items": cause},
            "change": {"type": "array", "items": change},
        },
    }


def _table(model: type[BaseModel]) -> dict[str, Any]:
    """The schema of one table; what its docstring says to programmers is left out."""
    table = model.model_json_schema()
    table.pop("description", None)
    return table

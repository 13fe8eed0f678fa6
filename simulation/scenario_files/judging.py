"""Values with the place where they were written, made into pydantic models; what pydantic refuses, in our words."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from simulation.errors import Origin, listed, nearest
from simulation.wording import allowed, found


class Entry(NamedTuple):
    """A value and where it was written."""

    value: Any
    origin: Origin


Entries = dict[str, Entry]


class Item(NamedTuple):
    """A `[[cause]]` or a `[[change]]`: what stands in it and where it begins."""

    entries: Entries
    origin: Origin


def build[Model: BaseModel](
    model: type[Model], table: str, entries: Entries, origin: Origin, elsewhere: Iterable[str] = ()
) -> Model:
    """A model from the entries of a table.

    Args:
        model: what to build.
        table: the name of the table, "" for the head of a file.
        entries: the values, by key.
        origin: where to look when a key is missing.
        elsewhere: full names of keys in other tables, which may have been meant.

    Raises:
        ScenarioError: at the first key that is unknown, missing or has a value that is not allowed.
    """
    for key, entry in entries.items():
        if key not in model.model_fields:
            raise entry.origin.error(unknown(f"key in {table}", key, list(model.model_fields), elsewhere))
    try:
        return model(**{key: entry.value for key, entry in entries.items()})
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        key = str(first["loc"][0]) if first["loc"] else ""
        where = entries[key].origin if key in entries else origin
        raise where.error(_complaint(model, table, key, first)) from None


def unknown(what: str, name: str, known: Sequence[str], also: Iterable[str] = ()) -> str:
    """The complaint about a name that nobody knows; `also` are further names that may have been meant."""
    return f"there is no {what} called {found(name)}{nearest(name, [*known, *also])}; allowed: {listed(known)}"


def _complaint(model: type[BaseModel], table: str, key: str, error: ErrorDetails) -> str:
    """What is wrong with the value of a key, and what it may be."""
    if not key:  # a check over several keys together
        return f"{table}: {_reason(error)}"
    name, field = f"{table}.{key}".strip("."), model.model_fields[key]
    if error["type"] == "missing":
        return f"{name} is missing; allowed: {allowed(field)}"
    reason = f", {_reason(error)}" if error["type"] == "value_error" else ""
    return (
        f"{name} is {found(error['input'])}{reason}{_hint(field.annotation, error['input'])}; allowed: {allowed(field)}"
    )


def _hint(annotation: Any, value: object) -> str:
    """The nearest word, where one of several was to be chosen."""
    words = [choice for choice in get_args(annotation) if isinstance(choice, str)]
    return nearest(value, words) if isinstance(value, str) else ""


def _reason(error: ErrorDetails) -> str:
    return str(error.get("ctx", {}).get("error", error["msg"]))

"""Values and what is allowed of them, in words, for error messages, `show` and comments in files."""

from datetime import date
from typing import Any, Literal, get_args, get_origin

from pydantic.fields import FieldInfo

LONGEST = 60
"""Characters of a value that a message repeats."""
LIMITS = {
    "ge": " from {}",
    "gt": " above {}",
    "le": " to {}",
    "lt": " below {}",
    "max_length": " of at most {} characters",
    "min_length": ", not empty",
}
"""How each constraint of a field is told, in this order."""
KINDS: dict[Any, str] = {
    float: "a number",
    int: "a whole number",
    bool: "true or false",
    str: "text in quotes",
    date: "a date without quotes, like 2003-09-20,",
}
"""What a value of each type is called."""


def found(value: object) -> str:
    """A value as it would be written in a scenario file, shortened, on one line."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int) and value.bit_length() > 128:
        return f"a whole number of {value.bit_length()} bits"
    if isinstance(value, dict):
        return "a table"
    if isinstance(value, list | tuple):
        return "a list"
    if isinstance(value, str):
        return repr(value if len(value) <= LONGEST else f"{value[:LONGEST]}...")
    return repr(value) if isinstance(value, float) else str(value)[:LONGEST]


def allowed(field: FieldInfo) -> str:
    """What a parameter or key may be: "a number from 0 to 10,000 (Bs)"."""
    extra = field.json_schema_extra
    unit = extra.get("unit") if isinstance(extra, dict) else None
    return f"{_kind(field.annotation)}{limits(field)}{f' ({unit})' if unit else ''}"


def limits(field: FieldInfo) -> str:
    """The constraints of a field: " from 0 to 1", " of at most 200 characters, not empty"."""
    return "".join(
        words.format(number(limit))
        for name, words in LIMITS.items()
        for constraint in field.metadata
        if (limit := getattr(constraint, name, None)) is not None
    )


def number(value: Any) -> str:
    """A number for people to read: thousands set off, no trailing noughts. What is no number, as it is."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return found(value)
    return f"{value:,.0f}" if value == round(value) else f"{value:,.6g}"


def _kind(annotation: Any) -> str:
    if get_origin(annotation) is Literal:
        return "one of " + ", ".join(found(choice) for choice in get_args(annotation))
    return KINDS.get(annotation, "a table")

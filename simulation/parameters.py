"""How a parameter states itself: unit, bounds, kind and the source of its default.

Everything that `show`, `schema`, the ODD tables and sweeps say about a parameter is read from here.
"""

from functools import partial
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field
from pydantic.fields import FieldInfo

Kind = Literal["uncertainty", "lever", "fact"]


class Parameters(BaseModel):
    """A frozen set of parameters: unknown names, wrong types, NaN and values out of bounds are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)


def stated(
    kind: Kind, meaning: str, unit: str, low: float | None = None, high: float | None = None, source: str = "assumption"
) -> Any:
    """The annotation of one parameter: ``Annotated[float, stated("lever", "fine for ...", "Bs", 0, 1000)] = 10.0``.

    Args:
        kind: "uncertainty" (nobody knows), "lever" (someone could choose), "fact" (counted).
        meaning: what it is, in a few plain words.
        unit: "Bs", "days", "share", "days of income", ... or "" for a switch.
        low: smallest value allowed.
        high: largest value allowed.
        source: "article C12", "evidence FINE-30" or "assumption", with a remark after a colon if needed.
    """
    return Field(description=meaning, ge=low, le=high, json_schema_extra={"unit": unit, "kind": kind, "source": source})


FITTED = "assumption: fitted to October 2003, docs/TRACE.md"
"""The source of a default that a calibration gave."""

uncertain = partial(stated, "uncertainty")
lever = partial(stated, "lever")
fact = partial(stated, "fact")


def statement(field: FieldInfo) -> dict[str, Any]:
    """What `stated` said of a parameter: its meaning, unit, low, high, kind and source."""
    bounds: dict[str, Any] = {"low": None, "high": None}
    for constraint in field.metadata:
        bounds["low"] = getattr(constraint, "ge", bounds["low"])
        bounds["high"] = getattr(constraint, "le", bounds["high"])
    extra = field.json_schema_extra if isinstance(field.json_schema_extra, dict) else {}
    return {"meaning": field.description or "", **bounds, **extra}

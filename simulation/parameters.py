"""How a parameter states itself: unit, bounds, kind and the source of its default.

Everything that `show`, `schema`, the ODD tables and sweeps say about a parameter is read from here.
"""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field
from pydantic.fields import FieldInfo

Kind = Literal["uncertainty", "lever", "fact"]


class Parameters(BaseModel):
    """A frozen set of parameters: unknown names, wrong types, NaN and values out of bounds are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)


def stated(
    meaning: str, *, unit: str, low: float | None = None, high: float | None = None, kind: Kind, source: str
) -> Any:
    """The annotation of one parameter: ``Annotated[float, stated("...", unit="days", ...)] = 1.0``.

    Args:
        meaning: one plain sentence.
        unit: "Bs", "days", "share", "days of income", ... or "" for a switch.
        low: smallest value allowed.
        high: largest value allowed.
        kind: "uncertainty" (nobody knows), "lever" (someone could choose), "fact" (counted).
        source: "article C12", "evidence FINE-30" or "assumption", with a remark after a colon if needed.
    """
    return Field(
        description=meaning, ge=low, le=high, json_schema_extra={"unit": unit, "kind": kind, "source": source}
    )


def statement(field: FieldInfo) -> dict[str, Any]:
    """What `stated` said of a parameter: its meaning, unit, low, high, kind and source."""
    bounds: dict[str, Any] = {"low": None, "high": None}
    for constraint in field.metadata:
        bounds["low"] = getattr(constraint, "ge", bounds["low"])
        bounds["high"] = getattr(constraint, "le", bounds["high"])
    extra = field.json_schema_extra if isinstance(field.json_schema_extra, dict) else {}
    return {"meaning": field.description or "", **bounds, **extra}

"""The city in the browser: a page with controls (`el-alto dashboard`), and a widget for notebooks (`CityView`)."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from simulation.dashboard.widget import CityView

__all__ = ["CityView"]


def __getattr__(name: str) -> Any:
    if name == "CityView":
        from simulation.dashboard.widget import CityView

        return CityView
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

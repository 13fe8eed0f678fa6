"""Colours of the page, in light and in dark: those of the figures, which colour-blind readers can tell apart."""

from typing import Any

from simulation.figures import style
from simulation.figures.control import COLORS, KINDS, STATE, STRONGER, UP

LIGHT = {
    "ink": style.INK, "grey": style.GREY, "faint": style.FAINT, "paper": style.PAPER, "land": "#f4f2ec",
    "water": "#cfe0ea", "open": style.BLUE, "killed": style.INK, "marching": style.BROWN, "up": style.VERMILION,
    "fuel": style.BLUE, "gas": style.ORANGE, "food": style.GREEN, "grievance": style.PURPLE, "hope": style.SKY,
    "calm": "#dedad1", "empty": "#c9c5bb",
}  # fmt: skip
DARK = {
    "ink": "#eef0f4", "grey": "#a4abb8", "faint": "#3a404c", "paper": "#15181e", "land": "#1d2129",
    "water": "#27435a", "open": "#5cb3ec", "killed": "#eef0f4", "marching": "#cbaa72", "up": "#ef7a2b",
    "fuel": "#5cb3ec", "gas": "#e9ae2f", "food": "#33bd90", "grievance": "#d982b8", "hope": "#9bd0f5",
    "calm": "#3b414d", "empty": "#2b303a",
}  # fmt: skip
"""The same, lightened so that they stand out on a dark page."""

RAMPS = {
    "turnout": (("#e8eef3", "#6aa9d4", "#00395c"), ("#26313c", "#3f86b8", "#bfe3ff")),
    "grievance": (("#f3eaf0", "#c67aa9", "#5c1244"), ("#332a33", "#b0588d", "#ffd0ec")),
    "works": (("#f1efe4", "#8fbf9f", "#00523a"), ("#2b312c", "#3f9d72", "#c5f5dd")),
    "flooded": (("#efece4", "#7cb4dc", "#08417a"), ("#2a2e35", "#3c82c0", "#bfe0ff")),
    "cohesion": (("#f5eedd", "#d9a648", "#6b4300"), ("#322d24", "#b88424", "#ffe2a3")),
}
"""From none to all, by brightness first, on a light and on a dark page."""

PERCENT = 100
UNKNOWN = 255
OF_ALL, OF_ONE = ("0 %", "100 %"), ("0", "1")
"""What stands at the two ends of a ramp."""


def palette() -> dict[str, Any]:
    """The colours of the page by theme."""
    return {"light": LIGHT, "dark": DARK}


def layers() -> list[dict[str, Any]]:
    """What the blocks may be coloured by, each with its legend; of a class its colours on a light and a dark page."""
    return [
        _classes("up", "Who is up", [
            (LIGHT["calm"], DARK["calm"], "not up"),
            ("#f2c98d", "#8a6a3c", "on strike, blocks not staffed"),
            (LIGHT["up"], DARK["up"], "up: on strike, blocks staffed"),
        ]),
        _ramp("turnout", "Turnout", "share of those called who came to the last action"),
        _ramp("grievance", "Grievance", "mean of the adults", OF_ONE),
        _classes("control", "Who controls", [
            (COLORS[STATE], "#4a6076", KINDS[STATE]),
            (COLORS[STRONGER], "#a5803f", KINDS[STRONGER]),
            (COLORS[UP], DARK["up"], KINDS[UP]),
        ]),
        _ramp("works", "Works", "what stands of what the barrio needs"),
        _ramp("flooded", "Floods", "share of the barrio under water"),
        _ramp("cohesion", "Cohesion", "how much neighbours are bound to each other", OF_ONE),
    ]  # fmt: skip


def _classes(key: str, name: str, classes: list[tuple[str, str, str]]) -> dict[str, Any]:
    light, dark, words = zip(*classes, strict=True)
    return {"key": key, "name": name, "light": light, "dark": dark, "classes": words}


def _ramp(key: str, name: str, unit: str, ends: tuple[str, str] = OF_ALL) -> dict[str, Any]:
    light, dark = RAMPS[key]
    return {"key": key, "name": name, "unit": unit, "ends": ends, "light": light, "dark": dark, "classes": []}

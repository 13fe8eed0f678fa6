"""Whether a city fits into this machine's memory, asked before it is founded."""

import os
import re
from pathlib import Path

from simulation import address_space
from simulation.errors import ScenarioError
from simulation.scenario import Scenario

PER_RESIDENT = 100
"""Bytes that a resident takes, with the share of household, block and assembly, at the highest moment (measured)."""
FIXED = 350_000_000
"""Bytes of the program, its libraries and the compiled kernels (measured)."""
KEPT_FREE = 0.9
"""Share of what is available that may be taken."""


def refuse_too_large(scenario: Scenario, at_once: int = 1) -> None:
    """Refuse a city that this machine cannot hold.

    Args:
        scenario: what is asked.
        at_once: how many such cities live at the same time.

    Raises:
        ScenarioError: with the estimate and the largest scale that fits.
    """
    there = available()
    if there is None or estimate(scenario) * at_once <= KEPT_FREE * there:
        return
    city = scenario.city
    largest = (KEPT_FREE * there / at_once - FIXED) / PER_RESIDENT / city.population
    times = f"{at_once} at once " if at_once > 1 else ""
    raise ScenarioError(
        f"city.scale is {city.scale:g}: {city.scaled(city.population):,} residents {times}need about "
        f"{gigabytes(estimate(scenario) * at_once)} of memory, and {gigabytes(there)} are free; allowed here: "
        + (f"a scale up to {largest:.2g}" if largest > 0 else "nothing, it is too little for any city")
    )


def estimate(scenario: Scenario) -> int:
    """Bytes that a city takes."""
    return FIXED + PER_RESIDENT * scenario.city.scaled(scenario.city.population)


def gigabytes(count: float) -> str:
    """Bytes for people to read."""
    return f"{count / 1e9:.1f} GB"


def available() -> int | None:
    """Bytes that this process may still take, or None where the machine does not tell."""
    known = [limit for limit in (_machine(), _address_space()) if limit is not None]
    return min(known, default=None)


def _machine() -> int | None:
    memory = Path("/proc/meminfo")
    if memory.exists() and (match := re.search(r"MemAvailable:\s+(\d+) kB", memory.read_text())):
        return int(match[1]) * 1024
    if "SC_PHYS_PAGES" in getattr(os, "sysconf_names", ()):
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return None


def _address_space() -> int | None:
    """What `ulimit -v` leaves, where there is such a limit: addresses that are only reserved count for it."""
    limit = address_space.limit()
    return None if limit is None else limit - address_space.PROGRAM + FIXED

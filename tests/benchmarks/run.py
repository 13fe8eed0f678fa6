"""Measure all, print the table, and keep it for the documents when asked."""

import argparse
import json
import os
import platform
import sys
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks import cities, kernel, many, peers, twin
from benchmarks.measuring import ROOT, Row
from simulation.commands.terminal import Screen
from simulation.run import versions

FILE = ROOT / "docs" / "benchmarks.json"


def main() -> None:
    """Read the command line and measure."""
    parser = argparse.ArgumentParser(description="How fast the city is.")
    parser.add_argument("--quick", action="store_true", help="a tenth of the city, without the half century")
    parser.add_argument("--docs", action="store_true", help=f"write {FILE.relative_to(ROOT)} too")
    asked = parser.parse_args()
    scale, largest = (0.1, 0.3) if asked.quick else (1.0, 10.0)
    screen, load = Screen(), os.getloadavg()[0]
    rows: list[Row] = []
    parts: list[Callable[[], list[Row]]] = [
        lambda: kernel.rows(scale),
        lambda: cities.runs(scale, half_century=not asked.quick),
        lambda: cities.threads(scale),
        lambda: twin.rows(scale),
        lambda: cities.sizes(largest),
        lambda: many.rows(20 if asked.quick else 200),
    ]
    for part in parts:
        rows += part()
        screen.say(rows[-1].what)
    rows += peers.rows(next(row.number for row in rows if row.what == kernel.DECISION))
    heads = {"what": "left", "measured": "right", "aim": "right", "note": "left"}
    screen.table(heads, [(row.what, row.value, row.aim, row.note) for row in rows])
    if asked.docs:
        content = {"scale": scale, **_machine(load), "rows": [asdict(row) for row in rows]}
        FILE.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
        screen.say(f"written to {FILE.relative_to(ROOT)}; python -m simulation.documents puts it into README.md")


def _machine(load: float) -> dict[str, object]:
    """Where it was measured; the load as it began says whether anything else was going on."""
    return {
        "processor": _processor(),
        "cores": os.cpu_count(),
        "load": round(load, 1),
        "versions": versions(),
        "date": time.strftime("%Y-%m-%d"),
    }


def _processor() -> str:
    """What the processor calls itself, where that can be read."""
    told = Path("/proc/cpuinfo")
    lines = told.read_text(encoding="utf-8").splitlines() if told.exists() else []
    return next((line.split(": ")[1] for line in lines if line.startswith("model name")), platform.machine())


if __name__ == "__main__":
    main()

"""A city in a process of its own: `city_alone.py SCENARIO SCALE FIRST LAST` prints what it took."""

import json
import sys
import time
from datetime import date

import psutil

from simulation import City, load_scenario
from simulation.city import compile_kernels


def main(name: str, scale: str, first: str, last: str) -> None:
    """Live the days from first to last, and tell residents, days, seconds (of the clock, of the processor) and bytes."""
    compile_kernels()
    scenario = load_scenario(name, {"city.scale": float(scale)})
    scenario = scenario.model_copy(update={"start": date.fromisoformat(first)}).cut(date.fromisoformat(last))
    before = psutil.Process().memory_info().rss
    city = City(scenario, seed=1)
    people, began, worked = 0, time.perf_counter(), time.process_time()
    while city.date < scenario.end:
        city.step()
        people += len(city.residents)
    lived, worked = time.perf_counter() - began, time.process_time() - worked
    memory = psutil.Process().memory_info().rss - before
    told = {"residents": len(city.residents), "resident_days": people, "days": scenario.days, "seconds": lived,
            "processor_seconds": worked, "memory": memory}  # fmt: skip
    print(json.dumps(told))


if __name__ == "__main__":
    main(*sys.argv[1:])

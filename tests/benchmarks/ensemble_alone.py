"""An ensemble of `small` in a process of its own: python tests/benchmarks/ensemble_alone.py SEEDS WORKERS"""

import json
import sys
import tempfile
import time
from pathlib import Path

from simulation import load_scenario
from simulation.study.ensemble import run_ensemble


def main(count: int, workers: int) -> None:
    """Live and keep it; print the seconds that passed, and those that this process, which keeps the runs, worked."""
    with tempfile.TemporaryDirectory() as scratch:
        began, worked = time.perf_counter(), time.process_time()
        ensemble = run_ensemble(load_scenario("small"), range(1, count + 1), workers, Path(scratch))
        told = {"seconds": time.perf_counter() - began, "keeping": time.process_time() - worked}
    print(json.dumps({**told, "runs": len(ensemble.summaries)}))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))

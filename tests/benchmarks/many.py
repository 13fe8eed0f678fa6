"""Many runs: how much of the cores' worth an ensemble gets, and what keeping a run costs."""

import os

from benchmarks.measuring import Row, process


def rows(count: int) -> list[Row]:
    """So many runs of `small` with one worker, and with one a core; starting the workers counts."""
    cores = os.cpu_count() or 1
    one, all_of_them = (_lived(count, workers) for workers in (1, cores))
    share = one["seconds"] / cores / all_of_them["seconds"]
    each = 1000 * one["keeping"] / count
    note = f"{one['seconds']:.1f} s with one worker, {all_of_them['seconds']:.1f} s with {cores}"
    return [
        Row(f"{count} runs of small, of the worth of {cores} cores", f"{share:.0%}", share, "90 %", note),
        Row("handing out and keeping a run, beside living it", f"{each:.1f} ms", each, "10 ms", "of the processor"),
    ]


def _lived(count: int, workers: int) -> dict[str, float]:
    return process("tests/benchmarks/ensemble_alone.py", str(count), str(workers)).told

"""How fast the city is: ratios taken in one run on one machine. Not a test: nothing here passes or fails.

    python tests/benchmarks/run.py              prints the table (about ten minutes on two quiet cores)
    python tests/benchmarks/run.py --quick      the same on a tenth of the city and without the half century, in a minute or two
    python tests/benchmarks/run.py --docs       also writes docs/benchmarks.json, from which README.md has its table

A time on a busy machine says little; so what is compared is measured by turns, several times, and the best of each
counts. What depends on how a process starts (kernels compiled or not, threads, memory) is measured in processes of
their own.

    kernel.py      one day of participation beside a copy of the bytes it takes
    cities.py      whole runs, sizes, threads, memory
    twin.py        the engine beside the same rules as plain Mesa agents
    peers.py       the same decision in other frameworks, where they are installed
    measuring.py   by turns, in a process of its own, a row of the table
"""

"""The limit that a shell or a queue may set on a process's memory (`ulimit -v`), asked before anything is loaded."""

from simulation.folders import RunError

PROGRAM = 950_000_000
"""Bytes of addresses that the program takes with its libraries and kernels before any city (measured)."""


def limit() -> int | None:
    """Bytes of addresses that this process may take in all, or None without a limit."""
    try:
        import resource  # not on Windows
    except ImportError:
        return None
    soft = resource.getrlimit(resource.RLIMIT_AS)[0]
    return None if soft == resource.RLIM_INFINITY else soft


def refuse_too_little() -> None:
    """Refuse a limit under which the libraries cannot even be loaded; they would end in words of their own.

    Raises:
        RunError: with the limit and what is needed.
    """
    there = limit()
    if there is not None and there < PROGRAM:
        raise RunError(
            f"memory is limited to {there / 1e9:.2f} GB here (ulimit -v); el-alto needs {PROGRAM / 1e9:.2f} GB "
            "to begin with"
        )

"""What a user can cause, in one message: where, what was found, what is allowed."""

import difflib
from collections.abc import Iterable
from dataclasses import dataclass


class ScenarioError(Exception):
    """What was asked cannot be: a file, a value, a name. The message is all that a user needs to mend it."""


class StoppedError(Exception):
    """Someone pressed Ctrl-C. The message says what was kept."""


@dataclass(frozen=True)
class Origin:
    """Where something was written: a file or an option of the command line, and the line if there is one."""

    place: str
    line: int | None = None

    def __str__(self) -> str:
        return self.place if self.line is None else f"{self.place}, line {self.line}"

    def error(self, message: str) -> ScenarioError:
        """A complaint about what stands here."""
        return ScenarioError(f"{self}: {message}")


def nearest(name: str, allowed: Iterable[str]) -> str:
    """The hint " (did you mean 'x'?)" with the allowed name most like `name`, or nothing.

    A parameter without its section is like the one of that name in any section.
    """
    names = list(allowed)
    close = difflib.get_close_matches(name, names, n=1) or [known for known in names if known.endswith(f".{name}")]
    return f" (did you mean {close[0]!r}?)" if close else ""


def listed(names: Iterable[str]) -> str:
    """Names in a row, for a message."""
    return ", ".join(names)

"""One published result beside what the model's own machinery makes of it."""

import math
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Docked:
    """What was to come out, what came out, and how far apart the two may be.

    Attributes:
        name: what is asked, in words.
        source: who published it, or how it follows on paper.
        expected: the published or derived number.
        found: the model's.
        tolerance: the largest difference allowed, either way; 0 where both must be the same.
        at: what was varied, where the result is one of a series.
    """

    name: str
    source: str
    expected: float
    found: float
    tolerance: float
    at: float | None = None

    @property
    def passed(self) -> bool:
        """Whether the model gives what was published."""
        return math.isfinite(self.found) and abs(self.found - self.expected) <= self.tolerance

    def plain(self) -> dict[str, Any]:
        """As values that JSON can hold; None in place of a number that is none."""
        found = self.found if math.isfinite(self.found) else None
        return {**asdict(self), "found": found, "passed": self.passed}

"""The table of evidence as it ships with the package: `facts.csv`, one row a fact, and `causes.csv`.

What a row says and what it may be used for stand there and nowhere else.
"""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent
USES = {
    "article": "may be a default, or a claim to test",
    "calibrate": "may set parameters; of the uprisings only October 2003 has such rows",
    "compare": "may only be laid beside what comes out",
}
"""What a row may be used for, fixed before any run."""


@dataclass(frozen=True)
class Fact:
    """One row of the evidence, in the words of its source.

    Attributes:
        id: its name, like "EV-2003-1011a".
        topic: what it is about, with the number of its part: "5c-events-2003".
        quantity: what is counted or dated.
        value: what the source says, as text.
        unit: of the value.
        date_start: from when, as "2003", "2003-10" or "2003-10-08".
        date_end: until when.
        source: where it stands.
        confidence: "high", "medium" or "low".
        note: on how many sources it rests, and where they disagree.
        use: one of `USES`.
    """

    id: str
    topic: str
    quantity: str
    value: str
    unit: str
    date_start: str
    date_end: str
    source: str
    confidence: str
    note: str
    use: str


def _read(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def facts() -> dict[str, Fact]:
    """Every row of the evidence, by its id, in the order of the table."""
    return {row["id"]: Fact(**row) for row in _read("facts.csv")}


@cache
def cause_of(on: str) -> str:
    """The name of the cause that arose on a day like "2003-09-20", as scenarios have it.

    Raises:
        KeyError: when the table has no cause of that day.
    """
    return {row["on"]: row["name"] for row in _read("causes.csv")}[on]

"""Do the conclusions survive? The emergent claims of the ledger, judged again in cities that are unlike in something else.

A variant changes one thing that no conclusion may hang on, in the world with a mechanism and in the one without; the same
pairs of seeds are compared, and the ledger's own verdict is given. Agreement is counted against the city as it is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from simulation.study.claims import HOLDS, NOT_SHOWN, Found, as_plain, deciding, from_plain, there, verdict
from simulation.study.compare import apart, quantity
from simulation.study.ledger import CLAIMS, Claim, Number, World
from simulation.study.measures import MEASURES
from simulation.study.paired import Interval

OTHER_SEEDS = 100_000
"""How far the seeds of other chance lie from those asked for: more than may be asked for at once."""
AS_IT_IS = "as_it_is"

Record = Mapping[str, Any]


@dataclass(frozen=True)
class Variant:
    """A city in which one thing is otherwise.

    Attributes:
        name: what it is called on the command line.
        title: the same in a table.
        tests: what conclusions would hang on, if they did not survive it.
        settings: parameters that have another value in every world.
        scale: share of the city, where that is what is otherwise.
        other_seeds: whether it is lived with seeds of its own.
        dear: whether it is lived only when it is asked for by name.
    """

    name: str
    title: str
    tests: str
    settings: Mapping[str, object] = field(default_factory=dict)
    scale: float | None = None
    other_seeds: bool = False
    dear: bool = False

    def claim(self, claim: Claim) -> Claim:
        """A claim with both of its worlds as they are here."""
        off = None if claim.off is None else self._world(claim.off)
        return replace(claim, world=self._world(claim.world), off=off)

    def _world(self, world: World) -> World:
        return World(world.scenario, {**world.overrides, **self.settings})

    def seeds(self, asked: range) -> range:
        """The seeds that it is lived with."""
        return range(asked.start + OTHER_SEEDS, asked.stop + OTHER_SEEDS) if self.other_seeds else asked


def _on(name: str, ground: str, title: str, tests: str) -> Variant:
    return Variant(name, title, tests, {"city.ground": ground})


def _people(percent: int, dear: bool = False) -> Variant:
    return Variant(
        f"people_{percent}", f"{percent} % of the people", "how many barrios there are", scale=percent / 100, dear=dear
    )


VARIANTS: dict[str, Variant] = {
    variant.name: variant
    for variant in (
        Variant(AS_IT_IS, "as it is", "what the others are laid beside"),
        _on("mirrored", "mirrored", "ground mirrored",
            "compass and draw: the same ground with north and south changed over, so that each draw finds another place"),
        _on("rotated", "rotated", "ground turned by a quarter",
            "compass and draw: the same ground with the rim in the north, so that each draw finds another place"),
        _on("roads_mirrored", "roads_mirrored", "roads mirrored under the barrios",
            "who is near what: La Ceja, depot, market and all roads lie by other barrios than those that settled there"),
        Variant("other_chance", "other chance", "these few seeds: as many others, none of them shared", other_seeds=True),
        Variant("each_adult", "each adult's duty", "whose duty it is to come: each adult's, not the household's",
                {"participation.per_adult": True}),
        _people(5), _people(25), _people(100, dear=True), _people(200, dear=True),
    )
}  # fmt: skip
"""The variants, the city as it is first."""


def usual(scale: float) -> list[str]:
    """The variants that are lived when none is named: not the dear ones, nor the size that the city has anyway."""
    return [name for name, variant in VARIANTS.items() if not variant.dear and variant.scale != scale]


def emergent() -> tuple[Claim, ...]:
    """The claims that are put in nowhere, and whose rules are there."""
    return tuple(claim for claim in there() if claim.kind == "emergent")


def plain(claims: Sequence[Claim], found: Mapping[str, Found]) -> dict[str, Any]:
    """What was found of each claim and the verdict on it, as JSON can hold them."""
    return {claim.key: {"verdict": verdict(claim, found[claim.key]), **as_plain(found)[claim.key]} for claim in claims}


@dataclass(frozen=True)
class Judged:
    """One claim in one variant."""

    claim: Claim
    found: Found

    @property
    def verdict(self) -> str:
        """The ledger's."""
        return verdict(self.claim, self.found)

    @property
    def by_number(self) -> Number | None:
        """The number that decided the verdict, where it was not the switch."""
        switch = verdict(replace(self.claim, numbers=()), self.found)
        return None if switch == self.verdict else deciding(self.claim, self.found)

    @property
    def words(self) -> str:
        """The verdict, and the number that decided it where it was not the switch."""
        if (number := self.by_number) is None:
            return self.verdict
        measure = MEASURES[number.measure]
        return f"{self.verdict} ({measure.label}: {quantity(self.found.numbers[number.measure].mean, measure.unit)})"

    @property
    def adds(self) -> str:
        """What the mechanism adds, with its interval."""
        row = self.found.difference
        if row["difference"] != row["difference"]:
            return "-"
        return apart({**row, "unit": MEASURES[self.claim.measure].unit})

    @property
    def relative(self) -> Interval:
        """What it adds as a share of the larger value, turned the way the claim points, within -1 and 1."""
        row, sign = self.found.difference, self.claim.sign
        largest = max(abs(row["base"]), abs(row["other"]), 1e-9)
        ends = sorted(sign * row[end] / largest for end in ("low", "high"))
        return Interval(*(float(np.clip(value, -1, 1)) for value in (sign * row["difference"] / largest, *ends)))


def judged(record: Record) -> dict[str, dict[str, Judged]]:
    """Every claim in every variant of a record, by variant and key."""
    by_key = {claim.key: claim for claim in CLAIMS}
    return {
        name: {key: Judged(by_key[key], found) for key, found in from_plain(variant["found"]).items()}
        for name, variant in record["variants"].items()
    }


@dataclass(frozen=True)
class Agreement:
    """How many verdicts of variants are those of the city as it is.

    Attributes:
        same: as many are the same.
        of: of so many.
        opposite: as many are decided, and decided otherwise.
    """

    same: int
    of: int
    opposite: int

    def __str__(self) -> str:
        turned = f", {self.opposite} decided otherwise" if self.opposite else ""
        return f"{self.same} of {self.of}{turned}"


def agreement(pairs: Sequence[tuple[str, str]]) -> Agreement:
    """Of pairs of verdicts, as it is and in a variant."""
    parted = [pair for pair in pairs if pair[0] != pair[1]]
    return Agreement(len(pairs) - len(parted), len(pairs), sum(NOT_SHOWN not in pair for pair in parted))


def by_claim(record: Record) -> dict[str, Agreement]:
    """In how many variants each claim has the verdict that it has in the city as it is."""
    cells = judged(record)
    base = cells[AS_IT_IS]
    others = [cells[name] for name in cells if name != AS_IT_IS]
    return {key: agreement([(base[key].verdict, other[key].verdict) for other in others]) for key in base}


def by_variant(record: Record) -> dict[str, Agreement]:
    """How many claims have in each variant the verdict that they have in the city as it is."""
    cells = judged(record)
    base = cells[AS_IT_IS]
    return {
        name: agreement([(base[key].verdict, other[key].verdict) for key in base])
        for name, other in cells.items() if name != AS_IT_IS
    }  # fmt: skip


def in_all(record: Record) -> str:
    """How far conclusions survive, in a sentence."""
    claims = by_claim(record).values()
    same, of, opposite = (sum(getattr(one, name) for one in claims) for name in ("same", "of", "opposite"))
    held = sum(one.verdict == HOLDS for one in judged(record)[AS_IT_IS].values())
    turned = f"{opposite} are decided otherwise" if opposite else "none is decided otherwise"
    return (
        f"{held} of {len(claims)} emergent claims hold in the city as it is. Of {of} verdicts in other cities {same} are"
        f" the same; {turned}; in {of - same - opposite} these seeds show it in one city and not in the other."
    )

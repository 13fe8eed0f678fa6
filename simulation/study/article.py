"""`docs/ARTICLE.md`: the claims ledger in words, written from the records and from what the runs came to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from simulation.study.claims import EFFECT, VERDICTS, Found, verdict
from simulation.study.compare import apart, quantity
from simulation.study.draws import BOTH, SEEDS
from simulation.study.ledger import CLAIMS, Claim, Number, World
from simulation.study.measures import MEASURES
from simulation.study.paired import LEVEL


@dataclass(frozen=True)
class Made:
    """How the numbers were made: the command, its seeds, the scale (None: each scenario's own), the version, and what
    intervals hold ("seeds" or "seeds and parameters")."""

    command: str
    seeds: Sequence[int]
    scale: float | None
    version: str
    interval: str = SEEDS


def article(found: Mapping[str, Found], made: Made) -> str:
    """The ledger as Markdown."""
    lines = [
        "# What the article says, and what the model makes of it",
        "",
        "Written by the program; edit `simulation/study/ledger.py` instead.",
        "",
        *_how(made),
        "",
        "![Every claim with what its mechanism adds, and the verdict](claims.png)",
        "",
        "| claim | it says | kind | verdict | with | without | difference | barrios up at the peak |",
        "|---|---|---|---|--:|--:|--:|--:|",
        *(_line(claim, found.get(claim.key)) for claim in CLAIMS),
        "",
        "A difference is what the mechanism adds: with it, less without it. The last column is what it adds to the"
        " barrios up at the peak, whatever the claim is about. A share differs by points of a hundred.",
        "",
        "## Kinds and verdicts",
        "",
        "*Assumed*: the model is built on it, and the question is whether it is in force. *Number*: compared with the"
        " article's and with other sources. *Emergent*: nobody put it in, and what its switch does decides.",
        "",
        *(f"- **{name}**: {rule}." for name, rule in VERDICTS.items()),
        "",
        "## Claim by claim",
        *(line for claim in CLAIMS for line in _section(claim, found.get(claim.key))),
    ]
    return "\n".join(lines) + "\n"


def _how(made: Made) -> list[str]:
    seeds = f"{len(made.seeds)} seeds ({min(made.seeds)} to {max(made.seeds)})"
    scale = "each scenario at its own scale" if made.scale is None else f"cities at a scale of {made.scale:g}"
    small = (
        "" if made.scale is None or made.scale >= 1 else " In so small a city chance weighs more than in the whole one."
    )
    unknown = "and nothing of what is unknown of parameters"
    if made.interval == BOTH:
        unknown = "with what the calibration leaves unknown of parameters: each seed has its own draw"
    return [
        f"The numbers were made by `{made.command}` with el-alto {made.version}: {seeds}, {scale}, the same seeds with a"
        f" mechanism and without; intervals hold {LEVEL:.0%} of chance, {unknown}.{small}"
    ]


def _line(claim: Claim, found: Found | None) -> str:
    cells = [claim.key, claim.says, claim.kind, f"**{verdict(claim, found)}**"]
    if found is None or not found.difference:
        there = [_number(number, found) for number in claim.numbers] if found else []
        return "| " + " | ".join([*cells, "; ".join(there) or "-", "-", "-", "-"]) + " |"
    unit = MEASURES[claim.measure].unit
    cells += [quantity(found.difference[key], unit) for key in ("base", "other")]
    cells += [_apart(found.difference, unit), _apart(found.effect, MEASURES[EFFECT].unit)]
    return "| " + " | ".join(cells) + " |"


def _apart(row: Mapping[str, float], unit: str) -> str:
    told: dict[str, Any] = {**row, "unit": unit}
    return apart(told) if row["difference"] == row["difference"] else "-"


def _section(claim: Claim, found: Found | None) -> list[str]:
    measure = MEASURES[claim.measure]
    lines = [
        "",
        f"### {claim.key}: {claim.says}",
        "",
        f"- kind: {claim.kind}; verdict: **{verdict(claim, found)}**",
        f"- rules: {', '.join(f'`simulation/rules/{rule}.py`' for rule in claim.rules)}; test: `tests/{claim.test}`",
        f"- looked at in {_world(claim.world)}; measured: {measure.label} ({measure.unit}),"
        f" {'more' if claim.sign > 0 else 'less'} with the mechanism if the claim holds",
        f"- switched off: {claim.without}" + (f" ({_world(claim.off)})" if claim.off else ""),
    ]
    if found and found.difference:
        lines.append(
            f"- found: {quantity(found.difference['base'], measure.unit)} with it,"
            f" {quantity(found.difference['other'], measure.unit)} without; difference"
            f" {_apart(found.difference, measure.unit)} over {found.difference['pairs']:.0f} pairs"
        )
    return lines + [f"- number: {_number(number, found)}" for number in claim.numbers]


def _number(number: Number, found: Found | None) -> str:
    measure = MEASURES[number.measure]
    interval = found.numbers[number.measure] if found else None
    here = quantity(interval.mean, measure.unit) if interval else "-"
    other = f", other sources {_range(number.evidence, measure.unit)}" if number.evidence else ""
    return f"{measure.label} {here}; the article {_range(number.told, measure.unit)}{other} ({number.source})"


def _range(limits: tuple[float, float], unit: str) -> str:
    low, high = limits
    if high == float("inf"):
        return f"{quantity(low, unit)} or more"
    return f"{quantity(low, unit)} to {quantity(high, unit)}"


def _world(world: World) -> str:
    settings = ", ".join(f"{key} = {str(value).lower()}" for key, value in world.overrides.items())
    return f"`{world.scenario}`" + (f" with `{settings}`" if settings else "")

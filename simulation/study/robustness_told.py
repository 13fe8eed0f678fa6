"""Whether the conclusions survive, as docs/TRACE.md has it."""

from collections.abc import Mapping
from typing import Any

from simulation.documents import markdown
from simulation.study.ledger import CLAIMS
from simulation.study.measures import MEASURES
from simulation.study.paired import LEVEL
from simulation.study.robustness import AS_IT_IS, VARIANTS, by_claim, by_variant, in_all, judged

Record = Mapping[str, Any]


def survived(record: Record) -> str:
    """Every emergent claim in every variant, and how many verdicts agree."""
    cells, claims, variants = judged(record), by_claim(record), by_variant(record)
    says = {claim.key: claim for claim in CLAIMS}
    lines = [
        (VARIANTS[name].title, _lived(record["variants"][name]),
         *(f"{_strong(cell.words)} {cell.adds}" for cell in here.values()), str(variants.get(name, "")))
        for name, here in cells.items()
    ]  # fmt: skip
    lines.append(("**the same verdict in**", "", *(f"**{agreed}**" for agreed in claims.values()), ""))
    parts = [
        _made(record), f"{in_all(record)}\n", "![What each mechanism adds, claim by claim and city by city](robustness.png)\n",
        *(f"- **{key}**: {says[key].says} Without: {says[key].without}. Measured: {_measured(says[key].measure)}."
          for key in claims), "",
        markdown(("city", "lived", *claims, "same"), lines),
        f"In each cell the ledger's verdict, and what the mechanism adds: with it, less without it, with the {LEVEL:.0%}"
        " interval over seeds; a share differs by points of a hundred. What each city tests:\n",
        *(f"- {VARIANTS[name].title}: {VARIANTS[name].tests}." for name in cells if name != AS_IT_IS),
    ]  # fmt: skip
    return "\n".join(parts)


def _made(record: Record) -> str:
    commands = {name: variant["command"] for name, variant in record["variants"].items()}
    plain = {command.replace(f" --variants {name}", "") for name, command in commands.items()}
    told = ", ".join(f"`{command} --docs docs`" for command in sorted(plain))
    return f"Made by {told} with el-alto {record['made']['version']}.\n"


def _lived(variant: Record) -> str:
    return f"{len(variant['seeds'])} seeds from {variant['seeds'][0]:,} on, scale {variant['scale']:g}"


def _measured(name: str) -> str:
    measure = MEASURES[name]
    return measure.label if measure.unit in ("share", measure.label) else f"{measure.label} ({measure.unit})"


def _strong(words: str) -> str:
    verdict, *number = words.split(" (", 1)
    return " (".join([f"**{verdict}**", *number])

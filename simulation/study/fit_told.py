"""A screening and a calibration as the tables of TRACE.md have them."""

from collections.abc import Mapping
from typing import Any

from simulation.documents import markdown

Record = Mapping[str, Any]
LISTED = 20
"""Parameters of a screening that the table lists."""


def screened(record: Record) -> str:
    """Which parameters matter most, and to what."""
    made = record["made"]
    lines = [
        (f"`{each['parameter']}`", f"{each['does']:.2f}", each["most_to"], _effect(each["outcomes"]["distance"]))
        for each in record["ranked"][:LISTED]
    ]
    head = ("parameter", "does", "most to", "off history, in tolerances")
    return (
        f"Made by `{made['command']}` with el-alto {made['version']}: {record['runs']:,} runs over all"
        f" {len(record['ranked'])} parameters that nobody knows; the {LISTED} that do most. *Does* is the mean of mu*"
        " over all outcomes, each relative to the parameter that does most to it; the last column is mu* with its 95 %"
        f" interval for the distance from the rows.\n\n{markdown(head, lines)}"
    )


def calibrated(record: Record) -> str:
    """The posterior, what pins each parameter, and each row beside what came out."""
    made = record["made"]
    generations = "; ".join(
        f"generation {each['generation']} within {each['epsilon']:.3g} tolerances ({each['runs']:,} runs)"
        for each in record["generations"]
        if each["generation"] > 0
    )
    says = {row["row"]: row["says"] for row in record["rows"]}
    parameters = [
        (f"`{each['parameter']}`", f"{each['low']:g} to {each['high']:g}", f"{each['q50']:.3g}",
         f"{each['q05']:.3g} to {each['q95']:.3g}", f"{100 * each['contraction']:.0f} %", each["verdict"], _told_by(each, says))
        for each in record["parameters"]
    ]  # fmt: skip
    head = (
        "parameter",
        "prior",
        "median",
        "posterior, 5 % to 95 %",
        "narrower",
        "verdict",
        "told by (rank correlation)",
    )
    rows = [
        (f"`{each['row']}`", each["says"], each["unit"], _interval(each), *(_found(each, name) for name in _LIVED))
        for each in record["rows"]
    ]
    return (
        f"Made by `{made['command']}` with el-alto {made['version']}, {record['runs']:,} runs at a scale of"
        f" {record['scale']:g}: {generations}. The posterior is worth {record['points_worth']:g} points of equal weight"
        " and is kept in [posterior.parquet](posterior.parquet), for `--draws`. The shipped defaults are its medians,"
        f" rounded.\n\n{markdown(head, parameters)}\n\n"
        "Each row beside nine runs in ten, over seeds and parameters; behind it in how many of the runs the thing"
        f" came about.\n\n{markdown(('row', 'what', 'unit', 'history', 'prior', 'posterior', 'whole city'), rows)}"
    )


_LIVED = ("prior", "posterior", "confirmed")


def _effect(outcome: Record) -> str:
    return f"{outcome['mu_star']:.1f} ± {outcome['half_width']:.1f}"


def _told_by(parameter: Record, says: Mapping[str, str]) -> str:
    strongest = parameter["told_by"][:3]
    return ", ".join(f"{says[each['row']]} ({each['correlation']:+.2f})" for each in strongest) or "-"


def _interval(row: Record) -> str:
    low, high = row["low"], row["high"]
    return f"{low:,g}" if low == high else f"{low:,g} to {high:,g}"


def _found(row: Record, name: str) -> str:
    found = row.get(name)
    if found is None:
        return "-"
    if not found["came"]:
        return f"never in {found['runs']}"
    return f"{found['median']:,.3g} ({found['low']:,.3g} to {found['high']:,.3g}); {found['came']} of {found['runs']}"

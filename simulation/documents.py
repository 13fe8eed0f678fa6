"""The parts of the documents that are read off the code: the day, parameters, columns, scenarios, and what runs showed.

    python -m simulation.documents              writes what the code says
    python -m simulation.documents RUN...       also what these run folders showed (a run, an ensemble), and its pictures

Such a part stands between `<!-- generated: name -->` and `<!-- end -->`. A test fails when one is out of date.
"""

import inspect
import json
import re
import shutil
import sys
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path

import numpy as np

import simulation.city  # noqa: F401  all tables are known once the city is
from simulation.provenance import InEffect, in_effect, provenance_line
from simulation.rules import RULES
from simulation.scenario_files.load import load_scenario
from simulation.scenario_files.source import shipped
from simulation.tables.table import Column, Table
from simulation.waves import main_wave
from simulation.wording import number

ROOT = Path(__file__).parents[1]
"""The folder of the repository: documents are written in a clone, not in an installed package."""
DOCUMENTS = ("README.md", "docs/EVIDENCE.md", "docs/ODD.md")
PICTURES = ("timeline", "city_map")
PART = re.compile(r"(<!-- generated: (\w+) ?(\w*) -->\n).*?(<!-- end -->)", re.DOTALL)
EVIDENCE_ROW = re.compile(r"\b(?:ART|[A-Z]{3,4})-[A-Z0-9][A-Za-z0-9-]*\b|\b(?:EV|JUN)-\d{4}[A-Za-z0-9-]*\b|\bDOLL\b")

TABLES = {re.sub(r"\B([A-Z])", r"_\1", table.__name__).lower(): table for table in Table.__subclasses__()}
"""The tables by the name of the attribute of a city that holds them: `LaPaz` is in `la_paz`."""

Rows = Iterable[Sequence[str]]


def markdown(head: Sequence[str], rows: Rows) -> str:
    """A Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |\n" for line in lines)


def day() -> str:
    """The rules in the order of the day."""
    rows = [
        (str(place), f"[`{rule.section}`](#{rule.section})", rule.does, " ".join(rule.claims))
        for place, rule in enumerate(RULES, 1)
    ]
    return markdown(("", "rule", "what it does", "claims"), rows)


def rule(section: str) -> str:
    """A rule as its file states it: equations in the words of its docstring, the columns it adds, its parameters."""
    which = next(each for each in RULES if each.section == section)
    module = inspect.getmodule(which)
    added = [
        (f"`{table}.{column.name}`", *_column(column)) for table, columns in which.columns.items() for column in columns
    ]
    columns = f"\nColumns it adds:\n\n{markdown(('column', 'type', 'unit', 'meaning'), added)}" if added else ""
    equations = _prose(inspect.getdoc(module) or "")
    return f"{equations}\n{columns}\nParameters:\n\n{parameters(section)}"


def _prose(docstring: str) -> str:
    """A docstring as Markdown: its indented lines are code already, and in the others nothing may look like HTML."""
    return "\n".join(
        line if line.startswith("    ") else line.replace("<", "&lt;") for line in docstring.splitlines()
    ).strip()


def parameters(section: str) -> str:
    """The parameters of a rule, or of the city, with what each states of itself."""
    rows = [
        (f"`{name}`", number(each.default), str(each.said["unit"]), each.bounds, str(each.said["kind"]),
         str(each.said["meaning"]), str(each.said["source"]))
        for each in _defaults()
        for where, _, name in [each.name.partition(".")]
        if where == section
    ]  # fmt: skip
    return markdown(("parameter", "default", "unit", "bounds", "kind", "meaning", "source"), rows)


def columns(table: str) -> str:
    """The columns of a table, those that rules add after its own."""
    own = [(f"`{column.name}`", *_column(column), "") for column in TABLES[table].columns]
    added = [(f"`{c.name}`", *_column(c), each.section) for each in RULES for c in each.columns.get(table, ())]
    return markdown(("column", "type", "unit", "meaning", "added by"), own + added)


def _column(column: Column) -> tuple[str, str, str]:
    dtype = np.dtype(column.dtype).name
    return dtype if column.width is None else f"{dtype} x {column.width}", column.unit, column.meaning


def _defaults() -> list[InEffect]:
    return in_effect(load_scenario("el_alto"))


def set_on() -> str:
    """Which parameter is set on which row of evidence, or on the article, or chosen with an eye on one."""
    rows = [
        (f"`{each.name}`", f"{number(each.default)} {each.said['unit']}".strip(), str(each.said["source"]))
        for each in sorted(_defaults(), key=lambda each: each.is_assumption)
        if not each.is_assumption or EVIDENCE_ROW.search(each.source) or "article" in each.source
    ]
    return markdown(("parameter", "default", "set on"), rows)


def assumed() -> str:
    """Every parameter that is an assumption, and how many of all they are."""
    each_section: dict[str, list[str]] = {}
    for each in _defaults():
        section, _, name = each.name.partition(".")
        if each.is_assumption:
            each_section.setdefault(section, []).append(f"`{name}` {number(each.default)}")
    listed = "".join(f"- **{section}**: {', '.join(names)}\n" for section, names in each_section.items())
    return f"{provenance_line(_defaults())}. They are:\n\n{listed}"


def scenarios() -> str:
    """The scenarios that come with the program."""
    loaded = [load_scenario(name) for name in shipped()]
    rows = [(f"`{each.name}`", each.title, f"{each.start} to {each.end}") for each in loaded]
    return markdown(("scenario", "in words", "period"), rows)


def speed() -> str:
    """What `tests/benchmarks/run.py --docs` measured."""
    measured = ROOT / "docs" / "benchmarks.json"
    if not measured.exists():
        return "Not measured yet: `uv run python tests/benchmarks/run.py --docs`.\n"
    kept = json.loads(measured.read_text(encoding="utf-8"))
    rows = [(row["what"], row["value"], row["aim"], row["note"]) for row in kept["rows"]]
    table = markdown(("", "measured", "aim", ""), rows)
    return f"{table}\nOn {kept['cores']} cores of {kept['processor']}, {kept['date']}, begun under a load of {kept['load']}.\n"


PARTS: dict[str, Callable[..., str]] = {
    "day": day, "rule": rule, "parameters": parameters, "columns": columns, "set_on": set_on, "assumed": assumed,
    "scenarios": scenarios, "speed": speed,
}  # fmt: skip
"""What can stand between the two comments, by its name; a second word is its argument."""

HISTORY = (
    ("strike day 1", "8 October", "EV-2003-1008a", "start"),
    ("the road from the depot is cut", "strike day 2", "EV-2003-1009s", "depot_cut_strike_day"),
    ("no fuel on sale in La Paz", "strike day 4", "EV-2003-1011a", "fuel_gone_strike_day"),
    ("share of barrios up, at the peak", "0.89", "DER-05", "peak_share"),
    ("marchers, on the largest day", "about 50,000", "EV-2003-1016", "marchers_peak"),
    ("deaths in all", "59 to 74", "EV-2003-TOTAL", "deaths"),
    ("deaths on the deadliest day", "20 to 26", "EV-2003-1012b", "deadliest"),
    ("the government falls", "strike day 10", "EV-2003-DUR", "answered_strike_day"),
)
"""What happened in October 2003, the row of evidence that says so, and the outcome to lay beside it."""


def results(folder: Path) -> str:
    """What an ensemble of `october_2003` came to, beside what happened."""
    from simulation.study.ensemble import Ensemble

    ensemble = Ensemble.load(folder)
    daily = ensemble.daily
    waves = [wave for s in ensemble.summaries.values() if (wave := main_wave(s)) is not None]
    spread: dict[str, tuple[str, ...]] = {
        str(key): tuple(_quantity(row[level]) for level in ("median", "low", "high"))
        for key, row in ensemble.outcomes().iterrows()
    }
    begun = np.sort(np.array([wave["start"] for wave in waves], dtype="datetime64[D]"))
    spread["start"] = tuple(str(np.quantile(begun.astype(int), q).round().astype("datetime64[D]")) for q in LEVELS)
    spread["deadliest"] = tuple(_quantity(q) for q in daily.groupby("seed")["deaths"].max().quantile(list(LEVELS)))
    rows = [(what, happened, row, spread[key][0], " to ".join(spread[key][1:])) for what, happened, row, key in HISTORY]
    fell = sum(bool(summary["falls"]) for summary in ensemble.summaries.values())
    table = markdown(("", "history", "evidence", "median", "5 % to 95 %"), rows)
    seeds = len(ensemble.summaries)
    return f"{table}\nA wave came in {len(waves)} of {seeds} seeds, and the government fell in {fell}.\n"


LEVELS = (0.5, 0.05, 0.95)


def _quantity(value: float) -> str:
    """Three figures, or none."""
    return "-" if np.isnan(value) else f"{value:,.0f}" if value >= 100 or value == round(value) else f"{value:.2g}"


def one_run(folder: Path) -> str:
    """What a single run told, in one sentence a wave."""
    summary = json.loads((folder / "summary.json").read_text(encoding="utf-8"))
    waves = "".join(
        f"- {wave['cause']}: from {wave['start']}, {wave['peak_share']:.0%} of the barrios up on {wave['peak_date']}; "
        f"the depot road cut on {wave['depot_cut'] or 'no day'}, fuel gone on {wave['fuel_gone'] or 'no day'}; "
        f"{wave['deaths']} deaths; {wave['ending']} on {wave['answered'] or wave['end']}\n"
        for wave in summary["waves"]
    )
    return f"{summary['scenario']}, seed {summary['seed']}, {summary['residents']:,} residents:\n\n{waves}"


def filled(text: str, measured: dict[str, Callable[..., str]] | None = None) -> str:
    """A document with its generated parts written anew; those that only a run can tell stay unless `measured`."""

    def write(match: re.Match[str]) -> str:
        opening, name, argument, closing = match.groups()
        make = PARTS.get(name) or (measured or {}).get(name)
        if make is None:
            return match.group()
        return f"{opening}\n{(make(argument) if argument else make()).strip()}\n\n{closing}"

    return PART.sub(write, text)


def main(folders: Sequence[str]) -> None:
    """Write the generated parts of every document, with what the runs in these folders showed."""
    from simulation.figures.film import still
    from simulation.run import Run
    from simulation.study.ensemble import MANIFEST

    measured: dict[str, Callable[..., str]] = {}
    for folder in map(Path, folders):
        if (folder / MANIFEST).is_file():
            measured["results"] = partial(results, folder)
        else:
            measured["run"] = partial(one_run, folder)
            for picture in PICTURES:
                shutil.copyfile(folder / "figures" / f"{picture}.png", ROOT / "docs" / "images" / f"{picture}.png")
            with (ROOT / "docs" / "images" / "film.png").open("wb") as picture_of_film:
                still(Run.load(folder)).savefig(picture_of_film, format="png", dpi=100)
    for document in DOCUMENTS:
        path = ROOT / document
        path.write_text(filled(path.read_text(encoding="utf-8"), measured), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])

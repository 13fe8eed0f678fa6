"""`docs/TRACE.md` and `docs/MANY_RUNS.md`: their tables, written from the records that studies leave beside them.

    python -m simulation.study.trace            writes them again

A table stands between `<!-- generated: name -->` and `<!-- end -->`. One whose record is missing says by which command it
is made; one that another study fills is left as it is.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from simulation.documents import PART, ROOT, markdown
from simulation.study.docking.told import docked
from simulation.study.draws import HELD
from simulation.study.fit_told import calibrated, screened
from simulation.study.null_models import FULL, HAZARD, TITLES
from simulation.study.robustness_told import survived
from simulation.study.rows import ROWS, SAID_BY_ANOTHER, WAVES, Row, unasked
from simulation.study.shipped import ASKS, HYSTERESIS
from simulation.study.studies_told import shared_out, swept, walked
from simulation.study.validation import GROUPS, HIT, Found, Score, from_plain, in_words, score, scores, verdict

DOCUMENT = "TRACE.md"
DOCUMENTS = (DOCUMENT, "MANY_RUNS.md")
VALIDATION, FALSE_ALARMS, DOCKED = "validation.json", "false_alarms.json", "dock.json"
ROBUSTNESS = "robustness.json"
SCREENING, CALIBRATION, SOBOL = "screening.json", "calibration.json", "sobol.json"
STUDIES = {name: f"study_{name}.json" for name in ASKS}
COMMANDS = {
    VALIDATION: "el-alto validate --nulls --docs docs",
    FALSE_ALARMS: "el-alto false-alarms --scale 0.05 --docs docs",
    DOCKED: "el-alto dock --docs docs",
    ROBUSTNESS: "el-alto robustness --seeds 6 --docs docs",
    SCREENING: "el-alto sensitivity october_2003 --docs docs",
    CALIBRATION: "el-alto calibrate october_2003 --docs docs",
    SOBOL: "el-alto sensitivity october_2003 --method sobol --docs docs",
    **{record: f"el-alto study {name} --docs docs" for name, record in STUDIES.items()},
}
"""The records beside the documents, and the command that makes each."""
YEARS = {"2003": "waves of 2003", "2005": "waves of 2005", "other": "the city, growth, all waves", "all": "all"}
PER_CENT = "% a year"

Record = Mapping[str, Any]


def filled(text: str, folder: Path) -> str:
    """A document with its tables written anew from the records in `folder`."""

    def write(match: Any) -> str:
        opening, name, _, closing = match.groups()
        if name == "not_asked":
            there = not_asked()
        elif name in PARTS:
            record, make = PARTS[name]
            path = folder / record
            there = make(json.loads(path.read_text(encoding="utf-8"))) if path.exists() else _to_be_made(record)
        else:
            return str(match.group())
        return f"{opening}\n{there.strip()}\n\n{closing}"

    return PART.sub(write, text)


def write(folder: Path) -> None:
    """Write the tables of the documents that are in `folder` from the records beside them."""
    for path in (folder / name for name in DOCUMENTS):
        if path.exists():
            path.write_text(filled(path.read_text(encoding="utf-8"), folder), encoding="utf-8")


def _to_be_made(record: str) -> str:
    return f"Made by `{COMMANDS[record]}`; not made yet."


def amount(value: float, unit: str) -> str:
    """A number as a table has it."""
    if value != value:
        return "-"
    if unit == "share":
        return f"{100 * value:.0f} %" if value >= 0.1 or value == 0 else f"{100 * value:.1f} %"
    if unit == "happened":
        return "yes" if value else "no"
    if unit == PER_CENT:
        return f"{value:.1f} %"
    return f"{value:,.0f}" if abs(value) >= 10 or value == round(value) else f"{value:.1f}"


def between(low: float, high: float, unit: str) -> str:
    """An interval, or the one number that both ends are."""
    ends = [amount(low, unit), amount(high, unit)]
    return ends[0] if ends[0] == ends[1] else " to ".join(ends)


def how(record: Record) -> str:
    """How the numbers were made, and what their intervals hold."""
    made = record["made"]
    seeds = f"{len(made['seeds'])} seeds ({min(made['seeds'])} to {max(made['seeds'])})"
    scale = "each scenario at its own scale" if made["scale"] is None else f"cities at a scale of {made['scale']:g}"
    small = "" if made["scale"] in (None, 1) else " In so small a city chance weighs more than in the whole one."
    return f"Made by `{made['command']}` with el-alto {made['version']}: {seeds}, {scale}.{small}\n"


def _held(record: Record) -> str:
    return f"The interval is that of nine runs in ten. {HELD[record['made']['interval']]}\n"


def rows(record: Record) -> str:
    """Every row beside the interval of the model."""
    judged = from_plain(record["models"][FULL]["rows"])
    lines = [_line(row, judged[row.id]) for row in ROWS.values() if row.id in judged]
    head = ("row", "about", "what", "unit", "use", "history", "the model, median", "5 % to 95 %", "verdict")
    return f"{how(record)}\n{_held(record)}\n{markdown(head, lines)}"


def _line(row: Row, what: Found) -> tuple[str, ...]:
    unit = row.unit
    judged = in_words(row, what)
    return (
        f"`{row.id}`", row.about, row.says, "" if unit in ("share", "happened", PER_CENT) else unit, GROUPS[row.use],
        between(row.low, row.high, unit), amount(what.median, unit), between(what.low, what.high, unit),
        f"**{judged}**" if verdict(row, what) == HIT else judged,
    )  # fmt: skip


def tally(record: Record) -> str:
    """How many rows are hit, by use and by year."""
    table = scores(from_plain(record["models"][FULL]["rows"]))
    lines = [(f"{GROUPS[str(use)]} (`{use}`)", *(_score(cell) for cell in line)) for use, line in table.iterrows()]
    told = "Rows hit, of those asked; behind the comma how many of them with the median inside history's interval.\n"
    return f"{told}\n{markdown(('rows', *YEARS.values()), lines)}"


def _score(cell: Score) -> str:
    return "-" if not cell.rows else f"{cell.hit} of {cell.rows}, {cell.middle}"


def not_asked() -> str:
    """The rows that the model does not speak to."""
    topics = unasked()
    listed = ", ".join(f"{count} on {topic}" for topic, count in topics.most_common())
    same = ", ".join(f"`{row}`: {other}" for row, other in SAID_BY_ANOTHER.items())
    return (
        f"Of the rows of the evidence the model is not asked about {sum(topics.values())}: {listed}. They set parameters,"
        " state rules, or speak of what is not in the model (transport, bridges, the airport, other parts of the country)."
        f"\n\n{len(SAID_BY_ANOTHER)} more have their number asked under another row, or are where a scenario begins:"
        f" {same}.\n"
    )


def nulls(record: Record) -> str:
    """The score of the model beside simpler ones, and what each makes of every cause."""
    models = {name: from_plain(model["rows"]) for name, model in record["models"].items()}
    if len(models) == 1:
        return _to_be_made(VALIDATION)
    of_waves = [row for row in ROWS.values() if row.world == WAVES]
    parts = {
        "fitted": [row for row in of_waves if row.use == "calibrate"],
        "unseen, 2003": [row for row in of_waves if row.use == "compare" and row.year == "2003"],
        "unseen, 2005": [row for row in of_waves if row.use == "compare" and row.year == "2005"],
        "all about waves": of_waves,
    }
    head = ("", *(f"{TITLES[name]}" for name in models))
    lines = [(part, *(_score(score(judged, which)) for judged in models.values())) for part, which in parts.items()]
    return "\n".join([
        _rates(record), markdown(head, lines), "Waves over each cause, in so many of the runs, and strike day 1 in days"
        " after it arose (5 % to 95 %):\n", _causes(record), *_differences(models, of_waves),
    ])  # fmt: skip


def _rates(record: Record) -> str:
    fit = record["search"]
    rates = ", ".join(f"{name.replace('_', ' ')} {value:g}" for name, value in fit["rates"].items())
    return (
        f"The rates of {TITLES[HAZARD]}, per day: {rates}; the best of {fit['points']} points with {fit['seeds']} seeds each at"
        f" a scale of {fit['scale']:g}, at a distance of {fit['distance']:.2f} from the fitted rows (0 all hit, 1 none).\n"
    )


def _causes(record: Record) -> str:
    causes: dict[str, Any] = {name: model["causes"] for name, model in record["models"].items()}
    lines = []
    for cause, on in record["arose"].items():
        cells = []
        for of_model in causes.values():
            what = from_plain({cause: of_model[cause]})[cause]
            days = f", {between(what.low, what.high, 'days')} days" if what.came else ""
            cells.append(f"{what.came} of {what.runs}{days}")
        lines.append((f"{on}: {cause}", *cells))
    lines.append(("waves over no cause, a run", *(f"{model['unprompted']:.1f}" for model in record["models"].values())))
    return markdown(("cause", *(TITLES[name] for name in causes)), lines)


def _differences(models: Mapping[str, Mapping[str, Found]], of_waves: Iterable[Row]) -> list[str]:
    """In words, which rows only the model hits and which only the simpler one."""
    hits = {
        name: {row.id for row in of_waves if row.id in judged and verdict(row, judged[row.id]) == HIT}
        for name, judged in models.items()
    }
    told = []
    for name, title in TITLES.items():
        if name == FULL or name not in hits:
            continue
        gained, lost = hits[FULL] - hits[name], hits[name] - hits[FULL]
        told.append(
            f"- **{title}**: {_named(gained)} by the model and not without it; {_named(lost)} without it and not by the model."
        )
    return told


def _named(ids: set[str]) -> str:
    if not ids:
        return "no row is hit"
    listed = "; ".join(f"{row.says} (`{row.id}`)" for row in ROWS.values() if row.id in ids)
    return f"{len(ids)} {'row is' if len(ids) == 1 else 'rows are'} hit ({listed})"


def alarms(record: Record) -> str:
    """How often a placebo is followed by a wave, by size and stake, and by whom it touches."""
    table = pd.DataFrame(record["cells"])
    waves, years = record["calm"]
    parts = [how(record), f"Without any cause: {waves} waves in {years:.0f} years of calm.\n"]
    for touches, cells in table.groupby("touches", sort=False):
        parts += [f"Causes that touch {str(touches).replace('_', ' ')}:\n", _grid(cells)]
    parts.append(
        "Share of placebos followed by a wave within 150 days; behind it the mean length of these waves in days."
    )
    return "\n".join(parts)


def _grid(cells: pd.DataFrame) -> str:
    sizes = sorted(cells["size"].unique())
    lines = []
    for stake, line in cells.groupby("stake"):
        at = line.set_index("size")
        lines.append((f"stake {stake:g}", *(_cell(at.loc[size]) for size in sizes)))
    return markdown(("", *(f"size {size:g}" for size in sizes)), lines)


def _cell(cell: "pd.Series[Any]") -> str:
    return f"{100 * cell['share']:.0f} %" + (f", {cell['days']:.0f}" if cell["share"] > 0 else "")


def variants(record: Record) -> str:
    """Each real cause, one category of size and of stake up and down."""
    lines = [
        (f"{each['on']}: {each['cause']}", each["what"], f"{each['size']:g}", f"{each['stake']:g}",
         f"{each['waves']} of {each['runs']}", _mean(each["peak_share"], "share"), _mean(each["days"], "days"),
         f"{each['won']} of {each['waves']}" if each["waves"] else "-")
        for each in record["variants"]
    ]  # fmt: skip
    return markdown(("cause", "what", "size", "stake", "a wave over it", "peak", "days", "won"), lines)


def _mean(value: float | None, unit: str) -> str:
    return "-" if value is None else amount(value if unit == "share" else round(value, 1), unit)


PARTS: dict[str, tuple[str, Callable[[Record], str]]] = {
    "rows": (VALIDATION, rows), "tally": (VALIDATION, tally), "nulls": (VALIDATION, nulls),
    "alarms": (FALSE_ALARMS, alarms), "variants": (FALSE_ALARMS, variants), "dock": (DOCKED, docked),
    "robustness": (ROBUSTNESS, survived),
    "screening": (SCREENING, screened), "calibration": (CALIBRATION, calibrated), "sobol": (SOBOL, shared_out),
    **{record.removesuffix(".json"): (record, walked if name == HYSTERESIS else swept) for name, record in STUDIES.items()},
}  # fmt: skip
"""What stands between two comments, by its name: the record that it is written from, and how."""

if __name__ == "__main__":
    write(ROOT / "docs")

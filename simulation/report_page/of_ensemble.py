"""What there is to tell of many seeds of one scenario: bands instead of lines."""

from typing import Any

from simulation.digest import digest_of
from simulation.figures import ensemble as figure
from simulation.figures.style import in_short, percent
from simulation.folders import reading
from simulation.report_page.again import command
from simulation.report_page.alt_texts import alt_text_of_many
from simulation.report_page.asked import asked
from simulation.report_page.of_run import manifest_of, picture
from simulation.scenario import Scenario
from simulation.scenario_files.load import load_scenario
from simulation.study.compare import plain
from simulation.study.draws import HELD
from simulation.study.ensemble import MANIFEST, Ensemble
from simulation.waves import main_wave
from simulation.wording import number

SPAN = "Between 5 % and 95 % lie nine in ten of the seeds in which it came about."
NONE = "-"
LEVELS = {"median": "median", "low": "5 %", "high": "95 %"}
"""The columns of quantiles, and what they are called."""


def told(ensemble: Ensemble) -> dict[str, Any]:
    """The values of the page.

    Raises:
        RunError: when no seed was lived to the end, or a file is missing or damaged.
    """
    with reading(ensemble.folder / "scenario.toml") as path:
        scenario = load_scenario(path.absolute()).model_copy(update={"name": ensemble.scenario})
    outcomes, manifest = plain(ensemble.outcomes()), manifest_of(ensemble.folder / MANIFEST)
    draws = manifest.get("draws")
    return {
        **asked(scenario),
        "kind": "ensemble",
        "luck": f"{len(ensemble.summaries)} seeds",
        "holds": f"{SPAN} {HELD[ensemble.interval]}",
        "counts": [
            (row["label"], f"{row['seeds']} of {len(ensemble.summaries)}")
            for row in outcomes
            if row["unit"] == "seeds" and row["label"] != "seeds lived"
        ],
        "outcomes": [_spread(row) for row in outcomes if row["unit"] != "seeds" and row["seeds"]],
        "by_cause": [_cause(str(name), row) for name, row in ensemble.by_cause().iterrows()],
        "seeds": [_seed(seed, summary) for seed, summary in sorted(ensemble.summaries.items())],
        "failed": ensemble.failed,
        "pictures": [_picture(ensemble, scenario)],
        "command": command(scenario, _seeds(ensemble.asked) + (" --draws FILE" if draws else "")),
        "draws": draws,
        "digest": digest_of({"daily": ensemble.daily}),
        "digest_of": "daily series of all seeds",
        "versions": manifest["versions"],
        "created": "",
    }


def _picture(ensemble: Ensemble, scenario: Scenario) -> dict[str, str]:
    path = ensemble.folder / "figures" / "ensemble.png"
    if not path.is_file():
        path.parent.mkdir(exist_ok=True)
        figure.ensemble(ensemble.daily, scenario, ensemble.interval).savefig(path)
    runs = [run.reset_index(drop=True) for _, run in ensemble.daily.groupby("seed")]
    alt = alt_text_of_many(runs, figure.headline(runs, scenario), figure.detail(runs, ensemble.interval))
    return picture(path, str(figure.__doc__).strip(), alt)


def _seeds(seeds: tuple[int, ...]) -> str:
    """The options that ask for these seeds; they are asked for as an unbroken range."""
    return f"--seed {min(seeds)} --seeds {max(seeds) - min(seeds) + 1}"


def _spread(row: dict[str, Any]) -> dict[str, str]:
    values = {f"{level}": _number(row[key], row["unit"]) for key, level in LEVELS.items()}
    unit = "" if row["unit"] == "share" else row["unit"].replace("0..1", "0 to 1")
    return {"of the main wave": row["label"], **values, "unit": unit, "seeds": str(row["seeds"])}


def _number(value: float, unit: str = "") -> str:
    if value != value:
        return NONE
    digits = 2 if unit == "0..1" else 0 if abs(value) >= 100 else 1
    return percent(value) if unit == "share" else number(round(float(value), digits))


def _cause(name: str, row: Any) -> dict[str, str]:
    return {
        "cause": name,
        "arose": in_short(row["on"]),
        "waves": f"{row['waves']} of {row['seeds']}",
        "barrios up (median)": _number(row["peak_share_median"], "share"),
        "days (median)": _number(row["days_median"]),
        **{ending: str(row[ending]) for ending in ("won", "repressed", "faded")},
    }


def _seed(seed: int, summary: dict[str, Any]) -> dict[str, str]:
    """A seed as a row: its main wave, if any came."""
    top = main_wave(summary)
    return {
        "seed": str(seed),
        "strike day 1": in_short(top["start"]) if top else "no wave",
        "peak": percent(summary["peak_share"]),
        "how it ended": top["ending"] if top else NONE,
        "days": f"{top['days']:,}" if top else NONE,
        "killed": f"{summary['deaths']:,}",
        "government": f"fell {', '.join(map(in_short, summary['falls']))}" if summary["falls"] else "stood",
    }

"""Results in a few lines for the terminal: a run's waves, an ensemble's outcomes, what a study found."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from simulation.commands.terminal import LEFT, RIGHT, Screen

if TYPE_CHECKING:
    from simulation.study.compare import Comparison
    from simulation.study.ensemble import Ensemble

WAVES = {"wave over": LEFT, "strike day 1": LEFT, "peak": LEFT, "barrios up": RIGHT, "end": LEFT, "how": LEFT,
         "days": RIGHT, "deaths": RIGHT}  # fmt: skip
OUTCOMES = {"of the largest wave": LEFT, "median": RIGHT, "5 %": RIGHT, "95 %": RIGHT, "unit": LEFT, "seeds": RIGHT}
CAUSES = {"cause": LEFT, "of": LEFT, "waves": RIGHT, "barrios up": RIGHT, "days": RIGHT, "won": RIGHT,
          "repressed": RIGHT, "faded": RIGHT}  # fmt: skip
DIFFERENCES = {"outcome": LEFT, "base": RIGHT, "here": RIGHT, "difference": RIGHT, "unit": LEFT, "pairs": RIGHT,
               "runs saved": RIGHT}  # fmt: skip
CHANGED = {"who": LEFT, "household": LEFT, "base": RIGHT, "here": RIGHT, "calls answered": RIGHT}
FITTED = {"parameter": LEFT, "prior": RIGHT, "median": RIGHT, "posterior": RIGHT, "narrower": RIGHT, "verdict": LEFT,
          "told by (rank correlation)": LEFT}  # fmt: skip
MOST_CELLS = 30
"""Points of a sweep in a table."""
PROFILE = {"spent on": LEFT, "seconds": RIGHT, "share": RIGHT}
SHORT = 60
"""Characters of a cause in a table."""


def run_in_short(screen: Screen, summary: Mapping[str, Any]) -> None:
    """What became of one run."""
    screen.say(
        f"{summary['scenario']}, seed {summary['seed']}: {summary['residents']:,} residents, "
        f"{summary['start']} to {summary['end']}"
    )
    screen.say()
    waves = [
        (_short(wave["cause"]), wave["start"], wave["peak_date"], _percent(wave["peak_share"]), wave["end"] or "-",
         wave["ending"], str(wave["days"]), str(wave["deaths"]))
        for wave in summary["waves"]
    ]  # fmt: skip
    if waves:
        screen.table(WAVES, waves)
    else:
        screen.say(f"no wave: at most {_percent(summary['peak_share'])} of the barrios were up")
    screen.say()
    fallen = f"the government fell on {', '.join(summary['falls'])}" if summary["falls"] else "the government stood"
    turnout = summary["calm"]["turnout_meeting"]
    screen.say(f"deaths {summary['deaths']}, surpassings {summary['surpassings']}, {fallen}")
    screen.say(f"turnout at meetings in calm {_percent(turnout)}")
    if "profile" in summary:
        screen.say()
        profile_in_short(screen, summary["profile"])


def profile_in_short(screen: Screen, seconds: Mapping[str, float]) -> None:
    """Where the seconds went: each whole in the order of the run, its parts below it, the longest first."""
    seconds = {what: each for what, each in seconds.items() if what.count("/") < 2}
    wholes = [what for what in seconds if "/" not in what]
    total = sum(seconds[what] for what in wholes)
    place = {what: (wholes.index(what.split("/")[0]), "/" in what, -each) for what, each in seconds.items()}
    rows = [
        ("  " * what.count("/") + what.split("/")[-1], f"{seconds[what]:.2f}", _percent(seconds[what] / total))
        for what in sorted(seconds, key=place.__getitem__)
    ]
    screen.table(PROFILE, [*rows, ("all, without starting Python", f"{total:.2f}", "")])


def branch_in_short(screen: Screen, told: Mapping[str, Any]) -> None:
    """What came of a run and of its branch."""
    screen.say(f"{told['of']} and its branch from {told['at']} on; the same chance in both")
    screen.say()
    screen.table({"of the largest wave since": LEFT, "run": RIGHT, "branch": RIGHT, "unit": LEFT}, [
        (row["label"], *("-" if row[which] is None else _quantity(row[which]) for which in ("run", "branch")),
         row["unit"])
        for row in told["outcomes"]
    ])  # fmt: skip


def ensemble_in_short(screen: Screen, ensemble: "Ensemble") -> None:
    """What became of many seeds."""
    outcomes, causes = ensemble.outcomes(), ensemble.by_cause()
    screen.say(f"{ensemble.scenario}, {len(ensemble.summaries)} seeds; intervals over {ensemble.interval}")
    screen.say()
    screen.table(OUTCOMES, [
        (row["label"], _quantity(row["median"]), _quantity(row["low"]), _quantity(row["high"]), row["unit"],
         str(row["seeds"]))
        for row in outcomes.to_dict("records")
    ])  # fmt: skip
    screen.say()
    if len(causes):
        screen.table(CAUSES, [
            (_short(row["cause"]), row["on"], f"{row['waves']} of {row['seeds']}", _quantity(row["peak_share_median"]),
             _quantity(row["days_median"]), str(row["won"]), str(row["repressed"]), str(row["faded"]))
            for row in causes.rename_axis("cause").reset_index().to_dict("records")
        ])  # fmt: skip


def comparison_in_short(screen: Screen, comparison: "Comparison") -> None:
    """What differs between worlds, and who changed."""
    from simulation.study.compare import apart, finding, plain, quantity

    shared = f"the same {len(comparison.seeds)} seeds in each; 95 % intervals over {comparison.interval}"
    screen.say(f"the base is {comparison.base}; {shared}")
    for world in comparison.others:
        screen.say(f"\n{world}: {finding(comparison, world)}")
        screen.table(DIFFERENCES, [
            (row["label"], quantity(row["base"], row["unit"]), quantity(row["other"], row["unit"]), apart(row),
             row["unit"], str(row["pairs"]), _quantity(row["saved"]))
            for row in comparison.rows(world).values()
        ])  # fmt: skip
        screen.table(CHANGED, [
            (row["by"], row["group"], _quantity(row["base"]), _quantity(row["other"]), apart({**row, "unit": "times"}))
            for row in plain(comparison.who[comparison.who["world"] == world])
        ])  # fmt: skip


def claims_in_short(screen: Screen, told: Mapping[str, Any]) -> None:
    """The verdict on each claim."""
    screen.table({"": LEFT, "claim": LEFT, "kind": LEFT, "verdict": LEFT}, [
        (claim["claim"], claim["says"], claim["kind"], claim["verdict"]) for claim in told["claims"]
    ])  # fmt: skip


def sweep_in_short(screen: Screen, told: Mapping[str, Any]) -> None:
    """Each outcome point by point, and what may be said of steps."""
    names = [axis["name"] for axis in told["axes"]]
    scaled = ["scale"] if len(told["scales"]) > 1 else []
    screen.say(f"{told['points']} points, {len(told['seeds'])} seeds each; 95 % intervals of the mean over seeds")
    for outcome in told["outcomes"].values():
        screen.say(f"\n{outcome['label']} ({outcome['unit']})")
        columns = dict.fromkeys([*scaled, *names, "mean", "from", "to", "came about"], RIGHT)
        screen.table(columns, [
            (*(f"{cell[name]:.4g}" for name in (*scaled, *names)),
             *("-" if cell[key] is None else _quantity(cell[key]) for key in ("mean", "low", "high")),
             f"{cell['came']} of {cell['seeds']}")
            for cell in outcome["cells"][:MOST_CELLS]
        ])  # fmt: skip
        if len(outcome["cells"]) > MOST_CELLS:
            screen.say(f"and {len(outcome['cells']) - MOST_CELLS} more, in {told['table']}")
        for name, verdict in outcome.get("finite_size", {}).items():
            screen.say(f"along {name}, {verdict}")


def hysteresis_in_short(screen: Screen, told: Mapping[str, Any]) -> None:
    """The loop at each speed, and what that says."""
    screen.say(f"{told['runs']} runs, {len(told['seeds'])} seeds; 95 % intervals over seeds")
    screen.table({"each step": RIGHT, "loop, points of turnout": RIGHT, "from": RIGHT, "to": RIGHT}, [
        (f"{dwell} days", *("-" if loop[key] is None else f"{100 * loop[key]:.2f}" for key in ("mean", "low", "high")))
        for dwell, loop in told["loops"].items()
    ])  # fmt: skip
    screen.say(told["finding"])


def screening_in_short(screen: Screen, told: Mapping[str, Any]) -> None:
    """The parameters that do most."""
    screen.say(f"{told['runs']:,} runs; how much each does, relative to the one that does most, over all outcomes")
    columns = {"parameter": LEFT, "does": RIGHT, "most to": LEFT}
    rows = [(row["parameter"], f"{row['does']:.2f}", row["most_to"]) for row in told["ranked"][:20]]
    screen.table(columns, rows)


def sobol_in_short(screen: Screen, told: Mapping[str, Any]) -> None:
    """What is due to each input, by itself and with others."""
    screen.say(f"{told['runs']:,} runs; shares of the variance: by itself, and with all it does together with others")
    columns = {"input": LEFT} | dict.fromkeys(told["outcomes"], RIGHT)
    screen.table(columns, [
        (name, *("-" if of[name]["st"] is None else f"{of[name]['s1']:.2f}, {of[name]['st']:.2f}"
                 for of in told["outcomes"].values()))
        for name in told["ranked"]
    ])  # fmt: skip


def calibration_in_short(screen: Screen, told: Mapping[str, Any]) -> None:
    """What the rows pin, and what came out beside each row."""
    for generation in told["generations"]:
        if generation["epsilon"] is not None:
            screen.say(f"generation {generation['generation']}: within {generation['epsilon']:.3g} tolerances in all, "
                       f"{generation['runs']} runs")  # fmt: skip
    screen.say(f"the posterior is worth {told['points_worth']:.0f} points of equal weight")
    screen.say()
    screen.table(FITTED, [
        (row["parameter"], f"{row['low']:.3g} to {row['high']:.3g}", f"{row['q50']:.3g}",
         f"{row['q05']:.3g} to {row['q95']:.3g}", f"{row['contraction']:.0%}", row["verdict"],
         ", ".join(f"{by['row']} ({by['correlation']:+.2f})" for by in row["told_by"][:3]) or "-")
        for row in told["parameters"]
    ])  # fmt: skip
    screen.say()
    which = [name for name in ("prior", "posterior", "confirmed") if name in told["rows"][0]]
    screen.table({"row": LEFT, "says": LEFT, "history": RIGHT, **dict.fromkeys(which, RIGHT), "unit": LEFT}, [
        (row["row"], row["says"], _between(row), *(_between(row[name]) for name in which), row["unit"])
        for row in told["rows"]
    ])  # fmt: skip
    screen.say("intervals hold nine in ten runs over seeds and parameters")
    screen.say(f"\nposterior   {told['posterior']}\nits median  {told['median']}")


def _between(ends: Mapping[str, Any]) -> str:
    if ends["low"] is None:
        return "never"
    low, high = _quantity(ends["low"]), _quantity(ends["high"])
    return low if low == high else f"{low} to {high}"


def validation_in_short(screen: Screen, told: Mapping[str, Any]) -> None:
    """Each row beside the model, and how many are hit."""
    from simulation.study.rows import ROWS
    from simulation.study.trace import amount, between

    rows = [(row, ROWS[row["row"]]) for row in told["rows"]]
    screen.table({"row": LEFT, "": LEFT, "use": LEFT, "history": RIGHT, "the model": RIGHT, "verdict": LEFT}, [
        (row["row"], asked.says, row["use"], between(asked.low, asked.high, asked.unit),
         "-" if row["median"] is None else f"{amount(row['low'], asked.unit)} to {amount(row['high'], asked.unit)}",
         row["verdict"])
        for row, asked in rows
    ])  # fmt: skip
    screen.say()
    for use, years in told["score"].items():
        parts = ", ".join(f"{year}: {score['hit']} of {score['rows']}" for year, score in years.items())
        screen.say(f"{use:10} rows hit, {parts}")
    screen.say(f"intervals of nine runs in ten, over {told['interval']}")


def false_alarms_in_short(screen: Screen, told: Mapping[str, Any]) -> None:
    """How often placebos are followed by a wave, and what the real causes become one category up or down."""
    waves, years = told["calm"]
    screen.say(f"without any cause: {waves} waves in {years:.0f} years of calm\n")
    screen.table({"touches": LEFT, "size": RIGHT, "stake": RIGHT, "followed by a wave": RIGHT, "days": RIGHT}, [
        (cell["touches"], f"{cell['size']:g}", f"{cell['stake']:g}", _percent(cell["share"]),
         "-" if cell["days"] is None else f"{cell['days']:.0f}")
        for cell in told["cells"] if cell["share"] > 0
    ])  # fmt: skip
    quiet = sum(not cell["share"] for cell in told["cells"])
    screen.say(f"in {quiet} of {len(told['cells'])} cells no placebo was followed by a wave\n")
    screen.table({"cause": LEFT, "": LEFT, "size": RIGHT, "stake": RIGHT, "a wave": RIGHT, "days": RIGHT}, [
        (_short(each["cause"]), each["what"], f"{each['size']:g}", f"{each['stake']:g}",
         f"{each['waves']} of {each['runs']}", "-" if each["days"] is None else f"{each['days']:.0f}")
        for each in told["variants"]
    ])  # fmt: skip


def docked_in_short(screen: Screen, told: Mapping[str, Any]) -> None:
    """Every published result beside what the model makes of it."""
    from simulation.study.docking.told import figures

    for name, group in told["docked"].items():
        screen.say(f"{name}: {group['about']}")
        screen.table({"": LEFT, "expected": RIGHT, "found": RIGHT, "within": RIGHT, " ": LEFT}, [
            (result["name"], *figures(result), "" if result["passed"] else "NOT REPRODUCED")
            for result in group["results"]
        ])  # fmt: skip
        screen.say(f"after {'; '.join(dict.fromkeys(result['source'] for result in group['results']))}\n")
    screen.say(f"{told['results'] - len(told['failed'])} of {told['results']} results are reproduced")


def where(screen: Screen, told: Mapping[str, Any]) -> None:
    """Where the run, its pictures and its report are."""
    screen.say(f"\nrun folder  {told['run']}")
    for path in told["figures"]:
        screen.say(f"picture     {path}")
    if "report" in told:
        screen.say(f"report      {told['report']}")


def _short(text: str) -> str:
    return text if len(text) <= SHORT else f"{text[: SHORT - 3]}..."


def _percent(share: float | None) -> str:
    return "-" if share is None else f"{100 * share:.0f} %"


def _quantity(value: float) -> str:
    """A number of three figures, a dash for none."""
    if value != value:
        return "-"
    return f"{value:,.0f}" if abs(value) >= 100 or value == round(value) else f"{value:.3g}"

"""What is done with the folder of a run or an ensemble: drawn again, filmed, reported, told."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from simulation.commands.terminal import Screen
from simulation.errors import ScenarioError, StoppedError
from simulation.folders import RunError
from simulation.scenario import Scenario
from simulation.scenario_files.load import load_scenario

if TYPE_CHECKING:
    from simulation.run import Run
    from simulation.study.ensemble import Ensemble


def open_run(folder: Path) -> "Run | Ensemble":
    """A run or an ensemble from its folder.

    Raises:
        ScenarioError: when it is neither, or damaged.
    """
    from simulation.run import Run
    from simulation.study.ensemble import MANIFEST, Ensemble

    try:
        return Ensemble.load(folder) if (folder / MANIFEST).is_file() else Run.load(folder)
    except RunError as error:
        raise ScenarioError(str(error)) from None


def draw(folder: Path) -> list[Path]:
    """Draw the pictures of a run or an ensemble into its folder, and say where they are."""
    from simulation.run import Run

    run = open_run(folder)
    if isinstance(run, Run):
        return draw_run(run)
    return draw_ensemble(run, load_scenario(folder / "scenario.toml").model_copy(update={"name": run.scenario}))


def draw_run(run: "Run") -> list[Path]:
    """Draw the pictures of a run into its folder."""
    from simulation.figures import draw_all

    return draw_all(run)


def draw_ensemble(ensemble: "Ensemble", scenario: Scenario) -> list[Path]:
    """Draw the picture of an ensemble into its folder."""
    from simulation.figures.ensemble import ensemble as figure_of

    path = ensemble.folder / "figures" / "ensemble.png"
    path.parent.mkdir(exist_ok=True)
    figure_of(ensemble.daily, scenario, ensemble.interval).savefig(path)
    return [path]


def draw_film(folder: Path, name: str, screen: Screen) -> Path:
    """Write the film of a run, and say where it is.

    Args:
        folder: of the run.
        name: the file; nothing for the usual one among the pictures of the run.
        screen: where progress is shown.

    Raises:
        ScenarioError: when the folder holds no single run, or the file cannot be a film.
        StoppedError: on Ctrl-C.
    """
    from simulation.figures import film
    from simulation.run import Run

    run = open_run(folder)
    if not isinstance(run, Run):
        raise ScenarioError(f"{folder}: an ensemble has no film; allowed: the folder of a single run")
    path = Path(name) if name else folder / "figures" / film.usual_name()
    try:
        with screen.counted("filming", len(film.shots_of(run)), "days") as done:
            return film.film(run, path, done)
    except KeyboardInterrupt:
        raise StoppedError("interrupted; no film was written") from None


def report(folder: Path) -> Path:
    """Write the report of a run or an ensemble into its folder, and say where it is."""
    from simulation.report_page import write_report

    return write_report(open_run(folder))


def tell(folder: Path) -> tuple[str, list[dict[str, Any]]]:
    """The chronicle of a run, and its events as plain values.

    Raises:
        ScenarioError: when the folder holds no single run.
    """
    from simulation import chronicle
    from simulation.run import Run

    run = open_run(folder)
    if not isinstance(run, Run):
        raise ScenarioError(f"{folder}: an ensemble has no chronicle; allowed: the folder of a single run")
    events = run.events.assign(date=run.events["date"].dt.date.astype(str))
    return chronicle.write(run), [
        {str(key): value for key, value in event.items()} for event in events.to_dict("records")
    ]

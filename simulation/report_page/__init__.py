"""The report of a run or of an ensemble: one HTML page that needs nothing but itself, for a screen and for paper."""

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simulation.folders import write_whole

if TYPE_CHECKING:
    from jinja2 import Template

    from simulation.run import Run
    from simulation.study.ensemble import Ensemble

REPORT = "report.html"
"""The file in the folder of a run or of an ensemble."""


def write_report(run: "Run | Ensemble") -> Path:
    """Write the page into the folder of a run or an ensemble, and say where it is.

    A picture that the folder does not hold is drawn first.

    Raises:
        ValueError: when the run is kept nowhere.
        RunError: when a file of the folder is missing or damaged.
    """
    from simulation.report_page import of_ensemble, of_run
    from simulation.run import Run

    told = of_run.told(run) if isinstance(run, Run) else of_ensemble.told(run)
    folder = run.folder
    assert folder is not None
    page = render(told)
    write_whole(folder / REPORT, lambda path: path.write_text(page, encoding="utf-8"))
    return folder / REPORT


def render(told: dict[str, Any]) -> str:
    """The page of what there is to tell. Whatever a scenario holds is escaped: it is text and never HTML."""
    return _template().render(told)


@cache
def _template() -> "Template":
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    here = FileSystemLoader(Path(__file__).parent)
    environment = Environment(
        loader=here, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.get_template("page.html.j2")

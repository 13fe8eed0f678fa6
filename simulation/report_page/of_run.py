"""What there is to tell of one run."""

import json
from base64 import b64encode
from pathlib import Path
from typing import TYPE_CHECKING, Any

from markdown_it import MarkdownIt
from markupsafe import Markup

from simulation import chronicle
from simulation.figures import draw, figures_for
from simulation.figures.style import in_short, in_words, percent
from simulation.folders import reading
from simulation.report_page.again import command
from simulation.report_page.alt_texts import alt_text, question
from simulation.report_page.asked import asked
from simulation.run import MANIFEST

if TYPE_CHECKING:
    from simulation.run import Run


def told(run: "Run") -> dict[str, Any]:
    """The values of the page.

    Raises:
        ValueError: when the run is kept nowhere.
        RunError: when its manifest is missing or damaged.
    """
    if run.folder is None:
        raise ValueError("the run is kept nowhere yet; save it first")
    manifest, summary = manifest_of(run.folder / MANIFEST), run.summary
    short, months = _story(chronicle.write(run))
    return {
        **asked(run.scenario),
        "kind": "run",
        "luck": f"seed {run.seed}",
        "short": short,
        "months": months,
        "numbers": _numbers(run),
        "waves": [_wave(wave) for wave in summary["waves"]],
        "pictures": [
            picture(_drawn(run, name), question(name), alt_text(run, name)) for name in figures_for(run)
        ],
        "command": command(run.scenario, f"--seed {run.seed}"),
        "draws": None,
        "digest": run.digest,
        "digest_of": "daily series, assemblies and events",
        "versions": manifest["versions"],
        "created": manifest.get("created", "")[:10],
    }  # fmt: skip


def manifest_of(path: Path) -> dict[str, Any]:
    """What a folder says of itself.

    Raises:
        RunError: when the file is missing or damaged.
    """
    with reading(path):
        return dict(json.loads(path.read_text(encoding="utf-8")))


def picture(path: Path, answers: str, alt: str) -> dict[str, str]:
    """A picture as the page holds it: its bytes as text, the question it answers, and what is seen."""
    return {"png": b64encode(path.read_bytes()).decode("ascii"), "question": answers, "alt": alt}


def _drawn(run: "Run", name: str) -> Path:
    """The picture in the run's folder; drawn when it is not there."""
    assert run.folder is not None
    path = run.folder / "figures" / f"{name}.png"
    if not path.is_file():
        path.parent.mkdir(exist_ok=True)
        draw(run, name).savefig(path)
    return path


def _story(markdown: str) -> tuple[Markup, list[tuple[str, Markup]]]:
    """The chronicle as HTML: in short, and month by month. Its own HTML, if any, stays text."""
    _, short, *months = markdown.split("\n## ")
    return _html(short)[1], [_html(month) for month in months]


def _html(section: str) -> tuple[str, Markup]:
    heading, _, body = section.partition("\n")
    return heading, Markup(MarkdownIt("commonmark", {"html": False}).render(body))


def _numbers(run: "Run") -> list[tuple[str, str]]:
    """The run in a few numbers, each with what it is."""
    summary = run.summary
    calm = summary["calm"]["turnout_meeting"]
    falls = ", ".join(in_short(day) for day in summary["falls"])
    return [
        ("residents", f"{summary['residents']:,}"),
        ("neighbourhood assemblies", f"{run.assemblies['barrio'].nunique():,}"),
        ("of the barrios up, at most", percent(summary["peak_share"])),
        ("killed", f"{summary['deaths']:,}"),
        ("turnout at meetings in calm", "-" if calm is None else percent(calm)),
        ("government", f"fell {falls}" if falls else "stood"),
    ]


def _wave(wave: dict[str, Any]) -> dict[str, str]:
    """A wave as a row of the page."""
    return {
        "over": wave["cause"] or "no cause open",
        "strike day 1": in_words(wave["start"], year=True),
        "peak": f"{percent(wave['peak_share'])} on {in_words(wave['peak_date'])}",
        "end": in_words(wave["end"], year=True) if wave["end"] else "not by the last day",
        "how": wave["ending"],
        "days": f"{wave['days']:,}",
        "killed": f"{wave['deaths']:,}",
    }

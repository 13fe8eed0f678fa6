"""What does a run look like, day by day? A film: the map, the barrios up, La Paz's stocks, and what happens, in words."""

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from matplotlib.animation import AbstractMovieWriter, FFMpegWriter, PillowWriter
from matplotlib.figure import Figure

from simulation.chronicle import told_of
from simulation.errors import ScenarioError
from simulation.figures.film_scene import Scene, Shot
from simulation.figures.periods import largest
from simulation.figures.style import days_of
from simulation.folders import UNFINISHED
from simulation.run import Run

DPI = {".mp4": 100, ".gif": 60}
"""Dots per inch by the ending of the file: a GIF keeps every picture whole, and would be large."""
RATE = 10
"""Pictures a second."""
CALM_DAY, UP_DAY, TOLD_DAY = 1, 8, 16
"""Pictures a day lasts: in calm, while any barrio is up, and where something is told that takes reading."""
LONG = 400
"""Days: of a longer run, calm is shown only on the days of which a map was kept, and where something is told."""
TOLD = ("cause", "concession", "fall")
"""Kinds of event for which calm pauses."""


def film(run: Run, path: Path, tell: Callable[[str], object] | None = None) -> Path:
    """Write the film of a run, as MP4 (with ffmpeg) or GIF by the ending of the file, and say where it is.

    Args:
        run: the run.
        path: the file; what was there is replaced once the film is whole.
        tell: called after each day shown, with its date.

    Raises:
        ScenarioError: when the ending is another, there is no ffmpeg for an MP4, or the file cannot be written.
    """
    ending = path.suffix.lower()
    writer = writer_for(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(prefix=f".{path.name}{UNFINISHED}", dir=path.parent) as unfinished:
            _write(run, writer, Path(unfinished, path.name), ending, tell)
            Path(unfinished, path.name).replace(path)
    except OSError as error:
        raise ScenarioError(f"--film {path}: cannot be written ({error.strerror or error})") from None
    return path


def _write(
    run: Run, writer: AbstractMovieWriter, path: Path, ending: str, tell: Callable[[str], object] | None
) -> None:
    scene = Scene(run)
    with writer.saving(scene.figure, str(path), DPI[ending]):
        for shot in shots_of(run):
            scene.show(shot)
            for _ in range(shot.pictures):
                writer.grab_frame()
            if tell is not None:
                tell(str(run.daily["date"].iloc[shot.row].date()))


def usual_name() -> str:
    """The name of the file where none is asked for: an MP4 where ffmpeg is there, else a GIF."""
    return "film.mp4" if FFMpegWriter.isAvailable() else "film.gif"


def writer_for(path: Path) -> AbstractMovieWriter:
    """The writer that the ending of a file asks for.

    Raises:
        ScenarioError: when there is none.
    """
    ending = path.suffix.lower()
    if ending == ".gif":
        return PillowWriter(fps=RATE)
    if ending != ".mp4":
        raise ScenarioError(f"--film {path}: the ending is {ending or 'missing'}; allowed: .mp4, .gif")
    if not FFMpegWriter.isAvailable():
        raise ScenarioError(f"--film {path}: an MP4 needs ffmpeg, which is not installed; allowed without it: .gif")
    return FFMpegWriter(
        fps=RATE, codec="h264", extra_args=["-pix_fmt", "yuv420p", "-crf", "20", "-movflags", "+faststart"]
    )


def shots_of(run: Run) -> list[Shot]:
    """The days of the film, first to last."""
    kept = {int(day): frame for frame, day in enumerate(days_of(run.frames["dates"]))}
    up = run.daily["mobilised_share"].to_numpy() > 0
    happened, told = happenings(run), run.events.loc[run.events["kind"].isin(TOLD), "date"]
    telling = set(days_of(told).tolist())
    shots = []
    for row, day in enumerate(days_of(run.daily["date"]).tolist()):
        if len(run.daily) > LONG and not up[row] and day not in kept and day not in telling:
            continue
        pictures = TOLD_DAY if day in telling else UP_DAY if up[row] else CALM_DAY
        shots.append(Shot(row, kept.get(day), pictures, happened.get(day, "") if up[row] or day in telling else ""))
    return shots


def happenings(run: Run) -> dict[int, str]:
    """What happened on each day on which something did (days since 1970), in sentences."""
    killed = dict(zip(days_of(run.daily["date"]).tolist(), run.daily["deaths"].tolist(), strict=True))
    days = days_of(run.events["date"])
    return {day: " ".join(told_of(run.events[days == day], killed[day])) for day in sorted(set(days.tolist()))}


def still(run: Run) -> Figure:
    """One picture of the film: the first day on which most barrios were up."""
    scene, shots, wave = Scene(run), shots_of(run), largest(run.daily)
    peak = len(run.daily) - 1 if wave is None else wave.peak
    scene.show(min(shots, key=lambda shot: abs(shot.row - peak)))
    return scene.figure

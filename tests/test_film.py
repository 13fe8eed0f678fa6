"""The film of a run: its days in order, the map as it was kept, written as a file that players know."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from matplotlib.animation import FFMpegWriter, PillowWriter
from PIL import Image

from simulation.errors import ScenarioError
from simulation.figures import film
from simulation.figures.film_scene import Scene
from simulation.run import Run
from tests import figure_data
from tests.conftest import Outcome

no_ffmpeg = pytest.mark.skipif(not FFMpegWriter.isAvailable(), reason="ffmpeg is not installed")


@pytest.fixture(scope="module")
def october() -> Run:
    return figure_data.run_of(barrios=20)


@pytest.fixture
def short() -> Run:
    return figure_data.run_of(days=4, waves=((1, 2, 0.9),), causes=((0, "gas"),), fall=None, barrios=6)


def test_a_film_of_months_shows_every_day_once_and_stays_longer_where_barrios_are_up(october: Run) -> None:
    shots = film.shots_of(october)
    assert [shot.row for shot in shots] == list(range(len(october.daily)))
    up = october.daily["mobilised_share"].to_numpy() > 0
    assert {shot.pictures for shot in shots if up[shot.row]} <= {film.UP_DAY, film.TOLD_DAY}
    assert min(shot.pictures for shot in shots) == film.CALM_DAY


def test_every_day_that_anyone_is_up_has_the_map_of_that_day(october: Run) -> None:
    dates = october.frames["dates"]
    for shot in film.shots_of(october):
        if october.daily["mobilised_share"].iloc[shot.row] > 0:
            assert shot.frame is not None
            assert dates[shot.frame] == np.datetime64(october.daily["date"].iloc[shot.row], "D")


def test_a_film_of_years_leaves_calm_days_out_and_no_day_of_a_wave() -> None:
    run = figure_data.run_of(days=1500, waves=((600, 11, 0.9),), causes=((590, "gas"),), fall=None, barrios=6)
    rows = {shot.row for shot in film.shots_of(run)}
    assert set(range(600, 611)) | {590} <= rows
    assert len(rows) < 120


def test_what_happens_is_told_on_its_day(october: Run) -> None:
    causes = {str(cause.on): cause.name for cause in october.scenario.causes}
    told = {str(october.daily["date"].iloc[shot.row].date()): shot for shot in film.shots_of(october) if shot.told}
    assert set(causes) <= set(told)
    for on, name in causes.items():
        assert name in told[on].told
        assert told[on].pictures == film.TOLD_DAY


def test_a_picture_shows_the_date_the_share_up_and_nothing_of_what_is_to_come(october: Run) -> None:
    scene, shots = Scene(october), film.shots_of(october)
    scene.show(shots[70])
    assert scene.date.get_text() == "10\u00a0October\u00a02003"
    assert "Strike day 3" in scene.state.get_text()
    share = round(100 * october.daily["mobilised_share"].iloc[70])
    assert f"{share}\u00a0% of barrios up" in scene.state.get_text()
    assert {len(line.get_xdata()) for line, _ in scene.lines} == {71}  # type: ignore[arg-type]


def test_the_map_of_a_picture_is_that_of_its_day(october: Run) -> None:
    scene = Scene(october)
    calm, up = scene.painted(None, 20), scene.painted(int(october.frames["up"].sum(axis=1).argmax()), 20)
    changed = (calm != up).any(axis=2)
    expected = np.zeros_like(changed)
    frame = october.frames["up"][october.frames["up"].sum(axis=1).argmax()]
    blocks = frame[october.frames["block_barrio"]] > 0
    expected[october.frames["block_y"][blocks], october.frames["block_x"][blocks]] = True
    assert (changed == expected).all()


@pytest.mark.parametrize("name", ["film.gif", pytest.param("film.mp4", marks=no_ffmpeg)])
def test_a_film_is_written_whole_and_leaves_nothing_else_behind(short: Run, tmp_path: Path, name: str) -> None:
    told: list[str] = []
    path = film.film(short, tmp_path / "films" / name, told.append)
    assert told == ["2003-08-01", "2003-08-02", "2003-08-03", "2003-08-04"]
    assert [file.name for file in path.parent.iterdir()] == [name]
    assert path.stat().st_size > 5_000
    if name.endswith("gif"):
        with Image.open(path) as picture:
            tenths = sum(_seek(picture, frame) for frame in range(picture.n_frames)) // 100
        assert tenths == sum(shot.pictures for shot in film.shots_of(short))


def _seek(picture: Image.Image, frame: int) -> int:
    picture.seek(frame)
    return int(picture.info["duration"])


@pytest.mark.parametrize("name", ["film.avi", "film"])
def test_another_ending_is_refused(short: Run, tmp_path: Path, name: str) -> None:
    with pytest.raises(ScenarioError, match=r"allowed: \.mp4, \.gif"):
        film.film(short, tmp_path / name)
    assert not list(tmp_path.iterdir())


def test_without_ffmpeg_the_usual_film_is_a_gif_and_an_mp4_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(FFMpegWriter, "isAvailable", classmethod(lambda _: False))
    assert film.usual_name() == "film.gif"
    assert isinstance(film.writer_for(Path("x.gif")), PillowWriter)
    with pytest.raises(ScenarioError, match="needs ffmpeg"):
        film.writer_for(Path("x.mp4"))


def test_the_command_writes_the_film_into_the_folder_or_where_it_is_told(
    el_alto: Callable[..., Outcome], short: Run, tmp_path: Path
) -> None:
    folder = short.save(tmp_path / "runs")
    assert el_alto("plot", str(folder), "--film", "days.gif", "--quiet").code == 0
    assert Path("days.gif").stat().st_size > 5_000
    usual = el_alto("plot", str(folder), "--film")
    assert usual.code == 0
    assert f"figures/{film.usual_name()}" in usual.out
    wrong = el_alto("plot", str(folder), "--film", "days.avi")
    assert wrong.code == 2
    assert "allowed: .mp4, .gif" in wrong.err

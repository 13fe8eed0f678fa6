"""The city as one widget that draws itself in the browser: in the dashboard, in JupyterLab, wherever widgets live."""

from pathlib import Path
from typing import Any

import anywidget
import traitlets

from simulation.city import City
from simulation.dashboard import look, picture
from simulation.dashboard.world import World

HERE = Path(__file__).parent
SCRIPTS = ("numbers.js", "map.js", "series.js", "words.js", "canvas.js")
"""One after the other they are the module that a browser loads."""
NAMES = ("as it is", "what if")
"""What two worlds side by side are called."""


class CityView(anywidget.AnyWidget):
    """Map, timeline, numbers, chronicle and the assembly clicked on, of a city or of two side by side.

    In a notebook::

        view = CityView(city)
        view                               # shows it
        city.run(until="2003-10-17", after_day=view.update)

    Args:
        city: the city shown. Without one the widget waits to be shown a world.
        other: a second one, beside it.
    """

    _esm = "\n".join((HERE / name).read_text(encoding="utf-8") for name in SCRIPTS)
    _css = HERE / "canvas.css"

    palette = traitlets.Dict().tag(sync=True)
    layers: traitlets.List[Any] = traitlets.List().tag(sync=True)
    ground = traitlets.Dict().tag(sync=True)
    blocks = traitlets.Bytes(b"").tag(sync=True)
    scene = traitlets.Dict().tag(sync=True)
    cells = traitlets.Bytes(b"").tag(sync=True)
    held = traitlets.Bytes(b"").tag(sync=True)
    series = traitlets.Bytes(b"").tag(sync=True)
    story: traitlets.List[Any] = traitlets.List().tag(sync=True)
    assembly: traitlets.List[Any] = traitlets.List().tag(sync=True)
    layer = traitlets.Unicode("up").tag(sync=True)
    selected = traitlets.Int(picture.NOBODY).tag(sync=True)
    drawn = traitlets.Int(0).tag(sync=True)
    prefers_dark = traitlets.Bool(False).tag(sync=True)

    def __init__(self, city: City | None = None, other: City | None = None, **traits: Any) -> None:
        super().__init__(palette=look.palette(), layers=look.layers(), **traits)
        self._worlds: list[World] = []
        self._grounded: tuple[City, int] | None = None
        self._shown = 0
        cities = [one for one in (city, other) if one is not None]
        if cities:
            self.show(*(World(one) for one in cities))

    def update(self, _: City | None = None) -> None:
        """Take in what the cities have lived since, and draw it. May be given to `city.run` as `after_day`."""
        for world in self._worlds:
            world.look()
        self.show(*self._worlds)

    def show(self, *worlds: World) -> None:
        """Draw these worlds, one or two."""
        self._worlds = list(worlds)
        first = worlds[0]
        with self.hold_sync():
            barrios = len(first.city.assemblies)
            if self._grounded is None or self._grounded[0] is not first.city or self._grounded[1] != barrios:
                self.ground, self.blocks = picture.ground(first.city)
                self._grounded = first.city, barrios
            self.cells = b"".join(picture.cells(world) for world in worlds)
            self.held = b"".join(picture.held(world) for world in worlds)
            self.series = b"".join(world.series.values.tobytes() for world in worlds)
            self.story = [picture.story(world) for world in worlds]
            self.assembly = [picture.assembly(world, self.selected) for world in worlds]
            self._shown += 1
            scenes = [picture.scene(world) for world in worlds]
            self.scene = {"serial": self._shown, "names": NAMES[: len(worlds)], "worlds": scenes}

    @property
    def shown(self) -> int:
        """How many pictures were sent; `drawn` follows it once the browser has one."""
        return self._shown

    @traitlets.observe("selected")
    def _describe(self, _: Any) -> None:
        if self._worlds:
            self.assembly = [picture.assembly(world, self.selected) for world in self._worlds]

"""What the canvas draws of a world, as plain values and bytes: the ground once, and each day's picture."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulation.city import City
from simulation.dashboard.look import PERCENT, UNKNOWN
from simulation.dashboard.world import World
from simulation.figures.ground import ends_of, ground_of, outer_ends
from simulation.figures.style import in_short, in_words, percent
from simulation.recorder import map_of
from simulation.tables.assemblies import Works
from simulation.tables.residents import CENTAVOS, Origin
from simulation.tables.territory import LINKS, OUTER, TRUNKS

NOBODY = -1
CAME_FROM = {
    Origin.RURAL: "people of a rural community",
    Origin.MINE: "people of a mine",
    Origin.CITY: "people of the city",
}


def ground(city: City) -> tuple[dict[str, Any], bytes]:
    """What stays the same until barrios are founded: sizes, roads, places, names; and x, y, barrio of each block.

    Returns:
        Plain values in cells, and int16 of shape (blocks, 3) as bytes.
    """
    frames = map_of(city)
    land = ground_of(frames)
    blocks = np.column_stack((city.blocks.x, city.blocks.y, city.blocks.barrio)).astype("<i2")
    roads = [ends_of(frames, route).tolist() for route in range(len(TRUNKS) + len(LINKS))]
    stretches = np.column_stack((city.stretches.x, city.stretches.y, city.stretches.route))
    places = zip(frames["landmark_name"], frames["landmark_x"], frames["landmark_y"], strict=True)
    return {
        "width": land.width,
        "height": land.height,
        "east": land.east,
        "rim": land.rim,
        "la_paz": land.la_paz,
        "trunks": roads[: len(TRUNKS)],
        "links": roads[len(TRUNKS) :],
        "outer": [(start, end) for _, start, end in outer_ends(land)],
        "road_names": [*TRUNKS, *OUTER],
        "stretches": stretches.tolist(),
        "places": [[str(name), int(x), int(y)] for name, x, y in places],
        "names": list(city.assemblies.names),
        "period": [city.scenario.start.isoformat(), city.scenario.end.isoformat()],
    }, blocks.tobytes()


def cells(world: World) -> bytes:
    """The value of each layer in each barrio, uint8 of shape (layers, barrios): a class, a percentage, or UNKNOWN."""
    a = world.city.assemblies
    up = a.up
    layers = (
        np.where(up, 2, np.where(a.striking, 1, 0)),
        _percent(world.turnout),
        _percent(a.grievance),
        np.where(up, 2, np.where(a.strength > a.state_presence, 1, 0)),
        _percent(a.works.mean(axis=1)),
        _percent(a.flooded),
        _percent(a.cohesion),
    )
    return np.stack(layers).astype(np.uint8).tobytes()


def held(world: World) -> bytes:
    """How many hold each block of trunk road, uint16."""
    return np.minimum(world.city.stretches.people, 65_535).astype("<u2").tobytes()


def scene(world: World) -> dict[str, Any]:
    """The day in numbers, and the marks on its timeline."""
    city, today = world.city, world.today
    routes = city.routes.reaching
    return {
        "day": city.day - city.scenario.start.toordinal() + 1,
        "days": city.scenario.days,
        "date": city.date.isoformat(),
        "date_in_words": in_words(city.date, year=True),
        "numbers": {name: _plain(value) for name, value in today.items() if name != "date"},
        "up": int(city.assemblies.up.sum()),
        "killed": world.killed,
        "routes": [bool(is_open) for is_open in routes],
        "every": world.series.every,
        "causes": _causes(world),
    }


def _causes(world: World) -> list[dict[str, Any]]:
    """What has angered people so far: its number, its day in the period, when it was answered."""
    city, start = world.city, world.city.scenario.start
    return [
        {
            "number": number,
            "name": cause.name,
            "day": (cause.on - start).days,
            "when": in_short(cause.on),
            "answered": (answer - start).days if (answer := world.answered.get(cause)) else None,
            "answer": in_short(answer) if answer else "",
        }
        for number, cause in enumerate(city.scenario.causes, start=1)
        if cause.on <= city.date
    ]


def story(world: World) -> list[list[str]]:
    """The chronicle, the latest day first, as [date, words]."""
    return [[in_short(day), words] for day, words in reversed(world.story)]


def assembly(world: World, row: int) -> dict[str, Any]:
    """An assembly in words: pairs of what and how much, and its last decisions. Empty when there is none."""
    city = world.city
    a = city.assemblies
    if not 0 <= row < len(a):
        return {}
    state = "up" if a.up[row] else "on strike, its blocks not staffed" if a.striking[row] else "not on strike"
    turnout = world.turnout[row]
    facts = [
        ("State", state),
        ("People", f"{a.people[row]:,} in {a.households[row]:,} households"),
        ("Founded", f"{a.founded[row]} by {CAME_FROM[Origin(int(a.origin[row]))]}"),
        ("Turnout at the last call", "nobody called yet" if np.isnan(turnout) else percent(turnout)),
        ("Strength (0 to 1)", f"{a.strength[row]:.2f}"),
        ("Leaders' distance from the base (0 to 1)", f"{a.bureaucracy[row]:.2f}"),
        ("Grievance, hope (0 to 1)", f"{a.grievance[row]:.2f}, {a.hope[row]:.2f}"),
        ("Cohesion (0 to 1)", f"{a.cohesion[row]:.2f}"),
        ("Treasury", f"{a.treasury[row] / CENTAVOS:,.0f} Bs"),
        ("Roads that stand", f"{percent(a.works[row, Works.ROADS])} of what it needs"),
    ]
    decisions = [[in_short(day), words] for day, words in reversed(world.decisions.get(row, ()))]
    return {"name": a.names[row], "district": int(a.district[row]), "facts": facts, "decisions": decisions}


def _percent(shares: NDArray[np.floating[Any]]) -> NDArray[np.float64]:
    known = np.rint(PERCENT * np.clip(np.nan_to_num(shares), 0, 1))
    return np.where(np.isnan(shares), UNKNOWN, known)


def _plain(value: Any) -> float | int | bool | None:
    plain = value.item() if hasattr(value, "item") else value
    return None if plain != plain else plain

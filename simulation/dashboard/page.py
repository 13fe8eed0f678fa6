"""The page of the dashboard: controls around the widget that draws the city. Each browser tab has its own."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import solara
import solara.lab
from solara.alias import rv

from simulation.cli.options import LARGEST_SEED
from simulation.dashboard import asked
from simulation.dashboard.controls import Levers, Transport, WhatIf
from simulation.dashboard.session import Session, Status
from simulation.dashboard.widget import CityView
from simulation.errors import ScenarioError
from simulation.scenario_files.source import shipped
from simulation.wording import found

STYLE = Path(__file__).parent / "page.css"


@solara.component
def Layout(children: list[Any]) -> Any:  # noqa: N802
    """Nothing but the page: no bar, no drawer, no tabs."""
    return rv.Html(tag="div", children=children)


@solara.component
def Page() -> None:  # noqa: N802
    """One tab: its session, its widget, its controls."""
    status = solara.use_reactive(Status())
    scenario = solara.use_reactive(asked.now.scenario)
    seed = solara.use_reactive(str(asked.now.seed))
    session = solara.use_memo(lambda: Session(status.set), [])

    def start() -> None:
        name, luck = scenario.value, seed.value
        session.start(lambda: (asked.now.prepare(name), seed_of(luck)))

    solara.Style(STYLE)
    solara.Title("El Alto")
    with solara.Div(classes=["city-page"]):
        with solara.Div(classes=["city-top"]):
            rv.Html(tag="h1", children=["El Alto"])
            _choices(scenario, seed, start)
            _theme()
        Transport(session, status.value, start)
        Word(status.value)
        with solara.Div(classes=["city-main"]):
            City(session, start)
            with solara.Div(classes=["city-levers"]):
                Levers(session, status.value)
                WhatIf(session, status.value)


@solara.component
def City(session: Session, start: Callable[[], None]) -> None:  # noqa: N802
    """The widget. The session ends with the tab."""

    def darken(_: bool) -> None:
        solara.lab.theme.dark = True

    view = CityView.element(on_prefers_dark=darken)

    def live() -> Callable[[], None]:
        session.open(solara.get_widget(view))
        start()
        return session.close

    solara.use_effect(live, [])


def _choices(scenario: solara.Reactive[str], seed: solara.Reactive[str], start: Callable[[], None]) -> None:
    """Another scenario or another seed begins at once."""

    def choose(choice: solara.Reactive[str], value: str) -> None:
        choice.set(value)
        start()

    names = list(dict.fromkeys((asked.now.scenario, *shipped())))
    solara.Select(
        "Scenario", values=names, value=scenario.value, on_value=lambda name: choose(scenario, name), dense=True
    )
    solara.InputText("Seed", value=seed.value, on_value=lambda luck: choose(seed, luck), dense=True)


def _theme() -> None:
    dark = solara.lab.use_dark_effective()

    def turn() -> None:
        solara.lab.theme.dark = not dark

    icon = "mdi-weather-sunny" if dark else "mdi-weather-night"
    name = "Light page" if dark else "Dark page"
    solara.Button(name, icon_name=icon, text=True, on_click=turn, classes=["city-theme"])


@solara.component
def Word(status: Status) -> None:  # noqa: N802
    """What the city is busy with, and what went wrong. One element, so that what stands below it stays in its place."""
    with solara.Div():
        _say(status)


def _say(status: Status) -> None:
    with solara.Div(classes=["city-busy"]):
        if status.busy:
            rv.ProgressCircular(indeterminate=True, size=16, width=2)
            rv.Html(tag="span", children=[status.busy], attributes={"role": "status"})
        elif status.over:
            rv.Html(tag="span", children=["The last day has been lived. Reset begins again."])
        else:
            rv.Html(tag="span", children=[f"{status.title}. {' '.join(status.about.split())}"])
    if not status.ready and status.about:
        rv.Html(tag="p", class_="city-about", children=[rv.Html(tag="b", children=[f"{status.title}. "]), status.about])
    if status.error:
        rv.Html(tag="div", class_="city-error", children=[status.error], attributes={"role": "alert"})


def seed_of(text: str) -> int:
    """A seed as it was typed.

    Raises:
        ScenarioError: when it is none.
    """
    if not text.strip().isdecimal() or int(text) > LARGEST_SEED:
        raise ScenarioError(f"the seed is {found(text)}; allowed: a whole number from 0 to {LARGEST_SEED:,}")
    return int(text)

"""The controls of the page: what makes time pass, the levers, and 'what if'."""

from collections.abc import Callable
from typing import Any

import solara
from solara.alias import rv

from simulation.dashboard.levers import LEVERS, Lever
from simulation.dashboard.session import FASTEST, Session, Status
from simulation.wording import number

SPEEDS = {"1 day a second": 1, "2 days a second": 2, "5 days a second": 5, "10 days a second": 10,
          "20 days a second": 20, "as fast as it can": FASTEST}  # fmt: skip
USUAL = "10 days a second"


@solara.component
def Transport(session: Session, status: Status, on_reset: Callable[[], None]) -> None:  # noqa: N802
    """Play, pause, step, next event, speed, reset."""
    speed = solara.use_reactive(USUAL)
    idle = status.ready and not status.busy

    def set_speed(words: str) -> None:
        speed.value = words
        session.speed = SPEEDS[words]

    with solara.Div(classes=["city-transport"]):
        if status.playing:
            _button("Pause", "mdi-pause", lambda: session.play(False), primary=True)
        else:
            _button("Play", "mdi-play", lambda: session.play(True), not idle or status.over, primary=True)
        halted = not idle or status.over or status.playing
        _button("Step a day", "mdi-skip-next", session.step, halted)
        _button("To the next event", "mdi-fast-forward", session.next_event, halted)
        _button("Reset", "mdi-restart", on_reset, bool(status.busy))
        solara.Select("Speed", value=speed, values=list(SPEEDS), on_value=set_speed, dense=True)


def _button(label: str, icon: str, on_click: Callable[[], Any], disabled: bool = False, primary: bool = False) -> None:
    look = {"color": "primary"} if primary else {"outlined": True}
    solara.Button(label, on_click=on_click, icon_name=icon, disabled=disabled, **look)


@solara.component
def Levers(session: Session, status: Status) -> None:  # noqa: N802
    """Sliders, each with its value beside its name."""
    rv.Html(tag="h2", children=["Levers of the copy" if status.what_if else "Levers"])
    note = "They hold from the next day on. Reset puts them back where the scenario has them."
    rv.Html(tag="div", class_="city-note", children=[note])
    for lever in LEVERS:
        if lever.key in status.levers:
            _Slider(session, status, lever)


@solara.component
def _Slider(session: Session, status: Status, lever: Lever) -> None:  # noqa: N802
    stands, top = status.levers[lever.key], status.tops[lever.key]
    words = f"{number(round(stands, 4))} {lever.unit}"
    with solara.Div():
        with solara.Div(classes=["city-lever"]):
            rv.Html(tag="span", children=[lever.name])
            rv.Html(tag="b", children=[words])
        rv.Slider(
            v_model=stands, on_v_model=lambda value: session.move(lever.key, value), min=lever.low, max=top,
            step=lever.step, dense=True, hide_details=True, disabled=not status.ready or status.over,
            attributes={"aria-label": f"{lever.name}: {words}"},
        )  # fmt: skip


@solara.component
def WhatIf(session: Session, status: Status) -> None:  # noqa: N802
    """Copy the city as it is now, and let the copy go another way."""
    rv.Html(tag="h2", children=["What if?"], style_="margin-top: 14px")
    if status.what_if:
        text = (
            "The copy lives beside the city with the same luck. The levers move the copy alone; its lines are dashed."
        )
        rv.Html(tag="div", class_="city-note", children=[text])
        _button("Drop the copy", "mdi-close", session.join, not status.ready)
    else:
        text = "Copy the city as it is today, move levers in the copy, and see both worlds side by side."
        rv.Html(tag="div", class_="city-note", children=[text])
        _button("Copy the city here", "mdi-content-copy", session.split, not status.ready or status.over)

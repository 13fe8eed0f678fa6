"""The verb `dashboard`: what it refuses, in one line and before anything is served."""

import socket
from collections.abc import Callable

import pytest

from tests.conftest import Outcome


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("october_2004",), "october_2003"),
        (("october_2003", "--scale", "99"), "scale"),
        (("october_2003", "--set", "participation.meeting_fine=-1"), "meeting_fine"),
        (("october_2003", "--port", "70000"), "port"),
        (("october_2003", "--host", "192.0.2.1", "--port", "0"), "cannot listen"),
    ],
)
def test_wrong_input_is_one_clear_line(el_alto: Callable[..., Outcome], arguments: tuple[str, ...], says: str) -> None:
    outcome = el_alto("dashboard", *arguments, "--no-open")
    assert outcome.code == 2
    assert says in outcome.err
    assert outcome.err.count("\n") == 1


def test_a_port_that_is_taken_is_said(el_alto: Callable[..., Outcome]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        outcome = el_alto("dashboard", "--no-open", "--port", str(taken.getsockname()[1]))
    assert outcome.code == 2
    assert "a free port" in outcome.err

"""A served dashboard and a real browser for the tests of this folder."""

import re
import shutil
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.dashboard.serving import ARTIFACTS, served
from tests.dashboard.tab import Tab

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
OFFLINE = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)  # fmt: skip
"""The browser finds no host but this one: what works here works with no internet."""


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    """Of a dashboard at a fiftieth of the city."""
    with served("october_2003", "--scale", "0.02") as url:
        yield url


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A headless Chromium."""
    if CHROMIUM is None:
        pytest.skip("there is no chromium here: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(OFFLINE))
        yield browser
        browser.close()


@pytest.fixture
def new_tab(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Callable[[str], Tab]]:
    """Opens tabs, keeps a picture of each, and fails the test when a browser console had an error."""
    tabs: list[Tab] = []

    def open_tab(url: str) -> Tab:
        tabs.append(Tab(browser.new_page(viewport={"width": 1440, "height": 950}), url))
        return tabs[-1]

    yield open_tab
    ARTIFACTS.mkdir(exist_ok=True)
    name = re.sub(r"\W+", "_", request.node.name)
    for number, tab in enumerate(tabs):
        if tab.page.is_closed():
            continue
        tab.page.screenshot(path=ARTIFACTS / f"{name}-{number}.png", full_page=True)
        tab.page.close()
    assert not [error for tab in tabs for error in tab.errors]


@pytest.fixture
def tab(new_tab: Callable[[str], Tab], address: str) -> Tab:
    """A tab on the eve of the first day."""
    tab = new_tab(address)
    tab.wait_for_date("2003-07-31")
    return tab

"""A browser tab with the dashboard in it, seen as its user sees it."""

import json
from typing import Any

from playwright.sync_api import Locator, Page, expect

PATIENCE = 60_000
"""Milliseconds."""


class Tab:
    """One tab. Collects what its console complains of."""

    def __init__(self, page: Page, url: str) -> None:
        self.page, self.errors = page, list[str]()
        page.set_default_timeout(PATIENCE)
        page.set_default_navigation_timeout(PATIENCE)
        page.on("console", lambda message: self.errors.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("requestfailed", lambda request: self.errors.append(f"failed: {request.url}"))
        page.goto(url)

    def press(self, name: str) -> None:
        """Press a button."""
        self.page.get_by_role("button", name=name).click()

    def button(self, name: str) -> Locator:
        """A button by its name."""
        return self.page.get_by_role("button", name=name)

    @property
    def date(self) -> str:
        """The date shown."""
        return str(self.page.locator(".alto-date dt").get_attribute("data-date"))

    def wait_for_date(self, date: str) -> None:
        """Wait until this date is shown."""
        expect(self.page.locator(".alto-date dt")).to_have_attribute("data-date", date, timeout=PATIENCE)

    def wait_past(self, date: str) -> None:
        """Wait until a later date is shown."""
        self.page.wait_for_function(f"document.querySelector('.alto-date dt').dataset.date > '{date}'")

    def step_to(self, date: str) -> None:
        """Step from day to day."""
        while self.date < date:
            before = self.date
            self.press("Step a day")
            self.wait_past(before)

    def number(self, name: str) -> list[Any]:
        """A number of the strip at the top, one for each world."""
        shown = self.page.locator(f"[data-number={name}]").get_attribute("data-value")
        values: list[Any] = json.loads(str(shown))
        return values

    @property
    def numbers(self) -> dict[str, list[Any]]:
        """All numbers of the strip."""
        return {name: self.number(name) for name in ("up", "roads", "fuel", "food", "meeting", "killed")}

    def slide_to_start(self, name: str) -> None:
        """Move a lever to its lowest value with the keyboard."""
        slider = self.page.get_by_role("slider", name=name)
        slider.focus()
        self.page.keyboard.press("Home")
        expect(slider).to_have_attribute("aria-valuenow", "0")

    def choose(self, label: str, option: str) -> None:
        """Choose from one of the page's lists."""
        self.page.get_by_role("button", name=label).click()
        self.page.get_by_role("option", name=option, exact=True).click()

"""Windows that only look. One is kept for all pages that are seen alike: opening it costs Chromium
more than a page does.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any, Protocol

from playwright.sync_api import Browser, Page

from tests.browser.conftest import LIMIT_MS, WATCH, Pages, is_problem


class Look(Protocol):
    def __call__(self, path: str, scheme: str = "light", width: int = 1280) -> Page:
        """The page as on a first visit: nothing is cached."""


class Windows:
    """Signed in, by scheme and width. Nothing may be typed in them or left open."""

    def __init__(self, browser: Browser, pages: Pages, signed_in: Any, opened: ExitStack) -> None:
        self.browser, self.url, self.signed_in, self.opened = browser, pages.url, signed_in, opened
        self.kept: dict[tuple[str, int], Page] = {}
        self.problems: list[str] = []

    @contextmanager
    def looking(self) -> Iterator[Look]:
        """No page that is looked at may break the policy or throw an error."""
        looked: list[Page] = []
        self.problems.clear()

        def look(path: str, scheme: str = "light", width: int = 1280) -> Page:
            looked.append(self.window(scheme, width))
            looked[-1].goto(path)
            return looked[-1]

        yield look
        for page in looked:
            self.problems += page.evaluate("window.violations ?? []")
        assert self.problems == []

    def window(self, scheme: str, width: int) -> Page:
        if (scheme, width) not in self.kept:
            self.kept[scheme, width] = self.open(scheme, width)
        return self.kept[scheme, width]

    def open(self, scheme: Any, width: int) -> Page:
        context = self.browser.new_context(
            base_url=self.url,
            storage_state=self.signed_in,
            color_scheme=scheme,
            viewport={"width": width, "height": 800},
        )
        self.opened.callback(context.close)
        context.set_default_timeout(LIMIT_MS)
        context.add_init_script(WATCH)
        page = context.new_page()
        context.new_cdp_session(page).send("Network.setCacheDisabled", {"cacheDisabled": True})
        page.on("pageerror", lambda error: self.problems.append(str(error)))
        page.on("console", self.note)
        return page

    def note(self, message: Any) -> None:
        if is_problem(message):
            self.problems.append(message.text)

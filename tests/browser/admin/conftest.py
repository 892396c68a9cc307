"""The panel behind the real server program and a real Chromium, used by mouse or by keyboard."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from app import create_app
from app.db import transaction
from app.models import Prompt
from app.services import prompts
from app.services.access import people, sessions
from tests.browser.axe import findings
from tests.conftest import dispose
from tests.databases import TestServer
from tests.factories.access import make_person, the_system
from tests.live import live_api_on

OPERATOR = "olga"
LIMIT_MS = 15_000
MOST_TABS, MOST_ROWS = 250, 12
WATCH = """
window.violations = [];
addEventListener('securitypolicyviolation', event => {
  violations.push(event.violatedDirective + ' ' + event.blockedURI);
});
"""


@dataclass(frozen=True)
class LivePanel:
    url: str
    app: Flask

    def prompt(self, name: str) -> Prompt:
        """As the database has it now."""
        return prompts.find_prompt(the_system(), name)


@pytest.fixture(scope="session")
def live_panel(server: TestServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LivePanel]:
    """One registry for all of the panel's browser tests; each brings rows of its own."""
    log = tmp_path_factory.mktemp("panel") / "api.log"
    with server.database() as settings, ExitStack() as running:
        app = create_app(settings)
        # Left before the tests begin: those of the pages have an application of their own.
        with app.app_context():
            the_system()
            make_person(OPERATOR, operator=True)
            api = running.enter_context(live_api_on(app, log))
        yield LivePanel(api.url, app)
        running.close()
        dispose(app)


@pytest.fixture(autouse=True)
def no_open_transaction() -> None:
    """The panel's tests open a context each; the one of the pages is not for them."""


@pytest.fixture
def panel(live_panel: LivePanel) -> Iterator[LivePanel]:
    with live_panel.app.app_context():
        yield live_panel


OpenPanel = Callable[..., Page]


@pytest.fixture
def open_panel(browser: Browser, panel: LivePanel) -> Iterator[OpenPanel]:
    """Open a page as an operator; at the end none broke the policy or threw an error."""
    contexts: list[BrowserContext] = []
    problems: list[str] = []

    def open_page(path: str = "/admin/", **options: Any) -> Page:
        options.setdefault("viewport", {"width": 1280, "height": 800})
        context = browser.new_context(base_url=panel.url, **options)
        context.set_default_timeout(LIMIT_MS)
        context.add_cookies([cookie(panel.url)])
        context.add_init_script(WATCH)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("console", lambda message: note(problems, message))
        page.goto(path)
        ready(page)
        return page

    yield open_page
    for context in contexts:
        for page in context.pages:
            problems += page.evaluate("window.violations || []")
        context.close()
    assert problems == []


def note(problems: list[str], message: Any) -> None:
    """Refusals are answered with their status, which the browser reports as an error."""
    if message.type == "error" and "the server responded with a status of" not in message.text:
        problems.append(message.text)


def cookie(url: str) -> Any:
    """A session of the operator's, as signing in gives it."""
    with transaction():
        person = people.find_person(f"{OPERATOR}@example.com")
        assert person is not None
        token = sessions.open_session(the_system(), person)
    host = urlsplit(url).hostname
    return {"name": "promptside_session", "value": token, "domain": host, "path": "/"}


def ready(page: Page) -> None:
    page.wait_for_selector("html[data-ready]")


REFUSED = {"/admin/nothing-here": 404, "/admin/prompts/?state=nonsense": 422}


def look(page: Page, path: str, ids: dict[str, Any]) -> None:
    response = page.goto(path.format(**ids))
    assert response is not None
    assert response.status == REFUSED.get(path, 200), path
    ready(page)
    if page.locator("[data-editor]").count():
        page.locator(".cm-editor").first.wait_for()


WIDE = """
[document.documentElement, ...document.querySelectorAll('.body, .page, main')]
  .filter(one => one.scrollWidth > one.clientWidth + 1)
  .map(one => one.className || one.tagName)
"""


def what_is_wrong(page: Page, paths: list[str], ids: dict[str, Any]) -> dict[str, Any]:
    """By path: accessibility findings, and parts that are wider than their window."""
    wrong = {}
    for path in paths:
        look(page, path, ids)
        if found := [*findings(page), *page.evaluate(WIDE)]:
            wrong[path] = found
    return wrong


class Hands:
    """What somebody does on a page, whichever way."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def press(self, target: Locator) -> None:
        raise NotImplementedError

    def write(self, target: Locator, text: str) -> None:
        raise NotImplementedError

    def pick_rows(self, *names: str) -> None:
        """Select the rows of a list that carry these names."""
        raise NotImplementedError

    def open_row(self, name: str) -> None:
        raise NotImplementedError

    def find(self, text: str) -> None:
        """By the one search over everything."""
        self.reach_search()
        self.page.keyboard.insert_text(text)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
        ready(self.page)

    def reach_search(self) -> None:
        raise NotImplementedError

    def go(self, role: Any, name: str) -> None:
        """Press what is called so, and wait for the page it leads to."""
        target = self.page.get_by_role(role, name=name, exact=True)
        with self.page.expect_navigation():
            self.press(target)
        ready(self.page)

    def row(self, name: str) -> Locator:
        return self.page.locator("[data-row]").filter(
            has=self.page.locator(f".leaf:text-is('{name}')")
        )


class Mouse(Hands):
    def press(self, target: Locator) -> None:
        target.click()

    def write(self, target: Locator, text: str) -> None:
        target.click()
        target.press("ControlOrMeta+a")
        self.page.keyboard.insert_text(text)

    def pick_rows(self, *names: str) -> None:
        for name in names:
            self.row(name).get_by_role("checkbox").click()

    def open_row(self, name: str) -> None:
        with self.page.expect_navigation():
            self.row(name).locator("[data-open]").click()
        ready(self.page)

    def reach_search(self) -> None:
        self.page.locator("[data-find]").click()


class Keyboard(Hands):
    """Nothing is touched but keys: the focus is moved by Tab, rows by j and k."""

    def tab_to(self, target: Locator) -> None:
        expect(target).to_be_visible()
        element = target.element_handle()
        for _ in range(MOST_TABS):
            if self.page.evaluate("one => one === document.activeElement", element):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"Tab never reaches {target}.")

    def press(self, target: Locator) -> None:
        self.tab_to(target)
        kind = target.evaluate("one => one.type || ''")
        self.page.keyboard.press("Space" if kind in ("checkbox", "radio") else "Enter")

    def write(self, target: Locator, text: str) -> None:
        self.tab_to(target)
        self.page.keyboard.press("ControlOrMeta+a")
        self.page.keyboard.insert_text(text)

    def step_to(self, name: str) -> None:
        row = self.row(name)
        expect(row).to_be_visible()
        for _ in range(MOST_ROWS):
            self.page.keyboard.press("k")
        for _ in range(MOST_ROWS):
            if "here" in (row.get_attribute("class") or "").split():
                return
            self.page.keyboard.press("j")
        raise AssertionError(f"j never reaches {name}.")

    def pick_rows(self, *names: str) -> None:
        for name in names:
            self.step_to(name)
            self.page.keyboard.press("x")

    def open_row(self, name: str) -> None:
        self.step_to(name)
        with self.page.expect_navigation():
            self.page.keyboard.press("o")
        ready(self.page)

    def reach_search(self) -> None:
        self.page.keyboard.press("/")


HANDS = {"mouse": Mouse, "keyboard": Keyboard}


@pytest.fixture(params=sorted(HANDS))
def by(request: pytest.FixtureRequest, open_panel: OpenPanel) -> Callable[[str], Hands]:
    """A page opened for a mouse, and once more for a keyboard."""
    return lambda path="/admin/": HANDS[request.param](open_panel(path))

"""The real servers behind a real Chromium: database, API, pages, and somebody signed in."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from app import create_app
from app.db import db
from tests.conftest import dispose
from tests.databases import TestServer
from tests.factories.access import PASSWORD, make_person, the_system
from tests.live import ROOT, LiveApi, free_port, live_api_on, running, wait_for

STANDALONE = ROOT / "frontend/.next/standalone"
POPUPS = ("WebUIOmniboxPopup", "WebUIOmniboxAimPopup")
"""Below the address bar, which nobody sees here. Each is a page that Chromium loads for every
window, and together they cost as much as the page under test."""
OFF_BY_PLAYWRIGHT = (
    *("AvoidUnnecessaryBeforeUnloadCheckSync", "DestroyProfileOnBrowserClose", "HttpsUpgrades"),
    *("HttpsFirstBalancedModeAutoEnable", "LensOverlay", "MediaRouter", "PaintHolding"),
    *("ThirdPartyStoragePartitioning", "AvoidCorsURLLoaderRestartOnRedirect", "OptimizationHints"),
    *("NetworkTimeServiceQuerying", "AimEnabled", "PreconnectToSearch", "TcpPortRandomizationWin"),
)
"""Said again, since Chromium listens to the last who names any."""
FLAGS = [
    f"--disable-features={','.join(POPUPS + OFF_BY_PLAYWRIGHT)}",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WATCH = """
window.violations = [];
addEventListener('securitypolicyviolation', event => {
  violations.push(event.violatedDirective + ' ' + event.blockedURI);
});
window.shifted = 0;
new PerformanceObserver(list => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) shifted += entry.value;
}).observe({ type: 'layout-shift', buffered: true });
"""
LIMIT_MS = 20_000


@dataclass(frozen=True)
class Pages:
    """The pages' address, and the API they stand before."""

    url: str
    api: LiveApi
    app: Flask


@pytest.fixture(scope="session")
def pages(server: TestServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pages]:
    """One registry for all browser tests of this process; each brings prompts of its own."""
    with running_pages(server, tmp_path_factory.mktemp("pages")) as running:
        yield running


@contextmanager
def running_pages(server: TestServer, logs: Path, **settings_of_api: str) -> Iterator[Pages]:
    """A registry of its own, whose only person is Ada, an operator."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    with server.database() as settings:
        app = create_app(replace(settings, public_url=url, allowed_origins=(url,)))
        with app.app_context():
            the_system()
            make_person("ada", operator=True)
            told = {"PUBLIC_URL": url, "ALLOWED_ORIGINS": url, **settings_of_api}
            with (
                live_api_on(app, logs / "api.log", **told) as api,
                live_pages(api, port, logs / "pages.log"),
            ):
                db.session.rollback()
                yield Pages(url, api, app)
        dispose(app)


@pytest.fixture(autouse=True)
def no_open_transaction(pages: Pages) -> Iterator[None]:
    """The database ends transactions that idle, and the next test would find its session broken."""
    yield
    db.session.rollback()


@contextmanager
def live_pages(api: LiveApi, port: int, log: Path) -> Iterator[None]:
    """Next.js' standalone server as `flask up` runs it."""
    assert (STANDALONE / "server.js").exists(), "The pages are not built: run `make pages`."
    node = ROOT / ".venv/bin/node"
    program = str(node) if node.exists() else shutil.which("node")
    assert program, "Node is missing: run `make node`."
    env = {
        "API_URL": api.url,
        "HOSTNAME": "127.0.0.1",
        "NEXT_TELEMETRY_DISABLED": "1",
        "NODE_ENV": "production",
        "PATH": "/usr/bin:/bin",
        "PORT": str(port),
        "PROXY_SECRET": api.settings.proxy_secret,
        "PUBLIC_URL": f"http://127.0.0.1:{port}",
    }
    with (
        log.open("wb") as out,
        running([program, "server.js"], env, out, STANDALONE) as process,
    ):
        wait_for(f"http://127.0.0.1:{port}/sign-in", process, log)
        yield


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def signed_in(browser: Browser, pages: Pages) -> Any:
    """The cookie of Ada, who signed in by the form."""
    context = browser.new_context(base_url=pages.url)
    page = context.new_page()
    page.goto("/sign-in")
    page.get_by_label("E-mail").fill("ada@example.com")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/prompts")
    state = context.storage_state()
    context.close()
    return state


OpenPage = Callable[..., Page]


@pytest.fixture
def open_page(browser: Browser, pages: Pages, signed_in: Any) -> Iterator[OpenPage]:
    """Open a window; at the end none may have broken the policy or thrown an error."""
    contexts: list[BrowserContext] = []
    problems: list[str] = []

    def watch(page: Page) -> None:
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on(
            "console",
            lambda message: problems.append(message.text) if is_problem(message) else None,
        )

    def open_page(path: str = "/prompts", *, anonymous: bool = False, **options: Any) -> Page:
        options.setdefault("viewport", {"width": 1280, "height": 800})
        context = browser.new_context(
            base_url=pages.url, storage_state=None if anonymous else signed_in, **options
        )
        context.set_default_timeout(LIMIT_MS)
        context.add_init_script(WATCH)
        context.on("page", watch)
        contexts.append(context)
        page = context.new_page()
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        for page in context.pages:
            problems += page.evaluate("window.violations ?? []")
        context.close()
    assert problems == []


@pytest.fixture
def enter(open_page: OpenPage) -> Any:
    """Sign somebody in, and open a page. For where `signed_in` is nobody."""

    def enter(name: str, path: str, password: str = PASSWORD, **options: Any) -> Page:
        page = open_page("/sign-in?next=" + path, **options)
        page.get_by_label("E-mail").fill(f"{name}@example.com")
        page.get_by_label("Password", exact=True).fill(password)
        page.get_by_role("button", name="Sign in", exact=True).click()
        page.wait_for_url(lambda url: "/sign-in" not in url)
        return page

    return enter


def is_problem(message: Any) -> bool:
    """A refusal that a test provokes is logged by Chromium; it is no fault of the page."""
    return message.type == "error" and "Failed to load resource" not in message.text


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    return open_page()

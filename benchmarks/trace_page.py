"""How long the page of a trace takes in a browser, from the click or the beginning of loading until
its spans are drawn, by the browser's own clock.
"""

from __future__ import annotations

import os
import statistics
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from playwright.sync_api import Page, sync_playwright

from benchmarks.report import show_most
from benchmarks.stage import Stage
from tests.browser.conftest import FLAGS, running_pages
from tests.browser.telemetry import long_trace, report
from tests.factories.access import PASSWORD

SPANS = (20, 1_000, 5_000)
OPENED = 8
"""Times in each round; the very first, which also loads the scripts, is not counted."""
MOST_MS = {(1_000, "drawn"): 200.0}
WATCH = """
    // An address that is opened begins with its document.
    let began = 0;
    addEventListener('mousedown', (event) => { began = event.timeStamp; }, true);
    const rows = () => document.querySelectorAll('[role=treegrid] [role=row]').length;
    const isWhole = () => !document.querySelector('[role=treegrid][aria-busy]');
    const seen = (isSeen) => new Promise((resolve) => {
      requestAnimationFrame(function look() {
        if (!isSeen()) return requestAnimationFrame(look);
        // The first task after the frame that is being made.
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => resolve(performance.now() - began);
        port2.postMessage(null);
      });
    });
    window.drawn = seen(() => rows() > 15);
    window.whole = drawn.then(() => seen(isWhole));
"""


def run(stage: Stage, rounds: int, _seconds: float) -> None:
    """From another page of ours, as people come; and as an address that is opened anew."""
    print("\nThe page of a trace in Chromium, scripts cached", end="")
    print(f"  (load average {os.getloadavg()[0]:.1f})\n  {'':46}{'p50 ms':>9}{'p95 ms':>9}")
    directory = Path(stage.directory / "pages")
    directory.mkdir()
    with running_pages(stage.server, directory) as pages, sync_playwright() as playwright:
        traces = {count: planted(count) for count in SPANS}
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        page = browser.new_page(base_url=pages.url, viewport={"width": 1280, "height": 800})
        page.add_init_script(WATCH)
        sign_in(page)
        for count, trace_id in traces.items():
            for name, opening, until in WAYS:
                took = timed(page, trace_id, opening, until, rounds)
                show(f"{count:,} spans, {name}", took, MOST_MS.get((count, until)))
        browser.close()


def planted(count: int) -> UUID:
    trace_id = uuid4()
    spans = list(long_trace(trace_id, count))
    for first in range(0, count, 1_000):
        report(spans[first : first + 1_000])
    return trace_id


def sign_in(page: Page) -> None:
    page.goto("/sign-in?next=/traces")
    page.get_by_label("E-mail").fill("ada@example.com")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(lambda url: "/sign-in" not in url)


def from_the_list(page: Page, trace_id: UUID) -> Callable[[], Any]:
    page.goto("/traces")
    link = page.locator(f'a[href*="{trace_id.hex}"]').first
    link.wait_for()
    page.wait_for_load_state("networkidle")
    return link.click


def by_address(page: Page, trace_id: UUID) -> Callable[[], Any]:
    page.goto("about:blank")
    return lambda: page.goto(f"/traces/{trace_id.hex}", wait_until="commit")


WAYS = (
    ("from the list", from_the_list, "drawn"),
    ("by its address", by_address, "drawn"),
    ("by its address, to the last span", by_address, "whole"),
)
"""What comes after is not waited for: until the last row that fits is painted, or all could be."""


def timed(
    page: Page, trace_id: UUID, opening: Callable[..., Any], until: str, rounds: int
) -> list[float]:
    """Milliseconds."""
    took = []
    for _ in range(1 + OPENED * rounds):
        go = opening(page, trace_id)
        go()
        took.append(page.evaluate(until))
    return took[1:]


def show(name: str, took: list[float], most: float | None) -> None:
    p50, p95 = statistics.median(took), statistics.quantiles(took, n=20)[-1]
    print(f"  {name:46}{p50:>9.1f}{p95:>9.1f}", flush=True)
    if most:
        show_most(f"p95, {name}", p95, most)

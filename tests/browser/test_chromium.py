"""The browser of the tests: what is turned off in it."""

from __future__ import annotations

from contextlib import suppress

import psutil
import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import OpenPage

pytestmark = pytest.mark.xdist_group("pages")

SWITCH = "--disable-features="


def test_a_window_loads_no_page_but_ours(browser: Browser, open_page: OpenPage):
    open_page("/sign-in")

    asked = {"filter": [{"type": "browser_ui"}]}
    targets = browser.new_browser_cdp_session().send("Target.getTargets", asked)
    assert targets["targetInfos"] == []


def test_what_playwright_turns_off_stays_off(browser: Browser):
    children = map(words_of, psutil.Process().children(recursive=True))
    # A child that it has just made says the same for a moment.
    chromium = next(words for words in children if "--remote-debugging-pipe" in words)

    theirs, ours = (set(word[len(SWITCH) :].split(",")) for word in chromium if SWITCH in word)
    # Those of Edge begin so.
    assert {name for name in theirs if not name.startswith("ms")} < ours


def words_of(process: psutil.Process) -> list[str]:
    """None, of one that has ended meanwhile."""
    with suppress(psutil.Error):
        return process.cmdline()
    return []

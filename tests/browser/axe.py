"""What axe has to say of a page: WCAG 2.2, levels A and AA."""

from __future__ import annotations

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

OPTIONS = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    # What passes would be described too, which takes longer than finding it; and each place by the
    # shortest selector that finds it again.
    "resultTypes": ["violations"],
    "selectors": False,
}


def findings(page: Page) -> list[Any]:
    """Rule, place and advice of each, of the page as it is now."""
    # A form's answer has its text before its style sheets.
    page.wait_for_load_state()
    found = Axe().run(page, options=OPTIONS).response["violations"]
    return [
        (rule["id"], node["html"][:160], node["failureSummary"][:300])
        for rule in found
        for node in rule["nodes"]
    ]

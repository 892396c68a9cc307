"""Lists longer than one page: the way on, the way back, and what they say when one fails."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage, Pages
from tests.browser.test_pages import ALERT, button, menu
from tests.factories.prompts import make_prompt

pytestmark = pytest.mark.xdist_group("pages")


@pytest.fixture(scope="module")
def three_pages(pages: Pages) -> str:
    """The address of a list of 105 prompts, p104 the newest."""
    for number in range(105):
        make_prompt(f"paged/p{number:03}", tags=["paged"])
    return "/prompts?tag=paged"


@pytest.fixture(scope="module")
def long_lived(pages: Pages) -> str:
    """A prompt of 105 versions and 56 releases. Only the second, v1 → v2, is left to be undone."""
    prompt = make_prompt("lists/long", versions=105)
    pages.api.call("POST", f"/api/prompts/{prompt.id}/activate", {"version": 2})
    for _ in range(27):
        pages.api.call("POST", f"/api/prompts/{prompt.id}/activate", {"version": 3})
        pages.api.call("POST", f"/api/prompts/{prompt.id}/rollback", {})
    return f"/prompts/{prompt.id}"


def is_at(page: Page, rows: str, newest: str) -> None:
    """The pager names these rows, and they are what is shown."""
    expect(page.get_by_role("navigation", name="Pages")).to_contain_text(f"{rows} of 105")
    expect(page.get_by_role("row").nth(1)).to_contain_text(newest)


def test_long_lists_are_paged(open_page: OpenPage, three_pages: str):
    page = open_page(three_pages)
    is_at(page, "1–50", "p104")
    expect(button(page, "Newer")).to_be_disabled()
    button(page, "Older").click()
    is_at(page, "51–100", "p054")
    button(page, "Older").click()
    is_at(page, "101–105", "p004")
    expect(button(page, "Older")).to_be_disabled()

    button(page, "Newer").click()
    is_at(page, "51–100", "p054")
    button(page, "Newer").click()
    is_at(page, "1–50", "p104")


@pytest.mark.more
def test_newer_leads_to_newer_ones_after_going_back(open_page: OpenPage, three_pages: str):
    page = open_page(three_pages)
    button(page, "Older").click()
    is_at(page, "51–100", "p054")
    button(page, "Older").click()
    is_at(page, "101–105", "p004")
    page.go_back()
    is_at(page, "51–100", "p054")

    button(page, "Newer").click()

    is_at(page, "1–50", "p104")


@pytest.mark.more
def test_newer_leads_one_page_back_after_a_reload(open_page: OpenPage, three_pages: str):
    page = open_page(f"{three_pages}&page=2")
    button(page, "Older").click()
    is_at(page, "101–105", "p004")
    page.reload()
    is_at(page, "101–105", "p004")

    button(page, "Newer").click()

    is_at(page, "51–100", "p054")


@pytest.mark.more
def test_a_page_that_is_no_more_leads_to_the_first(open_page: OpenPage, three_pages: str):
    page = open_page(f"{three_pages}&page=4")
    expect(page.get_by_role("main")).to_contain_text("Nothing is left on this page")

    button(page, "First page").click()

    is_at(page, "1–50", "p104")


@pytest.mark.more
def test_older_versions_come_on_request(open_page: OpenPage, long_lived: str):
    page = open_page(long_lived)
    versions = page.get_by_label("Versions", exact=True)
    expect(versions.get_by_role("listitem")).to_have_count(100)
    page.route("**/versions?*", lambda route: route.abort())
    button(page, "Older versions").click()
    expect(versions.get_by_role("alert")).to_contain_text("Older versions could not be loaded.")
    page.unroute("**/versions?*")

    button(page, "Try again").click()

    expect(versions.get_by_role("listitem")).to_have_count(105)
    expect(versions.get_by_role("listitem").last).to_contain_text("v1")
    expect(button(page, "Older versions")).to_have_count(0)


@pytest.mark.more
def test_older_releases_come_on_request(open_page: OpenPage, long_lived: str):
    page = open_page(f"{long_lived}?tab=releases")
    expect(page.get_by_role("row")).to_have_count(1 + 50)
    page.route("**/releases?*", lambda route: route.abort())
    button(page, "Older releases").click()
    expect(page.locator(ALERT)).to_contain_text("Older releases could not be loaded.")
    page.unroute("**/releases?*")

    button(page, "Try again").click()

    expect(page.get_by_role("row")).to_have_count(1 + 56)
    expect(page.get_by_role("row").last).to_contain_text("none → v1")
    expect(button(page, "Older releases")).to_have_count(0)


@pytest.mark.more
def test_a_rollback_is_found_however_far_back(open_page: OpenPage, long_lived: str):
    page = open_page(long_lived)
    menu(page, "Roll back…")

    expect(page.get_by_label("Why", exact=True)).to_be_focused()
    expect(page.get_by_role("dialog")).to_contain_text("Undoes the release of v2 by")
    expect(button(page, "Roll back to v1")).to_be_enabled()


@pytest.mark.more
def test_a_rollback_that_cannot_be_looked_for_says_so(open_page: OpenPage, long_lived: str):
    page = open_page(long_lived)
    page.route("**/releases?*cursor=*", lambda route: route.abort())
    menu(page, "Roll back…")
    expect(page.locator(ALERT)).to_contain_text("The releases could not be loaded.")
    page.unroute("**/releases?*cursor=*")

    button(page, "Try again").click()

    expect(button(page, "Roll back to v1")).to_be_enabled()

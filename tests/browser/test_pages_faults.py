"""What goes wrong while somebody is at work: hasty clicks, two tabs, no database, no session."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from app.db import db
from tests.browser.conftest import OpenPage, Pages
from tests.browser.test_pages import ALERT, TEXT, button, menu, write
from tests.databases import TestServer
from tests.factories.access import PASSWORD
from tests.factories.prompts import make_prompt

pytestmark = [pytest.mark.more, pytest.mark.xdist_group("pages")]
TWICE = "button => { button.click(); button.click(); }"


def changes_of(page: Page) -> list[str]:
    """What the page asks to be changed from now on."""
    asked: list[str] = []
    page.on(
        "request",
        lambda request: (
            asked.append(f"{request.method} {request.url.rpartition('/')[2]}")
            if request.method != "GET"
            else None
        ),
    )
    return asked


def fill_new(page: Page) -> None:
    page.get_by_label("Name", exact=True).fill("faults/hasty")
    write(page, "Once")


HASTY: dict[str, tuple[str, Callable[[Page], Any], str, str]] = {
    "create": ("/prompts/new", fill_new, "Create prompt", "POST prompts"),
    "save": ("{}/new", lambda page: write(page, "Once"), "Save v3", "POST versions"),
    "save and activate": (
        "{}/new",
        lambda page: write(page, "Once"),
        "Save and activate",
        "POST versions",
    ),
    "activate": (
        "{}?v=2",
        lambda page: button(page, "Activate v2…").click(),
        "Activate v2",
        "POST activate",
    ),
    "edit": (
        "{}",
        lambda page: menu(page, "Edit name, description, tags…"),
        "Save",
        "PATCH {}",
    ),
}


@pytest.mark.parametrize("name", HASTY)
def test_a_second_click_changes_nothing_more(pages: Pages, open_page: OpenPage, name: str):
    address, prepare, submit, change = HASTY[name]
    prompt = make_prompt(f"faults/{name.replace(' ', '-')}", versions=2)
    page = open_page(address.format(f"/prompts/{prompt.id}"))
    page.wait_for_load_state("networkidle")
    prepare(page)
    asked = changes_of(page)

    button(page, submit).evaluate(TWICE)

    if name in ("activate", "edit"):
        expect(page.get_by_role("dialog")).to_have_count(0)
    else:
        page.wait_for_url(re.compile(r"/prompts/[0-9a-f-]{36}(\?v=3)?$"))
    page.wait_for_load_state("networkidle")
    assert asked == [change.format(prompt.id)]
    expect(page.locator(ALERT)).to_have_count(0)


def test_hasty_clicks_roll_back_undo_and_delete_once(open_page: OpenPage, pages: Pages):
    prompt = make_prompt("faults/back", versions=3)
    for version in (2, 3):
        pages.api.call("POST", f"/api/prompts/{prompt.id}/activate", {"version": version})
    page = open_page(f"/prompts/{prompt.id}")
    asked = changes_of(page)

    menu(page, "Roll back…")
    button(page, "Roll back to v2").evaluate(TWICE)
    expect(page.locator("[role=status]")).to_contain_text("v3 → v2")
    button(page, "Undo").evaluate(TWICE)
    expect(page.locator("[role=status]")).to_contain_text("v2 → v3")
    menu(page, "Delete…")
    page.get_by_label("Name of the prompt").fill("faults/back")
    button(page, "Delete with 3 versions").evaluate(TWICE)
    page.wait_for_url("**/prompts")

    assert asked == ["POST rollback", "POST activate", f"DELETE {prompt.id}"]


def test_a_hasty_sign_in_opens_one_session(pages: Pages, open_page: OpenPage):
    page = open_page("/sign-in", anonymous=True)
    page.get_by_label("E-mail").fill("ada@example.com")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    asked = changes_of(page)
    button(page, "Sign in").evaluate(TWICE)
    page.wait_for_url("**/prompts")

    assert asked == ["POST login"]


def test_two_tabs_do_not_overwrite_each_other(pages: Pages, open_page: OpenPage):
    prompt = make_prompt("faults/tabs", content="Above.\n\nBetween.\n\nBelow.")
    first, second = (open_page(f"/prompts/{prompt.id}/new") for _ in range(2))
    write(first, "Above, first.\n\nBetween.\n\nBelow.")
    write(second, "Above.\n\nBetween.\n\nBelow, second.")
    button(first, "Save v2").click()
    first.wait_for_url("**v=2")

    button(second, "Save v2").click()

    expect(second.locator(ALERT)).to_contain_text("You write on top of v1; meanwhile v2")
    expect(second.get_by_role("region", name="What changed meanwhile")).to_contain_text("first")
    button(second, "Merge both").click()
    button(second, "Save v3").click()
    second.wait_for_url("**v=3")
    newest = pages.api.call("GET", f"/api/prompts/{prompt.id}").json["latest_version"]
    assert newest["content"] == "Above, first.\n\nBetween.\n\nBelow, second."


@pytest.mark.parametrize(
    ("path", "what"),
    [
        ("/prompts", "The prompts"),
        ("/prompts/{}", "The prompt"),
        ("/prompts/{}?tab=changes&from=1&v=2", "The prompt"),
        ("/prompts/{}/new", "The prompt"),
    ],
)
def test_a_page_opened_without_a_database_recovers(
    pages: Pages, open_page: OpenPage, server: TestServer, path: str, what: str
):
    address = path.format(make_prompt(f"faults/{len(path)}", versions=2).id)
    db.session.rollback()
    with server.away(pages.api.settings):
        page = open_page(address)
        expect(page.locator(ALERT)).to_contain_text(f"{what} could not be loaded")
        expect(page.locator(ALERT)).to_contain_text("The database does not answer")

    button(page, "Try again").click()

    expect(page.get_by_role("main")).to_contain_text("faults/")
    expect(page.locator(ALERT)).to_have_count(0)


def test_tabs_that_fail_offer_another_try(pages: Pages, open_page: OpenPage, server: TestServer):
    prompt = make_prompt("faults/tabs-away", versions=2)
    page = open_page(f"/prompts/{prompt.id}?v=2")
    page.wait_for_load_state("networkidle")
    db.session.rollback()
    with server.away(pages.api.settings):
        page.get_by_role("link", name="Changes").click()
        expect(page.locator(ALERT)).to_contain_text("The changes could not be loaded")
        page.get_by_role("link", name="Releases").click()
        expect(page.locator(ALERT)).to_contain_text("The releases could not be loaded")

    button(page, "Try again").click()
    expect(page.get_by_role("row", name="none → v1")).to_be_visible()


def test_what_was_typed_waits_for_the_database(
    pages: Pages, open_page: OpenPage, server: TestServer
):
    prompt = make_prompt("faults/typed")
    page = open_page(f"/prompts/{prompt.id}/new")
    write(page, "Typed meanwhile")
    db.session.rollback()
    with server.away(pages.api.settings):
        button(page, "Save v2").click()
        expect(page.locator(ALERT)).to_contain_text("Nothing was saved.")
        expect(page.locator(ALERT)).to_contain_text("The database does not answer")

    expect(page.get_by_role("textbox", name=TEXT)).to_have_text("Typed meanwhile")
    button(page, "Save v2").click()
    page.wait_for_url("**v=2")


def sign_in_again(page: Page) -> None:
    page.get_by_label("E-mail").fill("ada@example.com")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    button(page, "Sign in").click()


@pytest.fixture
def own_session(pages: Pages, open_page: OpenPage) -> Callable[[str], Page]:
    """A window with a session of its own, so that ending it hurts no other test."""

    def open_signed_in(path: str) -> Page:
        page = open_page(f"/sign-in?next={path}", anonymous=True)
        sign_in_again(page)
        page.wait_for_url(pages.url + path)
        return page

    return open_signed_in


def end_session_of(page: Page) -> None:
    """Signed out elsewhere, by the same cookie."""
    me = page.request.get("/api/me").json()
    headers = {"X-CSRF-Token": me["csrf_token"], "Origin": page.url.partition("/prompts")[0]}
    assert page.request.post("/api/logout", headers=headers).status == 204


def test_nothing_typed_is_lost_with_the_session(pages: Pages, own_session: Callable[[str], Page]):
    prompt = make_prompt("faults/session")
    page = own_session(f"/prompts/{prompt.id}/new")
    write(page, "Typed before it ended")
    end_session_of(page)

    button(page, "Save v2").click()
    expect(page.locator(ALERT)).to_contain_text("Your session has ended.")
    expect(page.get_by_role("textbox", name=TEXT)).to_have_text("Typed before it ended")
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Sign in in another tab").click()
    sign_in_again(opened.value)
    opened.value.wait_for_url(f"{pages.url}/prompts")

    button(page, "Save v2").click()
    page.wait_for_url("**v=2")
    newest = pages.api.call("GET", f"/api/prompts/{prompt.id}").json["latest_version"]
    assert newest["content"] == "Typed before it ended"


def test_nobody_is_led_away_from_what_they_write(own_session: Callable[[str], Page]):
    prompt = make_prompt("faults/led-away")
    page = own_session(f"/prompts/{prompt.id}/new")
    write(page, "Being written")
    end_session_of(page)

    # What is shown is old by now, so coming back to the window the page asks for it anew.
    page.clock.set_fixed_time(datetime.now(UTC) + timedelta(minutes=5))
    with page.expect_response(lambda answer: answer.status == 401):
        page.evaluate("document.dispatchEvent(new Event('visibilitychange', { bubbles: true }))")
    button(page, "Save v2").click()

    expect(page.locator(ALERT)).to_contain_text("Your session has ended.")
    expect(page.get_by_role("textbox", name=TEXT)).to_have_text("Being written")


def test_reading_without_a_session_leads_to_the_sign_in_and_back(
    own_session: Callable[[str], Page],
):
    prompt = make_prompt("faults/reading", versions=2)
    page = own_session(f"/prompts/{prompt.id}")
    end_session_of(page)

    page.get_by_role("link", name="Releases").click()
    page.wait_for_url("**/sign-in?next=*")
    sign_in_again(page)

    page.wait_for_url(f"**/prompts/{prompt.id}?tab=releases")
    expect(page.get_by_role("row", name="none → v1")).to_be_visible()

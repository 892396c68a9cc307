"""Projects, members, keys and accounts on the pages, in a registry of more than one project."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request

import pytest
from playwright.sync_api import Page, expect

from app.db import transaction
from app.services.access import members
from tests.browser.conftest import OpenPage, Pages, running_pages
from tests.browser.test_pages import ALERT, button
from tests.browser.test_pages_quality import SIDEWAYS, findings
from tests.databases import TestServer
from tests.factories.access import PASSWORD, make_key, make_person, make_project
from tests.factories.prompts import make_prompt
from tests.live import opener

pytestmark = pytest.mark.xdist_group("pages")


@pytest.fixture(scope="module")
def pages(server: TestServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pages]:
    """Dora looks after `default` and edits in `support`, Ben may only read, Eve is nowhere yet."""
    with running_pages(server, tmp_path_factory.mktemp("access")) as running:
        dora = make_person("dora", role="admin")
        make_person("ben", role="viewer")
        make_person("eve", role=None)
        support = make_project("support")
        with transaction():
            members.set_role(support, dora.id, "editor")
        yield running


@pytest.fixture(scope="module")
def signed_in() -> Any:
    """Nobody: each test says who it is."""
    return {}


def copied(page: Page, label: str) -> str:
    """What a dialog shows once."""
    text = page.get_by_role("dialog").get_by_role("region", name=label, exact=True).inner_text()
    button(page, "Done").click()
    return text.strip()


def actions(page: Page, of: str, item: str) -> None:
    button(page, f"Actions for {of}").click()
    page.get_by_role("menuitem", name=item).click()


def asked(pages: Pages, key: str) -> int:
    headers = {"Authorization": f"Bearer {key}"}
    try:
        with opener.open(Request(f"{pages.url}/api/prompts", headers=headers)) as answer:
            return int(answer.status)
    except HTTPError as error:
        with error:
            return error.code


def test_an_invitation_brings_a_member_whose_role_changes_and_ends(enter: Any, open_page: OpenPage):
    page = enter("dora", "/settings/members")
    button(page, "Invite…").click()
    page.get_by_label("Role", exact=True).select_option("viewer")
    page.get_by_label("For whom").fill("Grace")
    button(page, "Make the link").click()
    link = copied(page, "Invitation link")
    expect(page.get_by_role("row", name="Grace")).to_contain_text("viewer")

    guest = open_page("/sign-in")
    guest.goto(link)
    expect(button(guest, "Join with a new account")).to_be_enabled()
    assert "#" not in guest.url
    guest.get_by_label("Your name").fill("Grace")
    guest.get_by_label("E-mail").fill("grace@example.com")
    guest.get_by_label("Password", exact=True).fill(PASSWORD)
    button(guest, "Join with a new account").click()
    guest.wait_for_url("**/prompts")
    expect(guest.get_by_role("link", name="Grace")).to_be_visible()

    page.reload()
    page.get_by_label("Role of Grace").select_option("editor")
    expect(page.locator("main [role=status]")).to_contain_text("Grace is editor from now on.")
    guest.reload()
    expect(guest.get_by_role("link", name="New prompt").first).to_be_visible()
    actions(page, "Grace", "Remove…")
    button(page, "Remove from the project").click()
    expect(page.get_by_role("row", name="Grace")).to_have_count(0)
    guest.reload()
    expect(guest.get_by_role("main")).to_contain_text("You belong to no project yet")


@pytest.mark.more
def test_who_is_signed_in_joins_as_oneself_and_a_used_link_says_so(enter: Any, pages: Pages):
    page = enter("dora", "/settings/members")
    button(page, "Invite…").click()
    button(page, "Make the link").click()
    link = copied(page, "Invitation link")
    eve = enter("eve", "/account")

    eve.goto(link)
    button(eve, "Join as Eve").click()

    eve.wait_for_url("**/prompts")
    expect(eve.get_by_role("link", name="New prompt").first).to_be_visible()
    eve.goto(link)
    button(eve, "Join as Eve").click()
    expect(eve.locator(ALERT)).to_contain_text("not valid any more; ask for a new one")
    eve.reload()
    expect(eve.get_by_role("main")).to_contain_text("open the link again")


def test_a_key_is_shown_once_rotates_and_is_refused_once_revoked(enter: Any, pages: Pages):
    page = enter("dora", "/settings/keys")
    button(page, "New key").click()
    page.get_by_label("Name", exact=True).fill("bot")
    page.get_by_role("checkbox", name=re.compile("^release")).check()
    page.get_by_role("combobox", name="Labels it may move").fill("staging-*")
    page.keyboard.press("Enter")
    page.get_by_label("Requests a minute").fill("600")
    button(page, "Make the key").click()
    expect(page.get_by_role("region", name="Try the key with curl")).to_contain_text("curl -H")
    key = copied(page, "API key")

    row = page.get_by_role("row", name=re.compile("^bot"))
    expect(row).to_contain_text(key[:11])
    expect(row).to_contain_text("only staging-*")
    expect(row).to_contain_text("600 a minute")
    expect(page.get_by_text(key)).to_have_count(0)
    assert asked(pages, key) == 200

    actions(page, "the key bot", "Rotate…")
    page.get_by_label("Hours the old key goes on").fill("2")
    button(page, "Make the new key").click()
    newer = copied(page, "API key")
    expect(row.filter(has_text=key[:11])).to_contain_text("ends soon")
    assert (asked(pages, key), asked(pages, newer)) == (200, 200)

    row.filter(has_text=newer[:11]).get_by_role("button").click()
    page.get_by_role("menuitem", name="Revoke…").click()
    button(page, "Revoke the key").click()
    expect(row.filter(has_text=newer[:11])).to_contain_text("revoked")
    assert asked(pages, newer) == 401


def test_a_project_is_chosen_kept_in_the_address_and_walled_off(enter: Any, pages: Pages):
    prompt = make_prompt("walls/default")
    page = enter("dora", "/prompts")
    expect(page.get_by_role("link", name="walls/default")).to_be_visible()
    button(page, "Project: Default").click()
    page.get_by_role("menuitem", name="Support").click()
    page.wait_for_url("**/prompts?project=support")
    expect(page.get_by_role("main")).to_contain_text("No prompts yet")

    page.get_by_role("link", name="New prompt").first.click()
    expect(page).to_have_url(re.compile(r"/prompts/new\?project=support"))
    page.get_by_label("Name", exact=True).fill("walls/support")
    page.get_by_role("textbox", name="Text of the prompt").fill("Hello")
    button(page, "Create prompt").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("walls/support")
    expect(page).to_have_url(re.compile(r"project=support"))
    address = page.url
    page.goto(f"/prompts/{prompt.id}?project=support")
    expect(page.get_by_role("main")).to_contain_text("There is no such prompt")
    page.goto("/")
    page.wait_for_url("**/prompts?project=support")

    colleague = enter("ada", "/prompts")
    colleague.goto(address)
    expect(colleague.get_by_role("heading", level=1)).to_have_text("walls/support")
    stranger = enter("ben", "/prompts")
    stranger.goto(address)
    expect(stranger.get_by_role("main")).to_contain_text("There is no such project for you")
    stranger.get_by_role("link", name="Your own projects").click()
    expect(stranger.get_by_role("link", name="walls/default")).to_be_visible()


@pytest.mark.more
def test_an_operator_makes_a_project_and_names_it_anew(enter: Any):
    page = enter("ada", "/prompts")
    button(page, "Project: Default").click()
    page.get_by_role("menuitem", name="New project…").click()
    page.get_by_label("Name", exact=True).fill("Help desk (EU)")
    expect(page.get_by_label("Slug")).to_have_value("help-desk-eu")
    button(page, "Make the project").click()
    page.wait_for_url("**/prompts?project=help-desk-eu")

    page.get_by_role("link", name="Settings").click()
    page.get_by_role("link", name="Project", exact=True).click()
    expect(page).to_have_url(re.compile(r"/settings/project\?project=help-desk-eu"))
    page.get_by_label("Name", exact=True).fill("Help desk")
    button(page, "Save").click()
    expect(page.locator("main [role=status]")).to_contain_text("Saved.")
    expect(button(page, "Project: Help desk")).to_be_visible()


def test_a_viewer_is_shown_nothing_that_would_be_refused(enter: Any):
    prompt = make_prompt("walls/viewer", versions=2)
    page = enter("ben", f"/prompts/{prompt.id}?v=2")
    expect(button(page, "Copy")).to_be_visible()
    for name in ("More actions", "Activate v2…", "Project: Default"):
        expect(button(page, name)).to_have_count(0)
    expect(page.get_by_role("link", name="New version")).to_have_count(0)
    page.goto(f"/prompts/{prompt.id}/new")
    expect(page.get_by_role("main")).to_contain_text("You may read here, not write")

    page.goto("/settings/members")
    expect(page.get_by_role("row", name="Dora")).to_contain_text("admin")
    expect(page.get_by_role("main").get_by_role("button")).to_have_count(0)
    expect(page.get_by_role("main")).not_to_contain_text("@example.com")
    expect(page.get_by_role("link", name="API keys")).to_have_count(0)
    page.goto("/settings/keys")
    expect(page.locator(ALERT)).to_contain_text("This needs the right `admin`; you have `read`.")


@pytest.mark.more
def test_sessions_end_one_by_one_by_a_new_password_and_everywhere(enter: Any):
    make_person("noa")
    page, other = enter("noa", "/account"), enter("noa", "/account")
    page.reload()
    expect(page.get_by_role("row", name="Chrome on Linux")).to_have_count(2)
    page.get_by_role("button", name=re.compile("^Revoke: Chrome")).click()
    expect(page.get_by_role("row", name="Chrome on Linux")).to_have_count(1)
    other.goto("/account")
    other.wait_for_url("**/sign-in?next=*")

    page.get_by_label("Your name").fill("Noa Noa")
    button(page, "Save the name").click()
    expect(page.get_by_role("link", name="Noa Noa")).to_be_visible()
    page.get_by_label("Current password", exact=True).fill("not this one, surely")
    page.get_by_label("New password", exact=True).fill("another long password")
    button(page, "Change the password").click()
    expect(page.locator(ALERT)).to_contain_text("The current password is not right")
    page.get_by_label("Current password", exact=True).fill(PASSWORD)
    button(page, "Change the password").click()
    expect(page.locator("main [role=status]").last).to_contain_text("The password is changed")

    page.get_by_role("button", name="Sign out everywhere…").click()
    page.get_by_role("dialog").get_by_role("button", name="Sign out everywhere").click()
    page.wait_for_url("**/sign-in")
    enter("noa", "/account", password="another long password")


@pytest.mark.more
def test_a_password_link_sets_a_password_once(enter: Any, open_page: OpenPage):
    make_person("ori", role="viewer")
    page = enter("dora", "/settings/members")
    actions(page, "Ori", "Password link…")
    button(page, "Make the link").click()
    link = copied(page, "Password link")

    owner = open_page("/sign-in")
    owner.goto(link)
    owner.get_by_label("New password", exact=True).fill("a new long password")
    button(owner, "Set the password").click()
    owner.get_by_role("link", name="Sign in").click()
    owner.wait_for_url("**/sign-in")
    enter("ori", "/prompts", password="a new long password")
    owner.goto(link)
    owner.get_by_label("New password", exact=True).fill("yet another password")
    button(owner, "Set the password").click()
    expect(owner.locator(ALERT)).to_contain_text("ask for a new one")


@pytest.mark.more
def test_the_audit_log_is_filtered_by_its_address_and_exported(enter: Any):
    make_key("audited", scopes=["read"])
    page = enter("dora", "/settings/audit")
    page.get_by_label("Action", exact=True).fill("key.created")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("action=key.created"))
    row = page.get_by_role("row", name=re.compile("audited"))
    expect(row).to_contain_text("scopes")
    row.get_by_role("button", name="audited").click()
    expect(page).to_have_url(re.compile("object="))
    expect(page.get_by_role("row")).to_have_count(2)

    with page.expect_download() as download:
        button(page, "Export JSONL").click()
    lines = Path(download.value.path()).read_text().splitlines()
    assert [json.loads(line)["object_name"] for line in lines] == ["audited"]

    page.goto("/settings/audit?until=2001-01-01")
    expect(page.get_by_role("main")).to_contain_text("No event matches")
    button(page, "Show all events").click()
    expect(page.get_by_role("row", name=re.compile("audit.exported"))).to_have_count(1)


PAGES = [
    "/settings/members",
    "/settings/keys",
    "/settings/project",
    "/settings/audit",
    "/account",
]


@pytest.mark.more
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everybody_can_use_the_settings_on_any_screen(enter: Any, scheme: str):
    page = enter("dora", "/prompts", color_scheme=scheme)
    for path in PAGES:
        page.set_viewport_size({"width": 1280, "height": 800})
        page.goto(path)
        assert findings(page) == [], path
        page.set_viewport_size({"width": 390, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        assert page.evaluate(SIDEWAYS) == [], path
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto("/settings/keys")
    button(page, "New key").first.click()
    expect(page.get_by_role("dialog")).to_be_visible()
    assert findings(page) == []
    page.keyboard.press("Escape")
    button(page, "Project: Default").click()
    expect(page.get_by_role("menu")).to_be_visible()
    assert findings(page) == []


@pytest.mark.more
@pytest.mark.parametrize("path", ["/invitation#x", "/reset#x", "/invitation"])
def test_everybody_can_use_a_one_time_link(open_page: OpenPage, path: str):
    page = open_page(path, viewport={"width": 390, "height": 800})

    assert findings(page) == []


@pytest.mark.more
def test_a_list_that_fails_can_be_tried_again(enter: Any):
    page = enter("dora", "/settings/members")
    page.route("**/api/keys?*", lambda route: route.abort())
    page.get_by_role("link", name="API keys").click()
    expect(page.get_by_text("The keys could not be loaded")).to_be_visible()
    page.unroute("**/api/keys?*")
    button(page, "Try again").click()
    expect(page.get_by_role("main").get_by_role("table")).to_be_visible()

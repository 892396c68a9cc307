"""What an author does on the pages, in Chromium against the real servers."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from typing import Any
from urllib.request import Request

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage, Pages
from tests.factories.access import PASSWORD
from tests.factories.prompts import make_prompt, save_version
from tests.live import opener

pytestmark = pytest.mark.xdist_group("pages")

expect.set_options(timeout=20_000)
TEXT = "Text of the prompt"
# Next has an alert of its own, by which it announces pages.
ALERT = "[role=alert]:not(#__next-route-announcer__)"


def button(page: Page, name: str):
    return page.get_by_role("button", name=name, exact=True)


def write(page: Page, text: str, field: str = TEXT) -> None:
    """Replace what an editor holds."""
    page.get_by_role("textbox", name=field, exact=True).click()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(text)


def menu(page: Page, item: str) -> None:
    button(page, "More actions").click()
    page.get_by_role("menuitem", name=item).click()


def test_the_life_of_a_prompt(page: Page):
    page.get_by_role("link", name="New prompt").first.click()
    page.get_by_label("Name", exact=True).fill("tests/greet")
    page.get_by_label("Description").fill("Greets whoever comes.")
    page.get_by_role("combobox", name="Tags").fill("Greeting")
    page.keyboard.press("Enter")
    write(page, "Greet {{ name }} in one sentence.")
    page.get_by_label("Model", exact=True).fill("small")
    page.get_by_label("Temperature").fill("0.2")
    button(page, "Create prompt").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("tests/greet")
    expect(page.locator("main header")).to_contain_text("v1 of 1")
    expect(page.get_by_role("main")).to_contain_text("temperature")

    page.get_by_role("link", name="New version").click()
    write(page, "Greet {{ name }} warmly, in {{ language }}.")
    expect(page.get_by_role("region", name="Changes of the body")).to_contain_text("warmly")
    page.get_by_label("What changed, in a line").fill("Warmer")
    button(page, "Save v2").click()

    expect(page.get_by_label("Versions", exact=True)).to_contain_text("Warmer")
    page.get_by_role("link", name="Changes").click()
    changes = page.get_by_role("region", name="Changes of the body")
    expect(changes.locator("ins").first).to_contain_text("warmly")
    expect(changes.locator("del").last).to_contain_text("sentence")
    expect(page.get_by_role("main")).to_contain_text("new variable {{language}}")

    button(page, "Activate v2…").click()
    page.get_by_label("Why", exact=True).fill("People like it")
    button(page, "Activate v2").click()
    expect(page.locator("[role=status]")).to_contain_text("v1 → v2 is served from now on")
    expect(page.locator("main header")).to_contain_text("v2 of 2")

    menu(page, "Roll back…")
    expect(page.get_by_role("dialog")).to_contain_text("Undoes the release of v2 by Ada")
    button(page, "Roll back to v1").click()
    expect(page.locator("main header")).to_contain_text("v1 of 2")
    page.get_by_role("link", name="Releases").click()
    expect(page.get_by_role("row", name="v2 → v1")).to_contain_text("rollback")
    expect(page.get_by_role("row", name="v1 → v2")).to_contain_text("People like it")

    page.get_by_role("navigation", name="Main").get_by_role("link", name="Prompts").click()
    page.get_by_label("Search by name, tag or text").fill("warmly, in {{")
    expect(page.get_by_role("row")).to_have_count(2)
    expect(page).to_have_url(re.compile("q=warmly"))
    page.get_by_role("link", name="tests/greet").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("tests/greet")

    menu(page, "Delete…")
    expect(button(page, "Delete with 2 versions")).to_be_disabled()
    page.get_by_label("Name of the prompt").fill("tests/greet")
    button(page, "Delete with 2 versions").click()
    page.wait_for_url("**/prompts")
    expect(page.get_by_role("link", name="tests/greet")).to_have_count(0)


def tab_to(page: Page, name: str) -> None:
    """Press Tab until the focus is on the part with this name."""
    for _ in range(60):
        page.keyboard.press("Tab")
        focused = page.evaluate(
            """() => { const e = document.activeElement;
            return e.getAttribute('aria-label') ?? e.labels?.[0]?.textContent ?? e.textContent }"""
        )
        if focused.strip() == name:
            return
    raise AssertionError(f"Tab never reaches {name!r}")


def test_it_can_all_be_done_by_keyboard(page: Page):
    expect(button(page, "Sign out")).to_be_visible()
    keys = page.keyboard
    page.wait_for_load_state("networkidle")
    keys.press("n")
    page.wait_for_url("**/prompts/new")
    expect(page.get_by_label("Name", exact=True)).to_be_focused()
    keys.type("tests/keys")
    tab_to(page, TEXT)
    keys.type("Say {{ word }}.")
    tab_to(page, "Create prompt")
    keys.press("Enter")
    expect(page.locator("main header")).to_contain_text("v1 of 1")

    keys.press("e")
    expect(page.get_by_role("textbox", name=TEXT)).to_be_visible()
    tab_to(page, TEXT)
    keys.press("Control+End")
    keys.type(" Twice.")
    tab_to(page, "What changed, in a line")
    keys.type("Twice")
    keys.press("Enter")
    expect(page.locator("main header")).to_contain_text("v1 of 2")

    keys.press("c")
    expect(page.get_by_role("region", name="Changes of the body")).to_contain_text("Twice")
    tab_to(page, "Activate v2…")
    keys.press("Enter")
    expect(page.get_by_label("Why", exact=True)).to_be_focused()
    keys.type("By hand")
    tab_to(page, "Activate v2")
    keys.press("Enter")
    expect(page.locator("main header")).to_contain_text("v2 of 2")

    keys.press("j")
    expect(page).to_have_url(re.compile("v=1"))
    keys.press("Control+k")
    expect(page.get_by_role("combobox", name="Search prompts and commands")).to_be_focused()
    keys.type("all prompts")
    expect(page.get_by_role("dialog").get_by_role("option", selected=True)).to_have_text(
        "All prompts"
    )
    keys.press("Enter")
    page.wait_for_url("**/prompts")

    keys.press("/")
    keys.type("tests/keys")
    expect(page.get_by_role("row")).to_have_count(2)
    keys.press("Escape")
    keys.press("j")
    keys.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("tests/keys")
    tab_to(page, "More actions")
    keys.press("Enter")
    expect(page.get_by_role("menuitem", name="Roll back…")).to_be_focused()
    keys.press("ArrowUp")
    expect(page.get_by_role("menuitem", name="Delete…")).to_be_focused()
    keys.press("Enter")
    expect(page.get_by_label("Name of the prompt")).to_be_focused()
    keys.type("tests/keys")
    keys.press("Enter")
    page.wait_for_url("**/prompts")


def test_an_activation_can_be_undone(pages: Pages, open_page: OpenPage):
    prompt = make_prompt("tests/undo", versions=2)
    page = open_page(f"/prompts/{prompt.id}?v=2")

    button(page, "Activate v2…").click()
    button(page, "Activate v2").click()
    button(page, "Undo").click()

    expect(page.locator("[role=status]")).to_contain_text("Undone. v2 → v1")
    assert pages.api.call("GET", f"/api/prompts/{prompt.id}").json["active_version"] == 1


def test_two_authors_do_not_overwrite_each_other_unseen(pages: Pages, open_page: OpenPage):
    prompt = make_prompt("tests/both", content="First line.\n\nMiddle.\n\nLast line.")
    page = open_page(f"/prompts/{prompt.id}/new")
    write(page, "First line, mine.\n\nMiddle.\n\nLast line.")
    save_version(
        prompt, "First line.\n\nMiddle.\n\nLast line, theirs.", message="The other author's"
    )

    button(page, "Save v2").click()

    refusal = page.locator(ALERT).filter(has_text="Nothing was saved")
    expect(refusal).to_contain_text("The other author's")
    expect(page.get_by_label("What changed meanwhile")).to_contain_text("theirs")
    button(page, "Merge both").click()
    expect(page.get_by_role("textbox", name=TEXT)).to_contain_text("theirs")
    button(page, "Save v3").click()
    page.wait_for_url("**v=3")
    newest = pages.api.call("GET", f"/api/prompts/{prompt.id}").json["latest_version"]
    assert newest["content"] == "First line, mine.\n\nMiddle.\n\nLast line, theirs."


@pytest.mark.more
def test_where_both_changed_a_line_the_author_chooses(pages: Pages, open_page: OpenPage):
    prompt = make_prompt("tests/same-line", content="One line.")
    page = open_page(f"/prompts/{prompt.id}/new")
    write(page, "One line, mine.")
    save_version(prompt, "One line, theirs.")

    button(page, "Save v2").click()

    expect(button(page, "Keep mine, on top of v2")).to_be_visible()
    expect(button(page, "Merge both")).to_have_count(0)
    button(page, "Keep mine, on top of v2").click()
    button(page, "Save v3").click()
    page.wait_for_url("**v=3")
    newest = pages.api.call("GET", f"/api/prompts/{prompt.id}").json["latest_version"]
    assert newest["content"] == "One line, mine."


@pytest.mark.more
def test_an_activation_sees_what_was_activated_meanwhile(pages: Pages, open_page: OpenPage):
    prompt = make_prompt("tests/meanwhile", versions=3)
    page = open_page(f"/prompts/{prompt.id}?v=3")
    button(page, "Activate v3…").click()
    pages.api.call("POST", f"/api/prompts/{prompt.id}/activate", {"version": 2, "reason": "First"})

    button(page, "Activate v3").click()

    expect(page.locator(ALERT)).to_contain_text("You saw v1 active; meanwhile it is v2")
    expect(page.locator(ALERT)).to_contain_text("First")
    button(page, "Activate v3 instead of v2").click()
    expect(page.locator("main header")).to_contain_text("v3 of 3")


def test_a_chat_is_written_message_by_message(pages: Pages, open_page: OpenPage):
    page = open_page("/prompts/new")
    page.get_by_label("Name", exact=True).fill("tests/chat")
    page.get_by_text("Chat", exact=True).click()
    write(page, "You answer in {{ language }}.", "Text of message 1")
    write(page, "{{ question }}", "Text of message 2")
    button(page, "Add placeholder").click()
    page.get_by_label("Name of placeholder 3").fill("history")
    button(page, "Move message 3 up").click()
    button(page, "Create prompt").click()

    expect(page.get_by_role("main")).to_contain_text("The messages given as history stand here.")
    prompt = pages.api.call("GET", "/api/prompts?q=tests/chat").json[0]
    assert prompt["latest_version"]["messages"] == [
        {"role": "system", "content": "You answer in {{ language }}."},
        {"type": "placeholder", "name": "history"},
        {"role": "user", "content": "{{ question }}"},
    ]


@pytest.mark.more
def test_bodies_come_back_byte_for_byte(pages: Pages, open_page: OpenPage):
    body = "Windows line.\r\nSeparator \u2028 here, tab\tand  two spaces \r\n"
    prompt = make_prompt("tests/bytes", content=body)
    page = open_page(f"/prompts/{prompt.id}/new")
    page.get_by_role("textbox", name=TEXT).click()
    page.keyboard.press("Control+End")
    page.keyboard.insert_text("End")
    button(page, "Save v2").click()

    page.wait_for_url("**v=2")
    newest = pages.api.call("GET", f"/api/prompts/{prompt.id}").json["latest_version"]
    assert newest["content"] == body + "End"


# JavaScript would put "10" and "2" first, and make 1 of 1.0 and another number of the seed.
PARAMETERS = '{"temperature":1.0,"seed":9007199254740993,"10":"x","2":[1e2,{}],"é":"\\u00e9"}'
MESSAGES = (
    '[{"content":"Turned round","role":"user"},'
    '{"role":"assistant","tool_calls":[{"id":"1","arguments":{"b":1.0,"10":1,"2":0}}]}]'
)


def create(pages: Pages, name: str, body: str) -> Any:
    """A prompt whose JSON is exactly this."""
    request = Request(f"{pages.api.url}/api/prompts", f'{{"name": "{name}", {body}}}'.encode())
    request.add_header("Authorization", f"Bearer {pages.api.token}")
    request.add_header("Content-Type", "application/json")
    with opener.open(request) as answer:
        return json.load(answer)


def versions_of(pages: Pages, prompt: Any) -> dict[int, Any]:
    versions = pages.api.call("GET", f"/api/prompts/{prompt['id']}/versions").json
    return {version["version"]: version for version in versions}


@pytest.mark.more
def test_an_older_version_is_brought_back_as_it_was(pages: Pages, open_page: OpenPage):
    kinds = [f'"content": "One\\r\\n", "parameters": {PARAMETERS}']
    kinds.append(f'"kind": "chat", "messages": {MESSAGES}, "parameters": {PARAMETERS}')
    for number, body in enumerate(kinds):
        prompt = create(pages, f"tests/brought-back-{number}", body)
        other = (
            '"messages": [{"role": "user", "content": "Other"}]' if number else '"content": "Other"'
        )
        pages.api.call("POST", f"/api/prompts/{prompt['id']}/versions", json.loads(f"{{{other}}}"))

        page = open_page(f"/prompts/{prompt['id']}/new?from=1")
        button(page, "Save v3").click()
        page.wait_for_url("**v=3")

        versions = versions_of(pages, prompt)
        assert versions[3]["checksum"] == versions[1]["checksum"] != versions[2]["checksum"]


@pytest.mark.more
def test_what_is_not_touched_is_saved_as_it_was_written(pages: Pages, open_page: OpenPage):
    prompt = create(
        pages,
        "tests/untouched",
        f'"kind": "chat", "messages": {MESSAGES}, "parameters": {PARAMETERS}',
    )
    page = open_page(f"/prompts/{prompt['id']}/new")
    expect(page.get_by_role("textbox", name="Parameters as JSON")).to_contain_text(
        "9007199254740993"
    )
    write(page, "Changed", "Text of message 1")
    page.get_by_label("Top p").fill("0.5")
    expect(
        page.get_by_role("region", name="Changes of the parameters").locator("ins")
    ).to_have_count(2)
    button(page, "Save v2").click()
    page.wait_for_url("**v=2")

    expect(page.locator("dl")).to_contain_text("1.0")
    raw = pages.api.call("GET", f"/api/prompts/{prompt['id']}/versions/2").body.decode()
    kept = PARAMETERS.replace("\\u00e9", "é").replace("1e2", "100.0")
    assert f'"parameters":{kept[:-1]},"top_p":0.5}}' in raw
    assert f'"messages":{MESSAGES.replace("Turned round", "Changed")}' in raw


@pytest.mark.more
def test_a_key_given_twice_is_not_swallowed(open_page: OpenPage):
    page = open_page(f"/prompts/{make_prompt('tests/twice').id}/new")
    write(page, '{"stop": 1, "stop": 2}', "Parameters as JSON")
    button(page, "Save v2").click()

    expect(page.locator(ALERT).filter(has_text="Nothing was saved.")).to_contain_text("stop")


@pytest.mark.more
def test_what_was_typed_survives_a_reload(open_page: OpenPage):
    prompt = make_prompt("tests/kept")
    page = open_page(f"/prompts/{prompt.id}/new")
    page.on("dialog", lambda dialog: dialog.accept())
    write(page, "Not saved yet")

    page.reload()
    button(page, "Go on with it").click()

    expect(page.get_by_role("textbox", name=TEXT)).to_have_text("Not saved yet")


@pytest.mark.more
def test_parameters_that_are_not_json_are_refused_here(open_page: OpenPage):
    prompt = make_prompt("tests/not-json")
    page = open_page(f"/prompts/{prompt.id}/new")
    write(page, "Other")
    write(page, '{"temperature": ', "Parameters as JSON")

    expect(page.get_by_label("Temperature")).to_be_disabled()
    button(page, "Save v2").click()

    expect(page.get_by_text("Nothing was saved.")).to_be_visible()


@pytest.mark.more
def test_a_taken_name_is_said_and_nothing_is_lost(open_page: OpenPage):
    make_prompt("tests/taken")
    page = open_page("/prompts/new")
    page.get_by_label("Name", exact=True).fill("tests/taken")
    write(page, "Mine")
    button(page, "Create prompt").click()

    expect(page.locator(ALERT).filter(has_text="Nothing was saved")).to_contain_text(
        "There is a prompt named"
    )
    expect(page.get_by_role("textbox", name=TEXT)).to_have_text("Mine")


@pytest.mark.more
def test_name_description_and_tags_can_be_changed(pages: Pages, open_page: OpenPage):
    prompt = make_prompt("tests/old-name")
    page = open_page(f"/prompts/{prompt.id}")
    menu(page, "Edit name, description, tags…")
    page.get_by_label("Name", exact=True).fill("tests/new-name")
    expect(page.get_by_role("dialog")).to_contain_text("Programs fetch by name.")
    page.get_by_role("combobox", name="Tags").fill("fresh")
    page.keyboard.press("Enter")
    button(page, "Save").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("tests/new-name")
    assert pages.api.call("GET", f"/api/prompts/{prompt.id}").json["tags"] == ["fresh"]


def test_every_view_is_an_address(open_page: OpenPage):
    prompt = make_prompt("tests/address", versions=3, tags=["address"])
    page = open_page(f"/prompts/{prompt.id}?tab=changes&from=1&v=3&view=unified")
    expect(page.get_by_label("From version")).to_have_value("1")
    expect(page.get_by_label("To version")).to_have_value("3")
    expect(page.get_by_role("radio", name="Unified")).to_be_checked()

    page.goto("/prompts?tag=address&q=tests")
    expect(page.get_by_label("Search by name, tag or text")).to_have_value("tests")
    expect(page.get_by_role("row")).to_have_count(2)
    button(page, "Remove the tag address from the filter").click()
    expect(page).not_to_have_url(re.compile("tag="))


def type_into_the_palette(page: Page, words: str) -> None:
    page.wait_for_load_state("networkidle")
    page.keyboard.press("Control+k")
    field = page.get_by_role("combobox", name="Search prompts and commands")
    expect(field).to_be_focused()
    page.keyboard.type(words)


def test_the_palette_finds_a_prompt(page: Page):
    prompt = make_prompt("tests/palette/found")
    make_prompt("tests/palette/speaks-of-it", content="As in tests/palette/found.")
    type_into_the_palette(page, "palette/FOUND")
    options = page.get_by_role("dialog").get_by_role("option")
    expect(options.first).to_have_accessible_name("tests/palette/found, v1 of 1")
    expect(options).to_have_text([re.compile("tests/palette/found"), re.compile("speaks-of-it")])

    page.keyboard.press("Enter")

    page.wait_for_url(f"**/prompts/{prompt.id}")


@pytest.mark.more
def test_the_palette_denies_only_what_it_looked_for(page: Page):
    page.route("**/api/prompts?*q=qqqq*", lambda route: route.abort())
    type_into_the_palette(page, "qqqq")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Searching…")
    expect(dialog.locator(ALERT)).to_contain_text("The prompts could not be loaded.")
    expect(dialog).not_to_contain_text("Nothing has")
    page.unroute("**/api/prompts?*q=qqqq*")

    button(page, "Try again").click()

    expect(dialog).to_contain_text("Nothing has “qqqq” in it.")


@pytest.mark.more
def test_lists_say_when_nothing_is_there(open_page: OpenPage):
    page = open_page("/prompts?q=nothing-like-this")
    expect(page.get_by_role("main")).to_contain_text("No prompt matches")
    page.goto("/prompts?archived=true")
    expect(page.get_by_role("main")).to_contain_text("No prompt is archived")


@pytest.mark.more
def test_a_list_that_fails_offers_another_try(open_page: OpenPage):
    page = open_page("/prompts/new")
    page.route("**/api/prompts?*", lambda route: route.abort())
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Prompts").click()
    expect(page.locator(ALERT)).to_contain_text("The prompts could not be loaded")
    page.unroute("**/api/prompts?*")
    button(page, "Try again").click()
    expect(page.get_by_role("table")).to_be_visible()


@pytest.mark.more
def test_what_does_not_exist_is_said(open_page: OpenPage):
    page = open_page("/prompts/00000000-0000-7000-8000-000000000000")
    expect(page.get_by_role("main")).to_contain_text("There is no such prompt")
    page.goto("/nowhere")
    expect(page.get_by_role("main")).to_contain_text("There is nothing at this address")


def test_signed_out_leads_to_the_sign_in_and_back(open_page: OpenPage):
    prompt = make_prompt("tests/door")
    page = open_page(f"/prompts/{prompt.id}?tab=releases", anonymous=True)
    page.wait_for_url("**/sign-in?next=*")
    page.get_by_label("E-mail").fill("ada@example.com")
    page.get_by_label("Password", exact=True).fill("wrong, but long enough")
    button(page, "Sign in").click()
    expect(page.locator(ALERT)).to_contain_text("do not go together")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    button(page, "Sign in").click()

    page.wait_for_url(f"**/prompts/{prompt.id}?tab=releases")
    button(page, "Sign out").click()
    page.wait_for_url("**/sign-in")
    page.goto("/prompts")
    page.wait_for_url("**/sign-in?next=*")


@pytest.mark.more
@pytest.mark.parametrize(
    "next",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "/.//evil.example",
        "/..//evil.example",
        "/admin/..\\/evil.example",
        "http://here//evil.example",
    ],
)
def test_the_way_back_stays_on_this_site(pages: Pages, open_page: OpenPage, next: str):
    page = open_page(f"/sign-in?next={next}", anonymous=True)
    page.get_by_label("E-mail").fill("ada@example.com")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    button(page, "Sign in").click()

    page.wait_for_url("**/prompts")
    assert page.url.startswith(pages.url)


@pytest.mark.more
def test_a_spent_setup_link_says_so(open_page: OpenPage):
    page = open_page("/setup?token=spent", anonymous=True)
    page.get_by_label("Your name").fill("Eve")
    page.get_by_label("E-mail").fill("eve@example.com")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    button(page, "Make the first operator").click()

    expect(page.locator(ALERT)).to_contain_text("No account was made.")


@pytest.mark.more
def test_a_reload_is_offered_once_another_build_answers(open_page: OpenPage):
    page = open_page("/sign-in")
    page.route(
        "**/version", lambda route: route.fulfill(json={"version": "9.9.9", "build": "another"})
    )
    page.goto("/prompts")

    expect(page.locator("[role=status]")).to_contain_text("Promptside was updated.")
    page.unroute("**/version")
    button(page, "Reload").click()
    expect(page.get_by_role("table")).to_be_visible()
    expect(page.get_by_text("Promptside was updated.")).to_have_count(0)


@pytest.mark.more
def test_the_colours_are_kept(open_page: OpenPage):
    page = open_page(color_scheme="dark")
    html = page.locator("html")
    expect(html).to_have_attribute("data-mantine-color-scheme", "dark")
    page.get_by_role("button", name="Colours: as the system").click()
    expect(html).to_have_attribute("data-mantine-color-scheme", "light")
    page.reload()
    expect(html).to_have_attribute("data-mantine-color-scheme", "light")


@pytest.mark.more
@pytest.mark.parametrize("name", ["tests/snippets", "tests/it's 50% of \u00fc+b?"])
def test_copied_snippets_fetch_the_active_version(pages: Pages, open_page: OpenPage, name: str):
    prompt = make_prompt(name, content="Served", versions=2)
    page = open_page(f"/prompts/{prompt.id}", permissions=["clipboard-read", "clipboard-write"])

    answered = json.loads(run(pages, ["bash", "-c", copied(page, "curl")]))
    printed = run(pages, [sys.executable, "-c", copied(page, "Python")])

    assert (answered["name"], answered["active"]["content"]) == (name, "Served")
    assert printed == "1 Served\n"
    assert copied(page, "Name") == name
    assert copied(page, "Id") == str(prompt.id)


def copied(page: Page, item: str) -> str:
    page.get_by_role("main").get_by_role("button", name=re.compile("^(Copy|Copied)$")).first.click()
    page.get_by_role("menuitem", name=item, exact=True).click()
    expect(page.get_by_role("menu")).to_have_count(0)
    return str(page.evaluate("navigator.clipboard.readText()"))


def run(pages: Pages, command: list[str]) -> str:
    env = {"PATH": "/usr/bin:/bin", "PROMPTSIDE_API_KEY": pages.api.token}
    done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_first_prompt_is_made_as_the_empty_list_says(pages: Pages, open_page: OpenPage):
    page = open_page("/prompts/new")
    page.route("**/api/prompts?*", lambda route: route.fulfill(json=[]))
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Prompts").click()
    expect(page.get_by_role("main")).to_contain_text("No prompts yet")
    command = page.get_by_role("region", name="Create a prompt with curl").inner_text()

    made = json.loads(run(pages, ["bash", "-c", command]))

    assert (made["name"], made["active_version"]) == ("support/greet", 1)


def test_a_row_says_what_is_active_newest_and_how_it_begins(open_page: OpenPage):
    prompt = make_prompt("tests/row", versions=2, tags=["row"])
    save_version(prompt, "Begins\nlike this, " + "and goes on " * 40)
    page = open_page("/prompts?tag=row")

    row = page.get_by_role("row", name="tests/row")
    expect(row).to_contain_text("v1 of 3")
    expect(row).to_contain_text("Begins like this, and goes on")
    expect(page.locator("main header")).to_contain_text("1 prompt matches")
    row.get_by_role("button", name="row").click()
    expect(page).to_have_url(re.compile("tag=row"))


def test_versions_say_who_when_and_why(open_page: OpenPage):
    prompt = make_prompt("tests/rail")
    save_version(prompt, "Second", message="Made it shorter")
    page = open_page(f"/prompts/{prompt.id}")

    first, second = (page.get_by_role("listitem").filter(has_text=f"v{n}") for n in (1, 2))
    expect(second).to_contain_text("Made it shorter")
    expect(second).to_contain_text("system · just now")
    expect(second.locator("time")).to_have_attribute("title", re.compile(r"\d\d:\d\d:\d\d UTC"))
    expect(first).to_contain_text("active")
    second.get_by_role("link").click()
    expect(page).to_have_url(re.compile("v=2"))
    expect(page.get_by_role("main")).to_contain_text("Second")


def test_any_two_versions_are_compared_either_way(open_page: OpenPage):
    prompt = make_prompt("tests/compare", content="One\nsame")
    save_version(prompt, "Two\nsame")
    save_version(prompt, "Three\nsame")
    page = open_page(f"/prompts/{prompt.id}?tab=changes&from=1&v=3")
    changes = page.get_by_role("region", name="Changes of the body")
    expect(changes.locator("td[colspan], td")).not_to_have_count(0)
    expect(changes.locator("tr").first.locator("td")).to_have_count(6)

    page.get_by_text("Unified", exact=True).click()
    expect(page).to_have_url(re.compile("view=unified"))
    expect(changes.locator("tr").first.locator("td")).to_have_count(4)
    page.get_by_label("To version").select_option("2")
    expect(changes).to_contain_text("Two")
    button(page, "Swap the two versions").click()
    expect(page.get_by_label("From version")).to_have_value("2")
    expect(changes.locator("[data-side=del]").last).to_contain_text("Two")

    page.go_back()
    expect(page.get_by_label("From version")).to_have_value("1")


@pytest.mark.more
def test_the_first_version_leads_to_what_changed_since(open_page: OpenPage):
    page = open_page(f"/prompts/{make_prompt('tests/first', versions=3).id}?tab=changes")
    expect(page.get_by_role("main")).to_contain_text("Nothing came before v1")
    expect(page.get_by_role("main")).not_to_contain_text("No difference")

    page.get_by_role("link", name="What changed from v1 to v3").click()

    expect(page.get_by_label("To version")).to_have_value("3")
    expect(page.get_by_role("region", name="Changes of the body").locator("ins")).to_have_text("3")


@pytest.mark.more
def test_completion_offers_the_variables_used_so_far(open_page: OpenPage):
    page = open_page("/prompts/new")
    write(page, "{{ customer }} and {{ ")
    expect(page.locator(".cm-variable")).to_have_text("{{ customer }}")
    page.keyboard.type("cu")
    page.get_by_role("option", name="customer").click()

    expect(page.locator(".cm-variable")).to_have_count(2)


@pytest.mark.more
def test_nothing_typed_is_lost_while_the_page_lags_behind(open_page: OpenPage):
    page = open_page("/prompts/new")
    page.get_by_role("textbox", name=TEXT).click()
    # A hundred changes, each a step of the event loop after the one before it.
    page.evaluate(
        """async () => {
            const { port1, port2 } = new MessageChannel();
            for (let n = 0; n < 100; n++) {
                document.execCommand('insertText', false, `${n} `);
                await new Promise((next) => { port1.onmessage = next; port2.postMessage(n); });
            }
        }"""
    )

    expect(page.locator(".cm-content").first).to_have_text(" ".join(map(str, range(100))) + " ")


@pytest.mark.more
def test_fields_and_json_are_two_views_of_the_parameters(open_page: OpenPage):
    page = open_page("/prompts/new")
    text = page.get_by_role("textbox", name="Parameters as JSON")
    page.get_by_label("Model", exact=True).fill("small")
    page.get_by_label("Max. tokens").fill("200")
    expect(text).to_contain_text('"max_tokens": 200')

    write(page, '{"temperature": 0.5, "stop": ["END"]}', "Parameters as JSON")
    expect(page.get_by_label("Temperature")).to_have_value("0.5")
    expect(page.get_by_label("Model", exact=True)).to_have_value("")
    page.get_by_label("Temperature").fill("")
    expect(text).not_to_contain_text("temperature")
    expect(text).to_contain_text('"END"')
    page.get_by_label("Temperature").fill("0.5")
    expect(text).to_contain_text('"temperature": 0.5')

"""What operators do with the panel, each once by mouse and once by keyboard alone."""

import json
import re
from itertools import count

import pytest
from playwright.sync_api import expect

from app.db import transaction
from app.services import prompts, releases
from app.services.access import keys, people, sessions
from app.services.saved_filters import saved_filters
from tests.factories.access import make_key, make_person, the_system
from tests.factories.prompts import make_prompt

pytestmark = [pytest.mark.more, pytest.mark.xdist_group("panel")]
numbers = count(1)


def fresh(word):
    """A name no other test has; the database is shared."""
    return f"{word}{next(numbers)}"


def say_why(hands, reason):
    hands.write(hands.page.get_by_label("Reason"), reason)


def test_release_what_waits(by, panel):
    tag = fresh("wave")
    names = [f"{tag}a", f"{tag}b", f"{tag}c"]
    for name in names:
        make_prompt(name, versions=2, tags=[tag])
    hands = by(f"/admin/prompts/?tag={tag}")

    hands.pick_rows(names[0], names[2])
    hands.go("button", "Activate…")
    say_why(hands, "Evals passed on Friday")
    hands.go("button", "Activate 2 prompts")

    expect(hands.page.get_by_text("Activated 2 prompts.")).to_be_visible()
    assert [panel.prompt(name).active_version for name in names] == [2, 1, 2]
    newest = releases.list_releases(the_system(), panel.prompt(names[0]).id).rows[0]
    assert newest.reason == "Evals passed on Friday"


def test_roll_back_a_bad_release(by, panel):
    name = fresh("bad")
    prompt = make_prompt(name, versions=2)
    with transaction():
        releases.activate(the_system(), prompt.id, 2)
    hands = by(f"/admin/prompts/details/?id={prompt.id}")

    hands.go("link", "Roll back…")
    say_why(hands, "Too many complaints")
    hands.go("button", "Roll back 1 prompt")

    assert panel.prompt(name).active_version == 1
    hands.go("link", "Undo…")
    hands.go("button", "Activate 1 prompt")
    assert panel.prompt(name).active_version == 2


def test_find_out_who_changed_a_description(by):
    prompt = make_prompt(fresh("who"), description="Says hello to people")
    with transaction():
        prompts.update_prompt(the_system(), prompt.id, description="Says goodbye to people")
    hands = by(f"/admin/prompts/?q={prompt.name}")

    hands.open_row(prompt.name)
    hands.go("link", "History")
    hands.press(hands.page.locator("summary").filter(has_text="Edited prompt"))

    expect(hands.page.locator("del")).to_have_text("hello")
    expect(hands.page.locator("ins")).to_have_text("goodbye")
    expect(hands.page.locator("summary").filter(has_text="Edited")).to_contain_text("system")


def test_compare_two_versions_word_by_word(by):
    prompt = make_prompt(fresh("compare"), versions=4)
    hands = by(f"/admin/prompts/details/?id={prompt.id}&tab=compare")

    hands.write(hands.page.get_by_label("From version"), "2")
    hands.write(hands.page.get_by_label("To version"), "4")
    hands.go("button", "Compare")

    expect(hands.page.locator("mark")).to_have_text(["2", "4"])
    hands.go("link", "Unified")
    expect(hands.page.locator("td.text.del")).to_have_text("Version 2 of {{ subject }}")
    hands.page.keyboard.press("n")
    expect(hands.page.locator("tr.here")).to_have_count(1)


def test_fix_a_prompt_with_a_new_version(by, panel):
    name = fresh("fix")
    prompt = make_prompt(name)
    hands = by(f"/admin/prompts/details/?id={prompt.id}")

    hands.go("link", "New version")
    expect(hands.page.locator(".cm-variable")).to_have_text("{{ subject }}")
    hands.write(hands.page.get_by_role("textbox", name="Text"), "Line one\nLine {{ two }}\n")
    hands.write(hands.page.get_by_label("What changed"), "Says two things")
    hands.press(hands.page.get_by_label("Serve it at once"))
    hands.go("button", "Save version")

    saved = prompts.get_version(the_system(), prompt.id, 2)
    assert (saved.content, saved.message) == ("Line one\nLine {{ two }}\n", "Says two things")
    assert panel.prompt(name).active_version == 2


def test_make_a_chat_prompt_with_parameters(by, panel):
    name = fresh("chat")
    hands = by("/admin/prompts/new/")
    page = hands.page

    hands.write(page.get_by_label("Name"), name)
    if hands.__class__.__name__ == "Mouse":
        page.get_by_label("Chat").click()
    else:
        hands.tab_to(page.get_by_label("Text").first)
        page.keyboard.press("ArrowRight")
    hands.write(page.get_by_role("textbox", name="Messages"), '[{"role":"user","content":"Hi"}]')
    hands.write(page.get_by_role("textbox", name="Parameters"), '{"b": 1,\n "a": }')
    parameters = page.locator(".editor").filter(has=page.get_by_role("textbox", name="Parameters"))
    expect(parameters.get_by_role("status")).to_contain_text("Line 2:")
    hands.write(page.get_by_role("textbox", name="Parameters"), '{"b":1,"a":2.50}')
    hands.press(parameters.get_by_role("button", name="Format"))
    expect(parameters.locator(".cm-line")).to_have_text(["{", '  "b": 1,', '  "a": 2.50', "}"])
    hands.go("button", "Make prompt")

    version = prompts.get_version(the_system(), panel.prompt(name).id, 1)
    assert version.messages == [{"role": "user", "content": "Hi"}]
    assert list(version.parameters.items()) == [("b", 1), ("a", 2.5)]


def test_tag_many_prompts_at_once(by, panel):
    tag = fresh("batch")
    names = [f"{tag}a", f"{tag}b"]
    for name in names:
        make_prompt(name, tags=[tag, "old"])
    hands = by(f"/admin/prompts/?tag={tag}")

    hands.pick_rows(*names)
    hands.go("button", "Tag…")
    hands.write(hands.page.get_by_label("Add tags"), "checked")
    hands.write(hands.page.get_by_label("Remove tags"), "old")
    hands.go("button", "Show what changes")
    hands.go("button", "Tag 2 prompts")

    assert [panel.prompt(name).tags for name in names] == [[tag, "checked"]] * 2


def test_archive_a_prompt_and_think_again(by, panel):
    name = fresh("shelf")
    make_prompt(name)
    hands = by(f"/admin/prompts/?q={name}")

    hands.pick_rows(name)
    hands.go("button", "Archive…")
    hands.go("button", "Archive 1 prompt")
    assert panel.prompt(name).archived_at is not None

    hands.go("link", "Undo…")
    hands.go("button", "Restore 1 prompt")
    assert panel.prompt(name).archived_at is None


def test_delete_a_prompt_by_typing_its_name(by, panel):
    name = fresh("gone")
    make_prompt(name)
    hands = by(f"/admin/prompts/?q={name}")

    hands.pick_rows(name)
    hands.go("button", "Delete…")
    go = hands.page.get_by_role("button", name="Delete 1 prompt")
    expect(go).to_be_disabled()
    hands.write(hands.page.get_by_label("Type"), name)
    expect(go).to_be_enabled()
    hands.go("button", "Delete 1 prompt")

    expect(hands.page.get_by_text(f"Deleted {name}.")).to_be_visible()
    assert prompts.list_prompts(the_system(), q=name).rows == []


def test_give_a_program_a_key(by):
    name = fresh("ci-")
    hands = by("/admin/keys/")

    hands.go("link", "New API key")
    hands.write(hands.page.get_by_label("Name"), name)
    hands.press(hands.page.get_by_label("write"))
    hands.go("button", "Make API key")

    token = hands.page.get_by_label(f"The API key {name}").input_value()
    key = keys.authenticate_key(token)
    assert (key.name, key.scopes) == (name, ["read", "write"])
    hands.go("link", "Done")
    expect(hands.page.get_by_text(token)).to_have_count(0)


def test_take_a_leaked_key_away(by):
    made = make_key(fresh("leaked"))
    hands = by("/admin/")

    hands.find(made.row.prefix)
    hands.press(hands.page.get_by_role("link", name=made.row.name))
    hands.page.wait_for_url("**/keys/details/**")
    hands.go("link", "Revoke…")
    say_why(hands, "Stood in a log")
    hands.go("button", "Revoke 1 key")

    expect(hands.page.get_by_text(f"Revoked {made.row.name}.")).to_be_visible()
    try:
        keys.authenticate_key(made.token)
    except keys.BadKey:
        return
    raise AssertionError("The key still works.")


def test_let_a_colleague_in(by, browser, panel):
    email = f"{fresh('new')}@example.com"
    hands = by("/admin/people/")

    hands.go("link", "New person")
    hands.write(hands.page.get_by_label("E-mail address"), email)
    hands.write(hands.page.get_by_label("Name"), "Nia")
    hands.press(hands.page.get_by_label("Operator"))
    hands.go("button", "Make person")
    link = hands.page.get_by_label("A link for Nia").input_value()

    path = re.search(r"/admin/set-password.*", link)[0]
    theirs = browser.new_context(base_url=panel.url).new_page()
    theirs.goto(path)
    theirs.get_by_label("New password").fill("four words in row")
    theirs.get_by_role("button", name="Set password").click()
    theirs.goto("/admin/")
    theirs.get_by_label("E-mail address").fill(email)
    theirs.get_by_label("Password").fill("four words in row")
    theirs.get_by_role("button", name="Sign in").click()
    expect(theirs.get_by_role("heading", name="Dashboard")).to_be_visible()
    theirs.context.close()


def test_sign_out_a_lost_laptop(by):
    person = make_person(fresh("lost"), password=None)
    with transaction():
        token = sessions.open_session(the_system(), person)
    hands = by(f"/admin/people/details/?id={person.id}")

    hands.go("link", "Sign out…")
    hands.go("button", "Sign out 1 person")

    assert sessions.authenticate_session(token) is None
    assert people.get_person(person.id).deactivated_at is None


def test_import_a_file_after_a_look_at_what_it_would_do(by, panel, tmp_path):
    name = fresh("imported")
    lines = [
        {"name": name, "versions": [{"content": "One"}, {"content": "Two"}]},
        {"name": "a//b", "versions": [{"content": "x"}]},
    ]
    file = tmp_path / "prompts.jsonl"
    file.write_text("\n".join(map(json.dumps, lines)))
    hands = by("/admin/transfer/")
    page = hands.page

    page.get_by_label("File").set_input_files(file)
    hands.press(page.get_by_role("button", name="Look what it would do"))
    expect(page.get_by_role("status")).to_contain_text("1 would be created")
    expect(page.get_by_role("status")).to_contain_text("1 would be refused")
    assert prompts.list_prompts(the_system(), q=name).rows == []
    hands.press(page.get_by_role("button", name="Import 1 prompt"))
    expect(page.get_by_role("status")).to_contain_text("1 created")

    assert panel.prompt(name).latest_version == 2


def test_keep_a_filter_as_a_tab_for_everybody(by):
    name, tag = fresh("Tab "), fresh("kept")
    make_prompt(tag, tags=[tag])
    hands = by("/admin/prompts/")

    hands.write(hands.page.get_by_label("Search prompts"), tag)
    with hands.page.expect_navigation():
        hands.page.keyboard.press("Enter")
    hands.press(hands.page.locator("summary", has_text="Save as…"))
    hands.write(hands.page.get_by_label("Name of this filter"), name)
    hands.go("button", "Save filter")

    expect(hands.page.get_by_role("link", name=name)).to_have_attribute("aria-current", "page")
    kept = {one["name"]: one["query"] for one in saved_filters(the_system(), "prompts")}
    assert kept[name] == f"q={tag}"


def test_somebody_was_faster_and_nothing_is_done_unseen(by, panel):
    tag = fresh("race")
    names = [f"{tag}a", f"{tag}b"]
    made = [make_prompt(name, versions=2, tags=[tag]) for name in names]
    hands = by(f"/admin/prompts/?tag={tag}")
    hands.pick_rows(*names)
    hands.go("button", "Activate…")
    with transaction():
        prompts.save_version(the_system(), made[1].id, content="Version 3 of {{ subject }}")

    hands.go("button", "Activate 2 prompts")
    expect(hands.page.get_by_role("alert")).to_contain_text("Nothing was changed.")
    assert [panel.prompt(name).active_version for name in names] == [1, 1]
    expect(hands.page.get_by_role("button", name="Activate 1 prompt")).to_be_enabled()
    choose(hands, "Activate v3 instead")
    hands.go("button", "Activate 2 prompts")

    assert [panel.prompt(name).active_version for name in names] == [2, 3]


def choose(hands, label):
    """One of the radio buttons of a row; the arrow keys move between them."""
    if hands.__class__.__name__ == "Mouse":
        hands.page.get_by_label(label).click()
    else:
        hands.tab_to(hands.page.get_by_label("Leave it out"))
        hands.page.keyboard.press("ArrowDown")
    expect(hands.page.get_by_label(label)).to_be_checked()

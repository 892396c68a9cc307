"""What once went wrong in the browser alone: lost keys, dead buttons, thrown errors."""

import json

import pytest
from playwright.sync_api import expect

from app.db import transaction
from app.services import prompts
from tests.factories.access import the_system
from tests.factories.prompts import make_prompt

pytestmark = [pytest.mark.more, pytest.mark.xdist_group("panel")]


def test_what_changed_meanwhile_is_deleted_by_its_name(open_panel):
    made = [make_prompt(f"trap/{name}") for name in ("one", "two")]
    ids = "&".join(f"id={prompt.id}" for prompt in made)
    page = open_panel(f"/admin/prompts/action/?do=delete&{ids}")
    with transaction():
        for prompt in made:
            prompts.update_prompt(the_system(), prompt.id, description="Changed meanwhile")
    page.get_by_label("Type").fill("delete 2 prompts")
    page.get_by_role("button", name="Delete 2 prompts").click()

    page.get_by_label("Delete it in its new state").first.check()
    expect(page.get_by_role("button", name="Delete 1 prompt")).to_be_disabled()
    page.get_by_label("Type trap/one to go on").fill("trap/one")
    page.get_by_role("button", name="Delete 1 prompt").click()

    expect(page.get_by_text("Deleted trap/one.")).to_be_visible()
    assert [row.name for row in prompts.list_prompts(the_system(), q="trap/").rows] == ["trap/two"]


def test_colours_change_around_what_is_shown_once(open_panel):
    page = open_panel("/admin/keys/new/", color_scheme="light")
    page.get_by_label("Name").fill("colourful")
    page.get_by_role("button", name="Make API key").click()
    token = page.get_by_label("The API key colourful").input_value()

    # The page shows them at once; what is opened next has them as soon as they are kept.
    for words in ("auto. Change to light", "light. Change to dark"):
        with page.expect_response("**/admin/theme"):
            page.get_by_role("button", name=f"Colours: {words}").click()

    assert page.get_by_label("The API key colourful").input_value() == token
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(16, 16, 20)"
    page.goto("/admin/keys/")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    expect(page.get_by_role("link", name="colourful")).to_have_count(1)


@pytest.mark.parametrize("path", ["/admin/sign-in", "/admin/nothing-here", "/admin/set-password"])
def test_keys_find_nothing_to_act_on_where_there_is_nothing(open_panel, path):
    page = open_panel(path)
    page.evaluate("document.activeElement.blur()")

    for key in "/?jkxoanp":
        page.keyboard.press(key)

    expect(page.get_by_role("dialog")).to_have_count(0)


def lines_of(*lines):
    return "".join(json.dumps(line) + "\n" for line in lines)


def look(page, file):
    page.get_by_label("File").set_input_files(file)
    page.get_by_role("button", name="Look what it would do").click()
    expect(page.get_by_role("button", name="Look what it would do")).to_be_enabled(timeout=30_000)


def outcomes(page):
    rows = page.locator("[data-results] tbody tr").all()
    return [row.locator("td").all_inner_texts()[:4] for row in rows]


def test_a_preview_remembers_what_stood_pieces_earlier(open_panel, tmp_path):
    one, two = {"content": "One"}, {"content": "Two"}
    padding = [
        {"name": f"pad/{number}", "versions": [{"content": str(number) + "x" * 400_000}]}
        for number in range(3)
    ]
    again = [{"name": "twice", "versions": body} for body in ([one], [one, two], [two])]
    file = tmp_path / "pieces.jsonl"
    file.write_text(
        lines_of(again[0], padding[0], padding[1], again[1], padding[2], again[1], again[2])
    )
    page = open_panel("/admin/transfer/")

    look(page, file)

    assert [row for row in outcomes(page) if row[1] == "twice"] == [
        ["1", "twice", "created", "1"],
        ["4", "twice", "extended", "1"],
        ["6", "twice", "unchanged", ""],
        ["7", "twice", "refused", ""],
    ]
    expect(page.get_by_role("status")).to_contain_text("4 would be created, 1 would be extended")
    expect(page.get_by_role("button", name="Import 5 prompts")).to_be_enabled()

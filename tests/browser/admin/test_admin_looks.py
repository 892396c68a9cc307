"""Every page of the panel: no accessibility finding, no breach of the policy, nothing cut."""

import pytest

from app.db import transaction
from app.services import releases
from app.services.history import history_of
from tests.browser.admin.conftest import cookie, look, what_is_wrong
from tests.browser.axe import findings
from tests.factories.access import make_invitation, make_key, make_person, the_system
from tests.factories.prompts import make_prompt, save_version

pytestmark = pytest.mark.xdist_group("panel")
SCHEMES = pytest.mark.parametrize("scheme", ["light", pytest.param("dark", marks=pytest.mark.more)])
PAGES = [
    "/admin/",
    "/admin/prompts/",
    "/admin/prompts/?q=nothing-like-it",
    "/admin/prompts/?state=nonsense",
    "/admin/prompts/new/",
    "/admin/prompts/version/?id={id}",
    "/admin/prompts/edit/?id={id}",
    "/admin/prompts/details/?id={id}",
    "/admin/prompts/details/?id={id}&tab=versions",
    "/admin/prompts/details/?id={id}&tab=versions&version=1",
    "/admin/prompts/details/?id={id}&tab=compare",
    "/admin/prompts/details/?id={id}&tab=compare&view=unified",
    "/admin/prompts/details/?id={id}&tab=releases",
    "/admin/prompts/details/?id={id}&tab=history",
    "/admin/prompts/details/?id={id}&tab=json",
    "/admin/prompts/action/?do=activate&id={id}",
    "/admin/prompts/action/?do=tag&id={id}&add=x",
    "/admin/prompts/action/?do=roll_back&id={other}",
    "/admin/prompts/action/?do=archive&id={id}",
    "/admin/prompts/action/?do=delete&id={id}",
    "/admin/versions/",
    "/admin/releases/",
    "/admin/people/",
    "/admin/people/new/",
    "/admin/people/details/?id={person}",
    "/admin/people/edit/?id={person}",
    "/admin/people/action/?do=deactivate&id={person}",
    "/admin/people/action/?do=set_role&id={person}",
    "/admin/people/action/?do=set_role&id={person}&project=default&role=admin",
    "/admin/people/action/?do=remove&id={person}&project=default",
    "/admin/sessions/",
    "/admin/keys/",
    "/admin/keys/new/",
    "/admin/keys/details/?id={key}",
    "/admin/keys/action/?do=revoke&id={key}",
    "/admin/keys/action/?do=rotate&id={key}",
    "/admin/projects/",
    "/admin/projects/new/",
    "/admin/projects/details/?id={project}",
    "/admin/projects/edit/?id={project}",
    "/admin/projects/action/?do=revoke&id={invitation}",
    "/admin/audit/",
    "/admin/audit/details/?id={event}",
    "/admin/jobs/",
    "/admin/transfer/",
    "/admin/find/?q=looked",
    "/admin/nothing-here",
    "/admin/sign-in",
]


@pytest.fixture(scope="module")
def ids(live_panel):
    """A prompt with everything its page can show, a key, a person, and a chat."""
    with live_panel.app.app_context():
        prompt = make_prompt(
            "looked/at",
            content="\n".join(f"Line {number} of {{{{ subject }}}}" for number in range(30)),
            tags=["a", "b"],
            parameters={"temperature": 1},
        )
        save_version(prompt, "Line 0 of {{ other }}\nA line more", parameters={"temperature": 0})
        other = make_prompt("looked/back", versions=2)
        chat = make_prompt("looked/chat", messages=[{"role": "user", "content": "Hi {{ name }}"}])
        with transaction():
            releases.activate(the_system(), prompt.id, 2, reason="Better")
            releases.roll_back(the_system(), prompt.id, reason="Worse")
            releases.activate(the_system(), other.id, 2)
        person, key = make_person("looked", password=None), make_key("looked").row
        event = history_of(the_system(), prompt.id).rows[0]
        return {
            "id": prompt.id,
            "other": other.id,
            "chat": chat.id,
            "person": person.id,
            "key": key.id,
            "project": prompt.project_id,
            "invitation": make_invitation("editor", note="for Ben").id,
            "event": event.id,
        }


@pytest.mark.more
@pytest.mark.parametrize(
    ("width", "scheme"),
    [(1280, "light"), (390, "dark"), (1280, "dark"), (390, "light")],
)
def test_axe_finds_nothing_and_no_page_is_wider_than_its_window(open_panel, ids, width, scheme):
    page = open_panel(color_scheme=scheme, viewport={"width": width, "height": 800})

    assert what_is_wrong(page, PAGES, ids) == {}


@SCHEMES
def test_what_opens_has_no_finding_either(open_panel, ids, scheme):
    page = open_panel("/admin/prompts/", color_scheme=scheme)
    page.locator("[data-tick]").first.check()
    page.locator("summary", has_text="Columns").click()
    assert findings(page) == []
    page.keyboard.press("Escape")
    page.locator(".row-menu summary").first.click()
    assert findings(page) == []
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    page.get_by_role("dialog").wait_for()
    assert findings(page) == []
    look(page, "/admin/audit/", ids)
    page.locator("[data-opens]").first.click()
    assert findings(page) == []


@SCHEMES
def test_drawers_on_a_telephone_have_no_finding(open_panel, ids, scheme):
    page = open_panel(
        "/admin/prompts/", color_scheme=scheme, viewport={"width": 390, "height": 800}
    )
    page.locator("[data-open-rail]").click()
    assert findings(page) == []
    page.locator("[data-close-rail]").click()
    page.locator("[data-open-nav]").click()
    assert findings(page) == []


@SCHEMES
def test_refusals_and_what_is_shown_once_have_no_finding(open_panel, ids, scheme):
    page = open_panel("/admin/prompts/new/", color_scheme=scheme)
    page.get_by_label("Name").fill("not / a name")
    page.get_by_role("button", name="Make prompt").click()
    page.locator(".cm-editor").first.wait_for()
    assert "space" in page.locator(".bad-text").first.inner_text()
    assert findings(page) == []
    look(page, "/admin/prompts/version/?id={chat}", ids)
    assert findings(page) == []
    look(page, "/admin/keys/new/", ids)
    page.get_by_label("Name").fill(f"shown once, {scheme}")
    page.get_by_role("button", name="Make API key").click()
    page.get_by_label("The API key").wait_for()
    assert findings(page) == []


def test_colours_follow_the_system_until_somebody_chooses(open_panel, ids):
    page = open_panel("/admin/", color_scheme="dark")
    background = "getComputedStyle(document.body).backgroundColor"
    assert page.evaluate(background) == "rgb(16, 16, 20)"

    page.get_by_role("button", name="Colours: auto. Change to light").click()

    page.wait_for_selector("html[data-theme=light]")
    assert page.evaluate(background) == "rgb(255, 255, 255)"


def test_it_works_without_scripts(open_panel, browser, panel, ids):
    context = browser.new_context(base_url=panel.url, java_script_enabled=False)
    context.add_cookies([cookie(panel.url)])
    page = context.new_page()

    page.goto("/admin/prompts/?q=looked")
    page.get_by_role("checkbox", name="Select looked/at").check()
    page.get_by_role("button", name="Activate…").click()
    page.get_by_role("button", name="Activate 1 prompt").click()

    assert page.get_by_text("Activated looked/at.").is_visible()
    with transaction():
        releases.roll_back(the_system(), ids["id"])
    context.close()

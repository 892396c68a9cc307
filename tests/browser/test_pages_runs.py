"""Runs on the pages: asked for side by side, followed as they are made, found again, and read."""

from __future__ import annotations

import re
import secrets
import sys
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from app.db import now
from tests.browser.conftest import OpenPage, Pages
from tests.browser.test_pages import ALERT, button, write
from tests.browser.test_pages_quality import findings
from tests.factories.access import PASSWORD, make_person
from tests.factories.connections import make_connection
from tests.factories.prompts import make_prompt, save_version
from tests.factories.runs import ask_for_run, run_out
from tests.factories.traces import make_span, make_trace
from tests.live import environment_of, running

pytestmark = pytest.mark.xdist_group("pages")

SLOW = {"echo": {"latency_ms": 150}}


@pytest.fixture(scope="module", autouse=True)
def worker(pages: Pages, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What carries runs out, beside the API."""
    log: Path = tmp_path_factory.mktemp("worker") / "worker.log"
    env = environment_of(pages.api.settings, free_port_of(pages.api.url))
    with (
        log.open("wb") as out,
        running([sys.executable, "-m", "flask", "worker"], env, out),
    ):
        yield


def free_port_of(url: str) -> int:
    return int(url.rpartition(":")[2])


def column(page: Page, number: int) -> Locator:
    return page.get_by_role("region", name=f"Column {number}")


def answer(part: Page | Locator) -> Locator:
    return part.get_by_role("list", name="Answer")


def fill(page: Page, **values: str) -> None:
    for name, text in values.items():
        page.get_by_label(name, exact=True).fill(text)


def test_versions_are_tried_side_by_side_and_kept(page: Page):
    prompt = make_prompt("runs/greet", content="Hello {{ name }}")
    save_version(prompt, "Good evening {{ name }}")
    page.goto(f"/prompts/{prompt.id}?v=1")
    page.get_by_role("link", name="Try it").last.click()
    fill(page, name="Ada")
    button(page, "Compare with another").click()
    page.get_by_label("What column 2 runs").select_option("latest: v2")
    button(page, "Run all 2").click()

    expect(answer(column(page, 1))).to_contain_text("Hello Ada")
    expect(answer(column(page, 2))).to_contain_text("Good evening Ada")
    expect(column(page, 2)).to_contain_text("succeeded")
    expect(page.get_by_role("row", name="runs/greet")).to_have_count(2)

    column(page, 2).get_by_role("link", name="Open the run").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("runs/greet v2, as latest")
    expect(page.get_by_role("list", name="What was asked")).to_contain_text("Good evening Ada")


@pytest.mark.more
def test_an_answer_is_read_while_it_comes_and_can_be_stopped(page: Page):
    prompt = make_prompt("runs/slow", content="one two three " * 40, parameters=SLOW)
    page.goto(f"/try?prompt={prompt.id}")
    button(page, "Run").click()
    part = page.get_by_role("region", name="Answer")

    expect(part.locator("pre")).to_contain_text("one two three one")
    expect(part).to_contain_text("running")
    button(page, "Cancel").click()

    expect(part).to_contain_text("cancelled")
    expect(part.locator("pre")).to_contain_text("one two three one")
    expect(button(page, "Run")).to_be_enabled()


@pytest.mark.more
def test_nothing_typed_is_lost_when_a_run_fails_or_the_page_is_loaded_anew(page: Page):
    prompt = make_prompt("runs/lost", content="Hello {{ name }}")
    page.goto(f"/try?prompt={prompt.id}")
    fill(page, name="Ada, and a long story")
    page.get_by_label("What answer runs").select_option("Draft")
    write(page, "Farewell {{ name }}")
    page.get_by_role("button", name="Parameters of answer: No parameters").click()
    write(page, '{"echo": {"fail": "invalid"}}', "Parameters as JSON")
    button(page, "Done").click()
    button(page, "Run").click()
    expect(page.locator(ALERT)).to_contain_text("It failed.")

    page.reload()

    expect(page.get_by_label("name", exact=True)).to_have_value("Ada, and a long story")
    expect(page.get_by_role("textbox", name="Text of the prompt")).to_have_text(
        "Farewell {{ name }}"
    )
    expect(page.locator(ALERT)).to_contain_text("leave out `echo.fail`")
    expect(page.get_by_role("button", name="Parameters of answer: echo")).to_be_visible()


@pytest.mark.more
def test_what_the_api_refuses_is_said_in_its_column(page: Page):
    prompt = make_prompt("runs/refused", messages=[{"type": "placeholder", "name": "history"}])
    page.goto(f"/try?prompt={prompt.id}&c=1&c=1@nowhere")
    fill(page, history="no list")
    button(page, "Run all 2").click()
    expect(column(page, 1).locator(ALERT)).to_contain_text("a JSON list of messages is expected")

    fill(page, history='[{"role": "user", "content": "Hello"}]')
    page.keyboard.press("Control+Enter")

    expect(answer(column(page, 1))).to_contain_text("Hello")
    expect(column(page, 2).locator(ALERT)).to_contain_text("nowhere")


@pytest.mark.more
def test_a_draft_becomes_a_version(page: Page):
    prompt = make_prompt("runs/draft", content="Hello {{ name }}", parameters={"model": "small"})
    page.goto(f"/try?prompt={prompt.id}&c=draft")
    write(page, "Hello dear {{ name }}")
    button(page, "Save as new version…").click()
    save_version(prompt, "Somebody else's")
    page.get_by_label("What changed, in a line").fill("Warmer")
    button(page, "Save v2").click()
    expect(page.get_by_role("dialog")).to_contain_text("Somebody saved v2 meanwhile")
    button(page, "Save on top of v2").click()
    button(page, "Save v3").click()

    expect(page.get_by_role("region", name="Answer")).to_contain_text("Saved as v3.")
    expect(page.get_by_label("What answer runs")).to_have_value("3")
    page.get_by_role("link", name="Look at it").click()
    expect(page.get_by_role("main")).to_contain_text("Hello dear {{ name }}")
    expect(page.get_by_role("main")).to_contain_text("Warmer")
    expect(page.get_by_role("main")).to_contain_text("small")


@pytest.mark.more
def test_a_draft_of_nobody_becomes_a_prompt(page: Page):
    page.goto("/try")
    page.get_by_text("Chat", exact=True).click()
    write(page, "You are {{ who }}.", "Text of message 1")
    write(page, "Hello", "Text of message 2")
    fill(page, who="Ada")
    button(page, "Run").click()
    expect(answer(page)).to_contain_text("Hello")

    button(page, "Save as a new prompt…").click()
    button(page, "Go on with it").click()

    expect(page.get_by_role("textbox", name="Text of message 1")).to_have_text("You are {{ who }}.")


@pytest.mark.more
def test_a_run_is_tried_again_with_what_it_was_given(page: Page):
    make_prompt("runs/again", content="Hello {{ name }}")
    run = run_out(
        ask_for_run(
            prompt_name="runs/again", variables={"name": "Ada"}, parameters={"temperature": 1}
        )
    )
    page.goto(f"/runs/{run.id}")
    page.get_by_role("link", name="Try again").click()

    expect(page.get_by_label("name", exact=True)).to_have_value("Ada")
    expect(page.get_by_label("What answer runs")).to_have_value("1")
    expect(page.get_by_label("Connection of answer")).to_have_value("echo")
    expect(page.get_by_role("button", name="Parameters of answer: temperature 1")).to_be_visible()


@pytest.mark.more
def test_a_span_is_tried_with_its_messages(page: Page):
    trace_id, span_id, moment = uuid4(), secrets.token_bytes(8), now()
    said = [{"role": "user", "content": "Hello from a span"}]
    make_trace(trace_id=trace_id, started_at=moment, ended_at=moment)
    make_span(trace_id=trace_id, span_id=span_id, started_at=moment, input=said, model="small")
    page.goto(f"/try?trace={trace_id.hex}&span={span_id.hex()}")

    expect(page.get_by_role("textbox", name="Text of message 1")).to_have_text("Hello from a span")
    expect(page.get_by_role("button", name="Parameters of answer: model small")).to_be_visible()


@pytest.mark.more
def test_a_draft_run_is_tried_again_as_a_draft(page: Page):
    run = run_out(ask_for_run("Just this once"))
    page.goto(f"/runs/{run.id}")
    page.get_by_role("link", name="Try again").click()

    expect(page.get_by_role("textbox", name="Text of message 1")).to_have_text("Just this once")
    button(page, "Run").click()
    expect(answer(page)).to_contain_text("Just this once")


@pytest.mark.more
def test_a_list_of_runs_is_an_address_and_follows_what_is_under_way(
    open_page: OpenPage, page: Page
):
    make_prompt("runs/listed", content="Is {{ it }} here?")
    run_out(ask_for_run(prompt_name="runs/listed", variables={"it": "the first parcel"}))
    page.goto("/runs")
    page.get_by_label("Search in what was asked or answered").fill("first parcel")
    page.get_by_label("State").select_option("succeeded")
    expect(page.get_by_role("row", name="runs/listed")).to_have_count(1)
    expect(page).to_have_url(re.compile("q=first[+]parcel"))
    expect(open_page(page.url).get_by_role("row", name="runs/listed")).to_have_count(1)

    page.goto("/runs?q=second+parcel")
    expect(page.get_by_text("No run matches")).to_be_visible()
    ask_for_run(
        prompt_name="runs/listed", variables={"it": "the second parcel " * 9}, parameters=SLOW
    )
    button(page, "Show all runs").click()
    expect(page.get_by_role("row", name="second parcel")).to_contain_text("running")
    expect(page.get_by_role("row", name="second parcel")).to_contain_text("succeeded")


@pytest.mark.more
def test_who_may_only_read_is_offered_no_runs(open_page: OpenPage, pages: Pages):
    run = run_out(ask_for_run("Read me"))
    make_person("vera", role="viewer")
    page = open_page("/sign-in?next=/try", anonymous=True)
    page.get_by_label("E-mail").fill("vera@example.com")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    button(page, "Sign in").click()

    expect(page.get_by_text("You may read here, not run")).to_be_visible()
    page.goto(f"/runs/{run.id}")
    expect(page.get_by_role("list", name="What was answered")).to_contain_text("Read me")
    expect(page.get_by_role("link", name="Try again")).to_have_count(0)
    page.goto("/settings/connections")
    expect(page.get_by_role("row", name="echo")).to_be_visible()
    expect(page.get_by_role("button", name="New connection")).to_have_count(0)


@pytest.mark.more
def test_the_life_of_a_connection(page: Page):
    page.goto("/settings/connections")
    button(page, "New connection").click()
    page.get_by_label("Name", exact=True).fill("gateway")
    page.get_by_label("Base URL").fill("http://10.0.0.1/v1")
    page.get_by_label("API key").fill("sk-never-shown-again-4711")
    button(page, "Make the connection").click()
    expect(page.get_by_label("Base URL")).to_have_attribute("aria-invalid", "true")
    page.get_by_label("Base URL").fill("https://llm.example.org/v1")
    button(page, "Make the connection").click()
    row = page.get_by_role("row", name="gateway")
    expect(row).to_contain_text("…4711")

    of_gateway(page, "Edit…")
    expect(page.get_by_label("API key")).to_have_value("")
    page.get_by_label("Model").fill("small")
    button(page, "Save").click()
    expect(row).to_contain_text("small")
    of_gateway(page, "Make it the default…")
    button(page, "Make it the default").click()
    expect(row).to_contain_text("default")
    of_gateway(page, "Test")
    expect(page.locator(ALERT)).to_contain_text("gateway does not work.")
    button(page, "Actions for the connection echo").click()
    page.get_by_role("menuitem", name="Test").click()
    expect(page.get_by_text("echo works.")).to_be_visible()
    of_gateway(page, "Delete…")
    button(page, "Delete the connection").click()
    expect(row).to_have_count(0)
    assert "sk-never-shown-again" not in page.content()


def of_gateway(page: Page, item: str) -> None:
    button(page, "Actions for the connection gateway").click()
    page.get_by_role("menuitem", name=item).click()


@pytest.mark.more
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everybody_can_use_what_opens_while_one_tries(open_page: OpenPage, scheme: str):
    prompt = make_prompt(f"runs/opens-{scheme}", content="one two " * 30, parameters=SLOW)
    page = open_page(f"/try?prompt={prompt.id}&c=draft&c=1@nowhere", color_scheme=scheme)
    button(page, "Save as new version…").click()
    look_at(page)
    page.get_by_role("button", name="Parameters of column 1").click()
    expect(page.get_by_role("textbox", name="Parameters as JSON")).to_be_visible()
    look_at(page)
    page.get_by_role("combobox", name="Prompt").click()
    expect(page.get_by_role("listbox")).to_contain_text("runs/")
    assert findings(page, settled=False) == []
    page.keyboard.press("Escape")
    button(page, "Run all 2").click()
    expect(column(page, 1).locator("pre").last).to_contain_text("one two one")
    expect(column(page, 2).locator(ALERT)).to_be_visible()
    assert findings(page, settled=False) == []


@pytest.mark.more
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everybody_can_use_what_opens_over_the_connections(open_page: OpenPage, scheme: str):
    make_connection(f"opens-{scheme}")
    page = open_page("/settings/connections", color_scheme=scheme)
    button(page, "New connection").click()
    look_at(page)
    for item in ("Edit…", "Make it the default…", "Delete…"):
        button(page, f"Actions for the connection opens-{scheme}").click()
        expect(page.get_by_role("menu")).to_be_visible()
        assert findings(page, settled=False) == []
        page.get_by_role("menuitem", name=item).click()
        look_at(page)


def look_at(page: Page) -> None:
    """A dialog, which is closed again."""
    expect(page.get_by_role("dialog")).to_be_visible()
    assert findings(page) == []
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)


@pytest.mark.more
def test_a_stream_that_breaks_is_taken_up_again(page: Page):
    prompt = make_prompt("runs/broken", content="one two three", parameters=SLOW)
    page.goto(f"/try?prompt={prompt.id}")
    asked: list[str] = []

    def answer_the_third(route: Route) -> None:
        asked.append(route.request.url)
        if len(asked) == 1:
            route.abort()
        elif len(asked) == 2:
            route.fulfill(status=503, headers={"Retry-After": "1"})
        else:
            route.continue_()

    page.route("**/api/runs/stream?*", answer_the_third)
    button(page, "Run").click()

    expect(answer(page)).to_contain_text("one two three")
    assert len(asked) == 3


@pytest.mark.more
def test_a_stream_that_is_refused_is_asked_for_again_by_a_click(page: Page):
    prompt = make_prompt("runs/lost-group", content="Hello")
    run = run_out(ask_for_run(prompt_name="runs/lost-group", source="playground"))
    page.route("**/api/runs/stream?*", lambda route: route.fulfill(status=404))
    page.goto(f"/try?prompt={prompt.id}&group={run.id}")
    expect(page.locator(ALERT)).to_contain_text("The answers could not be loaded.")

    page.unroute("**/api/runs/stream?*")
    button(page, "Try again").click()

    expect(page.locator(ALERT)).to_contain_text("There is no run of the group")

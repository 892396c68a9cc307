"""Traces, sessions and what they add up to, on the pages."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from app.db import transaction
from app.models import Prompt
from app.services import scales
from tests.browser.conftest import OpenPage, Pages
from tests.browser.telemetry import (
    ANSWER,
    QUESTION,
    answered_ticket,
    long_trace,
    report,
    report_and_add_up,
)
from tests.factories.access import the_system
from tests.factories.prompts import make_prompt

pytestmark = pytest.mark.xdist_group("pages")

ODD_SESSION = "chat/../2041 //é"
MOST_ROWS = 90


@pytest.fixture(scope="module")
def prompt(pages: Pages) -> Prompt:
    """Version 2 was called three times, version 1 once, in a session of an odd name."""
    prompt = make_prompt("desk/answer-ticket", content="Answer {{ question }}.", versions=2)
    for version in (1, 2, 2, 2):
        report_and_add_up(answered_ticket(prompt, version=version, session_id=ODD_SESSION))
    return prompt


@pytest.fixture
def trace_id(prompt: Prompt) -> UUID:
    """A ticket whose search lost its parent, and whose tool had an absurd clock."""
    trace_id = uuid4()
    spans = answered_ticket(prompt, version=2, trace_id=trace_id)
    spans[1].parent_span_id = b"missing!"
    spans[2].is_clamped = True
    report(spans)
    return trace_id


def spans_of(page: Page) -> Locator:
    return page.get_by_role("treegrid", name="Spans")


def row(page: Page, text: str) -> Locator:
    return spans_of(page).get_by_role("row").filter(has_text=text)


def panel(page: Page) -> Locator:
    return page.get_by_role("complementary")


def test_a_trace_is_found_and_looked_into(open_page: OpenPage, prompt: Prompt, trace_id: UUID):
    page = open_page(f"/traces?q={trace_id.hex}")
    page.get_by_role("link", name="answer a ticket").click()
    row(page, "generation").click()

    expect(panel(page)).to_contain_text(QUESTION)
    expect(panel(page)).to_contain_text(ANSWER)
    expect(panel(page)).to_contain_text("412, 128 of them cached")
    expect(panel(page)).to_contain_text("First token after280 ms")
    expect(row(page, "retriever")).to_contain_text("no parent")
    expect(row(page, "look up order")).to_contain_text("clock")
    expect(page).to_have_url(re.compile("span="))
    panel(page).get_by_role("link", name="desk/answer-ticket v2").click()
    page.wait_for_url(f"**/prompts/{prompt.id}?v=2")


@pytest.mark.more
def test_a_trace_is_asked_for_from_the_press_on(open_page: OpenPage, trace_id: UUID):
    page = open_page(f"/traces?q={trace_id.hex}")
    page.get_by_role("link", name="answer a ticket").hover()
    page.wait_for_load_state("networkidle")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))

    with page.expect_response(f"**/api/traces/{trace_id.hex}"):
        page.mouse.down()
    page.mouse.up()

    expect(row(page, "generation")).to_be_visible()
    assert len([url for url in asked if f"/api/traces/{trace_id.hex}" in url]) == 1


@pytest.mark.more
def test_a_span_of_the_address_is_open(open_page: OpenPage, trace_id: UUID):
    page = open_page(f"/traces/{trace_id.hex}")
    row(page, "look up order").click()
    expect(panel(page)).to_contain_text("Order 2041 is locked by another process.")

    page.reload()

    expect(panel(page)).to_contain_text("Order 2041 is locked by another process.")
    page.get_by_role("button", name="Close this span").click()
    expect(page.get_by_role("complementary", name="Trace")).to_contain_text("customer-17")


@pytest.mark.more
def test_arrows_go_through_a_trace(open_page: OpenPage, trace_id: UUID):
    page = open_page(f"/traces/{trace_id.hex}")
    spans_of(page).focus()
    page.keyboard.press("ArrowLeft")
    expect(row(page, "answer a ticket")).to_have_attribute("aria-expanded", "false")
    expect(row(page, "generation")).to_have_count(0)
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")

    expect(row(page, "chat")).to_have_attribute("aria-selected", "true")
    expect(panel(page)).to_contain_text("gpt-5-mini")
    page.keyboard.press("Escape")
    expect(page.get_by_role("complementary", name="Trace")).to_be_visible()


@pytest.mark.more
def test_spans_are_searched_with_what_they_are_part_of(open_page: OpenPage, trace_id: UUID):
    page = open_page(f"/traces/{trace_id.hex}")
    page.get_by_label("Search in these spans").fill("locked by")

    expect(page.get_by_text("1 span found")).to_be_visible()
    expect(spans_of(page).get_by_role("row")).to_have_count(3)
    expect(row(page, "answer a ticket")).to_be_visible()
    page.get_by_label("Search in these spans").fill("")
    expect(page.get_by_text("1 span found")).to_have_count(0)
    page.get_by_role("button", name="Errors 1").click()
    expect(page.get_by_text("1 span found")).to_be_visible()
    expect(page).to_have_url(re.compile("errors=true"))


@pytest.mark.more
def test_a_span_is_zoomed_into(open_page: OpenPage, trace_id: UUID):
    page = open_page(f"/traces/{trace_id.hex}")
    row(page, "look up order").click()
    panel(page).get_by_role("button", name="Zoom to it").click()

    expect(page.get_by_role("button", name="Remove look up order from the filter")).to_be_visible()
    expect(row(page, "retriever")).to_contain_text("outside")


@pytest.mark.more
def test_of_five_thousand_spans_only_those_in_sight_are_in_the_page(open_page: OpenPage):
    trace_id = uuid4()
    spans = list(long_trace(trace_id, 5_000))
    for start in range(0, len(spans), 1_000):
        report(spans[start : start + 1_000])
    page = open_page(f"/traces/{trace_id.hex}")
    rows = spans_of(page).get_by_role("row")
    expect(row(page, "nightly triage")).to_contain_text("12 min 49 s")
    assert 20 < rows.count() < MOST_ROWS
    expect(spans_of(page)).not_to_have_attribute("aria-busy", "true")

    spans_of(page).focus()
    page.keyboard.press("End")

    expect(row(page, "step 4999")).to_be_in_viewport()
    assert rows.count() < MOST_ROWS
    expect(spans_of(page)).to_have_attribute("aria-rowcount", "5001")
    page.keyboard.press("Enter")
    page.wait_for_url("**?span=*")
    page.reload()
    expect(row(page, "step 4999")).to_be_in_viewport()
    page.get_by_role("button", name="Fold all").click()
    expect(spans_of(page)).to_have_attribute("aria-rowcount", "1669")


@pytest.mark.more
def test_a_long_trace_is_drawn_from_its_beginning_until_the_rest_is_here(open_page: OpenPage):
    trace_id = uuid4()
    report(list(long_trace(trace_id, 500)))
    page = open_page("/traces")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"/traces/{trace_id.hex}")
    expect(row(page, "nightly triage")).to_be_in_viewport()
    expect(spans_of(page)).not_to_have_attribute("aria-busy", "true")

    spans_of(page).focus()
    page.keyboard.press("End")
    expect(row(page, "step 499")).to_be_in_viewport()
    assert not [url for url in asked if f"/api/traces/{trace_id.hex}" in url]


@pytest.mark.more
def test_a_long_trace_that_breaks_off_keeps_its_beginning(open_page: OpenPage):
    trace_id = uuid4()
    report(list(long_trace(trace_id, 500)))
    page = open_page("/traces")
    page.route(f"**/traces/{trace_id.hex}", break_off_before("step 499"))
    page.route(
        f"**/api/traces/{trace_id.hex}",
        lambda route: route.fulfill(status=500, json={"detail": "Not now."}),
    )
    page.goto(f"/traces/{trace_id.hex}")
    rest = page.get_by_text("The rest of this trace could not be loaded.")
    expect(rest).to_be_visible()
    expect(row(page, "nightly triage")).to_be_in_viewport()
    expect(spans_of(page)).to_have_attribute("aria-rowcount", "501")
    drawn = spans_of(page).inner_text()

    page.unroute_all()
    page.get_by_role("button", name="Try again").click()
    expect(spans_of(page)).not_to_have_attribute("aria-busy", "true")
    expect(rest).to_be_hidden()
    assert spans_of(page).inner_text().startswith(drawn)


def break_off_before(words: str) -> Callable[[Route], None]:
    """Answers with the page up to the script that says so."""

    def answer(route: Route) -> None:
        response = route.fetch()
        page = response.text()
        route.fulfill(response=response, body=page[: page.rindex("<script", 0, page.index(words))])

    return answer


@pytest.mark.more
def test_people_score_a_trace_on_the_scales_there_are(open_page: OpenPage, trace_id: UUID):
    system = the_system()
    labels: list[dict[str, Any]] = [{"label": "kind", "value": 1}, {"label": "rude", "value": 0}]
    with transaction():
        scales.create_scale(system, name="helped", type="boolean")
        scales.create_scale(system, name="stars", type="numeric", minimum=1, maximum=5)
        scales.create_scale(system, name="manner", type="categorical", categories=labels)
    page = open_page(f"/traces/{trace_id.hex}")
    given = page.get_by_role("list", name="Scores given")
    for name in ("helped: yes", "stars: 4", "manner: kind", "stars: 2"):
        page.get_by_role("button", name=name, exact=True).click()
        expect(page.get_by_role("button", name=name, exact=True)).to_have_attribute(
            "aria-pressed", "true"
        )
    expect(given.get_by_role("listitem")).to_have_count(3)
    page.get_by_label("Why stars").fill("It promised too much.")
    page.get_by_label("Why stars").press("Enter")
    expect(given).to_contain_text("It promised too much.")

    page.get_by_role("button", name="Take back helped: yes").click()

    expect(given.get_by_role("listitem")).to_have_count(2)
    expect(given).to_contain_text("stars2")


@pytest.mark.more
def test_traces_are_filtered_by_what_the_address_says(open_page: OpenPage, prompt: Prompt):
    report(answered_ticket(user_id="somebody-else", model="gpt-other", environment="staging"))
    page = open_page("/traces")
    page.get_by_label("Model").fill("gpt-other")
    page.get_by_label("Model").press("Enter")
    rows = page.locator("tbody").get_by_role("row")
    expect(rows).to_have_count(1)
    expect(page).to_have_url(re.compile("model=gpt-other"))

    page.goto("/traces")
    page.get_by_label("Prompt", exact=True).fill("desk/answer-ticket")
    page.get_by_label("Prompt", exact=True).press("Enter")
    expect(page.get_by_role("button", name="Remove desk/answer-ticket")).to_be_visible()
    expect(page).to_have_url(re.compile(f"prompt={prompt.id}"))
    page.get_by_label("Version").fill("1")
    page.get_by_label("Version").press("Enter")
    expect(rows).to_have_count(1)

    page.goto("/traces?user=nobody")
    expect(page.get_by_role("main")).to_contain_text("No trace matches")
    page.get_by_role("button", name="Show all traces").click()
    expect(rows.first).to_be_visible()


@pytest.mark.more
def test_a_session_is_a_conversation(open_page: OpenPage, prompt: Prompt):
    page = open_page("/sessions")
    page.get_by_role("link", name=ODD_SESSION).click()

    exchanges = page.get_by_role("list", name="Conversation").get_by_role("listitem")
    expect(exchanges).to_have_count(4)
    expect(exchanges.first).to_contain_text(QUESTION)
    expect(exchanges.first).to_contain_text(ANSWER)
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text(ODD_SESSION)
    exchanges.first.get_by_role("link").click()
    expect(spans_of(page)).to_be_visible()


def test_the_dashboard_adds_calls_up(open_page: OpenPage, prompt: Prompt):
    page = open_page(f"/dashboard?prompt={prompt.id}&by=version")

    versions = page.get_by_role("table").first.locator("tbody tr")
    expect(versions).to_have_count(2)
    expect(versions.first).to_contain_text("v2")
    expect(versions.first.get_by_role("cell").nth(1)).to_have_text("3")
    chart = page.get_by_role("slider", name="Calls over time")
    chart.focus()
    page.keyboard.press("End")
    assert "answered 4" in (chart.get_attribute("aria-valuetext") or "")


def test_the_dashboard_adds_up_other_kinds_as_well(open_page: OpenPage, prompt: Prompt):
    page = open_page("/dashboard?by=prompt")
    page.get_by_role("button", name="More filters").click()
    page.get_by_label("Kind").select_option("tool")

    expect(page).to_have_url(re.compile(r"[?&]kind=tool"))
    expect(page.get_by_role("main")).to_contain_text("Tools from")
    expect(page.get_by_role("link", name="Traces of these")).to_have_attribute(
        "href", "/traces?kind=tool"
    )
    page.get_by_role("link", name="User", exact=True).click()
    page.get_by_role("button", name="Leave out the other filters").click()
    expect(page.get_by_role("button", name="customer-17")).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text("Generations from")


@pytest.mark.more
def test_charts_are_pointed_at_read_and_taken_along(
    open_page: OpenPage, prompt: Prompt, tmp_path: Path
):
    page = open_page(f"/dashboard?prompt={prompt.id}")
    calls = page.get_by_role("figure").filter(has_text="answered")
    # What loads meanwhile moves the chart away from under the mouse.
    page.wait_for_load_state("networkidle")
    slider = calls.get_by_role("slider")
    place = slider.bounding_box()
    assert place
    slider.hover(position={"x": place["width"] - 2, "y": 20})
    expect(calls).to_contain_text("answered 4")
    calls.get_by_text("Table", exact=True).click()
    expect(calls.get_by_role("row")).to_have_count(1 + 30)

    with page.expect_download() as download:
        calls.get_by_role("button", name="Export Calls as CSV").click()
    kept = tmp_path / download.value.suggested_filename
    download.value.save_as(kept)

    rows = list(csv.DictReader(kept.open()))
    assert len(rows) == 30
    assert rows[-1]["answered"] == "4"


@pytest.mark.more
def test_a_row_of_the_breakdown_narrows_the_dashboard(open_page: OpenPage, prompt: Prompt):
    page = open_page("/dashboard?by=prompt")
    page.get_by_role("button", name="desk/answer-ticket").click()

    expect(page.get_by_role("button", name="Remove desk/answer-ticket")).to_be_visible()
    expect(page.get_by_role("link", name="Version", exact=True)).to_have_attribute(
        "aria-current", "page"
    )
    page.get_by_role("link", name="User", exact=True).click()
    expect(page.get_by_role("main")).to_contain_text("These cannot be grouped so.")
    page.get_by_role("button", name="Leave out the other filters").click()
    expect(page.get_by_role("button", name="customer-17")).to_be_visible()


@pytest.mark.more
def test_two_versions_are_compared(open_page: OpenPage, prompt: Prompt):
    page = open_page(f"/prompts/{prompt.id}?tab=usage&v=2")

    calls = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name="Calls"))
    expect(calls.get_by_role("cell")).to_have_text(["1", "3", ""])
    page.get_by_label("Compared with").select_option("nothing")
    expect(calls.get_by_role("cell")).to_have_text(["3"])
    page.get_by_role("link", name="Traces of v2").click()
    page.wait_for_url(f"**/traces?prompt={prompt.id}&version=2")
    expect(page.locator("tbody").get_by_role("row").first).to_contain_text("answer a ticket")


@pytest.mark.more
def test_what_cannot_be_loaded_says_so(open_page: OpenPage, prompt: Prompt):
    page = open_page("/prompts")
    for link, name, address in (
        ("Traces", "The traces", "**/api/traces*"),
        ("Sessions", "The sessions", "**/api/sessions*"),
        ("Dashboard", "The sums", "**/api/usage*"),
    ):
        page.route(address, lambda route: route.fulfill(status=500, body="no"))
        page.get_by_role("navigation", name="Main").get_by_role("link", name=link).click()
        expect(page.get_by_text(f"{name} could not be loaded")).to_be_visible()
        page.unroute(address)
        page.get_by_role("button", name="Try again").first.click()
        expect(page.get_by_text(f"{name} could not be loaded")).to_have_count(0)
    page.goto(f"/traces/{uuid4().hex}")
    expect(page.get_by_role("main")).to_contain_text("There is no such trace")
    page.goto("/sessions/by-id?id=nothing")
    expect(page.get_by_role("main")).to_contain_text("There is no such session")


@pytest.mark.more
def test_an_admin_deletes_a_trace(open_page: OpenPage, trace_id: UUID):
    page = open_page(f"/traces/{trace_id.hex}")
    page.get_by_role("button", name="Delete…").click()
    page.get_by_role("button", name="Delete the trace").click()
    page.wait_for_url("**/traces")

    page.goto(f"/traces/{trace_id.hex}")

    expect(page.get_by_role("main")).to_contain_text("There is no such trace")

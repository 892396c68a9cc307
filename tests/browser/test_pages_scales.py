"""Scales on the pages: made, changed and archived, and offered where scores are given."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from app.db import transaction
from app.services import scales
from tests.browser.conftest import Pages, running_pages
from tests.browser.telemetry import answered_ticket, report
from tests.browser.test_pages import ALERT, button
from tests.browser.test_pages_quality import SIDEWAYS, findings
from tests.databases import TestServer
from tests.factories.access import make_person, the_system
from tests.factories.scores import make_scale

pytestmark = pytest.mark.xdist_group("pages")


@pytest.fixture(scope="module")
def pages(server: TestServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pages]:
    """What is offered to one is offered to all of a project, so these have a registry apart."""
    with running_pages(server, tmp_path_factory.mktemp("scales")) as running:
        make_person("ben", role="viewer")
        yield running


@pytest.fixture(scope="module")
def signed_in() -> Any:
    """Nobody: each test says who it is."""
    return {}


def row(page: Page, name: str) -> Locator:
    return page.get_by_role("row").filter(has=page.get_by_role("rowheader", name=name, exact=True))


def choose(page: Page, scale: str, item: str) -> None:
    button(page, f"Actions for the scale {scale}").click()
    page.get_by_role("menuitem", name=item).click()


def test_a_scale_is_made_by_keyboard_where_one_scores_and_offered_there(enter: Any):
    spans = answered_ticket()
    report(spans)
    trace = f"/traces/{spans[0].trace_id.hex}"
    page = enter("ada", trace)
    page.get_by_role("link", name="Make a scale").click()
    expect(page.get_by_role("main")).to_contain_text("No scales yet")

    button(page, "New scale").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Name", exact=True)).to_be_focused()
    page.keyboard.type("manner")
    page.keyboard.press("Tab")
    page.keyboard.type("One of")
    page.get_by_label("Category 1", exact=True).focus()
    page.keyboard.type("kind")
    page.get_by_label("Category 2", exact=True).focus()
    page.keyboard.type("curt")
    page.keyboard.press("Enter")

    expect(row(page, "manner")).to_contain_text("kind (1), curt (0)")
    page.goto(trace)
    offered = page.get_by_role("group", name="manner")
    expect(offered.get_by_role("button")).to_have_text(["kind", "curt"])
    expect(page.get_by_role("link", name="Scales", exact=True)).to_be_visible()


@pytest.mark.more
def test_the_life_of_a_scale(enter: Any):
    page = enter("ada", "/settings/scales")
    button(page, "New scale").click()
    page.get_by_label("Name", exact=True).fill("stars")
    page.get_by_label("Asks for").select_option("numeric")
    page.get_by_label("From").fill("5")
    page.get_by_label("To", exact=True).fill("1")
    button(page, "Make the scale").click()
    expect(page.get_by_label("To", exact=True)).to_have_attribute("aria-invalid", "true")
    page.get_by_label("From").fill("1")
    page.get_by_label("To", exact=True).fill("5")
    button(page, "Make the scale").click()
    expect(row(page, "stars")).to_contain_text("1 to 5")

    choose(page, "stars", "Edit…")
    expect(button(page, "Save")).to_be_disabled()
    page.get_by_label("To", exact=True).fill("10")
    page.get_by_label("Description").fill("Ten is best.")
    button(page, "Save").click()
    expect(row(page, "stars")).to_contain_text("1 to 10")
    expect(row(page, "stars")).to_contain_text("Ten is best.")

    choose(page, "stars", "Archive…")
    button(page, "Archive the scale").click()
    expect(page.get_by_role("region", name="Archived")).to_contain_text("stars")
    choose(page, "stars", "Bring back…")
    button(page, "Bring it back").click()
    expect(page.get_by_role("region", name="Scales")).to_contain_text("stars")


@pytest.mark.more
def test_what_somebody_else_changed_meanwhile_is_not_overwritten(enter: Any):
    scale = make_scale("meanwhile", type="numeric")
    page = enter("ada", "/settings/scales")
    choose(page, "meanwhile", "Edit…")
    page.get_by_label("Description").fill("Mine")
    with transaction():
        scales.update_scale(the_system(), scale.id, description="Theirs")

    button(page, "Save").click()

    expect(page.locator(ALERT)).to_contain_text("Somebody else changed it meanwhile")
    with transaction():
        assert scales.get_scale(the_system(), scale.id).description == "Theirs"


@pytest.mark.more
def test_categories_are_added_and_removed(enter: Any):
    labels = [{"label": "good", "value": 2.0}, {"label": "bad", "value": 0.0}]
    make_scale("verdict", type="categorical", categories=labels)
    page = enter("ada", "/settings/scales")
    choose(page, "verdict", "Edit…")
    button(page, "Add a category").click()
    expect(page.get_by_label("Number of category 3")).to_have_value("3")
    page.get_by_label("Category 3", exact=True).fill("good")
    button(page, "Save").click()
    expect(page.locator(ALERT).first).to_contain_text("each label once")

    button(page, "Remove category 1").click()
    button(page, "Save").click()

    expect(row(page, "verdict")).to_contain_text("bad (0), good (3)")


@pytest.mark.more
def test_who_may_only_read_sees_scales_and_changes_none(enter: Any):
    make_scale("seen")
    page = enter("ben", "/settings/scales")

    expect(row(page, "seen")).to_be_visible()
    expect(page.get_by_role("button", name="New scale")).to_have_count(0)
    expect(page.get_by_role("button", name="Actions for the scale seen")).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", pytest.param("dark", marks=pytest.mark.more)])
def test_everybody_can_use_the_scales_on_any_screen(enter: Any, scheme: str):
    labels = [{"label": word, "value": n} for n, word in enumerate(("bad", "fair", "good"))]
    name = f"looks-{scheme}"
    make_scale(name, type="categorical", categories=labels, description="How it read. " * 20)
    make_scale(f"gone-{scheme}", archived=True)
    page = enter("ada", "/settings/scales", color_scheme=scheme)

    expect(page.get_by_role("region", name="Archived")).to_be_visible()
    assert findings(page) == []
    button(page, "New scale").click()
    for type_ in ("numeric", "categorical"):
        page.get_by_label("Asks for").select_option(type_)
        assert findings(page) == []
    page.keyboard.press("Escape")
    for item in ("Edit…", "Archive…"):
        choose(page, name, item)
        expect(page.get_by_role("dialog")).to_be_visible()
        assert findings(page) == []
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_have_count(0)
    page.set_viewport_size({"width": 390, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.evaluate(SIDEWAYS) == []

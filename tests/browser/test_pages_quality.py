"""What every page keeps to: WCAG 2.2 AA in both schemes, its weight, and a layout that stays."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any
from urllib.request import Request

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from tests.browser import axe
from tests.browser.conftest import OpenPage, Pages
from tests.browser.evaluations import addresses_of_evaluations
from tests.browser.looking import Look, Windows
from tests.browser.telemetry import addresses_of_traces
from tests.browser.test_pages import write
from tests.factories.connections import make_connection
from tests.factories.prompts import make_prompt, save_version
from tests.factories.runs import ask_for_run, run_out
from tests.live import opener

pytestmark = pytest.mark.xdist_group("pages")

SCHEMES = pytest.mark.parametrize("scheme", ["light", pytest.param("dark", marks=pytest.mark.more)])
JS_BYTES = 290_000
SHIFT = 0.01
# What is wider than its place and can be scrolled sideways; the page itself is one such place.
SIDEWAYS = """() => [...document.querySelectorAll('*')]
.filter(part => part.scrollWidth > part.clientWidth && part.clientWidth > 0)
.filter(part => ['auto', 'scroll'].includes(getComputedStyle(part).overflowX))
.map(part => part.outerHTML.slice(0, 160))"""


@pytest.fixture(scope="module")
def addresses(pages: Pages) -> dict[str, str]:
    """Every page with something to show on it."""
    text = make_prompt(
        "looks/text",
        content="Greet {{ name }}.\n\nBe brief.",
        description="Greets.",
        tags=["looks"],
        parameters={"model": "small", "temperature": 0.2},
    )
    save_version(text, "Greet {{ name }} warmly.\n\nBe brief.", message="Warmer")
    chat = make_prompt(
        "looks/chat",
        messages=[
            {"role": "system", "content": "You are {{ who }}."},
            {"type": "placeholder", "name": "history"},
            {"role": "user", "content": [{"type": "text", "text": "{{ question }}"}]},
        ],
    )
    filled_in = {"name": "Ada"}
    run = run_out(ask_for_run(prompt_name="looks/text", variables=filled_in, source="playground"))
    failed = run_out(ask_for_run("Fail", parameters={"echo": {"fail": "invalid"}}))
    make_connection("looks", default_model="small", timeout_s=30)
    return {
        **addresses_of_traces(text),
        **addresses_of_evaluations(),
        "sign-in": "/sign-in",
        "setup": "/setup?token=x",
        "list": "/prompts?tag=looks",
        "empty": "/prompts?q=nothing-like-this",
        "text": f"/prompts/{text.id}",
        "chat": f"/prompts/{chat.id}",
        "changes": f"/prompts/{text.id}?tab=changes&from=1&v=2",
        "unified": f"/prompts/{text.id}?tab=changes&from=1&v=2&view=unified",
        "releases": f"/prompts/{text.id}?tab=releases",
        "new": "/prompts/new",
        "new version": f"/prompts/{text.id}/new?from=1",
        "new chat version": f"/prompts/{chat.id}/new",
        "runs": f"/runs?prompt={text.id}",
        "no runs": "/runs?model=nothing-like-this",
        "run": f"/runs/{run.id}",
        "failed run": f"/runs/{failed.id}",
        "no run": "/runs/00000000-0000-7000-8000-000000000000",
        "try": f"/try?prompt={text.id}&c=1&c=2",
        "try a chat": f"/try?prompt={chat.id}&c=draft&c=1",
        "try a draft": "/try",
        "connections": "/settings/connections",
        "missing": "/nowhere",
        "no prompt": "/prompts/00000000-0000-7000-8000-000000000000",
    }


PAGES: list[Any] = [
    "sign-in",
    "setup",
    "list",
    "empty",
    "text",
    "chat",
    "changes",
    "unified",
    "releases",
    "new",
    "new version",
    "new chat version",
    "runs",
    "no runs",
    "run",
    "failed run",
    "no run",
    "try",
    "try a chat",
    "try a draft",
    "connections",
    "missing",
    "no prompt",
    "trace",
    "dashboard",
    "dataset",
    "evaluator",
    "experiment",
    "compare",
    *(
        pytest.param(name, marks=pytest.mark.more)
        for name in (
            *("traces", "no trace found", "span", "failed span", "no trace"),
            *("sessions", "session", "users", "no calls", "usage"),
            *("datasets", "no dataset found", "dataset versions", "dataset changes", "no dataset"),
            *("evaluators", "new evaluator", "experiments", "no experiment found"),
            *("open experiment", "new experiment", "hand in", "nothing to compare"),
            *("gates", "gates of a prompt"),
        )
    ),
]


@pytest.fixture(scope="module")
def windows(browser: Browser, pages: Pages, signed_in: Any) -> Iterator[Windows]:
    with ExitStack() as opened:
        yield Windows(browser, pages, signed_in, opened)


@pytest.fixture
def look(windows: Windows) -> Iterator[Look]:
    with windows.looking() as look:
        yield look


def findings(page: Page, *, settled: bool = True) -> list[Any]:
    if settled:
        page.wait_for_load_state("networkidle")
    return axe.findings(page)


@SCHEMES
@pytest.mark.parametrize("name", PAGES)
def test_everybody_can_use_it_and_nothing_moved_while_it_loaded(
    look: Look, addresses: dict[str, str], name: str, scheme: str
):
    page = look(addresses[name], scheme=scheme)
    page.wait_for_load_state("networkidle")
    assert page.evaluate("shifted") <= SHIFT
    assert findings(page) == []


@pytest.mark.more
@SCHEMES
def test_everybody_can_use_what_opens(open_page: OpenPage, addresses: dict[str, str], scheme: str):
    page = open_page(addresses["text"] + "?v=2", color_scheme=scheme)
    page.wait_for_load_state("networkidle")
    for keys in ("Control+k", "?"):
        page.keyboard.press(keys)
        expect(page.get_by_role("dialog")).to_be_visible()
        assert findings(page) == []
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_have_count(0)
    page.get_by_role("button", name="Activate v2…").click()
    expect(page.get_by_role("dialog")).to_contain_text("words")
    assert findings(page) == []
    page.keyboard.press("Escape")
    for item in ("Roll back…", "Edit name, description, tags…", "Delete…"):
        page.get_by_role("button", name="More actions").click()
        expect(page.get_by_role("menu")).to_be_visible()
        assert findings(page) == []
        page.get_by_role("menuitem", name=item).click()
        expect(page.get_by_role("dialog")).to_be_visible()
        assert findings(page) == []
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_have_count(0)


@pytest.mark.more
@SCHEMES
def test_everybody_can_use_what_appears_meanwhile(open_page: OpenPage, scheme: str):
    """Notices, refusals and menus: none of them is an address."""
    prompt = make_prompt(f"looks/meanwhile-{scheme}", content="One line.", versions=2)
    page = open_page(f"/prompts/{prompt.id}?v=2", color_scheme=scheme)
    click(page, "Copy")
    expect(page.get_by_role("menu")).to_be_visible()
    assert findings(page) == []
    page.keyboard.press("Escape")
    click(page, "Activate v2…")
    click(page, "Activate v2")
    expect(page.locator("[role=status]")).to_contain_text("Activated.")
    assert findings(page) == []

    page.goto(f"/prompts/{prompt.id}/new")
    write(page, "One line, mine.")
    save_version(prompt, "One line, theirs.")
    click(page, "Save v3")
    expect(page.get_by_role("region", name="What changed meanwhile")).to_be_visible()
    assert findings(page) == []
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    expect(page.get_by_role("button", name="Go on with it")).to_be_visible()
    assert findings(page) == []
    write(page, '{"a": ', "Parameters as JSON")
    expect(page.get_by_text("Parameters: ")).to_be_visible()
    assert findings(page) == []


@pytest.mark.more
@SCHEMES
def test_everybody_can_use_the_faces_without_rows(open_page: OpenPage, scheme: str):
    page = open_page("/prompts/new", color_scheme=scheme)
    click(page, "Create prompt")
    page.get_by_label("Name", exact=True).fill("looks/ /bad")
    click(page, "Create prompt")
    expect(page.get_by_label("Name", exact=True)).to_have_attribute("aria-invalid", "true")
    assert findings(page) == []

    asked: list[Route] = []
    page.route("**/api/prompts?*", lambda route: asked.append(route))
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Prompts").click()
    expect(page.get_by_role("status", name="Loading the prompts")).to_be_visible()
    assert findings(page, settled=False) == []
    for route in asked:
        route.abort()
    page.unroute("**/api/prompts?*")
    page.route("**/api/prompts?*", lambda route: route.abort())
    expect(page.get_by_text("The prompts could not be loaded")).to_be_visible()
    assert findings(page) == []


@pytest.mark.more
@SCHEMES
def test_everybody_can_use_the_offer_to_reload(open_page: OpenPage, scheme: str):
    page = open_page("/sign-in", color_scheme=scheme)
    page.route("**/version", lambda route: route.fulfill(json={"version": "9", "build": "other"}))
    page.goto("/prompts?tag=looks")
    expect(page.get_by_text("Promptside was updated.")).to_be_visible()

    assert findings(page) == []


def click(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).first.click()


def test_the_list_is_light(pages: Pages, open_page: OpenPage):
    page = open_page("/sign-in")
    scripts: set[str] = set()
    page.on(
        "request",
        lambda asked: scripts.add(asked.url) if asked.resource_type == "script" else None,
    )
    page.goto("/prompts")
    page.wait_for_load_state("networkidle")

    weights = [weight(url) for url in scripts]
    assert 100_000 < sum(weights) <= JS_BYTES


def weight(url: str) -> int:
    """Bytes as a browser gets them."""
    with opener.open(Request(url, headers={"Accept-Encoding": "gzip"})) as answer:
        return len(answer.read())


@pytest.mark.more
@pytest.mark.parametrize("name", PAGES)
def test_it_fits_a_telephone(look: Look, addresses: dict[str, str], name: str):
    page = look(addresses[name], width=390)

    assert findings(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.evaluate(SIDEWAYS) == []


WIDTHS = pytest.mark.parametrize("width", [390, 1280])


def box(part: Locator) -> Any:
    place = part.bounding_box()
    assert place, f"{part} is not there"
    return place


@pytest.mark.more
@WIDTHS
def test_a_long_name_is_cut_before_its_last_part(open_page: OpenPage, width: int):
    make_prompt(f"looks-{width}/" + "a-group-within-a-group/" * 6 + "the-very-name")
    page = open_page(f"/prompts?q=looks-{width}", viewport={"width": width, "height": 800})

    link = box(page.get_by_role("row").get_by_role("link"))
    leaf = box(page.get_by_text("the-very-name", exact=True))

    assert link["x"] < leaf["x"]
    assert leaf["x"] + leaf["width"] <= link["x"] + link["width"]


@pytest.mark.more
@WIDTHS
def test_rows_take_the_place_kept_for_them(
    open_page: OpenPage, addresses: dict[str, str], width: int
):
    page = open_page(addresses["text"], viewport={"width": width, "height": 800})
    asked: list[Route] = []
    page.route("**/api/prompts?*", lambda route: asked.append(route))
    page.get_by_role("link", name="Prompts", exact=True).last.click()
    first = page.locator("tbody tr").first
    kept = box(first)
    for route in asked:
        route.continue_()
    expect(page.get_by_role("status", name="Loading the prompts")).to_have_count(0)

    taken = box(first)
    assert (kept["y"], kept["height"]) == (taken["y"], taken["height"])

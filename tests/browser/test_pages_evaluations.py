"""Datasets, evaluators, experiments and gates on the pages, as an author and an admin use them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from playwright.sync_api import Locator, Page, expect

from app.db import db, transaction
from app.services import datasets, experiments, prompts, releases
from app.services.gates import rules
from tests.browser.conftest import OpenPage, Pages, running_pages
from tests.browser.evaluations import hand_in, put_tickets
from tests.browser.test_pages import ALERT, button, write
from tests.databases import TestServer
from tests.factories.access import PASSWORD, the_system
from tests.factories.datasets import make_dataset
from tests.factories.experiments import put_evaluator, worked_at
from tests.factories.gates import make_gate
from tests.factories.prompts import make_prompt
from tests.factories.runs import ask_for_run, run_out

pytestmark = pytest.mark.xdist_group("pages")


@pytest.fixture(scope="module")
def pages(server: TestServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pages]:
    """A gate stands before what others release, so these have a registry apart."""
    with running_pages(server, tmp_path_factory.mktemp("evaluations")) as running:
        put_evaluator("as expected")
        put_evaluator("close enough", "token_f1", pass_at=0.5)
        make_prompt("support/answer", content="Parcel {{ subject }}", versions=3)
        yield running


@pytest.fixture(scope="module")
def signed_in(browser: Any, pages: Pages) -> Any:
    context = browser.new_context(base_url=pages.url)
    page = context.new_page()
    page.goto("/sign-in")
    page.get_by_label("E-mail").fill("ada@example.com")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    button(page, "Sign in").click()
    page.wait_for_url(lambda url: "/sign-in" not in url)
    state = context.storage_state()
    context.close()
    return state


def dialog(page: Page) -> Locator:
    return page.get_by_role("dialog")


def test_a_dataset_is_made_and_filled_by_hand(open_page: OpenPage):
    page = open_page("/datasets")
    button(page, "New dataset").click()
    dialog(page).get_by_label("Name", exact=True).fill("qa/sums")
    button(page, "Make the dataset").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("qa/sums")
    expect(page.get_by_role("main")).to_contain_text("No items yet")

    button(page, "Add an item…").click()
    dialog(page).get_by_label("Key", exact=True).fill("one")
    write(page, '{"q": "1 + 1?"}', "Input")
    write(page, "2", "Expected")
    button(page, "Add it").click()
    page.get_by_role("row").get_by_role("button", name="one").click()

    panel = page.get_by_role("region", name="Item one")
    expect(panel.get_by_role("region", name="Input")).to_contain_text('"q": "1 + 1?"')
    assert "item=one" in page.url
    button(page, "Change…").click()
    write(page, "3", "Expected")
    button(page, "Save as the next version").click()
    page.get_by_role("link", name="Changes", exact=True).click()
    expect(page.get_by_role("main")).to_contain_text("0 added, 1 changed, 0 removed")
    expect(page.get_by_role("region", name="After: expected of one")).to_have_text("3")


def test_a_table_is_imported_with_its_columns_and_refused_rows_are_named(
    open_page: OpenPage, tmp_path: Path
):
    dataset = make_dataset("qa/table")
    table = tmp_path / "items.csv"
    table.write_text("\ufeffFrage;Antwort;Nr\n1 + 1?;2;a\n2 + 2?;4\n", encoding="utf-8")
    page = open_page(f"/datasets/{dataset.id}")
    button(page, "Import…").click()
    page.locator("input[type=file]").set_input_files(table)
    dialog(page).get_by_label("What Antwort becomes").select_option("Expected")
    dialog(page).get_by_label("What Nr becomes").select_option("Key")
    button(page, "Import").click()
    refused = dialog(page).get_by_role("region", name="Refused rows")
    expect(refused).to_contain_text("Line 3 2 cells, but the first line names 3 columns.")
    with page.expect_download() as saved:
        button(page, "Save all 1 as a table (CSV)").click()
    assert Path(saved.value.path()).read_text().splitlines()[0] == "line,key,reason"

    dialog(page).get_by_label("Leave out rows that are refused").check()
    button(page, "Import").click()

    expect(dialog(page)).to_contain_text("1 added, 0 changed, 0 as they were, 1 refused")
    button(page, "Done").click()
    expect(page.get_by_role("row").filter(has_text="1 + 1?")).to_contain_text("2")


@pytest.mark.more
def test_all_of_a_real_evaluation_set_goes_in_at_once(open_page: OpenPage, real_data: Path):
    dataset = make_dataset("gsm8k")
    page = open_page(f"/datasets/{dataset.id}")
    button(page, "Import…").click()
    page.locator("input[type=file]").set_input_files(real_data / "gsm8k_test.jsonl")
    button(page, "Import").click()

    expect(dialog(page)).to_contain_text("1,319 added")


def test_an_evaluator_is_tried_out_and_only_then_made(open_page: OpenPage):
    page = open_page("/evaluators/new")
    page.wait_for_load_state("networkidle")
    page.get_by_label("Kind").select_option("Number")
    page.get_by_label("Output").fill("So it is 18.")
    page.get_by_label("Expected", exact=True).fill("19")
    button(page, "Judge it").click()
    expect(page.get_by_role("status")).to_contain_text("does not pass")
    page.get_by_label("Tolerance", exact=True).fill("1")
    button(page, "Judge it").click()
    expect(page.get_by_role("status")).to_contain_text("1 passes")

    page.get_by_label("Name", exact=True).fill("about right")
    button(page, "Make the evaluator").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("about right")
    page.get_by_label("Tolerance", exact=True).fill("2")
    page.get_by_label("Why").fill("Rounding")
    button(page, "Save as v2").click()
    versions = page.get_by_role("region", name="Versions").get_by_role("listitem")
    expect(versions.first).to_contain_text("Rounding")
    expect(versions.first.locator("ins")).to_have_text("2")


def test_an_experiment_is_begun_and_followed_until_it_is_over(open_page: OpenPage):
    put_tickets("followed")
    page = open_page("/experiments/new?prompt=support/answer&version=2&dataset=followed")
    page.get_by_label("as expected").check()
    expect(page.get_by_role("main")).to_contain_text("It will make 12 calls through echo")
    button(page, "Another version").click()
    page.get_by_label("Version of prompt 2").fill("newest")
    button(page, "Begin the experiment").click()
    expect(page.locator(ALERT)).to_contain_text("A version is a number, production or latest.")
    button(page, "Leave out prompt 2").click()
    button(page, "Begin the experiment").click()

    page.wait_for_url(re.compile("/experiments/[0-9a-f-]{36}"))
    expect(page.get_by_role("heading", level=1)).to_have_text("support/answer v2 on followed")
    bar = page.get_by_role("region", name="Progress")
    expect(bar).to_contain_text("0 of 12 results")
    made = experiments.get_experiment(the_system(), experiment_in(page))
    worked_at(made)
    expect(bar).to_have_count(0)
    expect(page.get_by_role("main")).to_contain_text("finished")
    expect(page.get_by_role("region", name="as expected")).to_contain_text("12 items")
    page.get_by_role("row").get_by_role("button", name="ticket-03").click()
    shown = page.get_by_role("region", name="Result of ticket-03")
    expect(shown.get_by_role("region", name="Output")).not_to_be_empty()
    expect(shown.get_by_role("link", name="Run", exact=True)).to_be_visible()
    page.keyboard.press("j")
    expect(page.get_by_role("region", name="Result of ticket-04")).to_be_visible()
    page.wait_for_url(re.compile("at=ticket-04(~|%7E)1"))


def experiment_in(page: Page) -> UUID:
    found = re.search("/experiments/([0-9a-f-]{36})", page.url)
    assert found
    return UUID(found[1])


def test_outputs_are_handed_in_and_unknown_keys_are_named(open_page: OpenPage):
    put_tickets("handed-in")
    page = open_page("/experiments/new?way=recorded&dataset=handed-in")
    page.get_by_label("as expected").check()
    lines = page.get_by_label("Outputs, a line of JSON each")
    lines.fill('{"key": "ticket-01"')
    expect(page.locator(ALERT)).to_have_text("Line 1: not JSON.")
    lines.fill('{"key": "nobody", "output": "x"}')
    button(page, "Score them").click()
    expect(page.locator(ALERT).first).to_contain_text("nobody")

    answers = [{"key": f"ticket-{n:02}", "output": f"Parcel {n} is on its way."} for n in range(11)]
    lines.fill("\n".join(map(json.dumps, answers)))
    button(page, "Score them").click()
    page.wait_for_url(re.compile("/experiments/[0-9a-f-]{36}"))
    worked_at(experiments.get_experiment(the_system(), experiment_in(page)))

    card = page.get_by_role("region", name="as expected")
    expect(card).to_contain_text("92 %")
    expect(card).to_contain_text("1 error of 12 results, each counted as 0")
    page.get_by_label("Verdict").select_option("not judged")
    expect(page.get_by_role("rowheader").get_by_role("button")).to_have_count(1)
    button(page, "More actions").click()
    with page.expect_download() as saved:
        page.get_by_role("menuitem", name="Export as a table (CSV)").click()
    assert len(saved.value.path().read_text().splitlines()) == 13


def test_two_are_ticked_and_compared_item_by_item(open_page: OpenPage):
    dataset = put_tickets("compared")
    before, after = (hand_in(dataset, right, version=v) for v, right in ((1, 3), (2, 11)))
    page = open_page("/experiments?dataset=compared")
    ticks = page.get_by_role("checkbox")
    expect(ticks).to_have_count(2)
    ticks.nth(0).check()
    expect(page.get_by_role("status").filter(has_text="ticked")).to_contain_text("Tick another")
    ticks.nth(1).check()
    page.get_by_role("link", name="Compare", exact=True).click()

    main = page.get_by_role("main")
    expect(main).to_contain_text("Version 2 answers")
    expect(main).to_contain_text("8 improved")
    assert [str(before.id), str(after.id)] == re.findall("ids=([0-9a-f-]+)", page.url)
    button(page, "8 improved").click()
    blocks = page.get_by_role("article")
    expect(blocks).to_have_count(8)
    expect(blocks.first.locator("ins").first).to_be_visible()
    page.keyboard.press("j")
    page.keyboard.press("j")
    marked = page.locator("article[data-marked]")
    expect(marked).to_have_attribute("aria-label", "Item ticket-04")
    page.wait_for_url(re.compile("at=ticket-04"))
    again = open_page(page.url)
    expect(again.locator("article[data-marked]")).to_have_attribute("aria-label", "Item ticket-04")
    page.get_by_text("Regressed", exact=True).click()
    expect(main).to_contain_text("No item matches")
    button(page, "Compare with this one").click()
    expect(main).to_contain_text("worse")
    page.get_by_role("list", name="Scores of A").get_by_role("button", name="close enough").click()
    page.wait_for_url(re.compile("evaluator=close"))
    expect(page.get_by_role("list", name="By close enough")).to_be_visible()


def test_a_comparison_goes_out_as_it_is_shown(open_page: OpenPage):
    dataset = put_tickets("compared-in-a-file")
    ids = [hand_in(dataset, right, version=v).id for v, right in ((1, 3), (2, 11))]
    page = open_page(f"/experiments/compare?ids={ids[0]}&ids={ids[1]}&filter=improved")
    button(page, "More actions").click()
    with page.expect_download() as download:
        page.get_by_role("menuitem", name="Export as lines of JSON").click()

    lines = Path(download.value.path()).read_text().splitlines()
    assert [json.loads(line)["key"] for line in lines] == [f"ticket-{n:02}" for n in range(3, 11)]


def test_what_has_nothing_in_common_is_not_compared(open_page: OpenPage):
    one = hand_in(put_tickets("apart"), 3, version=1)
    page = open_page(f"/experiments/compare?ids={one.id}&ids=00000000-0000-7000-8000-000000000000")

    expect(page.get_by_role("main")).to_contain_text("These cannot be compared")
    expect(page.get_by_role("main")).to_contain_text("There is no experiment")


def test_those_of_different_datasets_are_not_compared(open_page: OpenPage):
    one, other = (hand_in(put_tickets(name), 3, version=1) for name in ("these", "those"))
    page = open_page(f"/experiments/compare?ids={one.id}&ids={other.id}")

    expect(page.get_by_role("main")).to_contain_text("They are of different datasets")


def test_people_score_results_where_they_read_them(open_page: OpenPage):
    dataset = put_tickets("judged-by-people")
    with transaction():
        (made,) = experiments.create_experiments(
            the_system(),
            dataset=dataset.id,
            prompts=[{"prompt_name": "support/answer", "version": 1}],
            evaluators=[{"name": "close enough"}],
        )
    worked_at(made)
    page = open_page(f"/experiments/{made.id}?at=ticket-00~1")
    page.get_by_role("group", name="helpful").get_by_role("button", name="helpful: yes").click()

    given = page.get_by_role("list", name="Scores given")
    expect(given).to_contain_text("Ada")


def test_people_score_outputs_that_were_handed_in(open_page: OpenPage):
    dataset = put_tickets("handed-in-and-judged")
    one, other = (hand_in(dataset, 3, version=version) for version in (1, 2))
    page = open_page(f"/experiments/{one.id}?at=ticket-00~1")
    page.get_by_role("group", name="helpful").get_by_role("button", name="helpful: yes").click()
    expect(page.get_by_role("list", name="Scores given")).to_contain_text("Ada")

    page.goto(f"/experiments/compare?ids={one.id}&ids={other.id}")
    item = page.get_by_role("article", name="Item ticket-00")
    expect(item).to_contain_text("Ada: helpful yes")
    item.get_by_role("button", name="People’s scores").click()
    group = item.get_by_role("group", name="helpful")
    expect(group).to_have_count(2)
    group.last.get_by_role("button", name="helpful: no").click()
    expect(item).to_contain_text("Ada: helpful no")


def test_a_gate_is_put_before_a_prompt_and_refuses_until_an_admin_overrides_it(
    open_page: OpenPage,
):
    put_tickets("guarding")
    prompt = make_prompt("guarded/answer", content="Parcel {{ subject }}", versions=2)
    page = open_page("/settings/gates")
    button(page, "New gate").click()
    box = dialog(page)
    box.get_by_label("Before").select_option("One prompt")
    box.get_by_label("Name", exact=True).fill("guarded/answer")
    box.get_by_label("Dataset", exact=True).select_option("guarding")
    box.get_by_label("Evaluator", exact=True).select_option("as expected")
    box.get_by_label("Mean at least").fill("0.9")
    button(page, "Put the gate there").click()
    expect(box).to_contain_text("Choose one, or accept recorded outputs.")
    box.get_by_label("Count outputs that were handed in as well").check()
    button(page, "Put the gate there").click()
    row = page.get_by_role("row").filter(has_text="guarded/answer")
    expect(row).to_contain_text("reaches 0.9 by as expected v1 on guarding (v1 or newer)")

    page.goto(f"/prompts/{prompt.id}?tab=gates&v=2")
    expect(page.get_by_role("main")).to_contain_text("v2 may not take production yet.")
    expect(page.get_by_role("link", name="Run the experiment")).to_be_visible()
    button(page, "Activate v2…").click()
    button(page, "Activate v2").click()
    expect(dialog(page).locator(ALERT)).to_contain_text("Score outputs of version 2 on dataset")
    dialog(page).get_by_label("Override the gates.").check()
    dialog(page).get_by_label("Why").fill("It must be")
    button(page, "Activate v2 past the gates").click()
    expect(dialog(page)).to_have_count(0)
    page.get_by_role("link", name="Releases", exact=True).click()
    expect(page.get_by_role("table")).to_contain_text("Gate overridden: Score outputs")
    db.session.rollback()
    assert prompts.get_prompt(the_system(), prompt.id).active_version == 2


def test_what_a_gate_was_shown_stands_beside_the_release(open_page: OpenPage):
    dataset = put_tickets("shown")
    prompt = prompts.find_prompt(the_system(), "support/answer")
    judging = put_evaluator("as shown")
    gate = make_gate(
        dataset, judging, prompt_name="support/answer", minimum=0.0, accept_recorded=True
    )
    with transaction():
        read = experiments.read_outputs(
            the_system(),
            experiments.numbered([{"key": f"ticket-{n:02}", "output": "x"} for n in range(12)]),
            dataset=dataset.id,
        )
        made = experiments.score_outputs(
            the_system(),
            read,
            evaluators=[{"name": "as shown"}],
            prompt_name="support/answer",
            version=3,
        )
    worked_at(made)
    with transaction():
        releases.activate(the_system(), prompt.id, 3)
    page = open_page(f"/prompts/{prompt.id}?tab=releases")

    expect(page.get_by_role("table")).to_contain_text(
        "Gate passed with 0 (0 to 0.242 at 95 %) by an experiment"
    )
    with transaction():
        rules.archive_gate(the_system(), gate.id)


def test_a_run_becomes_an_item(open_page: OpenPage):
    dataset = make_dataset("from-runs")
    run = run_out(ask_for_run(prompt_name="support/answer", variables={"subject": "a parcel"}))
    page = open_page(f"/runs/{run.id}")
    button(page, "Add to a dataset…").click()
    dialog(page).get_by_label("Dataset", exact=True).select_option("from-runs")
    dialog(page).get_by_text("Its output is what is expected").click()
    button(page, "Add").click()
    expect(dialog(page)).to_contain_text("1 new in v1.")

    db.session.rollback()
    (item,) = datasets.list_items(the_system(), dataset.id).rows
    assert item.input == {"subject": "a parcel"}
    assert item.source_run_id == run.id


@pytest.mark.parametrize(
    ("printed", "place"),
    [
        ("traces/0123456789abcdef0123456789abcdef", "/traces/0123456789abcdef0123456789abcdef"),
        ("datasets/0190/runs/f1f0807bd088189d", "/experiments?dataset=0190"),
        ("experiments/results?baseline=f1f0807bd088189d", "/experiments?"),
    ],
)
def test_the_addresses_that_sdks_of_langfuse_print_lead_here(
    open_page: OpenPage, pages: Pages, printed: str, place: str
):
    page = open_page(f"/project/0190/{printed}")

    assert page.url.startswith(pages.url + place)

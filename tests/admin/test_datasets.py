"""Datasets in the panel: found, opened, changed, archived, taken in and out as files."""

import json
import re

import pytest

from app.db import transaction
from app.services import datasets
from app.services.access import sessions
from tests.admin.conftest import ORIGIN, text_of
from tests.databases import SECRET
from tests.factories.access import make_project, the_system
from tests.factories.audit import events
from tests.factories.datasets import items_in, make_dataset, put


def names(response):
    return re.findall(r'<tr data-row>.*?class="leaf">([^<]+)<', response.text, re.S)


def keys(response):
    return re.findall(r'class="open mono"[^>]*>([^<]+)</a>', response.text)


def sent(panel, dataset, data, **asked):
    """As the page sends a file."""
    return panel.client.post(
        "/admin/datasets/import/",
        query_string={"id": str(dataset.id), **asked},
        data=data,
        content_type="application/x-ndjson",
        headers={
            "Origin": ORIGIN,
            "X-CSRF-Token": sessions.csrf_token(panel.token, SECRET),
            "Accept": "application/json",
        },
    )


def as_it_is(dataset):
    return datasets.get_dataset(the_system(), dataset.id)


def test_a_dataset_shows_its_items_with_a_page_for_each(panel):
    dataset = make_dataset("math/easy", {"q": "1 + 1"}, {"q": "2 + 2"}, description="Sums")

    r = panel.get("/datasets/details/", id=str(dataset.id))

    said = text_of(r)
    assert "math/easy 2 items" in said
    assert "Sums" in said
    assert keys(r) == ["1", "2"]
    item = items_in(dataset)[0]
    page = text_of(panel.get("/datasets/item/", id=str(item.id)))
    assert '"q": "1 + 1"' in page
    assert "In v1" in page


def test_an_earlier_version_shows_what_was_in_it(panel):
    dataset = make_dataset("d", "one")
    put(dataset, {"key": "2", "input": "two"})

    assert keys(panel.get("/datasets/details/", id=str(dataset.id))) == ["1", "2"]
    r = panel.get("/datasets/details/", id=str(dataset.id), version="1")

    assert keys(r) == ["1"]
    assert "the newest is v2" in text_of(r)


def test_items_come_a_hundred_at_a_time(panel):
    dataset = make_dataset("d", *range(1, 151))

    first = panel.get("/datasets/details/", id=str(dataset.id))
    after = re.search(r"after=(\d+)", first.text)[1]
    second = panel.get("/datasets/details/", id=str(dataset.id), after=after)

    assert "Next 100" in text_of(first)
    assert keys(first) + keys(second) == [str(n) for n in range(1, 151)]
    assert "Next" not in text_of(second)


def test_versions_say_what_changed(panel):
    dataset = make_dataset("d", "one")
    put(dataset, {"key": "1", "input": "1"}, {"key": "2", "input": "2"}, message="As numbers")

    said = text_of(panel.get("/datasets/details/", id=str(dataset.id), tab="versions"))

    assert re.search(r"v2 2 1 1 As numbers", said)


def test_an_item_that_changed_leads_to_what_it_was(panel):
    dataset = make_dataset("d", "one")
    first = items_in(dataset)[0]
    put(dataset, {"key": "1", "input": "uno"})

    r = panel.get("/datasets/item/", id=str(first.id))

    assert "Replaced or removed in v2" in text_of(r)
    assert str(items_in(dataset)[0].id) in r.text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"state": "empty"}, {"empty"}),
        ({"state": "open"}, {"easy", "far"}),
        ({"tag": "sums"}, {"easy"}),
        ({"project": "other"}, {"far"}),
        ({"q": "EAS"}, {"easy"}),
    ],
)
def test_datasets_are_narrowed(panel, query, found):
    make_dataset("math/easy", "one", tags=["sums"])
    make_dataset("empty")
    make_dataset("far", "one", caller=make_project("other"))

    assert set(names(panel.get("/datasets/", **query))) == found


def test_a_dataset_is_made_changed_and_found(panel):
    r = panel.post(
        "/datasets/new/",
        {
            "project": "default",
            "name": "math",
            "tags": "a, b",
            "input_schema": '{"type": "string"}',
        },
    )
    dataset = datasets.find_dataset(the_system(), "math")
    assert (r.status_code, dataset.tags) == (302, ["a", "b"])
    assert '"type": "string"' in text_of(panel.client.get(r.location))

    shown = panel.get("/datasets/edit/", id=str(dataset.id)).text
    assert "&#34;type&#34;: &#34;string&#34;" in shown
    panel.edit("datasets", dataset.id, {"name": "sums", "description": "Of all kinds"})

    changed = as_it_is(dataset)
    assert (changed.name, changed.description, changed.input_schema) == (
        "sums",
        "Of all kinds",
        None,
    )


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"name": "not / a name"}, "space"),
        ({"input_schema": '{"type": 1}'}, "schema"),
        ({"input_schema": "{"}, "column"),
        ({"project": "nowhere"}, "no project has this slug"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(panel, fields, said):
    r = panel.post("/datasets/new/", {"project": "default", "name": "math", **fields})

    assert r.status_code == 422
    assert said in text_of(r)


def test_a_form_of_a_dataset_that_changed_meanwhile_changes_nothing(panel):
    dataset = make_dataset("math")

    r = panel.edit("datasets", dataset.id, {"name": "sums", "etag": "older"})

    assert r.status_code == 422
    assert as_it_is(dataset).name == "math"


def test_datasets_are_archived_and_restored(panel):
    ids = [make_dataset("one").id, make_dataset("two", caller=make_project("other")).id]

    panel.act("datasets", "archive", ids)
    assert names(panel.get("/datasets/", state="archived")) == ["two", "one"]

    panel.act("datasets", "restore", [ids[0]])
    assert names(panel.get("/datasets/", state="archived")) == ["two"]
    assert len(events("dataset.archived")) == 2


def test_an_archived_dataset_takes_no_file(panel):
    dataset = make_dataset("d")
    panel.act("datasets", "archive", [dataset.id])

    assert "takes no new items" in text_of(panel.get("/datasets/import/", id=str(dataset.id)))
    assert sent(panel, dataset, b'{"input": "one"}').status_code == 409


def test_a_file_is_looked_at_then_imported_as_one_version(panel):
    dataset = make_dataset("d")
    lines = b'{"question": "1 + 1", "answer": "2"}\n{"question": "2 + 2", "answer": "4"}\n'

    looked = sent(panel, dataset, lines, preview="1").json["summary"]
    assert (looked["added"], as_it_is(dataset).item_count) == (2, 0)
    done = sent(panel, dataset, lines, message="The first").json["summary"]

    assert (done["added"], done["version"], done["complete"]) == (2, 1, True)
    assert [item.expected for item in items_in(dataset)] == ["2", "4"]


def test_refused_rows_are_named_and_keep_out_the_rest(panel):
    dataset = make_dataset("d")
    lines = b'{"input": "one"}\nnonsense\n'

    r = sent(panel, dataset, lines).json
    assert [one["line"] for one in r["refused"]] == [2]
    assert (r["summary"]["complete"], as_it_is(dataset).item_count) == (False, 0)

    assert sent(panel, dataset, lines, partial="1").json["summary"]["added"] == 1


@pytest.mark.parametrize(
    ("data", "asked", "status"),
    [
        (b"{}", {"mapping": "nonsense"}, 422),
        (b"{}", {"kind": "xml"}, 404),
        (b"question\n1 + 1\n", {"kind": "csv"}, 200),
    ],
)
def test_a_file_that_is_none_is_refused_in_words(panel, data, asked, status):
    r = sent(panel, make_dataset("d"), data, **asked)

    assert r.status_code == status
    assert status == 200 or r.json["detail"]


def test_an_empty_file_brings_nothing_and_the_page_says_so(panel):
    summary = sent(panel, make_dataset("d"), b"").json["summary"]

    assert (summary["complete"], summary["version"]) == (False, None)
    assert "no row" in summary["detail"]


def test_a_version_is_given_as_a_file_and_the_log_says_so(panel):
    dataset = make_dataset("math/easy", {"q": "1 + 1"})
    put(dataset, {"key": "2", "input": {"q": "2 + 2"}})

    lines = panel.get("/datasets/file/", id=str(dataset.id), version="1")
    table = panel.get("/datasets/file/", id=str(dataset.id), kind="csv")

    assert json.loads(lines.text)["input"] == {"q": "1 + 1"}
    assert "filename=math-easy-1.jsonl" in lines.headers["Content-Disposition"]
    assert table.text.count("\r\n") == 3
    assert len(events("datasets.exported")) == 2


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"id": "nonsense"},
        {"id": "{id}", "tab": "nonsense"},
        {"id": "{id}", "version": "9"},
        {"id": "{id}", "version": "x"},
        {"id": "{id}", "after": "9" * 30},
    ],
)
def test_what_names_nothing_is_not_found(panel, query):
    dataset = make_dataset("d", "one")
    query = {name: value.format(id=dataset.id) for name, value in query.items()}

    assert panel.get("/datasets/details/", **query).status_code == 404
    assert panel.get("/datasets/item/", id=str(dataset.id)).status_code == 404


def test_the_audit_log_leads_to_a_dataset(panel):
    dataset = make_dataset("d")
    with transaction():
        datasets.update_dataset(the_system(), dataset.id, description="Other")

    assert f"/admin/datasets/details/?id={dataset.id}" in panel.get("/audit/").text
    history = panel.get("/datasets/details/", id=str(dataset.id), tab="history")
    assert "Changed a dataset" in text_of(history)

"""Datasets over HTTP."""

import json
from urllib.parse import quote

import pytest

from tests.conftest import with_key
from tests.factories.access import make_key
from tests.factories.datasets import make_dataset, put

NDJSON = "application/x-ndjson"
GONE = "01a20b4e-2b14-7c63-999a-a7746c494a14"


@pytest.fixture
def place(client):
    return client.post("/api/datasets", json={"name": "maths/sums"}).headers["Location"]


def results_in(response):
    assert response.status_code == 200, response.get_data(as_text=True)
    *events, last = map(json.loads, response.data.splitlines())
    return events, last["summary"]


def bring(client, place, data, query="", content_type=NDJSON):
    return client.post(f"{place}/import{query}", data=data, content_type=content_type)


def test_one_is_made_read_changed_and_deleted(client):
    r = client.post("/api/datasets", json={"name": "sums", "tags": ["Maths"], "metadata": {"a": 1}})
    where, known = r.headers["Location"], {"If-Match": r.headers["ETag"]}

    assert (r.status_code, r.json["latest_version"], r.json["tags"]) == (201, 0, ["maths"])
    assert client.get(where).json == r.json
    assert client.get("/api/datasets?q=SUM&tag=maths").json == [r.json]
    changed = client.patch(where, json={"name": "other"}, headers=known)
    assert (changed.status_code, changed.json["name"]) == (200, "other")
    late = client.delete(where, headers=known)
    assert (late.status_code, late.json["code"]) == (412, "etag_differs")
    assert client.delete(where).status_code == 204
    assert client.get(where).json["code"] == "no_such_dataset"


def test_items_are_put_listed_and_compared(client, place):
    items = [{"key": f"sum {n}", "input": {"n": n}, "expected": n} for n in range(5)]

    first = client.post(f"{place}/items", json={"items": items, "message": "Begun"})
    second = client.post(f"{place}/items", json={"items": [{"key": "sum 1", "input": "one"}]})

    assert first.json == {
        "version": 1,
        "item_count": 5,
        "added": 5,
        "changed": 0,
        "removed": 0,
        "unchanged": 0,
    }
    assert (second.json["version"], second.json["changed"]) == (2, 1)
    page = client.get(f"{place}/items?version=1&limit=3")
    rest = client.get(page.headers["Link"].partition(">")[0][1:])
    assert [row["input"] for row in page.json + rest.json] == [{"n": n} for n in range(5)]
    assert "Link" not in rest.headers
    versions = client.get(f"{place}/versions?limit=1")
    assert [row["version"] for row in versions.json] == [2]
    older = client.get(versions.headers["Link"].partition(">")[0][1:])
    assert [(row["version"], row["message"]) for row in older.json] == [(1, "Begun")]
    diff = client.get(f"{place}/diff?from=1&to=2").json
    assert (diff["from"], diff["to"], diff["changed"], diff["added"]) == (1, 2, 1, 0)
    (change,) = diff["changes"]
    assert (change["before"]["input"], change["after"]["input"]) == ({"n": 1}, "one")


@pytest.mark.parametrize("key", ["a/b", "/", "a//b", "..", "?&#=%", "ä ü", "'", "k" * 500])
def test_an_item_is_reached_by_any_key(client, place, key):
    client.post(f"{place}/items", json={"items": [{"key": key, "input": 1, "expected": "x"}]})
    where = f"{place}/item?key={quote(key, safe='')}"

    read = client.get(where)
    changed = client.patch(
        where, json={"expected": None}, headers={"If-Match": read.headers["ETag"]}
    )
    late = client.delete(where, headers={"If-Match": read.headers["ETag"]})
    gone = client.delete(where, headers={"If-Match": changed.headers["ETag"]})

    assert (read.json["key"], read.json["expected"], read.json["added_in"]) == (key, "x", 1)
    assert (changed.status_code, changed.json["expected"]) == (200, None)
    assert [row["added_in"] for row in changed.json["history"]] == [2, 1]
    assert (late.status_code, gone.status_code) == (412, 204)
    assert client.get(where).json["code"] == "no_such_item"
    assert client.get(f"{where}&version=1").json["removed_in"] == 2


def test_items_are_removed_by_their_keys(client, place):
    client.post(f"{place}/items", json={"items": [{"key": k, "input": k} for k in "abc"]})

    r = client.post(f"{place}/items/remove", json={"keys": ["a", "c", "nothing"]})

    assert (r.json["removed"], r.json["item_count"], r.json["version"]) == (2, 1, 2)


@pytest.mark.parametrize(
    ("item", "errors"),
    [
        ({"input": None}, {"input": ["Field may not be null."]}),
        ({"key": "a"}, {"input": ["Missing data for required field."]}),
        ({"input": 1, "mood": 1}, {"mood": ["Unknown field."]}),
        ({"input": 1, "key": "a\u0001"}, {"key": ["No control characters."]}),
        ({"input": "x" * 1024 * 1024}, {"input": ["At most 1 MiB of JSON."]}),
    ],
    ids=lambda value: str(value)[:30],
)
def test_what_is_no_item_is_refused_by_place_and_field(client, place, item, errors):
    r = client.post(f"{place}/items", json={"items": [{"input": 1}, item]})

    assert (r.status_code, r.json["errors"]["json"]["items"]) == (422, {"1": errors})


def test_the_order_of_keys_in_an_input_stays(client, place):
    client.post(
        f"{place}/items",
        data='{"items": [{"input": {"z": 1, "a": 2}}]}',
        content_type="application/json",
    )

    assert b'"input":{"z":1,"a":2}' in client.get(f"{place}/items").data


def test_a_schema_is_checked_and_then_checks(client):
    bad = client.post("/api/datasets", json={"name": "q", "input_schema": {"type": "texts"}})
    made = client.post("/api/datasets", json={"name": "q", "input_schema": {"type": "string"}})
    refused = client.post(f"{made.headers['Location']}/items", json={"items": [{"input": 5}]})

    assert (bad.status_code, list(bad.json["errors"]["json"])) == (422, ["input_schema"])
    assert refused.status_code == 422
    assert "5 is not of type 'string'" in refused.json["detail"]


def test_a_name_is_taken_once(client, place):
    r = client.post("/api/datasets", json={"name": "maths/sums"})

    assert (r.status_code, r.json["code"]) == (409, "dataset_name_is_taken")


def test_a_file_of_lines_goes_in_and_comes_out(client, place):
    data = b"".join(b'{"question": "%d?", "answer": "%d"}\n' % (n, n) for n in range(12_000))

    events, summary = results_in(bring(client, place, data))

    assert events == [{"progress": {"rows": 10_000, "refused": 0}}]
    assert summary == {
        "rows": 12_000,
        "refused": 0,
        "added": 12_000,
        "changed": 0,
        "unchanged": 0,
        "version": 1,
        "item_count": 12_000,
        "ignored": [],
        "complete": True,
        "detail": None,
    }
    out = client.get(f"{place}/export")
    assert (out.status_code, out.content_type) == (200, NDJSON)
    assert out.headers["Content-Disposition"] == "attachment; filename=maths-sums-1.jsonl"
    assert out.content_length == len(out.data)
    lines = [json.loads(line) for line in out.data.splitlines()]
    assert [line["expected"] for line in lines] == [str(n) for n in range(12_000)]
    assert results_in(bring(client, place, out.data))[1]["unchanged"] == 12_000


def test_a_table_goes_in_by_a_mapping_and_comes_out(client, place):
    mapping = quote(json.dumps({"input": {"q": "Question"}, "expected": "A", "key": "Nr"}))
    data = b"Nr,Question,A\n1,=1+1,2\n2,b,\n"

    _, summary = results_in(
        bring(client, place, data, f"?mapping={mapping}&message=First", "text/csv; charset=utf-8")
    )

    assert (summary["added"], summary["version"]) == (2, 1)
    assert client.get(f"{place}/versions").json[0]["message"] == "First"
    out = client.get(f"{place}/export?format=csv&version=1")
    assert out.mimetype == "text/csv"
    assert results_in(bring(client, place, out.data, content_type="text/csv"))[1]["unchanged"] == 2


def test_refused_rows_are_named_and_nothing_is_written_unless_asked(client, place):
    data = b"input,expected\ngood,1\nragged\n"

    events, summary = results_in(bring(client, place, data, content_type="text/csv"))
    _, partly = results_in(bring(client, place, data, "?partial=true", content_type="text/csv"))

    assert [(row["line"], row["key"]) for row in events] == [(3, None)]
    assert "1 cells" in events[0]["reason"]
    assert (summary["complete"], summary["version"]) == (False, None)
    assert (partly["complete"], partly["added"], partly["refused"]) == (True, 1, 1)


@pytest.mark.parametrize(
    ("data", "query", "content_type", "status", "code"),
    [
        (b"", "", NDJSON, 422, "unfit_file"),
        (b"ragged\n1,2\n", '?mapping={"input":"b"}', "text/csv", 422, "unfit_mapping"),
        (b"a\n1,2\n1\n", '?mapping={"input":"b"}', "text/csv", 422, "unfit_mapping"),
        (b"{}", "?mapping=x", NDJSON, 422, "unfit_mapping"),
        (b"{}", "", "application/json", 415, "unsupported_media_type"),
        (b"{}", "?partial=perhaps", NDJSON, 422, "invalid"),
    ],
)
def test_what_is_wrong_with_the_whole_file_has_a_status(
    client, place, data, query, content_type, status, code
):
    r = bring(client, place, data, query, content_type)

    assert (r.status_code, r.json["code"]) == (status, code)


def test_an_archived_one_takes_nothing(client, place):
    client.patch(place, json={"archived": True})

    for r in (
        client.post(f"{place}/items", json={"items": [{"input": 1}]}),
        client.post(f"{place}/items/remove", json={"keys": ["a"]}),
        bring(client, place, b'{"input": 1}\n'),
    ):
        assert (r.status_code, r.json["code"]) == (409, "dataset_is_archived")


@pytest.mark.parametrize(
    "path",
    ["", "/versions", "/diff?from=0&to=0", "/items", "/item?key=a", "/export"],
)
def test_what_is_not_here_is_not_found(client, path):
    assert client.get(f"/api/datasets/{GONE}{path}").json["code"] == "no_such_dataset"


@pytest.mark.parametrize(
    "path", ["/items?version=2", "/export?version=2", "/diff?from=1&to=2", "/item?key=1&version=9"]
)
def test_a_version_that_is_not_there_is_named(client, path):
    dataset = make_dataset("q", "a")

    r = client.get(f"/api/datasets/{dataset.id}{path}")

    assert (r.status_code, r.json["code"]) == (404, "no_such_dataset_version")


def test_who_only_reads_writes_nothing(app):
    dataset = make_dataset("q", "a")
    reader = with_key(app, make_key(scopes=["read"]).token)
    place = f"/api/datasets/{dataset.id}"

    assert reader.get(f"{place}/export").status_code == 200
    for r in (
        reader.post(f"{place}/items", json={"items": [{"input": 1}]}),
        bring(reader, place, b'{"input": 1}\n'),
        reader.delete(place),
    ):
        assert (r.status_code, r.json["code"]) == (403, "missing_right")


def test_a_search_looks_into_items(client):
    dataset = make_dataset()
    put(dataset, {"key": "a", "input": "Apple", "tags": ["x"]}, {"key": "b", "input": "Pear"})
    place = f"/api/datasets/{dataset.id}/items"

    assert [row["key"] for row in client.get(f"{place}?q=APPLE").json] == ["a"]
    assert [row["key"] for row in client.get(f"{place}?tag=x").json] == ["a"]
    assert client.get(f"{place}?q=plum").json == []

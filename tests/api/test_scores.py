"""Scores and scales over HTTP."""

from uuid import uuid4

import pytest

from tests.conftest import with_key
from tests.factories.access import make_key
from tests.factories.scores import make_scale

TRACE_ID, SPAN_ID = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
ONE = {"trace_id": TRACE_ID, "name": "helpful", "value": True}


@pytest.fixture
def client(app):
    """A program that reads, writes and reports."""
    return with_key(app, make_key(scopes=["read", "write", "ingest"]).token)


def test_one_is_given_and_read_where_the_answer_says(client):
    r = client.post("/api/scores", json={**ONE, "span_id": SPAN_ID, "id": "a/b c"})

    assert r.status_code == 201
    assert (r.json["target"], r.json["trace_id"], r.json["span_id"]) == ("span", TRACE_ID, SPAN_ID)
    assert (r.json["value"], r.json["type"], r.json["source"]) == (True, "boolean", "api")
    assert client.get(r.headers["Location"]).json == r.json


def test_a_result_is_judged_and_its_scores_are_found(client):
    result = {"experiment_id": str(uuid4()), "item_id": str(uuid4())}

    r = client.post("/api/scores", json={**result, "name": "helpful", "value": True})
    client.post("/api/scores", json={**result, "trial": 2, "name": "helpful", "value": True})

    assert (r.status_code, r.json["target"], r.json["trial"]) == (201, "experiment_result", 1)
    of_it = client.get("/api/scores", query_string={**result, "trial": 1}).json
    assert of_it == [r.json]
    assert len(client.get("/api/scores", query_string=result).json) == 2


def test_numbers_of_any_size_come_back_as_they_were_given(client):
    # A number that jsonb writes without an exponent, and so as an integer of 67 bits.
    r = client.post("/api/scores", json={**ONE, "metadata": {"big": 1e20}})

    assert r.status_code == 201
    assert b'{"big":100000000000000000000}' in client.get("/api/scores").data


def test_many_are_given_at_once(client):
    r = client.post("/api/scores", json=[{**ONE, "name": name, "value": 1} for name in "abc"])

    assert (r.status_code, [score["name"] for score in r.json]) == (201, ["a", "b", "c"])


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ({**ONE, "trace_id": "xyz"}, "trace_id"),
        ({**ONE, "trace_id": TRACE_ID.upper()}, "trace_id"),
        ({**ONE, "value": None}, "value"),
        ({**ONE, "value": [1]}, "value"),
        ({"name": "helpful", "value": 1}, "trace_id"),
        ({**ONE, "mood": 1}, "mood"),
        ({"name": "helpful", "value": 1, "experiment_id": str(uuid4())}, "item_id"),
        ({**ONE, "trial": 0}, "trial"),
        ([ONE, {**ONE, "name": ""}], "1"),
        ([], "between 1 and 100"),
        ([ONE] * 101, "between 1 and 100"),
        ([[ONE]], "0"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_what_makes_no_sense_is_refused_by_field(client, body, place):
    r = client.post("/api/scores", json=body)

    assert r.status_code == 422
    assert place in str(r.json["errors"]).lower()


def test_a_list_is_narrowed_and_paged(client):
    client.post("/api/scores", json=[{**ONE, "id": str(n)} for n in range(5)])
    client.post("/api/scores", json={"session_id": "chat 1", "name": "other", "value": 0.5})

    r = client.get(f"/api/scores?trace_id={TRACE_ID}&limit=3")
    rest = client.get(r.headers["Link"].partition(">")[0][1:])

    assert [score["id"] for score in r.json + rest.json] == ["4", "3", "2", "1", "0"]
    assert "Link" not in rest.headers
    assert [score["name"] for score in client.get("/api/scores?session_id=chat 1").json] == [
        "other"
    ]


def test_one_is_taken_back(client):
    place = client.post("/api/scores", json=ONE).headers["Location"]

    assert client.delete(place).status_code == 204
    assert client.delete(place).json["code"] == "no_such_score"


def test_a_scale_is_made_changed_and_decides(client):
    made = client.post("/api/scales", json={"name": "helpful", "type": "numeric", "maximum": 5})
    place = made.headers["Location"]

    refused = client.post("/api/scores", json={**ONE, "value": 9})
    client.patch(place, json={"maximum": 10})
    taken = client.post("/api/scores", json={**ONE, "value": 9})

    assert (made.status_code, refused.status_code, taken.status_code) == (201, 422, 201)
    assert taken.json["scale_id"] == made.json["id"]
    assert [scale["maximum"] for scale in client.get("/api/scales").json] == [10]


def test_a_scale_is_changed_by_its_etag(client):
    made = client.post("/api/scales", json={"name": "tone", "type": "numeric"})
    where, known = made.headers["Location"], {"If-Match": made.headers["ETag"]}
    assert client.get(where).headers["ETag"] == made.headers["ETag"]

    r = client.patch(where, json={"maximum": 5}, headers=known)
    late = client.patch(where, json={"maximum": 9}, headers=known)

    assert (r.status_code, late.status_code, late.json["code"]) == (200, 412, "etag_differs")
    assert client.get(where).json["maximum"] == 5


def test_a_name_that_has_a_scale_gets_no_second(client):
    make_scale("tone")

    r = client.post("/api/scales", json={"name": "tone", "type": "boolean"})

    assert (r.status_code, r.json["code"]) == (409, "scale_name_is_taken")

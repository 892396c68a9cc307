"""Scores and their configurations by Langfuse's routes."""

import pytest

from tests.factories.scores import make_scale

SCORES, NEW, CONFIGS = "/api/public/scores", "/api/public/v3/scores", "/api/public/score-configs"
TRACE_ID, SPAN_ID = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
ONE = {"id": "s1", "traceId": TRACE_ID, "name": "helpful", "value": 1.0, "dataType": "BOOLEAN"}


def found(sdk, query=""):
    return sdk.get(f"{NEW}?{query}").json["data"]


def test_one_is_given(sdk):
    r = sdk.post(SCORES, json=ONE)

    assert (r.status_code, r.json) == (200, {"id": "s1"})
    (score,) = found(sdk)
    assert (score["value"], score["dataType"], score["source"]) == (True, "BOOLEAN", "API")
    assert score["subject"] == {"kind": "trace", "id": TRACE_ID}


def test_many_are_given_and_given_again(sdk):
    batch = [{**ONE, "id": str(n)} for n in range(15)]

    for _ in range(2):
        r = sdk.post(SCORES, json=batch)
        assert (r.status_code, r.json) == (202, {"message": "Accepted"})
    assert len(found(sdk)) == 15


def test_one_that_makes_no_sense_does_not_lose_the_others(sdk):
    r = sdk.post(
        SCORES, json=[ONE, {**ONE, "id": "s2", "value": "x"}, "no score", {**ONE, "id": "s3"}]
    )

    assert (r.status_code, r.json["accepted"], r.json["rejected"]) == (207, 2, 2)
    assert [error["message"][:8] for error in r.json["errors"]] == ["Score 2:", "Score 3:"]
    assert {score["id"] for score in found(sdk)} == {"s1", "s3"}


@pytest.mark.parametrize(
    "wrong",
    [
        {"traceId": None},
        {"name": None},
        {"name": ""},
        {"value": None},
        {"value": 2},
        {"dataType": "SMELL"},
        {"timestamp": "yesterday"},
        {"datasetRunId": "r"},
        {"traceId": None, "observationId": "o"},
    ],
    ids=str,
)
def test_what_makes_no_sense_is_a_400(sdk, wrong):
    r = sdk.post(SCORES, json=ONE | wrong)

    assert (r.status_code, r.json["error"]) == (400, "InvalidRequestError")


@pytest.mark.parametrize("body", ["[]", "5", "", "nonsense", "[[]]"])
def test_a_body_that_is_none_is_refused(sdk, body):
    assert sdk.post(SCORES, data=body).status_code in (400, 207)
    assert found(sdk) == []


@pytest.mark.parametrize(
    ("sent", "subject"),
    [
        ({"traceId": TRACE_ID, "observationId": SPAN_ID},
         {"kind": "observation", "id": SPAN_ID, "traceId": TRACE_ID}),
        ({"traceId": "my trace", "observationId": "my span"},
         {"kind": "observation", "id": "my span", "traceId": "my trace"}),
        ({"traceId": None, "sessionId": "chat 1"}, {"kind": "session", "id": "chat 1"}),
    ],
    ids=str,
)  # fmt: skip
def test_it_is_told_what_it_was_given_for(sdk, sent, subject):
    sdk.post(SCORES, json=ONE | sent)

    (score,) = found(sdk)
    assert (score["subject"], score["metadata"]) == (subject, {})


@pytest.mark.parametrize(
    ("value", "type_", "told", "number", "words"),
    [
        (0.5, None, 0.5, 0.5, None),
        ("good", None, "good", 0, "good"),
        (0, "BOOLEAN", False, 0.0, "False"),
        ("Well said.", "TEXT", "Well said.", 0, "Well said."),
    ],
)
def test_values_are_told_as_either_list_has_them(sdk, value, type_, told, number, words):
    sdk.post(SCORES, json=ONE | {"value": value, "dataType": type_})

    assert found(sdk)[0]["value"] == told
    for path in (f"{SCORES}/s1", "/api/public/v2/scores/s1"):
        old = sdk.get(path).json
        assert (old["value"], old["stringValue"], old["traceId"]) == (number, words, TRACE_ID)


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("", 3),
        ("name=helpful", 2),
        (f"traceId={TRACE_ID}", 1),
        ("traceId=other", 2),
        ("traceId=other&observationId=o", 1),
        ("dataType=NUMERIC", 1),
        ("source=ANNOTATION", 1),
        ("environment=staging", 1),
        ("toTimestamp=2020-01-01T00:00:00Z", 0),
    ],
)
def test_a_list_is_narrowed(sdk, query, count):
    other = {**ONE, "traceId": "other"}
    sdk.post(SCORES, json=[
        ONE,
        {**other, "id": "s2", "observationId": "o", "source": "ANNOTATION"},
        {**other, "id": "s3", "name": "n", "dataType": "NUMERIC", "environment": "Staging"},
    ])  # fmt: skip

    assert len(found(sdk, query)) == count
    assert sdk.get(f"/api/public/v2/scores?{query}").json["meta"]["totalItems"] == count


def test_a_list_is_paged_by_cursor(sdk):
    sdk.post(SCORES, json=[{**ONE, "id": str(n)} for n in range(5)])

    first = sdk.get(f"{NEW}?limit=3").json
    rest = sdk.get(f"{NEW}?limit=3&cursor={first['meta']['cursor']}").json

    assert [score["id"] for score in first["data"] + rest["data"]] == ["4", "3", "2", "1", "0"]
    assert "cursor" not in rest["meta"]


def test_one_is_taken_back(sdk):
    sdk.post(SCORES, json=ONE)

    assert sdk.delete(f"{SCORES}/s1").status_code == 202
    assert sdk.delete(f"{SCORES}/s1").status_code == 404


def test_characters_nobody_can_store_are_replaced(sdk):
    sdk.post(SCORES, data=b'[{"traceId": "t", "name": "a\\u0000b", "value": "x\\ud800"}]')

    assert found(sdk)[0]["name"] == "a\ufffdb"


def test_a_configuration_is_a_scale(sdk):
    made = sdk.post(CONFIGS, json={"name": "tone", "dataType": "NUMERIC", "maxValue": 5}).json

    refused = sdk.post(SCORES, json=ONE | {"name": "tone", "value": 9, "dataType": None})
    changed = sdk.patch(f"{CONFIGS}/{made['id']}", json={"isArchived": True}).json

    assert refused.status_code == 400
    assert (made["isArchived"], changed["isArchived"], changed["maxValue"]) == (False, True, 5)
    assert sdk.get(f"{CONFIGS}/{made['id']}").json == changed
    assert [row["id"] for row in sdk.get(CONFIGS).json["data"]] == [made["id"]]


def test_a_boolean_on_its_scale_comes_as_a_number(sdk):
    scale = make_scale("helpful", type="boolean")

    sdk.post(SCORES, json=ONE | {"dataType": None})

    (score,) = found(sdk)
    assert (score["configId"], score["value"]) == (str(scale.id), True)


def test_a_boolean_configuration_may_name_its_two(sdk):
    two = [{"label": "True", "value": 1}, {"label": "False", "value": 0}]

    r = sdk.post(CONFIGS, json={"name": "ok", "dataType": "BOOLEAN", "categories": two})

    assert (r.status_code, r.json["categories"]) == (200, None)

"""Experiments by REST: asked for, handed in, read, cancelled, deleted and exported."""

import csv
import io
import json
from uuid import uuid4

import pytest

from tests.conftest import with_key
from tests.factories.access import make_key
from tests.factories.experiments import (
    as_it_is,
    ask_for_experiment,
    put_dataset,
    put_evaluator,
    worked_at,
)
from tests.factories.prompts import make_prompt

NDJSON = "application/x-ndjson"


@pytest.fixture
def dataset(app):
    put_evaluator("exact")
    return put_dataset(3, name="numbers")


def asked(client, **fields):
    body = {"dataset": "numbers", "prompts": [{"content": "{{ q }}"}], **fields}
    return client.post("/api/experiments", json=body)


def handed_in(client, *lines, query="dataset=numbers&evaluator=exact"):
    data = "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines)
    return client.post(f"/api/experiments/recorded?{query}", data=data, content_type=NDJSON)


def work(answer):
    return worked_at(as_it_is(answer.json["id"]))


def test_a_prompt_is_tried_on_every_item(client, dataset):
    make_prompt("ask", content="{{ q }}")
    prompts = [{"prompt_name": "ask", "label": "production"}]

    made = asked(client, prompts=prompts, evaluators=[{"name": "exact"}])
    work(made)
    shown = client.get(made.headers["Location"]).json
    results = client.get(f"{made.headers['Location']}/results").json

    assert (made.status_code, made.json["status"], made.json["result_count"]) == (201, "queued", 3)
    assert (shown["status"], shown["done_count"], shown["prompt_deleted"]) == (
        *("finished", 3, False),
    )
    assert shown["evaluators"][0]["name"] == "exact"
    assert [one["key"] for one in results] == ["k1", "k2", "k3"]
    assert results[0]["input"] == {"q": "1"}
    assert results[0]["scores"][0]["value"] == 1


def test_several_prompts_are_a_group(client, dataset):
    made = asked(client, prompts=[{"content": "{{ q }}"}, {"content": "Say {{ q }}"}])

    group = {one["group_id"] for one in made.json}
    listed = client.get(made.headers["Location"]).json
    assert (len(made.json), len(group)) == (2, 1)
    assert None not in group
    assert {one["id"] for one in listed} == {one["id"] for one in made.json}


def test_a_request_sent_twice_makes_one(client, dataset):
    body = {"dataset": "numbers", "prompts": [{"content": "{{ q }}"}]}
    twice = [
        client.post("/api/experiments", json=body, headers={"Idempotency-Key": "a"})
        for _ in range(2)
    ]

    assert twice[0].json["id"] == twice[1].json["id"]
    assert len(client.get("/api/experiments").json) == 1


@pytest.mark.parametrize(
    ("fields", "status", "code"),
    [
        ({"dataset": "none"}, 404, "no_such_dataset"),
        ({"dataset_version": 7}, 404, "no_such_dataset_version"),
        ({"evaluators": [{"name": "none"}]}, 404, "no_such_evaluator"),
        ({"evaluators": [{"name": "exact", "version": 9}]}, 404, "no_such_evaluator_version"),
        ({"evaluators": [{"name": "exact"}] * 2}, 422, "invalid"),
        ({"connection": "none"}, 404, "no_such_connection"),
        ({"prompts": [{"prompt_name": "none"}]}, 404, "no_such_prompt"),
        ({"prompts": []}, 422, None),
        ({"prompts": [{}]}, 422, None),
        ({"prompts": [{"content": "a", "version": 1}]}, 422, None),
        ({"trials": 0}, 422, None),
        ({"trials": 101}, 422, None),
        ({"budget_usd": 0}, 422, None),
        ({"budget_usd": "1"}, 422, None),
        ({"concurrency": 0}, 422, None),
    ],
)
def test_what_makes_no_sense_is_refused(client, dataset, fields, status, code):
    refused = asked(client, **fields)

    assert refused.status_code == status
    assert code is None or refused.json["code"] == code
    assert client.get("/api/experiments").json == []


def test_an_empty_dataset_shows_nothing(client, app):
    put_dataset([], name="numbers")

    assert asked(client).json["code"] == "dataset_is_empty"


def test_outputs_are_scored_that_one_has(client, dataset):
    made = handed_in(
        client,
        {"key": "k1", "output": "1", "latency_ms": 3.5, "cost_usd": 0.25},
        {"key": "k2", "output": {"role": "assistant", "content": "3"}},
    )
    done = work(made)
    results = client.get(f"{made.headers['Location']}/results").json

    assert (made.status_code, made.json["source"]) == (201, "recorded")
    assert (done.status, done.failed_count, float(done.cost_usd)) == ("finished", 1, 0.25)
    assert [(one["status"], one["scores"][0]["value"]) for one in results] == [
        *(("succeeded", 1.0), ("succeeded", 0.0), ("failed", None)),
    ]
    assert results[2]["error_kind"] == "missing"
    assert results[2]["scores"][0]["error"]
    assert results[0]["latency_ms"] == 3.5


def test_they_may_be_sent_as_json(client, dataset):
    body = {
        "dataset": "numbers",
        "evaluators": [{"name": "exact", "version": 1}],
        "outputs": [{"key": "k1", "output": "1", "trial": 2}],
    }

    made = client.post("/api/experiments/recorded", json=body)

    assert (made.status_code, made.json["trials"], made.json["result_count"]) == (201, 2, 6)


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ({"key": "none", "output": "1"}, "Line 2: the dataset has no item 'none'"),
        ({"key": "k1", "output": "1"}, "Line 2: 'k1' has an output of trial 1 already"),
        ({"key": "k2", "output": "1", "trial": 0}, "Line 2: `trial`"),
        ({"key": "k2", "output": "1", "trial": True}, "Line 2: `trial`"),
        ({"key": "k2", "output": "1", "error": "no"}, "Line 2: either"),
        ({"key": "k2", "output": "1", "latency_ms": -1}, "Line 2: `latency_ms`"),
        ({"key": "k2", "output": "1", "cost": 1}, "Line 2: `cost` is none of"),
        ({"output": "1"}, "Line 2: `key`"),
        ("[]", "Line 2: an output is an object"),
        ("{", "Line 2: Not acceptable JSON"),
        ('{"key": "k2", "output": NaN}', "Line 2: Not acceptable JSON: NaN"),
        ('{"key": "k2", "output": "\\u0000"}', "Line 2: Not acceptable JSON"),
        ('{"key": "k2", "output": "\\ud800"}', "Line 2: Not acceptable JSON"),
    ],
)
def test_a_bad_line_is_named_and_nothing_is_kept(client, dataset, line, problem):
    refused = handed_in(client, {"key": "k1", "output": "1"}, line)

    assert (refused.status_code, refused.json["code"]) == (422, "unfit_outputs")
    assert refused.json["errors"]["json"]["outputs"][0].startswith(problem)
    assert client.get("/api/experiments").json == []


def test_lists_are_narrowed(client, dataset):
    make_prompt("ask", content="{{ q }}")
    first = asked(client, prompts=[{"prompt_name": "ask"}], evaluators=[{"name": "exact"}]).json
    handed_in(client, {"key": "k1", "output": "1"})

    def ids(query):
        return [one["id"] for one in client.get(f"/api/experiments?{query}").json]

    for query in ("prompt=ask", "prompt=ask&version=1", "source=executed"):
        assert ids(query) == [first["id"]]
    assert len(ids("dataset=numbers")) == len(ids("evaluator=exact")) == 2
    assert len(ids(f"dataset={first['dataset_id']}&status=queued")) == 2
    assert ids("dataset=other") == ids("version=2") == ids("evaluator=other") == []


def test_results_are_narrowed_and_paged(client, dataset):
    made = handed_in(
        client,
        {"key": "k1", "output": "1"},
        {"key": "k2", "output": "9"},
        query=("dataset=numbers&evaluator=exact@1"),
    )
    work(made)
    url = f"{made.headers['Location']}/results"

    def keys(query):
        return [one["key"] for one in client.get(f"{url}?{query}").json]

    assert keys("evaluator=exact&outcome=failed") == ["k2"]
    assert keys("evaluator=exact&outcome=passed") == ["k1"]
    assert keys("evaluator=exact&outcome=error") == keys("status=failed") == ["k3"]
    assert keys("evaluator=exact&min=0.5") == keys("key=k1") == ["k1"]
    assert keys("evaluator=exact&max=0.5") == ["k2"]
    first = client.get(f"{url}?limit=2")
    following = client.get(first.headers["Link"].partition(">")[0][1:])
    assert [one["key"] for one in first.json + following.json] == ["k1", "k2", "k3"]
    assert "Link" not in following.headers
    for query in ("outcome=failed", "evaluator=none", "min=nan", "cursor=" + "A" * 31 + "!"):
        assert client.get(f"{url}?{query}").status_code == 422


def test_a_cancelled_one_stays_as_it_is(client, dataset):
    made = asked(client)
    url = made.headers["Location"]

    first, again = (client.post(f"{url}/cancel") for _ in range(2))
    done = work(made)

    assert first.json["status"] == again.json["status"] == "cancelled"
    assert first.json["stop_reason"] == "cancelled"
    assert (done.status, done.done_count) == ("cancelled", 0)


def test_what_is_over_cannot_be_cancelled(client, dataset):
    made = asked(client)
    work(made)

    refused = client.post(f"{made.headers['Location']}/cancel")

    assert (refused.status_code, refused.json["code"]) == (409, "experiment_is_over")


def test_its_maker_or_an_admin_deletes_it(app, client, dataset):
    writer = with_key(app, make_key(scopes=["read", "write"]).token)
    own, other = asked(writer), asked(client)
    experiment_id = own.headers["Location"].rpartition("/")[2]
    judged = {"experiment_id": experiment_id, "item_id": str(uuid4())}
    client.post("/api/scores", json={**judged, "name": "helpful", "value": True})

    refused = writer.delete(other.headers["Location"])
    gone = writer.delete(own.headers["Location"])
    also = client.delete(other.headers["Location"])

    assert [refused.status_code, gone.status_code, also.status_code] == [403, 204, 204]
    assert client.get(own.headers["Location"]).json["code"] == "no_such_experiment"
    assert client.get("/api/scores", query_string=judged).json == []


def test_a_deleted_prompt_is_shown_as_deleted(client, dataset):
    prompt = make_prompt("ask", content="{{ q }}")
    made = asked(client, prompts=[{"prompt_name": "ask"}])
    work(made)
    gone = client.delete(f"/api/prompts/{prompt.id}")

    shown = client.get(made.headers["Location"]).json

    assert gone.status_code in (204, 409)
    assert shown["prompt_name"] == "ask"
    assert shown["prompt_deleted"] is (gone.status_code == 204)


def test_it_is_exported_as_lines_as_a_table_and_to_read(client, app):
    put_evaluator("exact")
    put_dataset(
        [
            {"key": "=1+1", "input": {"q": "a|b"}, "expected": "=a"},
            {"key": "two", "input": {"q": "x"}, "expected": "x"},
        ],
        name="numbers",
    )
    made = handed_in(client, {"key": "=1+1", "output": "=a"})
    work(made)
    url = f"{made.headers['Location']}/export"

    lines = [json.loads(line) for line in client.get(url).data.splitlines()]
    table = list(csv.reader(io.StringIO(client.get(f"{url}?format=csv").text)))
    summary = client.get(f"{url}?format=md")

    assert [(one["key"], one["output"]) for one in lines] == [("=1+1", "=a"), ("two", None)]
    assert lines[0]["scores"]["exact"]["value"] == 1
    first = dict(zip(*table[:2], strict=True))
    assert (first["key"], first["output"], first["exact"]) == ("'=1+1", "'=a", "1")
    assert summary.mimetype == "text/markdown"
    assert "| =1+1 | 1 | succeeded | 1 | =a |" in summary.text
    assert client.get(f"{url}?format=xls").status_code == 422


def test_an_experiment_of_others_is_not_here(client, dataset):
    made = ask_for_experiment(dataset)
    for method, path in (
        *(("GET", ""), ("DELETE", ""), ("POST", "/cancel"), ("GET", "/results")),
        ("GET", "/export"),
    ):
        answer = client.open(f"/api/experiments/{uuid4()}{path}", method=method)
        assert (answer.status_code, answer.json["code"]) == (404, "no_such_experiment")
    assert client.get(f"/api/experiments/{made.id}").status_code == 200

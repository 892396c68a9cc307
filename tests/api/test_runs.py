"""Runs over REST: asked for, reported, found."""

from datetime import timedelta
from urllib.parse import quote

import pytest

from app.db import in_utc, now
from tests.conftest import with_key
from tests.factories.access import make_key, make_project
from tests.factories.prompts import make_prompt
from tests.factories.runs import ask_for_run, carried_out

RUNS = "/api/runs"
CHAT = [
    {"role": "system", "content": "Be {{ mood }}."},
    {"type": "placeholder", "name": "history"},
    {"role": "user", "content": [{"type": "text", "text": "{{ question }}"}]},
]


@pytest.fixture
def client(app):
    """It may ask for runs and report them."""
    return with_key(app, make_key(scopes=["read", "write", "ingest"]).token)


def post(client, body, **kwargs):
    return client.post(RUNS, json=body, **kwargs)


def jobs(app):
    return app.extensions["queue"].jobs


def test_a_run_waits_for_a_worker_that_is_told(app, client):
    make_prompt("greet", content="Hello {{ name }}", parameters={"temperature": 0.5})

    r = post(client, {"prompt_name": "greet", "input": {"name": "Ada"}})

    assert (r.status_code, r.json["status"]) == (201, "queued")
    assert r.headers["Location"] == f"{RUNS}/{r.json['id']}"
    assert r.json["messages"] == [{"role": "user", "content": "Hello Ada"}]
    assert (r.json["prompt_version"], r.json["label"]) == (1, "production")
    assert r.json["parameters"] == {"temperature": 0.5}
    assert (r.json["connection"], r.json["provider"]) == ("echo", "echo")
    ((job, told),) = jobs(app)
    assert (job, told["run_id"]) == ("runs.execute", r.json["id"])
    assert client.get(r.headers["Location"]).json == r.json


@pytest.mark.parametrize(
    ("pointer", "version", "label"),
    [({}, 1, "production"), ({"label": "latest"}, 3, "latest"), ({"version": 2}, 2, None)],
)
def test_a_label_or_a_number_says_which_version(client, pointer, version, label):
    make_prompt("greet", versions=3)

    r = post(client, {"prompt_name": "greet", "input": {"subject": "x"}, **pointer})

    assert (r.json["prompt_version"], r.json["label"]) == (version, label)


def test_what_is_filled_into_messages(client):
    make_prompt("chat", messages=CHAT)
    history = [{"role": "assistant", "content": "{{ mood }}"}]
    values = {"mood": "kind", "history": history, "question": ["a", 1]}

    r = post(client, {"prompt_name": "chat", "input": values})

    assert r.json["messages"] == [
        {"role": "system", "content": "Be kind."},
        *history,
        {"role": "user", "content": [{"type": "text", "text": '["a",1]'}]},
    ]


def test_missing_variables_are_named(client):
    make_prompt("chat", messages=CHAT)

    r = post(client, {"prompt_name": "chat", "input": {"mood": "kind"}})

    assert (r.status_code, r.json["code"]) == (422, "missing_variables")
    assert r.json["missing"] == ["question", "history"]
    assert "question, history" in r.json["detail"]


def test_parameters_replace_those_of_the_version(client):
    make_prompt("greet", content="Hi", parameters={"temperature": 0.5, "model": "a"})

    r = post(client, {"prompt_name": "greet", "parameters": {"model": "b"}})

    assert (r.json["parameters"], r.json["model"]) == ({"model": "b"}, "b")


def test_a_draft_belongs_to_no_prompt(client):
    r = post(client, {"messages": CHAT[:1], "input": {"mood": "kind"}, "source": "playground"})

    assert r.json["messages"] == [{"role": "system", "content": "Be kind."}]
    assert (r.json["prompt_id"], r.json["source"]) == (None, "playground")


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({}, {"prompt_name"}),
        ({"content": "a", "messages": CHAT}, {"content", "messages"}),
        ({"prompt_name": "a", "content": "a"}, {"prompt_name", "content"}),
        ({"content": "a", "version": 1}, {"version"}),
        ({"prompt_name": "a", "version": 1, "label": "latest"}, {"version", "label"}),
        ({"prompt_name": "greet", "label": "eu"}, {"label"}),
        ({"content": "a", "output": "b"}, {"output"}),
        ({"content": "a", "status": "queued"}, {"status"}),
        ({"content": "a", "status": "succeeded", "connection": "echo"}, {"connection"}),
        ({"content": "a", "status": "succeeded", "output": [1]}, {"output"}),
        ({"content": "a", "status": "succeeded", "trace_id": "0" * 32}, {"trace_id"}),
        ({"content": "a", "status": "succeeded", "trace_id": "ab"}, {"trace_id"}),
        ({"content": "a", "status": "failed", "ended_at": "1970-01-01T00:00:00Z"}, {"ended_at"}),
        (
            {"content": "a", "status": "failed", "started_at": "2999-01-01T00:00:00Z"},
            {"started_at"},
        ),
        ({"content": "a", "status": "failed", "latency_ms": -1}, {"latency_ms"}),
        ({"content": "a", "environment": "Prod"}, {"environment"}),
        ({"content": "a", "source": "experiment"}, {"source"}),
        ({"messages": [{"role": ""}]}, {"messages"}),
        ({"messages": CHAT[1:2], "input": {"history": "no list"}}, {"input"}),
        ({"content": "a", "metadata": {"a": "b" * 70_000}}, {"metadata"}),
        ({"content": "{{ a }}" * 6, "input": {"a": "b" * 1_000_000}}, {"input"}),
    ],
)
def test_what_makes_no_sense_is_refused_by_field(client, body, fields):
    make_prompt("greet", content="Hi")

    r = post(client, body)

    assert r.status_code == 422, r.json
    assert set(r.json["errors"]["json"]) == fields


def test_what_is_not_there_is_told(client):
    make_prompt("draft", content="Hi", activate=False)

    codes = [
        post(client, body).json["code"]
        for body in (
            {"prompt_name": "nothing"},
            {"prompt_name": "draft"},
            {"prompt_name": "draft", "version": 2},
            {"content": "a", "connection": "nothing"},
        )
    ]

    assert codes == ["no_such_prompt", "no_active_version", "no_such_version", "no_such_connection"]


def test_the_same_key_makes_one_run(app, client):
    sent = {"content": "Hi"}
    first = post(client, sent, headers={"Idempotency-Key": "once"})
    again = post(client, sent, headers={"Idempotency-Key": "once"})

    assert again.json == first.json
    assert again.headers["Idempotency-Replayed"] == "true"
    assert len(client.get(RUNS).json) == len(jobs(app)) == 1


def test_a_run_that_happened_elsewhere_is_recorded(app, client):
    prompt = make_prompt("greet", versions=2)
    usage = {"input_tokens": 7, "output_tokens": 5, "cached_tokens": 3}
    sent = {
        "prompt_name": "greet",
        "version": 2,
        "status": "succeeded",
        "messages": [{"role": "user", "content": "Hello"}],
        "output": "Hi there",
        "model": "gpt-5",
        "provider": "openai",
        "usage": usage,
        "latency_ms": 1500.5,
        "ended_at": in_utc(now()),
        "user_id": "u1",
        "metadata": {"ab": "b"},
    }

    r = post(client, sent)

    assert r.status_code == 201, r.json
    assert (r.json["source"], r.json["prompt_id"]) == ("reported", str(prompt.id))
    assert r.json["output"] == {"role": "assistant", "content": "Hi there"}
    assert r.json["usage"] == {**usage, "reasoning_tokens": None, "total_tokens": 12}
    assert r.json["started_at"] < r.json["ended_at"]
    assert (r.json["user_id"], r.json["metadata"]) == ("u1", {"ab": "b"})
    assert jobs(app) == []


def test_a_reported_prompt_that_is_not_there_is_kept_by_name(client):
    r = post(client, {"prompt_name": "gone", "version": 3, "status": "failed", "error": "No"})

    assert (r.json["prompt_id"], r.json["prompt_name"], r.json["prompt_version"]) == (
        *(None, "gone", 3),
    )
    assert (r.json["error"], r.json["messages"]) == ("No", [])


def test_who_only_reports_is_not_told_what_a_prompt_says(app):
    make_prompt("greet", content="Secret")
    reporter = with_key(app, make_key(scopes=["ingest"]).token)

    r = post(reporter, {"prompt_name": "greet", "status": "succeeded", "output": "Hi"})

    assert r.status_code == 201
    assert "Secret" not in r.text
    assert post(reporter, {"content": "Hi"}).status_code == 403


def listed(client, **query):
    r = client.get(RUNS, query_string=query)
    assert r.status_code == 200, r.json
    return [row["input_snippet"] for row in r.json]


@pytest.fixture
def some(client):
    """Five of them, oldest first, each of another kind."""
    prompt = make_prompt("greet", content="Hello {{ name }}", versions=1)
    carried_out(ask_for_run(prompt_name="greet", variables={"name": "Ada"}))
    ask_for_run("Straße", source="playground", group_id="01a20b4e-5555-7940-ad94-5367c651dff0")
    post(client, {"prompt_name": "gone", "status": "failed", "content": "Reported", "model": "m"})
    carried_out(ask_for_run("Fails", parameters={"echo": {"fail": "refused"}}))
    ask_for_run("100%_sure")
    return prompt


def test_runs_are_found_by_what_they_are(client, some):
    assert listed(client) == ["100%_sure", "Fails", "Reported", "Straße", "Hello Ada"]
    assert listed(client, prompt="greet") == listed(client, prompt=some.id) == ["Hello Ada"]
    assert listed(client, prompt="greet", version=2) == []
    assert listed(client, prompt="gone") == ["Reported"]
    assert listed(client, status="queued") == ["100%_sure", "Straße"]
    assert listed(client, status="queued", source="playground") == ["Straße"]
    assert listed(client, model="m") == ["Reported"]
    assert listed(client, group_id="01a20b4e-5555-7940-ad94-5367c651dff0") == ["Straße"]
    run = client.get(RUNS, query_string={"prompt": "greet"}).json[0]
    assert listed(client, trace_id=run["trace_id"]) == ["Hello Ada"]
    assert listed(client, until=run["created_at"]) == []
    assert listed(client, since=in_utc(now() - timedelta(minutes=1)), status="failed") == [
        *("Fails", "Reported"),
    ]


@pytest.mark.parametrize(
    ("q", "found"),
    [
        ("hello a", ["Hello Ada"]),
        ("STRASSE", ["Straße"]),
        ("told to fail", ["Fails"]),
        ("100%_", ["100%_sure"]),
        ("%%%", []),
        ("___", []),
        ("greet", ["Hello Ada"]),
    ],
)
@pytest.mark.parametrize("common", [500, 0])
def test_runs_are_found_by_text(client, some, monkeypatch, q, found, common):
    monkeypatch.setattr("app.services.runs.reading.COMMON", common)

    assert listed(client, q=q) == found


def test_text_and_filters_combine(client, some):
    assert listed(client, q="hello", status="succeeded") == ["Hello Ada"]
    assert listed(client, q="hello", status="failed") == []
    assert client.get(RUNS, query_string={"q": "ab"}).status_code == 422


def test_a_list_goes_on_by_its_cursor(client, some):
    seen, path = [], f"{RUNS}?limit=2"
    while path:
        r = client.get(path)
        seen += [row["input_snippet"] for row in r.json]
        path = r.headers.get("Link", "").partition(">")[0].removeprefix("<")

    assert seen == listed(client)


def test_a_list_shows_no_more_than_a_line_of_each(client):
    post(client, {"content": "x" * 1000})

    (row,) = client.get(RUNS).json

    assert len(row["input_snippet"]) == 200
    assert not {"messages", "output", "variables", "parameters"} & row.keys()


def test_what_belongs_to_another_project_is_not_there(client):
    theirs = ask_for_run("Theirs", make_project("other"))

    for path in (f"/{theirs.id}", f"/{theirs.id}/cancel"):
        method = "POST" if path.endswith("cancel") else "GET"
        assert client.open(RUNS + path, method=method).status_code == 404
    assert listed(client) == listed(client, q="theirs") == []


def test_a_run_is_cancelled(client):
    run = post(client, {"content": "Hi"}).json

    r = client.post(f"{RUNS}/{run['id']}/cancel")
    again = client.post(f"{RUNS}/{run['id']}/cancel")

    assert (r.status_code, r.json["status"]) == (200, "cancelled")
    assert again.status_code == 200


def test_what_is_over_cannot_be_cancelled(client):
    run = carried_out(ask_for_run())

    r = client.post(f"{RUNS}/{run.id}/cancel")

    assert (r.status_code, r.json["code"]) == (409, "run_is_over")


def test_who_waits_for_what_is_over_waits_for_nothing(client):
    run = carried_out(ask_for_run())

    assert client.get(f"{RUNS}/{run.id}?wait=55").json["status"] == "succeeded"
    assert client.get(f"{RUNS}/{run.id}?wait=56").status_code == 422


def test_a_wait_ends_when_its_time_does(client):
    r = client.post(f"{RUNS}?wait=1", json={"content": "Hi"})

    assert (r.status_code, r.json["status"]) == (201, "queued")


def test_names_with_slashes_are_asked_for_as_they_are(client):
    make_prompt("a/b ä", content="Hi")
    post(client, {"prompt_name": "a/b ä"})

    assert len(client.get(f"{RUNS}?prompt={quote('a/b ä')}").json) == 1

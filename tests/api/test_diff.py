"""Comparing two versions by REST."""

import pytest

from app.db import transaction
from app.services import prompts
from tests.factories.prompts import make_prompt, save_version


@pytest.fixture
def prompt(client):
    prompt = make_prompt("greet", content="Hello Ada\nBye")
    save_version(prompt, "Hello Ben\nBye", parameters={"model": "m"})
    return prompt


def diff(client, prompt, query="from=1&to=2"):
    return client.get(f"/api/prompts/{prompt.id}/diff?{query}")


def test_it_shows_what_differs_as_one_text_and_line_by_line(client, prompt):
    r = diff(client, prompt)

    assert r.status_code == 200
    assert sorted(r.json) == sorted(
        ["from", "to", "kind", "unified", "content", "messages", "parameters"]
    )
    assert (r.json["from"], r.json["to"], r.json["messages"]) == (1, 2, None)
    assert "-Hello Ada\n+Hello Ben\n Bye\n" in r.json["unified"]
    assert r.json["content"][0] == {
        "op": "changed",
        "from_line": 1,
        "to_line": 1,
        "from_text": [["Hello ", False], ["Ada", True]],
        "to_text": [["Hello ", False], ["Ben", True]],
    }
    assert [row["op"] for row in r.json["parameters"]] == ["added"] * 3


def test_a_chat_is_compared_message_by_message(client, caller):
    prompt = make_prompt(messages=[{"role": "user", "content": "Hello"}])
    messages = [{"role": "system", "content": "Hello"}, {"role": "user", "content": "Bye"}]
    with transaction():
        prompts.save_version(caller, prompt.id, messages=messages)

    first, second = diff(client, prompt).json["messages"]

    assert (first["index"], first["role_from"], first["role_to"]) == (0, "user", "system")
    assert (second["role_from"], second["role_to"]) == (None, "user")
    assert [row["op"] for row in second["rows"]] == ["added"]


def test_very_long_texts_are_compared_too(client):
    prompt = make_prompt(content="a\n" * 500_000)
    save_version(prompt, "b\n" * 500_000)

    r = diff(client, prompt)

    assert r.status_code == 200
    assert len(r.json["content"]) <= 2
    assert r.json["unified"].count("\n-") == 500_000


@pytest.mark.parametrize(
    ("query", "status", "code"),
    [
        ("", 422, "invalid"),
        ("from=1", 422, "invalid"),
        ("from=1&to=x", 422, "invalid"),
        ("from=0&to=1", 422, "invalid"),
        ("from=1&to=9223372036854775808", 422, "invalid"),
        ("from=1&from=2&to=1", 422, "invalid"),
        ("from=1&to=2&context=3", 422, "invalid"),
        ("from=1&to=3", 404, "no_such_version"),
    ],
)
def test_it_refuses(client, prompt, query, status, code):
    r = diff(client, prompt, query)

    assert (r.status_code, r.json["code"]) == (status, code)

"""`Idempotency-Key`: a request sent twice is carried out once."""

import threading

import pytest
from sqlalchemy import func, select

from app.db import db
from app.models import IdempotencyKey, Prompt, PromptVersion
from tests.conftest import with_key
from tests.factories.access import make_key
from tests.factories.prompts import make_prompt

PROMPTS = "/api/prompts"


def create(client, name="greet", key="k", **body):
    body = {"name": name, "content": "a", **body}
    return client.post(PROMPTS, json=body, headers={"Idempotency-Key": key})


def count(table):
    return db.session.scalar(select(func.count()).select_from(table))


def test_the_second_answer_is_the_first_one_again(client):
    first = create(client, content="ä😀", parameters={"z": 1, "a": 2.50})
    second = create(client, content="ä😀", parameters={"z": 1, "a": 2.50})

    assert (first.status_code, second.status_code) == (201, 201)
    assert second.data == first.data
    assert second.headers["Location"] == first.headers["Location"]
    assert second.headers["ETag"] == first.headers["ETag"]
    assert second.headers["Idempotency-Replayed"] == "true"
    assert "Idempotency-Replayed" not in first.headers
    assert count(Prompt) == 1


def test_saving_twice_makes_one_version(client):
    prompt = make_prompt()
    path = f"{PROMPTS}/{prompt.id}/versions"

    answers = [
        client.post(path, json={"content": "b"}, headers={"Idempotency-Key": "k"}) for _ in "12"
    ]

    assert [r.status_code for r in answers] == [201, 201]
    assert answers[0].data == answers[1].data
    assert count(PromptVersion) == 2


def test_without_a_key_the_second_saving_finds_nothing_new(client):
    prompt = make_prompt()

    answers = [client.post(f"{PROMPTS}/{prompt.id}/versions", json={"content": "b"}) for _ in "12"]

    assert [r.status_code for r in answers] == [201, 200]


def test_the_answer_stays_what_it_was_though_the_prompt_goes_on(client):
    first = create(client)
    client.patch(first.headers["Location"], json={"name": "other"})

    assert create(client).json["name"] == "greet"


def test_the_same_key_with_another_body_is_refused(client):
    create(client)

    r = create(client, content="b")

    assert (r.status_code, r.json["code"]) == (422, "key_is_for_another")
    assert "Idempotency-Key" in r.json["errors"]["headers"]
    assert count(Prompt) == 1


def test_keys_belong_to_their_caller(app, client):
    create(client, "mine")

    r = create(with_key(app, make_key().token), "yours")

    assert (r.status_code, r.json["name"]) == (201, "yours")


def test_keys_belong_to_their_route(client):
    prompt = make_prompt()
    create(client)

    r = client.post(
        f"{PROMPTS}/{prompt.id}/versions", json={"content": "b"}, headers={"Idempotency-Key": "k"}
    )

    assert r.status_code == 201


def test_a_refusal_is_not_kept(client):
    make_prompt("greet")
    assert create(client).status_code == 409
    client.delete(f"{PROMPTS}/{client.get(PROMPTS).json[0]['id']}")

    assert create(client).status_code == 201


def test_an_answer_nested_as_deep_as_a_body_may_be_is_given_again(client):
    deep = []
    for _ in range(94):
        deep = [deep]
    messages = [{"role": "user", "content": "a", "x": deep}]
    body = {"name": "deep", "messages": messages}

    first, second = (
        client.post(PROMPTS, json=body, headers={"Idempotency-Key": "k"}) for _ in "12"
    )

    assert first.status_code == 201, first.json
    assert second.data == first.data


@pytest.mark.parametrize("key", ["x" * 256, "é", "\x01", "a\tb"])
def test_a_malformed_key_is_refused(client, key):
    r = create(client, key=key)

    assert (r.status_code, r.json["code"]) == (422, "bad_idempotency_key")
    assert count(Prompt) == count(IdempotencyKey) == 0


def test_the_longest_key_is_taken(client):
    assert create(client, key="~" * 255).status_code == 201


def test_sent_at_once_many_times_it_is_carried_out_once(real_app):
    token = make_key().token
    answers = []
    begin = threading.Barrier(8)

    def send():
        client = with_key(real_app, token)
        begin.wait()
        answers.append(create(client))

    threads = [threading.Thread(target=send) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [r.status_code for r in answers] == [201] * 8
    assert len({r.data for r in answers}) == 1
    assert sum("Idempotency-Replayed" in r.headers for r in answers) == 7
    assert (count(Prompt), count(PromptVersion)) == (1, 1)

"""Sixteen writers on one prompt: 2, 3, 4 … whatever happens to the database meanwhile."""

import hashlib
import json
import time

import psycopg
import pytest

from app.db import db
from tests.factories.prompts import make_prompt
from tests.faults.breaking import (
    kill_database,
    kill_worker,
    restart_database,
    wait_out_crash_loop,
)
from tests.faults.clients import Notes, all_at_once, try_call
from tests.faults.history import OK, faults_of_saves

pytestmark = pytest.mark.more

WRITERS = 16
LIMIT_S = 60


def test_no_gap_no_duplicate_no_error(live_api, real_app):
    hot, notes, each = make_hot(), Notes(), 100

    all_at_once(notes, WRITERS, lambda n: write(live_api, hot, n, each, notes), lambda: None)

    assert set(notes.statuses) == {201}
    check(real_app, hot, notes, WRITERS * each)


def test_killing_the_database_twice_loses_nothing_acknowledged(live_api, real_app, durable_server):
    hot, notes, each, kills = make_hot(), Notes(), 100, 2

    def kill():
        for number in range(kills):
            notes.wait_for(WRITERS * each * (number + 1) // (kills + 1))
            kill_database(durable_server)
            restart_database(durable_server)

    all_at_once(notes, WRITERS, lambda n: write(live_api, hot, n, each, notes), kill)

    assert set(notes.statuses) - {201, 503, None} == set()
    assert set(notes.statuses) > {201}, "nobody noticed that it was killed"
    check(real_app, hot, notes, WRITERS * each)


def test_killing_the_process_that_answers_loses_nothing_acknowledged(live_api, real_app):
    """One worker has all sixteen; the server program brings the next by itself."""
    hot, notes, each, kills = make_hot(), Notes(), 100, 3

    def kill():
        for number in range(kills):
            notes.wait_for(WRITERS * each * (number + 1) // (kills + 1))
            if number:
                wait_out_crash_loop(live_api)
            kill_worker(live_api)

    all_at_once(notes, WRITERS, lambda n: write(live_api, hot, n, each, notes), kill)

    assert set(notes.statuses) == {201, None}, "nobody noticed, or somebody saw an error"
    check(real_app, hot, notes, WRITERS * each)


def make_hot():
    prompt_id = make_prompt("hot").id
    # The long tests take longer than the database lets a transaction wait idly.
    db.session.remove()
    return prompt_id


def write(api, prompt_id, writer, each, notes):
    """Saves one text after the other; what was not answered is sent again, as the same request."""
    for number in range(each):
        text = f"writer {writer}, text {number}"
        request = (
            *("POST", f"/api/prompts/{prompt_id}/versions", {"content": text}),
            {"Idempotency-Key": text},
        )
        until = time.monotonic() + LIMIT_S
        answer = None
        while answer is None or answer.status == 503:
            assert time.monotonic() < until
            began = time.monotonic()
            answer = try_call(api, *request)
            saved = answer.json if answer and answer.status == 201 else {}
            if saved:
                assert saved["checksum"] == checksum(text)
            notes.note(text, began, answer, value=saved.get("version"))


def check(app, prompt_id, notes, saves):
    """Each text is stored once, under the number that was told, byte for byte."""
    stored = stored_versions(app.extensions["settings"], prompt_id)
    texts = {number: content for number, content, _ in stored if number > 1}
    # The last word on a text counts: those before it were not answered.
    last = {call.token: call for call in notes.calls}
    first_try = {call.token: call.began for call in reversed(notes.calls)}
    calls = [with_beginning(call, first_try[token]) for token, call in last.items()]

    assert list(faults_of_saves(calls, texts)) == []
    assert {call.outcome for call in calls} == {OK}
    assert sorted(texts) == list(range(2, saves + 2))
    assert all(found == checksum(content) for _, content, found in stored)


def with_beginning(call, began):
    return type(call)(call.token, began, call.ended, call.outcome, call.value)


def checksum(text):
    compact = json.dumps(["text", text, None], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(compact.encode()).hexdigest()


def stored_versions(settings, prompt_id):
    url = settings.database_owner_url.replace("postgresql+psycopg", "postgresql")
    with psycopg.connect(url) as connection:
        return connection.execute(
            "SELECT version, content, checksum FROM prompt_versions WHERE prompt_id = %s",
            (prompt_id,),
        ).fetchall()

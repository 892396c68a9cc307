"""Sixteen clients move one pointer and read it: every history has an order that explains it."""

import random
import time

import pytest
from sqlalchemy import select

from app.db import db
from app.models import Prompt, Release
from tests.factories.access import see_everything
from tests.factories.prompts import make_prompt
from tests.faults.breaking import kill_database, restart_database
from tests.faults.clients import Notes, all_at_once, try_call
from tests.faults.history import OK, Move, Read, faults_of_moves

pytestmark = pytest.mark.more

CLIENTS, VERSIONS = 16, 5
FETCH = "/api/prompts/by-name/hot"


def test_what_was_activated_is_what_is_served(live_api, real_app):
    hot, notes, each = make_hot(), Notes(), 400

    all_at_once(notes, CLIENTS, lambda n: use(live_api, hot, n, each, notes), lambda: None)

    assert set(notes.statuses) <= {200, 409, 412}
    check(hot, notes)


def test_also_when_the_database_is_killed_meanwhile(live_api, real_app, durable_server):
    hot, notes, each = make_hot(), Notes(), 400

    def kill():
        notes.wait_for(CLIENTS * each // 8)
        kill_database(durable_server)
        restart_database(durable_server)

    all_at_once(notes, CLIENTS, lambda n: use(live_api, hot, n, each, notes), kill)

    assert set(notes.statuses) <= {200, 409, 412, 503, None}
    assert set(notes.statuses) & {503, None}, "nobody noticed that it was killed"
    check(hot, notes)


def make_hot():
    prompt_id = make_prompt("hot", versions=VERSIONS).id
    # The long tests take longer than the database lets a transaction wait idly.
    db.session.remove()
    return prompt_id


def use(api, hot, client, each, notes):
    """As often reading as moving: at will, only from what it last saw, or back."""
    dice = random.Random(client)
    seen = 1
    for number in range(each):
        token = f"{client}-{number}"
        if dice.random() < 0.5:
            seen = read(api, notes) or seen
            continue
        body = {"reason": token}
        if dice.random() < 0.7:
            body["version"] = dice.randint(1, VERSIONS)
        if dice.random() < 0.5:
            body["expected"] = seen
        seen = move(api, hot, body, notes) or seen


def read(api, notes):
    began = time.monotonic()
    answer = try_call(api, "GET", FETCH)
    if answer is None or answer.status == 503:
        return None
    assert answer.status == 200
    version = answer.json["active"]["version"]
    notes.reads.append(Read(began, time.monotonic(), version))
    return version


def move(api, hot, body, notes):
    path = f"/api/prompts/{hot}/{'activate' if 'version' in body else 'rollback'}"
    began = time.monotonic()
    answer = try_call(api, "POST", path, body)
    facts = answer.json if answer else {}
    # Without a body to say so, what a refused rollback saw is unknown, so it counts for nothing.
    if answer and answer.status == 409:
        notes.statuses.append(409)
        return None
    value = facts.get("active_version", facts.get("actual"))
    notes.note(body["reason"], began, answer, value=value, expected=body.get("expected"))
    return value


def check(hot, notes):
    see_everything()
    prompt = db.session.get(Prompt, hot)
    rows = db.session.scalars(
        select(Release).where(Release.prompt_id == hot).order_by(Release.created_at, Release.id)
    ).all()
    first, *moved = [Move(row.reason, row.from_version, row.to_version) for row in rows]
    faults = faults_of_moves(
        notes.calls, notes.reads, moved, first.to_version, prompt.active_version
    )

    assert first == Move(None, None, 1)
    assert list(faults) == []
    assert sum(call.outcome == OK for call in notes.calls) > len(notes.calls) // 4
    assert len(moved) > CLIENTS

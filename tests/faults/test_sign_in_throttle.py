"""Guessing by many processes at once finds no more places than by one."""

import json
import subprocess
import sys
from collections import Counter
from contextlib import ExitStack

import pytest
from sqlalchemy import func, select

from app.db import db
from app.models import AuditEvent
from app.services.access import attempts
from tests.factories.access import make_person, see_everything
from tests.live import ROOT, environment_of, free_port

pytestmark = pytest.mark.more

PROCESSES, TRIES = 8, 1000
COMMAND = [sys.executable, "-m", "tests.faults.guessing", str(TRIES // PROCESSES)]


def guess(app, path, *where):
    """How all tries were answered, and how many passwords reached the hash."""
    env = environment_of(app.extensions["settings"], free_port())
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    answered = Counter()
    with ExitStack() as stack:
        running = []
        for _ in range(PROCESSES):
            process = subprocess.Popen([*COMMAND, str(path), *where], cwd=ROOT, env=env, **pipes)
            stack.callback(process.kill)
            running.append(process)
        assert [process.stdout.readline() for process in running] == [b"ready\n"] * PROCESSES
        for process in running:
            process.stdin.write(b"\n")
            process.stdin.flush()
        for process in running:
            answered.update(json.loads(process.communicate(timeout=240)[0]))
    return answered, path.stat().st_size


def times(action):
    see_everything()
    query = select(func.count()).select_from(AuditEvent).where(AuditEvent.action == action)
    return db.session.scalar(query)


@pytest.mark.parametrize("name", ["ada", "nobody"])
def test_a_thousand_guesses_at_an_account_find_ten_places(real_app, tmp_path, name):
    make_person("ada")

    answered, hashed = guess(real_app, tmp_path / "hashed", "10.6.6.6", f"{name}@example.com")

    assert answered == {"401": attempts.OF_ACCOUNT, "429": TRIES - attempts.OF_ACCOUNT}
    assert hashed == times("session.refused") == attempts.OF_ACCOUNT
    assert times("session.throttled") == 1


def test_a_thousand_guesses_from_an_address_find_fifty(real_app, tmp_path):
    answered, hashed = guess(real_app, tmp_path / "hashed", "10.6.6.6")

    refused = attempts.OF_ADDRESS
    assert answered["401"] == hashed == times("session.refused") == refused
    assert answered == {"401": refused, "429": TRIES - refused}
    assert times("session.throttled") == 1

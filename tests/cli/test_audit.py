"""`flask audit`, and the worker that seals."""

import sys
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text

from app.db import db
from app.wall import read_across_on
from tests.cli.commands import flask
from tests.factories.access import make_project, the_system
from tests.factories.audit import head, make_events, seal_all, tampering
from tests.live import environment_of, free_port, running

WORKER = [sys.executable, "-m", "flask", "worker"]
UNSEALED = (
    "SELECT count(*) FROM audit_events e"
    " WHERE NOT EXISTS (SELECT FROM audit_seals s WHERE s.event_id = e.id)"
)


@pytest.fixture
def sealed(real_app):
    make_events(5)
    seal_all()
    db.session.remove()
    return real_app


def unsealed():
    db.session.rollback()
    read_across_on(db.session.connection())
    return db.session.scalar(text(UNSEALED))


def until(fact, process, log, limit_s=60):
    """How long it took, in seconds."""
    began = time.monotonic()
    while not fact():
        assert process.poll() is None, log.read_text()
        assert time.monotonic() < began + limit_s, log.read_text()
        time.sleep(0.02)
    return time.monotonic() - began


def test_what_is_whole_is_told_with_its_length(sealed):
    said = flask("audit", "verify", "--project", "default", "--head", str(head(sealed)))

    assert (said.returncode, said.stdout) == (0, "default: whole, 6 events.\n")


def test_a_fault_is_a_sentence_and_an_exit_code(sealed):
    noted = head(sealed)
    with tampering(sealed) as owner:
        owner.execute("DELETE FROM audit_seals WHERE number > 4")
        owner.execute("DELETE FROM audit_events WHERE changes->'number'->>1 IN ('3', '4')")

    said = flask("audit", "verify", "--head", str(noted))

    assert said.returncode == 1
    assert "default: The log ends with 4, but the head 6 was noted" in said.stdout
    assert "(installation): whole, and empty." in said.stdout


def test_what_head_prints_verify_takes(sealed, tmp_path):
    make_events(2, make_project("other"))
    seal_all()
    db.session.remove()
    printed = flask("audit", "head").stdout
    heads = tmp_path / "heads"
    heads.write_text(printed)

    assert [line.split()[0] for line in printed.splitlines()] == ["default", "other"]
    assert flask("audit", "verify", "--heads", str(heads)).returncode == 0
    heads.write_text(printed.replace("other 3:", "other 4:"))
    assert "the head 4 was noted" in flask("audit", "verify", "--heads", str(heads)).stdout


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--head", "12:xyz"), "is not a head"),
        (("--project", "nowhere"), "There is no project"),
        (("--installation", "--project", "default", "--head", "x"), "is not a head"),
    ],
)
def test_what_cannot_be_verified_is_said(sealed, words, told):
    said = flask("audit", "verify", *words)

    assert said.returncode == 1
    assert told in said.stderr


def test_a_worker_seals_within_a_second_of_the_commit(real_app, tmp_path):
    log = tmp_path / "worker.log"
    env = environment_of(real_app.extensions["settings"], free_port())
    with log.open("wb") as out, running(WORKER, env, out) as worker:
        until(lambda: unsealed() == 0, worker, log)
        waited = []
        for _ in range(10):
            make_events(3)
            waited.append(until(lambda: unsealed() == 0, worker, log))
        until(lambda: "audit head default" in log.read_text(), worker, log)

    assert max(waited) < 1, waited
    assert flask("audit", "verify").returncode == 0


@pytest.mark.more
def test_when_a_worker_dies_the_next_goes_on(real_app, tmp_path):
    caller, log = the_system(), tmp_path / "worker.log"
    env = environment_of(real_app.extensions["settings"], free_port())
    with (
        log.open("wb") as out,
        running(WORKER, env, out) as first,
        running(WORKER, env, out) as second,
        ThreadPoolExecutor(1) as pool,
    ):
        until(lambda: unsealed() == 0, second, log)
        writing = pool.submit(write, real_app, caller)
        until(lambda: unsealed() == 0, second, log)
        first.kill()
        writing.result()
        waited = until(lambda: unsealed() == 0, second, log)

    assert waited < 5
    said = flask("audit", "verify", "--project", "default")
    assert said.stdout == "default: whole, 201 events.\n", said.stdout


def write(app, caller):
    with app.app_context():
        make_events(200, caller)

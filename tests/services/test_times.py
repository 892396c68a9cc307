"""What depends on the time, over real transactions: each has its own moment and commits."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select, text, update

from app.db import db, now, transaction
from app.models import ApiKey, IdempotencyKey, Prompt, Release, Session
from app.services import idempotency, releases
from app.services.access import keys, sessions
from tests.embedded.users import until
from tests.factories.access import PASSWORD, make_key, make_person
from tests.factories.prompts import add_release, make_prompt

ANSWER = {"body": "{}", "headers": {}}
MICROSECOND = timedelta(microseconds=1)
WAITING = "SELECT count(*) FROM pg_locks WHERE NOT granted"


@pytest.fixture
def app(real_app):
    return real_app


def activate(caller, prompt, version):
    with transaction():
        return releases.activate(caller, prompt.id, version)


def log_of(prompt):
    rows = select(Release).where(Release.prompt_id == prompt.id).order_by(Release.created_at)
    return list(db.session.scalars(rows))


def active_at(prompt, moment):
    with transaction():
        return releases.active_at(prompt.id, moment)


def test_every_moment_has_its_version(caller):
    prompt = make_prompt(versions=3)
    for version in (2, 3, 1):
        activate(caller, prompt, version)

    log = log_of(prompt)
    for earlier, release in zip([None, *log], log, strict=False):
        before = earlier.to_version if earlier else None
        assert active_at(prompt, release.created_at) == release.to_version
        assert active_at(prompt, release.created_at - MICROSECOND) == before


def test_moves_within_one_transaction_have_a_moment_each(caller):
    prompt = make_prompt(versions=2)
    with transaction():
        for version in (2, 1, 2):
            releases.activate(caller, prompt.id, version)

    log = log_of(prompt)
    assert [release.to_version for release in log] == [1, 2, 1, 2]
    assert [active_at(prompt, release.created_at) for release in log] == [1, 2, 1, 2]


def test_a_move_that_had_to_wait_counts_from_when_it_was_made(real_app, caller):
    prompt = make_prompt(versions=3)

    def activate_third():
        with real_app.app_context():
            activate(caller, prompt, 3)

    with ThreadPoolExecutor() as pool:
        with transaction():
            releases.activate(caller, prompt.id, 2)
            third = pool.submit(activate_third)
            until(lambda: db.session.scalar(text(WAITING)) > 0)
            waiting = now()
        third.result()

    log = log_of(prompt)
    assert [release.to_version for release in log] == [1, 2, 3]
    assert log[1].created_at < waiting < log[2].created_at
    assert active_at(prompt, waiting) == 2


def test_moves_have_different_moments_in_their_order(caller):
    prompt = make_prompt(versions=2)
    later = now() + timedelta(hours=1)
    with transaction():
        db.session.get(Prompt, prompt.id).active_version = 2
        add_release(prompt, later, 1, 2)

    # As after a clock that was set back.
    activate(caller, prompt, 1)

    assert log_of(prompt)[-1].created_at == later + MICROSECOND


def test_imported_history_says_nothing_of_the_time_before_the_import(caller):
    prompt = make_prompt(versions=2, activate=False)
    imported_at = now()
    long_ago = imported_at - timedelta(days=365)
    with transaction():
        add_release(prompt, long_ago, None, 1, imported_at=imported_at)
        add_release(prompt, long_ago + timedelta(days=1), 1, 2, imported_at=imported_at)

    assert active_at(prompt, long_ago + timedelta(days=2)) is None
    assert active_at(prompt, imported_at - MICROSECOND) is None
    assert active_at(prompt, imported_at) == 2


def test_moves_of_ours_count_from_their_moment_on(caller):
    prompt = make_prompt(versions=2, activate=False)
    imported_at = now()
    with transaction():
        db.session.get(Prompt, prompt.id).active_version = 2
        add_release(prompt, imported_at - timedelta(days=1), None, 2, imported_at=imported_at)

    activate(caller, prompt, 1)

    moved_at = log_of(prompt)[-1].created_at
    assert active_at(prompt, moved_at - MICROSECOND) == 2
    assert active_at(prompt, moved_at) == 1


def test_a_key_counts_until_it_expires(caller):
    made = make_key(expires_at=now() + timedelta(days=1))
    assert keys.authenticate_key(made.token).id == made.row.id

    move_into_the_past(ApiKey, ApiKey.expires_at, timedelta(days=1))

    with pytest.raises(keys.BadKey):
        keys.authenticate_key(made.token)


def test_a_session_counts_until_it_expires(caller):
    make_person("ada")
    with transaction():
        _, token = sessions.sign_in(caller, "ada@example.com", PASSWORD)
    session, _ = sessions.authenticate_session(token)
    assert timedelta(days=13) < session.expires_at - now() < timedelta(days=15)

    move_into_the_past(Session, Session.expires_at, sessions.LIFETIME)

    assert sessions.authenticate_session(token) is None


def test_after_a_day_an_idempotency_key_is_new_again(caller):
    with transaction():
        first = claim(caller, b"1")
        idempotency.keep_answer(first, 201, ANSWER)

    move_into_the_past(IdempotencyKey, IdempotencyKey.created_at, timedelta(hours=23))
    with transaction():
        assert claim(caller, b"1").answer == ANSWER

    move_into_the_past(IdempotencyKey, IdempotencyKey.created_at, timedelta(hours=1))
    with transaction():
        assert claim(caller, b"2").answer is None


def claim(caller, request):
    return idempotency.claim(caller, "/api/prompts", "k", request * 32)


def move_into_the_past(model, column, by):
    """As if this much time had gone by for its rows."""
    with transaction():
        db.session.execute(update(model).values({column: column - by}))

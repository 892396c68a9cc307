"""Keys of exporters, which are checked before there is a transaction."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.db import db, transaction
from app.models import ApiKey, AuditEvent
from app.services.access import keys
from tests.api.test_otlp import export, sent_request
from tests.conftest import with_key
from tests.factories.access import make_key, see_everything, the_system


@pytest.fixture
def status_for(real_app):
    """What an export is answered with."""
    return lambda token: export(with_key(real_app, token), sent_request()).status_code


def test_requests_are_counted_and_the_first_use_is_recorded(status_for):
    key = make_key(scopes=["ingest"], rate_limit=1)

    assert [status_for(key.token) for _ in range(2)] == [200, 429]
    see_everything()
    assert db.session.get(ApiKey, key.row.id).used_at
    first = select(AuditEvent).where(AuditEvent.action == "key.first_used")
    assert db.session.scalars(first).one().object_id == str(key.row.id)


def test_a_key_that_was_replaced_or_revoked_is_refused_at_once(status_for):
    caller = the_system()
    old = make_key(scopes=["ingest"])
    assert status_for(old.token) == 200
    with transaction():
        row, token = keys.rotate_key(caller, old.row.id, overlap=timedelta())
    assert [status_for(old.token), status_for(token)] == [401, 200]

    with transaction():
        keys.revoke_key(caller, row.id)

    assert status_for(token) == 401

"""A statement that the driver sends fails as one that SQLAlchemy sends."""

import pytest
from sqlalchemy import text

from app.db import db, driver_cursor, transaction
from app.errors import Conflict, DatabaseAway, Invalid


def by_the_driver(statement):
    with driver_cursor() as cursor:
        cursor.execute(statement)


def by_sqlalchemy(statement):
    db.session.execute(text(statement))


SENDERS = pytest.mark.parametrize("send", [by_the_driver, by_sqlalchemy])


@SENDERS
def test_who_is_cut_off_is_told_to_try_again_and_can(real_app, durable_server, send):
    def send_once():
        with transaction():
            send("SELECT 1")

    durable_server.run_sql(f"SELECT pg_terminate_backend({pid()})")
    with pytest.raises(DatabaseAway):
        send_once()
    send_once()


@SENDERS
@pytest.mark.parametrize(
    ("sqlstate", "refusal"), [("22012", Invalid), ("23505", Conflict), ("57014", DatabaseAway)]
)
def test_the_databases_refusals_become_ours(app, send, sqlstate, refusal):
    with pytest.raises(refusal), transaction():
        send(f"DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '{sqlstate}'; END $$")


def pid():
    return db.session.scalar(text("SELECT pg_backend_pid()"))

"""Telling whether a worker runs."""

from sqlalchemy import text

from app.cli.readiness import database_time, worker_reports
from app.db import db

SIGN_OF_LIFE = text("INSERT INTO jobs.procrastinate_workers DEFAULT VALUES")


def test_only_a_sign_of_life_since_then_counts_by_the_databases_clock(real_app):
    give_sign_of_life()
    since = database_time()
    assert not worker_reports(since)

    give_sign_of_life()
    assert worker_reports(since)


def give_sign_of_life():
    with db.engine.begin() as connection:
        connection.execute(SIGN_OF_LIFE)

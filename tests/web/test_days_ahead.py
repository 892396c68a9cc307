"""Days of spans are made where spans come, and never at their expense."""

import psycopg

from app.db import transaction
from app.services.traces import store_spans
from app.web import days_ahead
from app.web.days_ahead import DaysAhead
from tests.factories.access import the_system
from tests.factories.otlp import sent_span


def test_they_are_asked_for_once_an_hour(app, monkeypatch):
    days, clock = DaysAhead(), [10.0]
    monkeypatch.setattr(days_ahead, "monotonic", lambda: clock[0])
    due = []
    for moment in (10.0, 20.0, 3609.0, 3610.0, 3611.0):
        clock[0] = moment
        days.see_to()
        due.append(days.due_at)

    assert due == [3610.0, 3610.0, 3610.0, 7210.0, 7210.0]


def test_while_their_table_is_in_use_spans_are_stored_all_the_same(real_app, caplog):
    settings = real_app.extensions["settings"]
    url = settings.database_owner_url.replace("postgresql+psycopg", "postgresql")
    days = DaysAhead()
    with psycopg.connect(url) as owner:
        day = "(now() AT TIME ZONE 'UTC')::date + 7"
        ((name,),) = owner.execute(f"SELECT to_char({day}, '\"days.spans_\"YYYYMMDD')").fetchall()
        owner.execute(f"DROP TABLE {name}")
        owner.commit()
        owner.execute("LOCK TABLE days.spans_default IN ACCESS SHARE MODE")

        days.see_to()

        assert "days of spans not made" in caplog.text
        with transaction():
            assert store_spans(the_system(), [sent_span()]).accepted == 1
    days.due_at = 0
    days.see_to()
    with psycopg.connect(url) as owner:
        assert owner.execute("SELECT to_regclass(%s)", [name]).fetchone() != (None,)

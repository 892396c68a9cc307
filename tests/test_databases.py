"""The test databases keep what they promise: what is rolled back was never there."""

from sqlalchemy import func, select

from app.db import db
from app.models import AuditEvent, Prompt
from app.services import serving
from app.services.serving import Pointer
from tests.databases import rolled_back
from tests.factories.access import the_system
from tests.factories.prompts import make_prompt


def counts():
    """As somebody sees it who shares no connection with the test."""
    with db.engine.connect() as connection:
        tables = (Prompt, AuditEvent)
        return [connection.scalar(select(func.count()).select_from(table)) for table in tables]


def test_what_is_committed_within_is_gone_afterwards(shared_app):
    with shared_app.app_context():
        before = counts()
        with rolled_back(shared_app):
            make_prompt("greet")
            db.session.commit()
            db.session.remove()
            within = db.session.scalars(select(Prompt.name)).all()
        after = counts()

    assert within == ["greet"]
    assert after == before


def test_all_who_ask_within_share_the_one_connection(app):
    prompt = make_prompt("greet")

    found = serving.resolve_in_project(the_system().project_id, Pointer("greet"))
    by_engine = db.engine.execute(select(Prompt.id)).scalar()

    assert db.session.connection() is db.engine
    assert (found.prompt_id, by_engine) == (prompt.id, prompt.id)


def test_engines_are_their_own_again_afterwards(shared_app):
    with shared_app.app_context():
        engines = dict(db.engines)
        with rolled_back(shared_app):
            assert all(db.engines[key] is not engines[key] for key in engines)

        assert dict(db.engines) == engines

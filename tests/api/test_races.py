"""What is changed between two statements of one request."""

from contextlib import contextmanager

import pytest
from sqlalchemy import event

from app.db import db, transaction
from app.services import prompts
from tests.conftest import ForgetfulClient, with_key
from tests.factories.access import make_key, the_system
from tests.factories.prompts import make_prompt, save_version


@pytest.fixture
def client(real_app):
    real_app.test_client_class = ForgetfulClient
    client = with_key(real_app, make_key().token)
    client.get("/api/me")  # notes the key's use, once an hour
    return client


@contextmanager
def right_after(app, words, act):
    """Let `act` happen on a connection of its own once a statement with these words is done."""
    waiting = [act]

    def look(_connection, _cursor, statement, *_):
        if words in statement and waiting:
            with app.app_context():
                waiting.pop()()

    event.listen(db.engine, "after_cursor_execute", look)
    try:
        yield
    finally:
        event.remove(db.engine, "after_cursor_execute", look)
    assert not waiting, "it never came to that"


def delete(prompt_id):
    with transaction():
        prompts.delete_prompt(the_system(), prompt_id)


@pytest.mark.parametrize("path", ["", "/versions", "/versions/1", "/diff?from=1&to=2"])
def test_a_prompt_deleted_while_it_is_read_is_not_found(real_app, client, path):
    prompt_id = make_prompt(versions=2).id

    with right_after(real_app, "FROM prompts", lambda: delete(prompt_id)):
        r = client.get(f"/api/prompts/{prompt_id}{path}")

    assert r.status_code == 404, r.json


def test_a_version_saved_while_a_prompt_is_read_is_in_the_next_answer(real_app, client):
    prompt = make_prompt(versions=2)
    path = f"/api/prompts/{prompt.id}"
    before = client.get(path)

    with right_after(real_app, "FROM prompts", lambda: save_version(prompt, "Three")):
        meanwhile = client.get(path)

    assert meanwhile.json == before.json
    assert meanwhile.headers["ETag"] == before.headers["ETag"]
    assert client.get(path).json["latest_version"]["version"] == 3


def test_so_it_is_with_a_list_of_versions(real_app, client):
    prompt = make_prompt(versions=2)
    path = f"/api/prompts/{prompt.id}/versions"
    before = client.get(path)

    with right_after(real_app, "FROM prompts", lambda: save_version(prompt, "Three")):
        assert client.get(path).json == before.json
